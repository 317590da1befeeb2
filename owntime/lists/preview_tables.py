"""The tables of an import's list file: platforms, new ones and those with more hosts, and exceptions."""

from collections.abc import Iterable, Mapping

import msgspec

from domain_lists.importers import ImportedList, Kept
from domain_lists.importers.matching import KeptException
from domain_lists.importers.new_platforms import rule_of
from domain_lists.list_writer import comment_lines, write_group, write_platform
from school_policy.hostname import Hostname
from school_policy.platform import Platform
from school_policy.vocabulary import HostKind


def table_with_more(platform: Platform, more: Mapping[Kept, HostKind]) -> str:
    """Return a platform's table with its hosts of now and the new ones, each of them marked."""
    rules = {rule.host: rule for rule in platform.hosts}
    new: dict[Hostname, str] = {}
    for kept, kind in more.items():
        old = rules.get(kept.host)
        rules[kept.host] = rule_of(kept, old.kind if old else kind)
        new[kept.host] = "new: with all names below it" if old else "new"
    merged = msgspec.structs.replace(platform, hosts=tuple(rules.values()))
    return comment_lines([f"{platform.name} is listed already; this is all of it, with {len(new)} new."]) + (
        write_platform(merged, new)
    )


def attribute_notes(imported: ImportedList, names: Iterable[Kept]) -> dict[Hostname, str]:
    """Return what the list says about names, to stand beside them."""
    return {
        kept.host: " ".join(f"@{word}" for word in words)
        for kept in names
        if (words := imported.names.attributes(kept.host))
    }


def exceptions_file(imported: ImportedList, exceptions: Iterable[KeptException]) -> str:
    """Return the list's exceptions as a never_listed.toml."""
    exceptions = sorted(exceptions)
    heading = "What the imported list excepts. It belongs into never_listed.toml beside the list file."
    if not exceptions:
        return comment_lines([heading, "There is nothing."])
    names = ", ".join(dict.fromkeys(source.name for source in imported.sources[:3])) or "a list"
    return comment_lines([heading, ""]) + write_group(
        f"excepted by an imported list ({names})",
        [each.host for each in exceptions if each.below],
        [each.host for each in exceptions if not each.below],
    )
