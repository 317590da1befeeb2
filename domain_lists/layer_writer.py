"""A school's layer as text: entries written at its end, one taken out; all else in it stays byte for byte. Pure.

What is written is read again by layer_file.py, which says what the text may hold.
"""

from collections.abc import Iterable, Iterator

import tree_sitter
import tree_sitter_toml

from domain_lists.layer import Addition, Exemption, Move, Removal
from domain_lists.list_writer import toml_array, toml_hosts, toml_text
from school_policy.platform import HostRule

_LANGUAGE = tree_sitter.Language(tree_sitter_toml.language())

Proposal = Addition | Removal | Exemption | Move
"""An entry of any kind."""


class NoSuchEntryError(ValueError):
    """No entry begins in that line, as [[…]] at least; the message says so."""


def entry_text(entry: Proposal) -> str:
    """Return the table of an entry, in lines that end in a line feed."""
    return "".join(f"{line}\n" for line in _lines(entry))


def with_entries(text: str, entries: Iterable[Proposal]) -> str:
    """Return a text with entries at its end, a blank line before each; its own line ends are kept to.

    A text without a last line end has none afterwards, so that taking the entry out gives the very text again.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    tables = [entry_text(entry).replace("\n", end) for entry in entries]
    if not text:
        return end.join(tables)
    if text.endswith("\n"):
        return end.join([text, *tables])
    return end.join([text, *(f"{end}{table.removesuffix(end)}" for table in tables)])


def without_entry(text: str, line: int) -> str:
    """Return a text without the entry that begins in a line, with one blank line and all comments within it.

    Comments above the entry and below its last key stay. Raises NoSuchEntryError.
    """
    first, after = _place(text, line)
    lines = text.split("\n")
    if first and not lines[first - 1].strip():
        first -= 1
    elif not first and after < len(lines) and not lines[after].strip():
        after += 1
    left = "\n".join(lines[:first] + lines[after:])
    return left if after < len(lines) else left.removesuffix("\r")


def _place(text: str, line: int) -> tuple[int, int]:
    """Return the first row of an entry, and the row after its last."""
    root = tree_sitter.Parser(_LANGUAGE).parse(text.encode()).root_node
    for node in root.named_children:
        if node.type == "table_array_element" and node.start_point.row == line - 1:
            pairs = [child.end_point.row for child in node.named_children if child.type == "pair"]
            return line - 1, max([line - 1, *pairs]) + 1
    raise NoSuchEntryError(f"no entry begins in line {line}")


def _lines(entry: Proposal) -> Iterator[str]:
    match entry:
        case Addition():
            yield from _addition(entry)
        case Removal():
            yield "[[remove]]"
            yield from _platform_or_names(entry)
        case Exemption():
            yield "[[exempt]]"
            yield from toml_hosts([*entry.hosts], "hosts")
        case Move():
            yield from _move(entry)
    yield f"reason = {toml_text(entry.reason)}"
    yield f"by = {toml_text(entry.by)}"
    yield f"on = {entry.on.isoformat()}"
    if entry.until is not None:
        yield f"until = {entry.until.isoformat()}"


def _addition(entry: Addition) -> Iterator[str]:
    yield "[[add]]"
    yield f"platform = {toml_text(entry.platform)}"
    if entry.new is not None:
        yield f"name = {toml_text(entry.new.name)}"
        yield f"category = {toml_text(entry.new.category)}"
        yield f"front_page = {toml_text(entry.new.front_page)}"
    for key in ("sites", "assets"):
        yield from toml_hosts([rule for rule in entry.hosts if _key(rule) == key], key)
    if entry.source:
        yield f"source = {toml_text(entry.source)}"


def _key(rule: HostRule) -> str:
    return f"{rule.kind}s"


def _platform_or_names(entry: Removal) -> Iterator[str]:
    if entry.platform is not None:
        yield f"platform = {toml_text(entry.platform)}"
    yield from toml_hosts([*entry.hosts], "hosts")


def _move(entry: Move) -> Iterator[str]:
    yield "[[move]]"
    yield f"platform = {toml_text(entry.platform)}"
    if entry.hosts:
        yield from toml_array("hosts", entry.hosts)
    if entry.category is not None:
        yield f"category = {toml_text(entry.category)}"
