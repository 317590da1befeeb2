"""TOML files whose every value knows its line, so that an error can say where it is.

The values come from tomllib; the lines come from a parse tree, as tomllib gives none.
"""

import tomllib
from typing import Any

import msgspec
import tree_sitter
import tree_sitter_toml

from school_policy.structure import Path

_LANGUAGE = tree_sitter.Language(tree_sitter_toml.language())


class Problem(msgspec.Struct, frozen=True, order=True):
    """One thing that is wrong in a file, with its place."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class TomlError(ValueError):
    """A file that cannot be used; `problems` holds all that is wrong with it, in the order of its lines."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class TomlSource:
    """One TOML text: its data, and the line of each value. Raises TomlError where it is no TOML."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        try:
            self.data: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise TomlError([_syntax_problem(error, text, file)]) from error
        except RecursionError as error:
            raise TomlError([Problem(file, 1, "lists or tables are nested too deeply")]) from error
        tree = tree_sitter.Parser(_LANGUAGE).parse(text.encode())
        self._lines = _Lines(tree.root_node).found

    def line(self, path: Path) -> int:
        """Return the line of a value, or of the nearest thing around it that stands in the file."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def complain(self, path: Path, message: str) -> None:
        """Note a problem at a value; `finish` raises them all."""
        self.problems.append(Problem(self.file, self.line(path), message))

    def finish(self) -> None:
        """Raise TomlError if anything was wrong."""
        if self.problems:
            raise TomlError(self.problems)


def _syntax_problem(error: tomllib.TOMLDecodeError, text: str, file: str) -> Problem:
    message, at, place = str(error).rpartition(" (at ")
    if at and place.startswith("line "):
        return Problem(file, int(place.removeprefix("line ").partition(",")[0]), message)
    return Problem(file, text.removesuffix("\n").count("\n") + 1, message or str(error))


class _Lines:
    """Walks a parse tree once and notes the line of each key path."""

    def __init__(self, root: tree_sitter.Node) -> None:
        self.found: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        for node in root.named_children:
            match node.type:
                case "pair":
                    self._pair(node, ())
                case "table":
                    self._table(node, self._header(node))
                case "table_array_element":
                    self._table(node, self._next_element(self._header(node)))

    def _note(self, path: Path, node: tree_sitter.Node) -> None:
        """Note the line of a value, and of what is around it where nothing named that before."""
        line = node.start_point.row + 1
        for length in range(1, len(path)):
            self.found.setdefault(path[:length], line)
        self.found[path] = line

    def _header(self, node: tree_sitter.Node) -> Path:
        """Return a header's path; a key that names an array of tables means its latest element."""
        path: Path = ()
        for key in _keys(node.named_children[0]):
            if path in self._counts:
                path = (*path, self._counts[path])
            path = (*path, key)
        return path

    def _next_element(self, path: Path) -> Path:
        self._counts[path] = self._counts.get(path, -1) + 1
        return (*path, self._counts[path])

    def _table(self, node: tree_sitter.Node, path: Path) -> None:
        self._note(path, node)
        for child in node.named_children[1:]:
            if child.type == "pair":
                self._pair(child, path)

    def _pair(self, node: tree_sitter.Node, around: Path) -> None:
        key, value = node.named_children[0], node.named_children[1]
        path = (*around, *_keys(key))
        self._note(path, node)
        self._value(value, path)

    def _value(self, node: tree_sitter.Node, path: Path) -> None:
        if node.type == "array":
            elements = [child for child in node.named_children if child.type != "comment"]
            for index, child in enumerate(elements):
                self._note((*path, index), child)
                self._value(child, (*path, index))
        elif node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self._pair(child, path)


def _keys(node: tree_sitter.Node) -> list[str]:
    if node.type == "dotted_key":
        return [key for child in node.named_children for key in _keys(child)]
    text = (node.text or b"").decode()
    if node.type == "bare_key":
        return [text]
    return [next(iter(tomllib.loads(f"{text} = 0")))]
