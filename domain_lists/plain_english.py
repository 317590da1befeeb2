"""An explanation in sentences that someone who keeps a school's lists can read."""

from collections.abc import Iterator

from domain_lists.host_story import EntryFate, HostStory
from domain_lists.index import Explanation, Listing, Rule
from domain_lists.layer import Addition, Entry
from school_policy.platform import NeverListed
from school_policy.vocabulary import HostKind

_KINDS = {
    HostKind.SITE: "a site: its pages are the platform, so the reminder may be shown here",
    HostKind.ASSET: "an asset: it serves only this platform, and the reminder is never shown here",
}


def explain_in_words(explanation: Explanation) -> str:
    """Return the answer first, then the rule that made it, then the other rules, a sentence a line."""
    lines = [answer_in_words(explanation)]
    if explanation.winner:
        lines.append(f"Why: {_reach(explanation.winner)}.")
    lines += [f"{_less_exact(rule)}." for rule in explanation.matches[1:]]
    lines += [
        f"The rule for {rule.host} does not count: {_that_host_only(rule)}" for rule in explanation.too_narrow
    ]
    if not explanation.matches and not explanation.too_narrow:
        lines.append("Why: no rule matches it or any name above it.")
    elif not explanation.matches:
        lines.append("No other rule matches.")
    return "\n".join(lines)


def story_in_words(story: HostStory, file: str) -> str:
    """Return the explanation, then what the school's own list says of the host, a sentence a line."""
    return "\n".join([explain_in_words(story.explanation), *_of_the_layer(story, file)])


ORDER_IN_WORDS = (
    "The order, from the top: what the program never lists; what the school exempts; what it removes; then the "
    "longest listed name, and for the same name what the school adds before what it moves and what the lists say."
)
"""The order of layer.py for a reader."""


def _of_the_layer(story: HostStory, file: str) -> Iterator[str]:
    if not story.entries:
        return
    yield "Your own list:"
    yield from (f"  {file}:{fate.entry.line}: {_fate_in_words(fate)}" for fate in story.entries)
    yield f"Without your own list: {answer_in_words(story.shipped)}"
    yield ORDER_IN_WORDS


def _fate_in_words(fate: EntryFate) -> str:
    entry = fate.entry
    until = f", until {entry.until}" if entry.until else ""
    what = f"[[{fate.deed}]] {fate.names}, on {entry.on} by {entry.by}{until}: {entry.reason}."
    source = f" {came_from}" if (came_from := source_in_words(entry)) else ""
    return f"{what}{source} {'It counts.' if fate.counts else f'It does not count: {fate.why_not}.'}"


def source_in_words(entry: Entry) -> str:
    """Return from which public list an entry was imported, as a sentence; nothing for one written here."""
    return f"Imported from: {entry.source}." if isinstance(entry, Addition) and entry.source else ""


def answer_in_words(explanation: Explanation) -> str:
    """Return the answer alone: to which platform the host belongs, or that it is not listed, and why not."""
    host = explanation.host
    match explanation.winner:
        case None:
            return f"{host} is not listed."
        case NeverListed(reason=reason):
            return f"{host} is not listed, and no list may name it: {reason}."
        case Listing(platform=platform, kind=kind):
            return f"{host} belongs to {platform.name} (category {platform.category}). It is {_KINDS[kind]}."


def _reach(rule: Rule) -> str:
    what = f"{rule.host} and every name below it" if rule.below else f"{rule.host}, that very host only,"
    if isinstance(rule, NeverListed):
        return f"the rule for {what} never lists"
    return f"the rule for {what} makes it {_article(rule.kind)} of {rule.platform.name}"


def _less_exact(rule: Rule) -> str:
    what = "never lists" if isinstance(rule, NeverListed) else f"is {_article(rule.kind)} of {rule.platform.name}"
    return f"The rule for {rule.host} matches too ({what}), but the longest name wins"


def _that_host_only(rule: Rule) -> str:
    name = "never listed" if isinstance(rule, NeverListed) else rule.platform.name
    return f"it is for that very host only ({name}), not for names below it."


def _article(kind: HostKind) -> str:
    return "an asset" if kind is HostKind.ASSET else "a site"
