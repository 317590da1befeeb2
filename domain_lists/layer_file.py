"""Reading a school's layer: a TOML file of entries, each with its reason, author and date.

The form of the file: layer_form.py.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import msgspec

from domain_lists.layer import Addition, Entry, Exemption, Layer, LayerHost, Move, NewPlatform, Removal
from domain_lists.layer_form import AddTable, EntryTable, ExemptTable, MoveTable, RemoveTable
from domain_lists.list_file import hosts_of
from domain_lists.list_meaning import Hosts, ListMeaningError, check_front_page, take_host
from domain_lists.written import Written, WrittenHost, WrittenPlatform
from school_policy.hostname import Hostname
from school_policy.platform import HostRule
from school_policy.structure import Path, did_you_mean, read_table
from school_policy.toml_source import Problem, TomlError, TomlSource
from school_policy.vocabulary import Category, HostKind, PlatformId


class LayerFormError(TomlError):
    """A layer that is wrong in form."""

    def __init__(self, problems: list[Problem], layer: Layer) -> None:
        super().__init__(problems)
        self.layer = layer
        """What is sound of it."""


class LayerMeaningError(ListMeaningError):
    """A layer that can be read, and says what none may say."""

    def __init__(self, problems: list[Problem], layer: Layer) -> None:
        super().__init__(problems)
        self.layer = layer
        """What is sound of it."""


def read_layer(text: str, file: str, today: dt.date) -> Layer:
    """Return the layer of this text. Raises TomlError with every problem.

    A text that is TOML at all raises LayerFormError or LayerMeaningError, with what is sound of it.

    Two entries may say different things of one host only where one of them no longer holds on the day.
    """
    source = TomlSource(text, file)
    return _Reader(source, today).read()


class _Reader:
    """Reads one file, and remembers which hosts stood where."""

    def __init__(self, source: TomlSource, today: dt.date) -> None:
        self._source = source
        self._today = today
        self._listed: Hosts = {}
        self._removed: Hosts = {}
        self._exempt: Hosts = {}
        self._platforms: dict[tuple[str, str], int] = {}

    def read(self) -> Layer:
        known = ["add", "remove", "exempt", "move"]
        for key in self._source.data.keys() - set(known):
            self._source.complain((key, 0), f'unknown key "{key}"{did_you_mean(key, known)}')
        add = self._tables("add", AddTable)
        remove = self._tables("remove", RemoveTable)
        exempt = self._tables("exempt", ExemptTable)
        move = self._tables("move", MoveTable)
        wrong_in_form = bool(self._source.problems)
        layer = Layer(
            file=self._source.file,
            add=self._entries("add", add, self._addition),
            remove=self._entries("remove", remove, self._removal),
            exempt=self._entries("exempt", exempt, self._exemption),
            move=self._entries("move", move, self._move),
        )
        if self._source.problems:
            raise (LayerFormError if wrong_in_form else LayerMeaningError)(self._source.problems, layer)
        return layer

    def _tables[T: EntryTable](self, name: str, shape: type[T]) -> dict[int, T]:
        """Return the tables of one kind that have the right form, with their places."""
        tables = self._source.data.get(name, [])
        if not isinstance(tables, list):
            self._source.complain((name,), f"write [[{name}]] with two brackets: there may be many")
            return {}
        read = {index: read_table(self._source, data, shape, (name, index)) for index, data in enumerate(tables)}
        return {index: table for index, table in read.items() if table is not None}

    def _entries[T: EntryTable, E: Entry](
        self, name: str, tables: dict[int, T], read: Callable[[Path, T], E]
    ) -> tuple[E, ...]:
        for index, table in tables.items():
            self._check_entry((name, index), table)
        return tuple(read((name, index), table) for index, table in tables.items())

    def _check_entry(self, path: Path, table: EntryTable) -> None:
        for key in ("reason", "by"):
            if not getattr(table, key).strip():
                self._source.complain((*path, key), f'"{key}" is empty: say {_WANTED[key]}')
        if table.until is not None and table.until <= table.on:
            self._source.complain(
                (*path, "until"), f"the entry ends on {table.until}, before it was made ({table.on})"
            )

    def _addition(self, path: Path, table: AddTable) -> Addition:
        written = self._hosts(path, table, table.platform, self._listed)
        if not _names_hosts(table):
            self._source.complain(path, "an addition names hosts: sites, sites_exact, assets or assets_exact")
        return Addition(
            **_common(self._source, path, table),
            platform=PlatformId(table.platform),
            hosts=tuple(
                HostRule(host=host, kind=each.kind or HostKind.SITE, below=each.below) for host, each in written
            ),
            lines=tuple(self._source.line(each.path) for _, each in written),
            new=self._new_platform(path, table, dict(written)),
            source=table.source.strip(),
        )

    def _new_platform(self, path: Path, table: AddTable, hosts: Hosts) -> NewPlatform | None:
        stated = {key: getattr(table, key) for key in ("name", "category", "front_page")}
        missing = [key for key, value in stated.items() if value is None]
        if len(missing) == len(stated):
            return None
        if missing:
            self._source.complain(path, f"a new platform needs {' and '.join(missing)} too")
            return None
        category = self._category((*path, "category"), stated["category"])
        self._once(path, "name", table)
        check_front_page(_front_page(self._source, path, table), hosts)
        if category is None:
            return None
        return NewPlatform(name=stated["name"], category=category, front_page=stated["front_page"])

    def _removal(self, path: Path, table: RemoveTable) -> Removal:
        hosts = self._names(path, table, self._removed)
        if _names_hosts(table) == (table.platform is not None):
            self._source.complain(path, "a removal names a platform, or hosts: one of the two")
        platform = None if table.platform is None else PlatformId(table.platform)
        return Removal(**_common(self._source, path, table), hosts=hosts, platform=platform)

    def _exemption(self, path: Path, table: ExemptTable) -> Exemption:
        hosts = self._names(path, table, self._exempt)
        if not _names_hosts(table):
            self._source.complain(path, "an exemption names hosts: hosts or hosts_exact")
        return Exemption(**_common(self._source, path, table), hosts=hosts)

    def _move(self, path: Path, table: MoveTable) -> Move:
        hosts = self._hosts(path, table, table.platform, self._listed)
        if _names_hosts(table) == (table.category is not None):
            self._source.complain(path, "a move names hosts, or the category: one of the two")
        category = None
        if table.category is not None:
            category = self._category((*path, "category"), table.category)
            self._once(path, "category", table)
        return Move(
            **_common(self._source, path, table),
            platform=PlatformId(table.platform),
            hosts=tuple(host for host, _ in hosts),
            category=category,
        )

    def _names(self, path: Path, table: RemoveTable | ExemptTable, seen: Hosts) -> tuple[LayerHost, ...]:
        return tuple(LayerHost(host=host, below=each.below) for host, each in self._hosts(path, table, "", seen))

    def _hosts(self, path: Path, table: EntryTable, owner: str, seen: Hosts) -> list[tuple[Hostname, WrittenHost]]:
        """Return the sound hosts; one that stands in two entries that hold is a problem."""
        holds = table.until is None or self._today < table.until
        written = hosts_of(self._source, path, _plain(table), owner)
        taken = [(take_host(each, seen if holds else {}), each) for each in written]
        return [(host, each) for host, each in taken if host is not None]

    def _category(self, path: Path, word: str) -> Category | None:
        try:
            return Category(word)
        except ValueError:
            hint = did_you_mean(word, list(Category)) or f"; there are {', '.join(Category)}"
            self._source.complain(path, f'"{word}" is no category{hint}')
            return None

    def _once(self, path: Path, key: str, table: AddTable | MoveTable) -> None:
        """Complain where a second entry that holds says the same kind of thing of a platform."""
        if table.until is not None and self._today >= table.until:
            return
        line = self._source.line(path)
        first = self._platforms.setdefault((table.platform, key), line)
        if first != line:
            place = f"{self._source.file}:{first}"
            self._source.complain(
                (*path, key), f'the {key} of "{table.platform}" stands here twice; first at {place}'
            )


_WANTED = {
    "reason": "why, in words for whoever looks at the list next year",
    "by": "whose decision it is, as a role",
}


def _common(source: TomlSource, path: Path, table: EntryTable) -> dict[str, Any]:
    return {
        "reason": table.reason.strip(),
        "by": table.by.strip(),
        "on": table.on,
        "until": table.until,
        "line": source.line(path),
    }


def _plain(table: EntryTable) -> dict[str, Any]:
    """Return the lists of a table as TOML has them."""
    return {key: list(value) for key, value in msgspec.structs.asdict(table).items() if isinstance(value, tuple)}


def _names_hosts(table: EntryTable) -> bool:
    """Tell whether there are hosts, sound or not."""
    return any(_plain(table).values())


def _front_page(source: TomlSource, path: Path, table: AddTable) -> WrittenPlatform:
    page = Written(source=source, path=(*path, "front_page"), text=table.front_page or "")
    return WrittenPlatform(
        file=source.file,
        id=None,
        name=None,
        front_page=page,
        hosts=(),
        embed_hosts=(),
        embed_paths=(),
        login_paths=(),
    )
