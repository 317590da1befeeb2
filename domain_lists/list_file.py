"""The form of a list file: tables and keys of the right shape, each with its place.

What they mean is not asked here.

LIST     = one file a category, named after it: social.toml, video.toml …
PLATFORM = [[platform]] with  id, name, front_page                required texts
                              sites, assets                       hosts with every name below them
                              sites_exact, assets_exact           those very hosts only
                              embed_paths, login_paths            prefixes; * is the rest of one path segment
                              embed_hosts                         listed hosts that serve only embeds
never_listed.toml = [[group]] with  reason                        required text
                                    hosts, hosts_exact            as sites, sites_exact
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from domain_lists.written import Written, WrittenHost, WrittenPlatform
from school_policy.structure import Path, did_you_mean, read_table
from school_policy.toml_source import TomlSource
from school_policy.vocabulary import HostKind

NEVER_LISTED_FILE = "never_listed.toml"
_LISTED_KEYS = (
    ("sites", HostKind.SITE, True),
    ("sites_exact", HostKind.SITE, False),
    ("assets", HostKind.ASSET, True),
    ("assets_exact", HostKind.ASSET, False),
)
_GROUP_KEYS = (("hosts", True), ("hosts_exact", False))
_HOST_KEYS: tuple[tuple[str, HostKind | None, bool], ...] = (
    *_LISTED_KEYS,
    *((key, None, below) for key, below in _GROUP_KEYS),
)


class PlatformTable(msgspec.Struct, frozen=True, kw_only=True):
    """The shape of one [[platform]]."""

    id: str
    name: str
    front_page: str
    sites: tuple[str, ...] = ()
    sites_exact: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    assets_exact: tuple[str, ...] = ()
    embed_paths: tuple[str, ...] = ()
    embed_hosts: tuple[str, ...] = ()
    login_paths: tuple[str, ...] = ()


class GroupTable(msgspec.Struct, frozen=True, kw_only=True):
    """The shape of one [[group]] of never_listed.toml."""

    reason: str
    hosts: tuple[str, ...] = ()
    hosts_exact: tuple[str, ...] = ()


def read_platforms(source: TomlSource) -> list[WrittenPlatform]:
    """Return the platforms of a list; problems of form are noted in the source."""
    platforms = []
    for path, data in _tables(source, "platform"):
        read_table(source, data, PlatformTable, path)
        if isinstance(data, dict):
            platforms.append(_platform(source, path, data))
    return platforms


def read_never_listed(source: TomlSource) -> list[WrittenHost]:
    """Return the hosts of never_listed.toml; problems of form are noted in the source."""
    hosts = []
    for path, data in _tables(source, "group"):
        read_table(source, data, GroupTable, path)
        if isinstance(data, dict):
            reason = data.get("reason")
            owner = reason if isinstance(reason, str) else ""
            hosts += hosts_of(source, path, data, owner)
    return hosts


def hosts_of(source: TomlSource, path: Path, data: dict[str, Any], owner: str) -> list[WrittenHost]:
    """Return the hosts of a table, under whichever keys they stand."""
    return [
        WrittenHost(source=source, path=text.path, text=text.text, owner=owner, kind=kind, below=below)
        for key, kind, below in _HOST_KEYS
        for text in _texts(source, path, data, key)
    ]


def _tables(source: TomlSource, name: str) -> Iterator[tuple[Path, Any]]:
    for key in source.data.keys() - {name}:
        source.complain((key, 0), f'unknown key "{key}"{did_you_mean(key, [name])}')
    tables = source.data.get(name, [])
    if not isinstance(tables, list):
        source.complain((name,), f"write [[{name}]] with two brackets: there may be many")
        return
    for index, data in enumerate(tables):
        yield (name, index), data


def _platform(source: TomlSource, path: Path, data: dict[str, Any]) -> WrittenPlatform:
    name = _text(source, path, data, "id")
    owner = name.text if name else ""
    return WrittenPlatform(
        file=source.file,
        id=name,
        name=_text(source, path, data, "name"),
        front_page=_text(source, path, data, "front_page"),
        hosts=tuple(hosts_of(source, path, data, owner)),
        embed_hosts=_texts(source, path, data, "embed_hosts"),
        embed_paths=_texts(source, path, data, "embed_paths"),
        login_paths=_texts(source, path, data, "login_paths"),
    )


def _text(source: TomlSource, path: Path, data: dict[str, Any], key: str) -> Written | None:
    value = data.get(key)
    return Written(source=source, path=(*path, key), text=value) if isinstance(value, str) else None


def _texts(source: TomlSource, path: Path, data: dict[str, Any], key: str) -> tuple[Written, ...]:
    values = data.get(key)
    if not isinstance(values, list):
        return ()
    return tuple(
        Written(source=source, path=(*path, key, index), text=value)
        for index, value in enumerate(values)
        if isinstance(value, str)
    )
