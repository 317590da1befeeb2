"""A change of the lists weighed before it is published: the whole check, and what it means for ordinary hosts.

Who publishes, on the command line or on a page, weighs first: errors publish nothing, and a change that would
catch a host of teaching, government, health or a bank (and all that is never listed) waits for a second yes.
"""

import datetime as dt
import pathlib
from functools import cache

import msgspec

from domain_lists.catalogue import Catalogue, load_catalogue
from domain_lists.diff import ChangedSide, ListDiff, diff_lists
from domain_lists.layered import load_layered
from domain_lists.list_check import ListCheck, check_lists
from domain_lists.reference_hosts import precious_groups, reference_hosts


class Weighing(msgspec.Struct, frozen=True, kw_only=True):
    """What the check says of lists, and what publishing them would change."""

    check: ListCheck
    change: ListDiff | None
    """None: the lists cannot be used, so there is nothing to compare."""
    with_shipped: bool
    """Compared with the lists that come with the program, as there was no version to compare with."""

    @property
    def errors(self) -> tuple[str, ...]:
        """Return, a line each, why nothing may be published at all."""
        return self.check.errors

    @property
    def precious(self) -> tuple[ChangedSide, ...]:
        """Return the hosts that would be caught and must not be, unless somebody really means it."""
        return self.change.precious if self.change else ()


def weigh(check: ListCheck, after: Catalogue | None, before: Catalogue | None) -> Weighing:
    """Weigh lists against those in force; before the first version, against those that come with the program."""
    shipped = _shipped()
    change = None
    if after is not None and not check.errors:
        was = shipped if before is None else before
        never = (*shipped.never_listed, *was.never_listed)
        change = diff_lists(was, after, reference_hosts(never), precious_groups(never))
    return Weighing(check=check, change=change, with_shipped=before is None)


def weigh_files(
    folder: pathlib.Path | None, layer_file: pathlib.Path | None, today: dt.date, before: Catalogue | None
) -> Weighing:
    """Weigh the lists of a folder, or those that come with the program, with the layer of a file upon them."""
    check = check_lists(folder, layer_file, today, None)
    after = None if check.errors else load_layered(folder, layer_file, today).catalogue
    return weigh(check, after, before)


@cache
def _shipped() -> Catalogue:
    return load_catalogue()
