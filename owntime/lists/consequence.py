"""What a change of the lists means for ordinary hosts, in words and as data."""

from collections.abc import Iterator
from typing import Any

import msgspec

from domain_lists.diff import ListDiff
from domain_lists.weighing import Weighing


def consequence_lines(change: ListDiff) -> Iterator[str]:
    """Yield which ordinary hosts change side, and whether a second yes is needed."""
    if not change.sides:
        yield "No ordinary host changes side."
        return
    yield f"Ordinary hosts that change side: {len(change.sides)}"
    for each in change.sides:
        what = f"{each.before or 'not listed'} -> {each.after or 'not listed'}"
        yield f"  {'! ' if each.is_precious else '  '}{each.host}: {what} ({each.group})"
    if change.precious:
        yield "Those with ! must not be caught. If that is meant all the same, say --yes-really."


def weighing_lines(weighing: Weighing, *, in_full: bool) -> Iterator[str]:
    """Yield what a weighing found; not `in_full`: only where an ordinary host changes side."""
    if in_full:
        idle = (f"{each.file}:{each.line}: {each.text}" for each in weighing.check.findings if each.is_idle)
        yield from (f"{text} (a remark)" for text in (*idle, *map(str, weighing.check.remarks)))
    if weighing.change is None or not (in_full or weighing.change.sides):
        return
    if weighing.with_shipped:
        yield "Compared with the lists that come with the program, as there is no version to compare with:"
    yield from consequence_lines(weighing.change)


def as_data(weighing: Weighing) -> dict[str, Any]:
    """Return what a weighing found, for programs."""
    data: dict[str, Any] = {
        "findings": msgspec.to_builtins(weighing.check.findings),
        "remarks": msgspec.to_builtins(weighing.check.remarks),
        "with_shipped": weighing.with_shipped,
    }
    return data | (change_as_data(weighing.change) if weighing.change else {})


def change_as_data(change: ListDiff) -> dict[str, Any]:
    """Return a change, and which of the hosts need a second yes."""
    data: dict[str, Any] = msgspec.to_builtins(change)
    return data | {"needs_yes": [each.host for each in change.precious]}
