"""A device as its ledger knows it: a clock, a policy that changes, and all that it ever said."""

import datetime as dt
import itertools
from dataclasses import dataclass, field

import msgspec

from proxy_addons import ledger as ledgers
from proxy_addons.ledger import Ledger
from proxy_addons.sealing import seal
from proxy_addons.tally import Noted
from school_policy.count_report import MOST_CELLS, Band, CountReport, Dimension, ReportId
from school_policy.dimensions import CountedPlatform, Dimensions
from school_policy.half_term import HalfTerm
from school_policy.period import PeriodKind
from school_policy.vocabulary import Category, Outcome, PlatformId
from tests.proxy_addons.made_up_server import LONDON, MORNING

FIRST = HalfTerm(first=dt.date(2026, 11, 2), last=dt.date(2026, 12, 18))
SECOND = HalfTerm(first=dt.date(2027, 1, 4), last=dt.date(2027, 2, 12))
BOOK, TUBE, NEW = (PlatformId(name) for name in ("book", "tube", "new"))


def platforms(**categories: Category) -> tuple[CountedPlatform, ...]:
    return tuple(CountedPlatform(id=PlatformId(name), category=kind) for name, kind in categories.items())


OLD_LISTS = platforms(book=Category.SOCIAL, tube=Category.VIDEO)
MOVED = platforms(book=Category.SOCIAL, tube=Category.GAMING, new=Category.VIDEO)
OLD = Dimensions(half_terms=(FIRST, SECOND), platforms=OLD_LISTS)
LATER = Dimensions(half_terms=(FIRST, SECOND), platforms=MOVED)

type Place = tuple[PeriodKind, dt.date, Dimension, str]


def said_in(reports: list[CountReport]) -> list[Place]:
    said = []
    for report in reports:
        assert len(report.cells) <= MOST_CELLS
        for each in report.cells:
            start = report.week if each.period is PeriodKind.WEEK else report.half_term
            assert start is not None
            said.append((each.period, start, each.dimension, each.value))
    return said


def in_half_term(said: list[Place]) -> dict[dt.date, set[tuple[str, str]]]:
    found: dict[dt.date, set[tuple[str, str]]] = {}
    for period, start, dimension, value in said:
        if period is PeriodKind.HALF_TERM:
            found.setdefault(start, set()).add((dimension.value, value))
    return found


def kinds(said: list[Place]) -> set[str]:
    """Return the kinds of site that were said of weeks."""
    return {value for period, _, dimension, value in said if (period, dimension) == ("week", "category")}


@dataclass
class Device:
    """A ledger, its clock, the policy in force, and all that it ever said."""

    now: dt.datetime = MORNING
    dimensions: Dimensions = OLD
    ledger: Ledger = field(default_factory=Ledger)
    said: list[Place] = field(default_factory=list)
    reports: list[CountReport] = field(default_factory=list)
    ids: "itertools.count[int]" = field(default_factory=itertools.count)

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(LONDON).date()

    def note(self, platform: PlatformId, outcome: Outcome = Outcome.APP, band: Band = Band.AFTER_14) -> None:
        day = self.today
        things = [Noted(day=day, outcome=outcome), Noted(day=day, band=band), Noted(day=day, platform=platform)]
        self.ledger = ledgers.note(self.ledger, things, [], self.dimensions)

    def seal(self) -> list[CountReport]:
        self.ledger, reports = seal(
            self.ledger, self.now, LONDON, lambda: ReportId(f"{next(self.ids):032x}"), self.dimensions
        )
        self.said += said_in(reports)
        self.reports += reports
        return reports

    def restart(self) -> None:
        """Write the ledger and read it, as another process does."""
        self.ledger = msgspec.json.decode(msgspec.json.encode(self.ledger), type=Ledger)

    def go_to(self, day: dt.date) -> None:
        self.now = dt.datetime.combine(day, dt.time(12), LONDON)
