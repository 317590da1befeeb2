"""What became of each line of a public list, for people (tabs between columns) and for programs (JSON)."""

from typing import Any

import msgspec

from domain_lists.importers import Fate, NameRule, Taken, Unsupported
from domain_lists.importers.fate_words import fate_word, one_line, why_not

TSV_HEADING = "file\tline\tfate\twhy\ttext\n"


def tsv_row(file: str, line: int, text: str, fate: Fate) -> str:
    """Return a row under TSV_HEADING."""
    return "\t".join([file, str(line), fate_word(fate), why_not(fate), one_line(text)]) + "\n"


def json_row(file: str, line: int, text: str, fate: Fate) -> str:
    """Return an object in one line."""
    row: dict[str, Any] = {"file": file, "line": line, "fate": fate_word(fate), "text": one_line(text)}
    if isinstance(fate, Taken):
        row["names"] = [_name(rule) for rule in fate.rules]
    if isinstance(fate, Unsupported):
        row["reason"] = fate.why.name.lower()
    if why_not(fate):
        row["why"] = why_not(fate)
    return msgspec.json.encode(row).decode() + "\n"


def _name(rule: NameRule) -> dict[str, Any]:
    name: dict[str, Any] = {"host": rule.host, "reach": rule.reach.name.lower(), "exception": rule.exception}
    return name | ({"attributes": rule.attributes} if rule.attributes else {})
