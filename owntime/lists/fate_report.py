"""What became of each line of a public list, for people (tabs between columns) and for programs (JSON)."""

from typing import Any, assert_never

import msgspec

from domain_lists.importers import Fate, NameRule, Remark, Taken, Unsupported, Wrong

TSV_HEADING = "file\tline\tfate\twhy\ttext\n"
_MOST_TEXT = 500  # characters of a line that are shown


def tsv_row(file: str, line: int, text: str, fate: Fate) -> str:
    """Return a row under TSV_HEADING."""
    return "\t".join([file, str(line), fate_word(fate), why_not(fate), _one_line(text)]) + "\n"


def json_row(file: str, line: int, text: str, fate: Fate) -> str:
    """Return an object in one line."""
    row: dict[str, Any] = {"file": file, "line": line, "fate": fate_word(fate), "text": _one_line(text)}
    if isinstance(fate, Taken):
        row["names"] = [_name(rule) for rule in fate.rules]
    if isinstance(fate, Unsupported):
        row["reason"] = fate.why.name.lower()
    if why_not(fate):
        row["why"] = why_not(fate)
    return msgspec.json.encode(row).decode() + "\n"


def fate_word(fate: Fate) -> str:
    """Return the fate in a word."""
    match fate:
        case Taken():
            return "taken"
        case Unsupported():
            return "unsupported"
        case Wrong():
            return "wrong"
        case Remark():
            return "remark"
        case _:
            assert_never(fate)


def why_not(fate: Fate) -> str:
    """Return why a line, or a part of it, is not taken."""
    match fate:
        case Taken():
            return "; ".join(why_not(part) for part in fate.left_out)
        case Unsupported():
            return f"{fate.why}: {fate.detail}" if fate.detail else str(fate.why)
        case Wrong():
            return fate.reason
        case Remark():
            return fate.detail
        case _:
            assert_never(fate)


def _name(rule: NameRule) -> dict[str, Any]:
    name: dict[str, Any] = {"host": rule.host, "reach": rule.reach.name.lower(), "exception": rule.exception}
    return name | ({"attributes": rule.attributes} if rule.attributes else {})


def _one_line(text: str) -> str:
    if text.isprintable() and len(text) <= _MOST_TEXT:
        return text
    shown = text[:_MOST_TEXT].replace("\t", " ")
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in shown)
