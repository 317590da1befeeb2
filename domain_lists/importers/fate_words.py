"""What became of a line of a public list, in words."""

from typing import assert_never

from domain_lists.importers.line_fate import Fate, Remark, Taken, Unsupported, Wrong

_MOST_TEXT = 500  # characters of a line that are shown


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


def one_line(text: str) -> str:
    """Return a line of a list so that it can be shown: cut, and without control characters."""
    if text.isprintable() and len(text) <= _MOST_TEXT:
        return text
    shown = text[:_MOST_TEXT].replace("\t", " ")
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in shown)
