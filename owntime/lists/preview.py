"""What an import would take, as a list file that can be looked through: nothing is in force by it."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator

import msgspec

from domain_lists.catalogue import Catalogue
from domain_lists.importers import TRAITS, ImportedList, Kept, Matched, Reach, Source, match_names
from domain_lists.list_writer import comment_lines, write_platform
from school_policy.count_report import LONGEST_VALUE
from school_policy.hostname import Hostname
from school_policy.platform import HostRule, Platform
from school_policy.vocabulary import Category, HostKind, PlatformId

_NO_LETTER = re.compile(r"[^a-z0-9]+")
_HASH_DIGITS = 8


class PreviewCounts(msgspec.Struct, kw_only=True):
    """How many names the import would bring, and what becomes of the others."""

    new_platforms: int = 0
    new_names: int = 0
    """Of new platforms."""
    added_names: int = 0
    """Of platforms that are listed."""
    listed_names: int = 0
    never_listed_names: int = 0
    not_held_names: int = 0


def write_preview(
    imported: ImportedList, catalogue: Catalogue, category: Category, write: Callable[[str], object]
) -> PreviewCounts:
    """Write the list file, table by table, and return what is in it.

    New platforms come first, then those that are listed and would have more hosts, and then, as comments, the
    names that are left out.
    """
    counts = PreviewCounts()
    ids = {platform.id for platform in catalogue.platforms}
    added: dict[PlatformId, list[Matched]] = {}
    left_out: list[str] = []
    write(comment_lines(_heading(imported.sources, category)))
    for matched in match_names(imported.names, catalogue):
        counts.listed_names += len(matched.listed)
        counts.never_listed_names += len(matched.never_listed)
        counts.not_held_names += len(matched.not_held)
        left_out += _left_out(matched)
        if not matched.new:
            continue
        if matched.listing is not None:
            counts.added_names += len(matched.new)
            added.setdefault(matched.listing.platform.id, []).append(matched)
            continue
        counts.new_platforms += 1
        counts.new_names += len(matched.new)
        write("\n" + write_platform(_new_platform(matched, category, ids), _notes(imported, matched.new)))
    for platform in catalogue.platforms:
        if platform.id in added:
            write("\n" + _with_more(platform, added[platform.id]))
    write(comment_lines(["", *left_out]) if left_out else "")
    return counts


def platform_id(domain: str, taken: Collection[str] = ()) -> PlatformId:
    """Return an id for a domain. No other domain has it: where letters are lost, a few digits of a hash follow."""
    word = domain.replace(".", "-")
    if domain.replace(".", "").isalnum() and len(word) <= LONGEST_VALUE and word not in taken:
        return PlatformId(word)
    word = _NO_LETTER.sub("-", word).strip("-")
    digits = hashlib.sha256(domain.encode()).hexdigest()[:_HASH_DIGITS]
    return PlatformId(f"{word[: LONGEST_VALUE - _HASH_DIGITS - 1].rstrip('-')}-{digits}")


def _heading(sources: tuple[Source, ...], category: Category) -> Iterator[str]:
    yield f"To be looked through: nothing is in force by it. As a list it is named {category}.toml."
    for source in sources:
        yield f"From {source.name}: {TRAITS[source.format].title}{' (guessed)' if source.guessed else ''}."
        said = [("title", source.title), ("licence", source.licence), ("dated", source.dated)]
        yield "    " + "; ".join(
            [
                *(f"{name}: {text}" for name, text in said if text),
                *([f"file of {source.modified}"] if source.modified else []),
                f"sha256: {source.sha256}",
            ]
        )


def _new_platform(matched: Matched, category: Category, ids: set[PlatformId]) -> Platform:
    hosts = [kept.host for kept in matched.new]
    domain = matched.registrable_domain
    front = domain if domain in hosts else min(hosts, key=lambda host: (len(host), host))
    return Platform(
        id=platform_id(domain, ids),
        name=domain,
        category=category,
        front_page=f"https://{front}/",
        hosts=tuple(_rule(kept, HostKind.SITE) for kept in matched.new),
    )


def _with_more(platform: Platform, more: list[Matched]) -> str:
    """Return a platform with its hosts of now and the new ones, which have the kind of their domain."""
    rules = {rule.host: rule for rule in platform.hosts}
    new: dict[Hostname, str] = {}
    for matched in more:
        kind = matched.listing.kind if matched.listing else HostKind.SITE
        for kept in matched.new:
            old = rules.get(kept.host)
            rules[kept.host] = _rule(kept, old.kind if old else kind)
            new[kept.host] = "new: with all names below it" if old else "new"
    merged = msgspec.structs.replace(platform, hosts=tuple(rules.values()))
    return comment_lines([f"{platform.name} is listed already; this is all of it, with {len(new)} new."]) + (
        write_platform(merged, new)
    )


def _rule(kept: Kept, kind: HostKind) -> HostRule:
    return HostRule(host=kept.host, kind=kind, below=kept.reach is Reach.WITH_BELOW)


def _notes(imported: ImportedList, names: Iterable[Kept]) -> dict[Hostname, str]:
    return {
        kept.host: " ".join(f"@{word}" for word in words)
        for kept in names
        if (words := imported.names.attributes(kept.host))
    }


def _left_out(matched: Matched) -> Iterator[str]:
    for kept, entry in matched.never_listed:
        yield f"{kept.host} is left out, as {entry.host} is never listed: {entry.reason}."
    for kept in matched.not_held:
        if kept.holes:
            yield (
                f"{kept.host} ({kept.reach}) is left out, as the list makes exceptions below it: "
                f"{', '.join(kept.holes)}. To take it, list it and name those in never_listed.toml."
            )
        else:
            yield f"{kept.host} ({kept.reach}) is left out: a list file cannot say so."
