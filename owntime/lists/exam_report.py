"""The outcome of an exam: a table for a terminal, lines below it, and the whole of it for programs."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import msgspec
from rich.box import SIMPLE_HEAD
from rich.table import Table

from domain_lists.exam import Marks, MatchedBy, Miss, Paper, Tally
from school_policy.vocabulary import HostKind

_DIGITS = 4
_BY = {
    MatchedBy.GIVEN: "by --names",
    MatchedBy.ID: "by our id",
    MatchedBy.NAME: "by our name",
    MatchedBy.FRONT_PAGE: "by our front page's host",
    MatchedBy.FIRST_WORDS: "by the first words of our name",
}


def exam_table(marks: Marks) -> Table:
    """Return recall and precision of each platform, and the macro averages."""
    table = Table(box=SIMPLE_HEAD, caption="recall: right of expected; precision: right of caught")
    table.add_column("platform", overflow="fold")
    for heading in ("sites: recall", "precision", "assets: recall", "precision"):
        table.add_column(heading, justify="right")
    for each in marks.platforms:
        table.add_row(each.platform, *_cells(each.site), *_cells(each.asset))
    table.add_section()
    averages = [_percent(part) for kind in HostKind for part in (marks.recall(kind), marks.precision(kind))]
    table.add_row("macro average", *averages)
    return table


def exam_lines(marks: Marks, paper: Paper, aim: Fraction) -> Iterator[str]:
    """Yield what is wrong by host, how platforms were matched, and whether the exam is passed."""
    yield from (_miss_line(each) for each in marks.misses)
    for other in marks.other_categories:
        yield f"other category: line {other.line}: {other.host}: {other.found}, and not {other.expected}"
    for each in marks.false_catches:
        yield f"caught wrongly: line {each.line}: {each.host}: {each.platform}, {each.category}, {each.kind}"
    yield from _names_lines(marks)
    right = marks.categories_asked - len(marks.other_categories)
    repeated = f" ({paper.repeated} stand there more than once)" if paper.repeated else ""
    yield f"{marks.questions} hosts were asked for{repeated}, {marks.unlisted} of them that must not be listed."
    yield f"Missed: {len(marks.misses)}. Caught wrongly: {len(marks.false_catches)}."
    yield f"Category right: {right} of {marks.categories_asked} that are listed."
    yield _verdict(marks, aim)


def as_data(marks: Marks, paper: Paper, aim: Fraction) -> dict[str, Any]:
    """Return everything for programs; parts of one with four digits, null where there is nothing to divide."""
    by = _matched(marks)
    return {
        "holds": marks.holds(aim),
        "aim": float(aim),
        "hosts": {"asked": marks.questions, "unlisted": marks.unlisted, "repeated": paper.repeated},
        "macro": {
            str(kind): {"recall": _number(marks.recall(kind)), "precision": _number(marks.precision(kind))}
            for kind in HostKind
        },
        "category": {
            "asked": marks.categories_asked,
            "right": marks.categories_asked - len(marks.other_categories),
            "wrong": msgspec.to_builtins(marks.other_categories),
        },
        "matched_by": {str(each): by[each] for each in MatchedBy},
        "unmatched": _unmatched(marks),
        "false_catches": msgspec.to_builtins(marks.false_catches),
        "misses": msgspec.to_builtins(marks.misses),
        "platforms": [
            {
                "platform": each.platform,
                "asked_as": {name: str(by) for name, by in each.asked_as},
                "site": _tally_data(each.site),
                "asset": _tally_data(each.asset),
            }
            for each in marks.platforms
        ],
    }


def _cells(tally: Tally) -> tuple[str, str]:
    recall = f"{tally.right} of {tally.expected}" if tally.expected else ""
    precision = f"{tally.right} of {tally.caught}" if tally.caught else ""
    return recall, precision


def _percent(part: Fraction | None) -> str:
    """Return a part with four digits, rounded down: what is shown as 0.9700 is not below it."""
    return "" if part is None else f"{part * 10**_DIGITS // 1 / 10**_DIGITS:.{_DIGITS}f}"


def _number(part: Fraction | None) -> float | None:
    return None if part is None else part * 10**_DIGITS // 1 / 10**_DIGITS


def _tally_data(tally: Tally) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(tally)
    return data | {"recall": _number(tally.recall), "precision": _number(tally.precision)}


def _miss_line(miss: Miss) -> str:
    if not miss.is_known:
        found = f"no platform of ours is called so{f'; we have it under {miss.found}' if miss.found else ''}"
    elif miss.found is None:
        found = "not listed"
    else:
        found = f"listed as {miss.found}, {miss.found_kind}"
    return f"missed: line {miss.line}: {miss.host} ({miss.expected}, {miss.kind}): {found}"


def _names_lines(marks: Marks) -> Iterator[str]:
    by = _matched(marks)
    told = [f"{number} {_BY[each]}" for each in _BY if (number := by[each])]
    yield f"Platforms that are asked for: {sum(by.values())}. Found {', '.join(told) or 'none'}."
    if unmatched := _unmatched(marks):
        yield f"Found by nothing: {', '.join(unmatched)}. If one of ours is meant, say so with --names."


def _matched(marks: Marks) -> Counter[MatchedBy]:
    return Counter(by for each in marks.platforms for _, by in each.asked_as)


def _unmatched(marks: Marks) -> list[str]:
    return [name for each in marks.platforms for name, by in each.asked_as if by is MatchedBy.NOTHING]


def _verdict(marks: Marks, aim: Fraction) -> str:
    recall = marks.recall(HostKind.SITE)
    wanted = f"aim {float(aim)}, and nothing caught wrongly"
    if recall is None:
        return f"{'Passed' if marks.holds(aim) else 'Not passed'}: no site was asked for ({wanted})."
    passed = "Passed" if marks.holds(aim) else "Not passed"
    return f"{passed}: recall on sites {_percent(recall)}, averaged over platforms ({wanted})."
