"""A tiny writer of TOML in many layouts, which notes the line of whatever it writes."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from school_policy.structure import Path


@dataclass(frozen=True)
class Words:
    """A text over several lines."""

    lines: int


@dataclass(frozen=True)
class Array:
    """Elements on one line, or one below the other with comments between them."""

    items: "list[Value]"
    below: bool


@dataclass(frozen=True)
class Inline:
    """A table in braces, or as dotted keys where it stands for itself."""

    items: "dict[str, Value]"
    dotted: bool


Value = int | str | Words | Array | Inline


@dataclass(frozen=True)
class Table:
    """What stands below one header."""

    pairs: dict[str, Value]
    tables: "dict[str, Table]"
    arrays: "dict[str, list[Table]]"


@dataclass
class Written:
    """The text so far, and the lines that each value was written to."""

    text: str = ""
    lines: dict[Path, int] = field(default_factory=dict)

    def note(self, path: Path) -> None:
        line = self.text.count("\n") + 1
        for length in range(1, len(path)):
            self.lines.setdefault(path[:length], line)
        self.lines[path] = line


def plain(value: Any) -> Any:
    """Give the data that the written text stands for."""
    match value:
        case Words(lines):
            return "word\n" * lines
        case Array(items):
            return [plain(item) for item in items]
        case Inline(items):
            return {key: plain(item) for key, item in items.items()}
        case Table(pairs, tables, arrays):
            below = {key: [plain(table) for table in tables] for key, tables in arrays.items()}
            return {key: plain(item) for key, item in (pairs | tables).items()} | below
    return value


def write_table(out: Written, table: Table, header: str = "", path: Path = ()) -> None:
    for key, value in table.pairs.items():
        _write_pair(out, _written_key(key), value, (*path, key))
    for key, below in table.tables.items():
        inner = f"{header}{_written_key(key)}"
        out.note((*path, key))
        out.text += f"[{inner}] # a table\n"
        write_table(out, below, f"{inner}.", (*path, key))
    for key, elements in table.arrays.items():
        inner = f"{header}{_written_key(key)}"
        for index, element in enumerate(elements):
            out.note((*path, key, index))
            out.text += f"[[ {inner} ]]\n\n"
            write_table(out, element, f"{inner}.", (*path, key, index))


def _write_pair(out: Written, written: str, value: Value, path: Path) -> None:
    if isinstance(value, Inline) and value.dotted and value.items:
        for key, item in value.items.items():
            _write_pair(out, f"{written}.{_written_key(key)}", item, (*path, key))
        return
    out.note(path)
    out.text += f"{written} = "
    _write_value(out, value, path)
    out.text += " # so it is\n"


def _write_value(out: Written, value: Value, path: Path) -> None:
    match value:
        case Words(lines):
            out.text += '"""\n' + "word\n" * lines + '"""'
        case Array(items, below):
            out.text += "["
            for index, item in enumerate(items):
                out.text += "\n    # the next [element]\n    " if below else " "
                out.note((*path, index))
                _write_value(out, item, (*path, index))
                out.text += ","
            out.text += "\n]" if below else " ]"
        case Inline(items):
            out.text += "{"
            for number, (key, item) in enumerate(items.items()):
                out.text += f"{', ' if number else ' '}{_written_key(key)} = "
                out.note((*path, key))
                _write_value(out, item, (*path, key))
            out.text += " }"
        case _:
            out.text += json.dumps(value)


def _written_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


KEYS = st.text("ab1-_. ü\"'#=[]", max_size=3)
SCALARS = st.integers(-9, 99) | st.text("ab #\"'\\]}é\n", max_size=4) | st.builds(Words, lines=st.integers(0, 3))
VALUES: st.SearchStrategy[Value] = st.recursive(
    SCALARS,
    lambda inner: (
        st.builds(Array, items=st.lists(inner, max_size=3), below=st.booleans())
        | st.builds(Inline, items=st.dictionaries(KEYS, inner, max_size=3), dotted=st.booleans())
    ),
    max_leaves=6,
)


def tables(depth: int) -> st.SearchStrategy[Table]:
    below = tables(depth - 1) if depth else st.nothing()

    @st.composite
    def table(draw: st.DrawFn) -> Table:
        keys = draw(st.lists(KEYS, max_size=4, unique=True))
        kinds = [draw(st.sampled_from("pta" if depth else "p")) for _ in keys]
        found = Table(pairs={}, tables={}, arrays={})
        for key, kind in zip(keys, kinds, strict=True):
            match kind:
                case "p":
                    found.pairs[key] = draw(VALUES)
                case "t":
                    found.tables[key] = draw(below)
                case _:
                    found.arrays[key] = draw(st.lists(below, min_size=1, max_size=3))
        return found

    return table()
