"""What list files must mean: hosts that are hosts, each listed once, none that must never be listed.

Every problem is noted at its place in its file; nothing here stops at the first one.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from domain_lists.written import Written, WrittenHost, WrittenPlatform
from school_policy.count_report import LONGEST_VALUE
from school_policy.hostname import Hostname, HostnameError, lineage, normalise
from school_policy.toml_source import TomlError
from school_policy.vocabulary import HostKind

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PATH = re.compile(r"/[!-~]*")


class ListMeaningError(TomlError):
    """The files can be read, and say what no list may say."""


Hosts = dict[Hostname, WrittenHost]
"""Each host, as its first list entry has it."""


def check_never_listed(written: Iterable[WrittenHost]) -> Hosts:
    """Return the hosts that must never be listed; note wrong and repeated ones."""
    hosts: Hosts = {}
    for entry in written:
        if not entry.owner.strip():
            entry.complain(f'"{entry.text}" needs the reason why it must never be listed')
        take_host(entry, hosts)
    return hosts


def check_platforms(platforms: list[WrittenPlatform], never: Hosts) -> None:
    """Note everything that is wrong with the platforms of all files together."""
    _check_ids(platforms)
    hosts: Hosts = {}
    for platform in platforms:
        mine: Hosts = {}
        for entry in platform.hosts:
            host = take_host(entry, hosts)
            if host is not None:
                mine.setdefault(host, entry)
                _check_never_listed(entry, host, never)
        check_front_page(platform, mine)
        for embed_host in platform.embed_hosts:
            _check_embed_host(embed_host, mine)
        for path in (*platform.embed_paths, *platform.login_paths):
            _check_path(path)


def take_host(entry: WrittenHost, hosts: Hosts) -> Hostname | None:
    """Return the entry's host and remember it, unless it is wrong or was there before."""
    host = _host(entry)
    if host is None:
        return None
    if host not in hosts:
        hosts[host] = entry
    else:
        _complain_of_second(entry, host, hosts[host])
    return host


def _host(entry: Written) -> Hostname | None:
    try:
        host = normalise(entry.text)
    except HostnameError as error:
        entry.complain(f'"{entry.text}" is not a host: {error}')
        return None
    if "." not in host:
        entry.complain(f'"{entry.text}" is a single word, which would stand for every name that ends in it')
        return None
    return host


def _complain_of_second(entry: WrittenHost, host: Hostname, first: WrittenHost) -> None:
    if entry.kind is None:
        entry.complain(f"{host} stands here twice; it stands first at {first.place}")
    elif entry.owner != first.owner:
        entry.complain(f'{host} belongs to one platform only; it is "{first.owner}" at {first.place}')
    elif entry.kind != first.kind:
        entry.complain(f"{host} is a site or an asset, not both; it is a {first.kind} at {first.place}")
    else:
        entry.complain(f"{host} is listed twice; it stands first at {first.place}")


def _check_never_listed(entry: WrittenHost, host: Hostname, never: Hosts) -> None:
    for parent in lineage(host):
        rule = never.get(parent)
        if rule and (rule.below or parent == host):
            entry.complain(f"{host} may not be listed, as {parent} never is: {rule.owner} ({rule.place})")
            return


def _check_ids(platforms: list[WrittenPlatform]) -> None:
    first: dict[str, Written] = {}
    for platform in platforms:
        name = platform.id
        if name is None:
            continue
        if not _ID.fullmatch(name.text):
            name.complain(f'the id "{name.text}" must be of small letters, digits and hyphens, as in ask-fm')
        elif len(name.text) > LONGEST_VALUE:
            name.complain(f'the id "{name.text}" is longer than {LONGEST_VALUE} characters')
        elif name.text in first:
            name.complain(f'the id "{name.text}" is taken; it stands first at {first[name.text].place}')
        first.setdefault(name.text, name)
        if platform.name is not None and not platform.name.text.strip():
            platform.name.complain("the name is empty")


def check_front_page(platform: WrittenPlatform, hosts: Hosts) -> None:
    """Note what is wrong with a platform's front page, which is on one of its sites."""
    page = platform.front_page
    if page is None:
        return
    try:
        url = urlsplit(page.text)
        host = normalise(url.hostname or "")
    except ValueError:
        page.complain(f'the front page "{page.text}" is no URL with a host')
        return
    if url.scheme != "https":
        page.complain(f'the front page "{page.text}" must be an https URL')
    rule = _rule_for(host, hosts)
    if rule is None or rule.kind is not HostKind.SITE:
        page.complain(f"the front page is on {host}, which is no site of this platform")


def _check_embed_host(written: Written, hosts: Hosts) -> None:
    host = _host(written)
    if host is not None and _rule_for(host, hosts) is None:
        written.complain(f"the embed host {host} is not listed under this platform")


def _rule_for(host: Hostname, hosts: Hosts) -> WrittenHost | None:
    covering = [rule for parent in lineage(host) if (rule := hosts.get(parent)) and (rule.below or parent == host)]
    return covering[0] if covering else None


def _check_path(path: Written) -> None:
    if not _PATH.fullmatch(path.text) or "?" in path.text or "#" in path.text:
        path.complain(f'"{path.text}" must be a path that begins with / and has no ?, # or space')
    elif not path.text.strip("/*"):
        path.complain(f'"{path.text}" would stand for every page')
