"""When a device seals its reports, and which bits go into which: each into one, and never into another."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from zoneinfo import ZoneInfo

import msgspec

from proxy_addons.ledger import Bit, Ledger, Mention, NotedHalfTerm, Week, see
from school_policy.count_report import (
    MOST_CELLS,
    MOST_WRONGLY_LISTED,
    Cell,
    CellCount,
    CountReport,
    ReportId,
    WronglyListed,
)
from school_policy.dimensions import Dimensions
from school_policy.period import PeriodKind, week_of

RHYTHM = dt.timedelta(minutes=15)
"""Between two seals, with or without content, so that neither number nor time of reports tells anything."""

_NewId = Callable[[], ReportId]
_Place = tuple[dt.date, Cell]
"""A cell of the week or half-term that begins on a day."""


def is_due(ledger: Ledger, now: dt.datetime) -> bool:
    """Tell whether it is time to seal; a clock that was set back makes it so at once."""
    last = ledger.last_sealed
    return last is None or now < last or now >= last + RHYTHM


def seal(
    ledger: Ledger, now: dt.datetime, zone: ZoneInfo, new_id: _NewId, dimensions: Dimensions
) -> tuple[Ledger, list[CountReport]]:
    """Return the ledger with every bit so far in a report, and those reports: one of this week in any case.

    What is of a week, half-term or day to come was noted by a clock that was ahead; it waits for its time. A
    half-term's bits are in reports of this week, whatever week they were noted in: a week that is late would take
    them with it.
    """
    today = now.astimezone(zone).date()
    ledger = see(ledger, today, dimensions)
    this_week, half_term = week_of(today), ledger.half_term_on(today)
    mentions = [
        it.wrongly_listed for it in ledger.mentions if it.report is None and it.wrongly_listed.day <= today
    ]
    bare = CountReport(id=ReportId(""), week=this_week, half_term=half_term.half_term.first if half_term else None)
    cells = [*_new_of_week(ledger.week(this_week)), *(_new_of_half_term(half_term) if half_term else ())]
    reports = list(_filled(bare, cells, mentions, new_id)) or [msgspec.structs.replace(bare, id=new_id())]
    reports += _of_the_past(ledger, today, new_id)
    return msgspec.structs.replace(_marked(ledger, reports), last_sealed=now), reports


def _of_the_past(ledger: Ledger, today: dt.date, new_id: _NewId) -> Iterator[CountReport]:
    """Yield reports of what was noted before a device was put to sleep, and is in none yet."""
    for week in ledger.weeks:
        if week.monday < week_of(today):
            bare = CountReport(id=ReportId(""), week=week.monday)
            yield from _filled(bare, _new_of_week(week), [], new_id)
    for each in ledger.half_terms:
        if each.half_term.last < today:
            bare = CountReport(id=ReportId(""), week=week_of(today), half_term=each.half_term.first)
            yield from _filled(bare, _new_of_half_term(each), [], new_id)


def _filled(
    bare: CountReport, cells: list[CellCount], mentions: list[WronglyListed], new_id: _NewId
) -> Iterator[CountReport]:
    """Yield reports like this one with cells and mentions, as many as it takes."""
    while cells or mentions:
        yield msgspec.structs.replace(
            bare,
            id=new_id(),
            cells=tuple(cells[:MOST_CELLS]),
            wrongly_listed=tuple(mentions[:MOST_WRONGLY_LISTED]),
        )
        cells, mentions = cells[MOST_CELLS:], mentions[MOST_WRONGLY_LISTED:]


def _new_of_week(week: Week) -> list[CellCount]:
    return _new(PeriodKind.WEEK, week.bits)


def _new_of_half_term(noted: NotedHalfTerm) -> list[CellCount]:
    return _new(PeriodKind.HALF_TERM, noted.bits)


def _new(period: PeriodKind, bits: Iterable[Bit]) -> list[CellCount]:
    return [
        CellCount(period=period, dimension=bit.dimension, value=bit.value, clients=bit.clients)
        for bit in bits
        if bit.report is None
    ]


def _marked(ledger: Ledger, reports: Iterable[CountReport]) -> Ledger:
    """Return the ledger with the report of each bit and mention that is in one of these."""
    places = {place: report.id for report in reports for place in _places(report)}
    mentions = {mention: report.id for report in reports for mention in report.wrongly_listed}

    def marked(start: dt.date, period: PeriodKind, bits: Iterable[Bit]) -> tuple[Bit, ...]:
        return tuple(
            msgspec.structs.replace(bit, report=places.get((start, _cell(period, bit)), bit.report))
            for bit in bits
        )

    return msgspec.structs.replace(
        ledger,
        weeks=tuple(
            msgspec.structs.replace(week, bits=marked(week.monday, PeriodKind.WEEK, week.bits))
            for week in ledger.weeks
        ),
        half_terms=tuple(
            msgspec.structs.replace(each, bits=marked(each.half_term.first, PeriodKind.HALF_TERM, each.bits))
            for each in ledger.half_terms
        ),
        mentions=tuple(
            Mention(wrongly_listed=it.wrongly_listed, report=mentions.get(it.wrongly_listed, it.report))
            for it in ledger.mentions
        ),
    )


def _places(report: CountReport) -> Iterator[_Place]:
    for counted in report.cells:
        start = report.week if counted.period is PeriodKind.WEEK else report.half_term
        if start is not None:
            yield start, counted.cell


def _cell(period: PeriodKind, bit: Bit) -> Cell:
    return Cell(period=period, dimension=bit.dimension, value=bit.value)
