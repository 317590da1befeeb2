"""Why a host is listed or not, and what a visit to it meets now, in words for whoever met the reminder.

The school's own entries are told with their reason and their end, never with whoever wrote them.
"""

import datetime as dt
from dataclasses import dataclass

from advisory_server.pages.date_words import clock_words, date_words
from advisory_server.pages.listed_words import CATEGORY_WORDS
from advisory_server.school import School
from domain_lists.group_visits import GroupVisit, group_visits
from domain_lists.host_story import Deed, EntryFate, HostStory
from domain_lists.index import Explanation, Listing
from domain_lists.plain_english import ORDER_IN_WORDS, answer_in_words, explain_in_words, source_in_words
from school_policy.group_calendar import GroupCalendar
from school_policy.own_time import next_own_time, stretch_at
from school_policy.platform import NeverListed
from school_policy.state_words import explain
from school_policy.stretch import OUT_OF_HOURS
from school_policy.vocabulary import GroupId, HostKind

PAUSED = "nothing is shown (reminders are paused until tomorrow)"

_DEEDS = {
    Deed.EXEMPT: "exempts {} from the reminder",
    Deed.REMOVE: "takes {} off the list",
    Deed.ADD: "adds {} to the list",
    Deed.MOVE: "moves {} to another platform or kind",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCard:
    """What a visit meets now for one group."""

    group: str
    shown: bool
    meets: str
    time: str
    """Which time it is, until when, and why."""
    next_own_time: str
    """Empty while it is own time."""
    choices: tuple[str, ...]
    """Until when each choice on the reminder would hold; empty where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyAnswer:
    """The whole answer."""

    headline: str
    rules: tuple[str, ...]
    """The rule that wins, then all that matches beside it."""
    school: tuple[str, ...]
    """What the school's own list says of it."""
    without_school: str
    """What would hold without that; empty where it says nothing."""
    order: str
    """Which rule stands above which; empty where only one kind has anything to say."""


def why_answer(story: HostStory) -> WhyAnswer:
    """Say why a host is listed or not."""
    explanation = story.explanation
    return WhyAnswer(
        headline=_headline(explanation),
        rules=tuple(explain_in_words(explanation).splitlines()[1:]),
        school=tuple(_fate(fate) for fate in story.entries),
        without_school=answer_in_words(story.shipped) if story.entries else "",
        order=ORDER_IN_WORDS if story.entries else "",
    )


def visit_cards(
    school: School, listing: Listing | None, group: GroupId | None, now: dt.datetime, *, paused: bool
) -> tuple[VisitCard, ...]:
    """Return what a visit meets, for one group or for each in the order of the policy; only a site's differs."""
    if listing is None or listing.kind is not HostKind.SITE:
        return ()
    local = now.astimezone(school.zone)
    visits = group_visits(school.policy, school.calendars, listing, local)
    return tuple(
        VisitCard(
            group=visit.name,
            shown=visit.shown and not paused,
            meets=_meets(visit, paused=paused),
            time=_capital(explain(calendar, now)),
            next_own_time=_next_own_time(calendar, now),
            choices=() if paused or not visit.choices else _choices(visit),
        )
        for visit, calendar in zip(visits, school.calendars, strict=True)
        if group is None or calendar.group.id == group
    )


def _meets(visit: GroupVisit, *, paused: bool) -> str:
    """Say what is met; why the reminder is shown is said with the time."""
    if not visit.shown:
        return _capital(visit.meets)
    return _capital(PAUSED) if paused else f"The reminder{''.join(visit.meets.partition(';')[1:])}"


def _choices(visit: GroupVisit) -> tuple[str, ...]:
    return tuple(_capital(choice.replace("24:00", "midnight")) for choice in visit.choices.split(", "))


def difference(here: Listing | None, on_devices: Listing | None, version: int) -> str:
    """Say that devices go by something else for now; nothing where they do not."""
    if _what(here) == _what(on_devices):
        return ""
    there = "is not listed" if on_devices is None else f"belongs to {on_devices.platform.name}"
    return (
        f"Devices go by version {version} for now, in which it {there}. "
        "What stands here is a change that IT has not published yet."
    )


def _what(listing: Listing | None) -> tuple[str, HostKind] | None:
    return None if listing is None else (listing.platform.id, listing.kind)


def _headline(explanation: Explanation) -> str:
    host = explanation.host
    match explanation.winner:
        case None:
            return f"{host} is not listed. The reminder is never shown for it."
        case NeverListed(reason=reason):
            return f"{host} is not listed, and no list may name it: {reason}. The reminder is never shown for it."
        case Listing(platform=platform, kind=HostKind.ASSET):
            return f"{host} carries parts of {platform.name}'s pages. The reminder is never shown for it."
        case Listing(platform=platform):
            kind = CATEGORY_WORDS[platform.category]
            listed = f"{host} is listed: it is {platform.name}, under “{kind}”."
            return f"{listed} In working time the reminder may come up."


def _fate(fate: EntryFate) -> str:
    entry = fate.entry
    until = f", until {date_words(entry.until)}" if entry.until else ""
    source = f" {came_from}" if (came_from := source_in_words(entry)) else ""
    does = f"It {_DEEDS[fate.deed].format(fate.names)}{until}: {entry.reason}.{source}"
    return does if fate.counts else f"{does} This does not count: {fate.why_not}."


def _next_own_time(calendar: GroupCalendar, now: dt.datetime) -> str:
    if not stretch_at(calendar, now).working:
        return ""
    stretch = next_own_time(calendar, now)
    if stretch is None or stretch.start is None:
        return ""
    start = stretch.start.astimezone(calendar.zone).time()  # today: no session reaches over midnight
    name = "" if stretch.name == OUT_OF_HOURS else f" ({stretch.name})"
    return f"Own time is next from {clock_words(start)}{name}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
