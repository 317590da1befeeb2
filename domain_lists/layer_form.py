"""The form of a school's layer: entries of four kinds, each with its reason, author and date.

LAYER  = any number of entries, in any order; hosts as in a list file (list_file.py)
ENTRY  = every one with  reason, by      required texts: why, and the role of who decided it
                         on              required date: when
                         until           a date: from that day on the entry no longer holds
ADD    = [[add]]     with  platform      required id: of the lists, or a new one
                           sites, sites_exact, assets, assets_exact
                           name, category, front_page     all three for a new platform
                           source                         a text: the list that the hosts were imported from
REMOVE = [[remove]]  with  platform, or hosts, hosts_exact
EXEMPT = [[exempt]]  with  hosts, hosts_exact
MOVE   = [[move]]    with  platform, and hosts (with all names below) that go to it, or its new category
"""

import datetime as dt

import msgspec


class EntryTable(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of every entry."""

    reason: str
    by: str
    on: dt.date
    until: dt.date | None = None


class AddTable(EntryTable, frozen=True, kw_only=True):
    """The shape of one [[add]]."""

    platform: str
    sites: tuple[str, ...] = ()
    sites_exact: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    assets_exact: tuple[str, ...] = ()
    name: str | None = None
    category: str | None = None
    front_page: str | None = None
    source: str = ""


class RemoveTable(EntryTable, frozen=True, kw_only=True):
    """The shape of one [[remove]]."""

    platform: str | None = None
    hosts: tuple[str, ...] = ()
    hosts_exact: tuple[str, ...] = ()


class ExemptTable(EntryTable, frozen=True, kw_only=True):
    """The shape of one [[exempt]]."""

    hosts: tuple[str, ...] = ()
    hosts_exact: tuple[str, ...] = ()


class MoveTable(EntryTable, frozen=True, kw_only=True):
    """The shape of one [[move]]."""

    platform: str
    hosts: tuple[str, ...] = ()
    category: str | None = None
