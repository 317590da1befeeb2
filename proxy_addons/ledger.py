"""What a device knows of its own counting: the weeks, their days and bits, and the report that each bit is in.

Values only. The spool keeps the ledger whole in one row with its digest, so that damage to any part of it is seen:
a bit that were forgotten would be sent twice, and a cell would no longer be a set of clients.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from proxy_addons.tally import Noted
from school_policy.count_report import (
    MOST_CELLS,
    MOST_WRONGLY_LISTED,
    CellCount,
    CountReport,
    Dimension,
    ReportId,
    WronglyListed,
)
from school_policy.period import PeriodKind, next_week, week_of

RHYTHM = dt.timedelta(minutes=15)
"""Between two seals, with or without content, so that neither number nor time of reports tells anything."""

KEPT = dt.timedelta(weeks=5)
"""How long a week is remembered: longer than any half-term's gap, and its reports are long late by then."""

_THREE_DAYS = 3


class Bit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """This device is in a cell."""

    dimension: Dimension
    value: str = ""
    report: ReportId | None = None
    """The report that says so; none until it is sealed."""


class Week(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was noted of a week."""

    monday: dt.date
    days: tuple[dt.date, ...] = ()
    bits: tuple[Bit, ...] = ()


class Mention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A platform that somebody said should not be listed."""

    wrongly_listed: WronglyListed
    report: ReportId | None = None


class Ledger(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is noted and not yet forgotten."""

    format: Literal[1] = 1
    weeks: tuple[Week, ...] = ()
    mentions: tuple[Mention, ...] = ()
    last_sealed: dt.datetime | None = None
    closed_before: dt.date | None = None
    """A Monday: nothing more is counted in the weeks before it."""
    closing: bool = False
    """What was noted is lost: nothing is counted until `settle` has closed the week that it happened in."""

    def week(self, monday: dt.date) -> Week:
        """Return what was noted of a week."""
        return next((week for week in self.weeks if week.monday == monday), Week(monday=monday))


def note(ledger: Ledger, noted: Collection[Noted], wrongly_listed: Collection[WronglyListed]) -> Ledger:
    """Return the ledger with what was noted; what it holds already, and weeks that are over, change nothing."""
    for monday, things in itertools.groupby(sorted(noted, key=lambda each: each.day), lambda it: week_of(it.day)):
        if not _is_over(ledger, monday):
            ledger = _with_week(ledger, _noted_in(ledger.week(monday), list(things)))
    known = {mention.wrongly_listed for mention in ledger.mentions}
    new = sorted(set(wrongly_listed) - known, key=lambda it: (it.day, it.platform))
    mentions = (*ledger.mentions, *(Mention(wrongly_listed=it) for it in new))
    return msgspec.structs.replace(ledger, mentions=mentions)


def _is_over(ledger: Ledger, monday: dt.date) -> bool:
    if ledger.closing or (ledger.closed_before is not None and monday < ledger.closed_before):
        return True
    return ledger.last_sealed is not None and monday < week_of(ledger.last_sealed.date()) - KEPT


def _noted_in(week: Week, things: Iterable[Noted]) -> Week:
    days, bits = set(week.days), {(bit.dimension, bit.value): bit for bit in week.bits}
    for thing in things:
        days.add(thing.day)
        for key in ((Dimension.ANY, ""), (Dimension.OUTCOME, thing.outcome.value)):
            bits.setdefault(key, Bit(dimension=key[0], value=key[1]))
    if len(days) >= _THREE_DAYS:
        bits.setdefault((Dimension.THREE_DAYS, ""), Bit(dimension=Dimension.THREE_DAYS))
    in_order = (bits[key] for key in sorted(bits))  # the order tells nothing of what came first
    return Week(monday=week.monday, days=tuple(sorted(days)), bits=tuple(in_order))


def _with_week(ledger: Ledger, week: Week) -> Ledger:
    others = [each for each in ledger.weeks if each.monday != week.monday]
    return msgspec.structs.replace(ledger, weeks=tuple(sorted((*others, week), key=lambda it: it.monday)))


def settle(ledger: Ledger, now: dt.datetime, zone: ZoneInfo) -> Ledger:
    """Return the ledger with the week of a loss closed: what was sent of it is not known any more."""
    if not ledger.closing:
        return ledger
    return msgspec.structs.replace(ledger, closing=False, closed_before=next_week(_this_week(now, zone)))


def is_due(ledger: Ledger, now: dt.datetime) -> bool:
    """Tell whether it is time to seal; a clock that was set back makes it so at once."""
    last = ledger.last_sealed
    return last is None or now < last or now >= last + RHYTHM


def seal(
    ledger: Ledger, now: dt.datetime, zone: ZoneInfo, new_id: Callable[[], ReportId]
) -> tuple[Ledger, list[CountReport]]:
    """Return the ledger with every bit so far in a report, and those reports: one of this week in any case.

    What is of a week or day to come was noted by a clock that was ahead; it waits for its time.
    """
    this_week, today = _this_week(now, zone), now.astimezone(zone).date()
    mentions = [it for it in ledger.mentions if it.wrongly_listed.day <= today]
    reports = list(_report_week(ledger.week(this_week), mentions, new_id)) or [
        CountReport(id=new_id(), week=this_week)
    ]
    for week in ledger.weeks:
        if week.monday < this_week:
            reports += _report_week(week, (), new_id)
    return msgspec.structs.replace(_marked(ledger, reports), last_sealed=now), reports


def _report_week(week: Week, mentions: Iterable[Mention], new_id: Callable[[], ReportId]) -> Iterator[CountReport]:
    """Yield reports of what is in none yet, as many as it takes."""
    cells = [
        CellCount(period=PeriodKind.WEEK, dimension=bit.dimension, value=bit.value, clients=1)
        for bit in week.bits
        if bit.report is None
    ]
    new = [mention.wrongly_listed for mention in mentions if mention.report is None]
    while cells or new:
        yield CountReport(
            id=new_id(),
            week=week.monday,
            cells=tuple(cells[:MOST_CELLS]),
            wrongly_listed=tuple(new[:MOST_WRONGLY_LISTED]),
        )
        cells, new = cells[MOST_CELLS:], new[MOST_WRONGLY_LISTED:]


def _marked(ledger: Ledger, reports: Iterable[CountReport]) -> Ledger:
    cells = {(it.week, cell.dimension, cell.value): it.id for it in reports for cell in it.cells}
    mentions = {mention: it.id for it in reports for mention in it.wrongly_listed}
    return msgspec.structs.replace(
        ledger,
        weeks=tuple(
            msgspec.structs.replace(
                week,
                bits=tuple(
                    msgspec.structs.replace(
                        bit, report=cells.get((week.monday, bit.dimension, bit.value), bit.report)
                    )
                    for bit in week.bits
                ),
            )
            for week in ledger.weeks
        ),
        mentions=tuple(
            msgspec.structs.replace(it, report=mentions.get(it.wrongly_listed, it.report))
            for it in ledger.mentions
        ),
    )


def forget(ledger: Ledger, today: dt.date) -> Ledger:
    """Return the ledger without what is older than KEPT; what is forgotten is closed, and not counted anew.

    Only weeks that something was noted in are closed: a clock that was far ahead for a while closes none to come.
    """
    oldest = week_of(today) - KEPT
    kept = tuple(week for week in ledger.weeks if week.monday >= oldest)
    gone = [next_week(week.monday) for week in ledger.weeks if week.monday < oldest]
    closed = max([*gone, *([ledger.closed_before] if ledger.closed_before else [])], default=None)
    mentions = tuple(it for it in ledger.mentions if it.wrongly_listed.day >= oldest)
    return msgspec.structs.replace(ledger, weeks=kept, mentions=mentions, closed_before=closed)


def _this_week(now: dt.datetime, zone: ZoneInfo) -> dt.date:
    return week_of(now.astimezone(zone).date())
