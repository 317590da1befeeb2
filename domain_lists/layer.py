"""A school's own changes to the lists, each with its reason, author and date; they outlive every update.

The one order of precedence, from the top (layering.py puts it into effect, host_story.py tells it of one host):

1. what the program never lists;
2. what the school exempts;
3. what the school removes: hosts, and whole platforms with all that is added to them;
4. what is listed, by whomever: the longest name wins; for the same name what the school adds, before what it moves
   and what the lists say.

What takes a host off stands above what puts one on, so that no import and no update lists again what a school
took off, and where entries disagree a visit is left alone. A school's addition does not stand above a longer name
of the lists, as that says something more exact: an asset below a site.
"""

import datetime as dt
from collections.abc import Iterable

import msgspec

from school_policy.hostname import Hostname
from school_policy.platform import HostRule
from school_policy.vocabulary import Category, PlatformId


class LayerHost(msgspec.Struct, frozen=True, kw_only=True):
    """A host that an entry names: by itself, or with every name below it."""

    host: Hostname
    below: bool = True


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What every entry says besides what it changes."""

    reason: str
    by: str
    on: dt.date
    until: dt.date | None = None
    """The first day on which the entry no longer holds; None: it holds for good."""
    line: int = 0
    """Where it begins in its file."""

    def holds(self, today: dt.date) -> bool:
        """Tell whether the entry counts on a day."""
        return self.until is None or today < self.until


class NewPlatform(msgspec.Struct, frozen=True, kw_only=True):
    """What an addition says of a platform that the lists do not have."""

    name: str
    category: Category
    front_page: str


class Addition(Entry, frozen=True, kw_only=True):
    """Hosts for a platform that is there, or for a new one."""

    platform: PlatformId
    hosts: tuple[HostRule, ...]
    lines: tuple[int, ...] = ()
    """Where each of the hosts stands."""
    new: NewPlatform | None = None
    source: str = ""
    """Where the hosts were imported from: the list, its licence, dates and digest as far as they are known."""


class Removal(Entry, frozen=True, kw_only=True):
    """Hosts, or a whole platform, that the lists are to be without."""

    hosts: tuple[LayerHost, ...] = ()
    platform: PlatformId | None = None


class Exemption(Entry, frozen=True, kw_only=True):
    """Hosts that nobody is ever reminded about, whatever the lists come to say."""

    hosts: tuple[LayerHost, ...]


class Move(Entry, frozen=True, kw_only=True):
    """Hosts with every name below them that belong to another platform, or a platform of another category."""

    platform: PlatformId
    hosts: tuple[Hostname, ...] = ()
    category: Category | None = None


class Layer(msgspec.Struct, frozen=True, kw_only=True):
    """All entries of a school, in the order of their file, which changes nothing."""

    file: str = "lists.toml"
    add: tuple[Addition, ...] = ()
    remove: tuple[Removal, ...] = ()
    exempt: tuple[Exemption, ...] = ()
    move: tuple[Move, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry, in the order of precedence of their kinds."""
        return (*self.exempt, *self.remove, *self.add, *self.move)

    def on(self, today: dt.date) -> "Layer":
        """Return the layer with those entries alone that hold on a day."""

        def held[E: Entry](entries: Iterable[E]) -> tuple[E, ...]:
            return tuple(entry for entry in entries if entry.holds(today))

        return Layer(
            file=self.file,
            add=held(self.add),
            remove=held(self.remove),
            exempt=held(self.exempt),
            move=held(self.move),
        )


NO_LAYER = Layer()
"""That of a school which takes the lists as they are."""
