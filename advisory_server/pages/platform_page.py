"""GET /admin/platforms/ID: one platform with all its hosts, and where each of them comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from advisory_server.keys import IN_FORCE
from advisory_server.pages.date_words import date_words
from advisory_server.pages.listed_words import CATEGORY_WORDS
from advisory_server.pages.render import render
from domain_lists.host_origin import entry_for, origin_of, taken_off
from domain_lists.layer import Addition, Entry
from domain_lists.layered import LayeredLists
from domain_lists.plain_english import source_in_words
from school_policy.hostname import Hostname
from school_policy.platform import HostRule, Platform
from school_policy.vocabulary import HostKind

SHIPPED = "The lists that come with the program"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostLine:
    """A listed host."""

    host: Hostname
    reach: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HostTable:
    """The hosts of one sort, with what the sort means."""

    title: str
    meaning: str
    hosts: tuple[HostLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OffLine:
    """Hosts that the school took off."""

    hosts: tuple[Hostname, ...]
    words: str


async def platform_page(request: web.Request) -> web.Response:
    """Show one platform, for the IT admin. Raises HTTPNotFound where it is not listed."""
    school, name = request.app[IN_FORCE].school, request.match_info["platform"]
    platform = next((its for its in school.policy.platforms if its.id == name), None)
    if platform is None:
        raise web.HTTPNotFound
    lists = school.stories.lists
    made = entry_for(platform, lists)
    return render(
        request,
        "platform.html",
        platform=platform,
        kind=CATEGORY_WORDS[platform.category],
        origin=SHIPPED if made is None else entry_words(made),
        tables=host_tables(platform, lists),
        off=tuple(_off_lines(platform, lists)),
    )


def host_tables(platform: Platform, lists: LayeredLists) -> tuple[HostTable, ...]:
    """Return the hosts by sort: sites, the same name in other countries, assets; no empty sort."""
    sites = [rule for rule in platform.hosts if rule.kind is HostKind.SITE]
    abroad = [rule for rule in sites if _is_country_domain(rule, platform)]
    at_home = [rule for rule in sites if rule not in abroad]
    assets = [rule for rule in platform.hosts if rule.kind is HostKind.ASSET]
    tables = (
        ("Site hosts", "Their pages are the platform: the reminder may be shown here.", at_home),
        ("Country domains", "The same name in other countries: sites too.", abroad),
        ("Asset hosts", "They serve only this platform. The reminder is never shown here.", assets),
    )
    return tuple(
        HostTable(title=title, meaning=meaning, hosts=tuple(_line(platform, rule, lists) for rule in rules))
        for title, meaning, rules in tables
        if rules
    )


def entry_words(entry: Entry) -> str:
    """Say an entry of the school's own list: what it did, why, by whom, and until when."""
    did = "added" if isinstance(entry, Addition) else "moved"
    return f"Your own list ({did}, {_said(entry)})"


def _said(entry: Entry) -> str:
    until = f", until {date_words(entry.until)}" if entry.until else ""
    source = f". {came_from}" if (came_from := source_in_words(entry)) else ""
    return f"{date_words(entry.on)}, {entry.by}{until}: {entry.reason}{source.removesuffix('.')}"


def _line(platform: Platform, rule: HostRule, lists: LayeredLists) -> HostLine:
    entry = origin_of(platform.id, rule, lists)
    return HostLine(
        host=rule.host,
        reach="and every name below it" if rule.below else "that very host only",
        origin="Shipped" if entry is None else entry_words(entry),
    )


def _off_lines(platform: Platform, lists: LayeredLists) -> Iterator[OffLine]:
    for off in taken_off(platform.id, lists):
        yield OffLine(hosts=tuple(rule.host for rule in off.hosts), words=_said(off.entry))


def _is_country_domain(rule: HostRule, platform: Platform) -> bool:
    """Tell whether a host is the front page's with another ending: facebook.fr, facebook.com.es."""
    front = (urlsplit(platform.front_page).hostname or "").removeprefix("www.")
    name, _, ending = rule.host.partition(".")
    front_name, _, front_ending = front.partition(".")
    return name == front_name and ending != front_ending
