"""Behind a gateway: which clients are in which cell, in memory only. All that leaves it is how many.

After a restart every set is empty. A ledger's number goes up only where a set is larger than it (a high-water
mark), so that it is never above the clients that there were, however often a gateway starts anew.
"""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import msgspec

from proxy_addons import ledger as ledgers
from proxy_addons.ledger import THREE_DAYS, Bit, Key, Ledger, Platforms
from proxy_addons.tally import Noted
from school_policy.count_report import Dimension
from school_policy.dimensions import Dimensions
from school_policy.half_term import HalfTerm
from school_policy.period import PeriodKind, next_week, week_of
from school_policy.vocabulary import ClientId

MOST_CLIENTS = 10_000
"""In a set: the most that a report may say."""

_DAY = dt.timedelta(days=1)

_Cells = defaultdict[Key, set[ClientId]]
_Period = tuple[PeriodKind, HalfTerm]
"""A half-term; or a week, as the days that it has."""


class ClientSets:
    """The sets of the periods that are not over."""

    def __init__(self) -> None:
        self._periods: dict[_Period, _Cells] = {}
        self._days: dict[_Period, defaultdict[ClientId, set[dt.date]]] = {}

    def note(self, ledger: Ledger, noted: Collection[Noted], dimensions: Dimensions) -> Ledger:
        """Put clients into their sets, and return the ledger with each mark that is passed raised to it.

        A second time changes nothing. Weeks that are over are let be.
        """
        for day, things in itertools.groupby(sorted(noted, key=lambda each: each.day), lambda it: it.day):
            if not ledgers.is_over(ledger, week_of(day)):
                ledger, frozen = ledgers.frozen_on(ledger, day, dimensions)
                ledger = self._noted_on(ledger, day, list(things), frozen)
        return ledger

    def forget_finished(self, today: dt.date) -> None:
        """Drop the sets of the periods that are over; their marks stay."""
        for period in [each for each in self._periods if each[1].last < today]:
            del self._periods[period]
            self._days.pop(period, None)

    def __len__(self) -> int:
        """Return how many clients stand in memory, each as often as it is in a set."""
        return sum(len(clients) for cells in self._periods.values() for clients in cells.values())

    def _noted_on(self, ledger: Ledger, day: dt.date, things: list[Noted], frozen: Platforms) -> Ledger:
        week, half_term = ledger.week(week_of(day)), ledger.half_term_on(day)
        if half_term is not None:
            cells = self._periods.setdefault((PeriodKind.HALF_TERM, half_term.half_term), defaultdict(set))
            for thing in things:
                _add(cells, thing.client, ledgers.keys_of_half_term([thing], frozen))
            ledger = ledgers.with_half_term(
                ledger, msgspec.structs.replace(half_term, bits=raised(half_term.bits, cells))
            )
        cells = self._week(week.monday, day, things, frozen)
        return ledgers.with_week(ledger, msgspec.structs.replace(week, bits=raised(week.bits, cells)))

    def _week(self, monday: dt.date, day: dt.date, things: Iterable[Noted], frozen: Platforms) -> _Cells:
        period = (PeriodKind.WEEK, HalfTerm(first=monday, last=next_week(monday) - _DAY))
        cells = self._periods.setdefault(period, defaultdict(set))
        days = self._days.setdefault(period, defaultdict(set))
        for thing in things:
            _add(cells, thing.client, ledgers.keys_of_week([thing], frozen))
            if thing.client is not None and thing.client in cells[Dimension.ANY, ""]:
                days[thing.client].add(day)
                if len(days[thing.client]) >= THREE_DAYS:
                    _add(cells, thing.client, [(Dimension.THREE_DAYS, "")])
        return cells


def raised(bits: Iterable[Bit], reached: Mapping[Key, Collection[ClientId]]) -> tuple[Bit, ...]:
    """Return bits, each mark that is passed raised, and so to be in a report again; in an order of no meaning."""
    marks = {(bit.dimension, bit.value): bit for bit in bits}
    for (dimension, value), clients in reached.items():
        mark = marks.get((dimension, value))
        if clients and len(clients) > (mark.clients if mark else 0):
            marks[dimension, value] = Bit(dimension=dimension, value=value, clients=len(clients))
    return tuple(marks[key] for key in sorted(marks))


def _add(cells: _Cells, client: ClientId | None, keys: Iterable[Key]) -> None:
    for key in keys:
        if client is not None and len(cells[key]) < MOST_CLIENTS:
            cells[key].add(client)
