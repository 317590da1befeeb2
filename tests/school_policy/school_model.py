"""The slow, obvious model of a school's calendar.

It reads the entries one by one, for every day anew, and looks at the clock on the wall every five minutes.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from owntime.bank_holidays import bank_holidays
from school_policy.calendar import Calendar, Change, Closure, DateRange, Inset, Opening, Region, Term
from school_policy.policy import Group
from school_policy.timetable import NO_WORK, Day
from school_policy.vocabulary import GroupId
from tests.school_policy.wall_clock import WEEKS, Run, days, state_on_the_wall

LONDON = ZoneInfo("Europe/London")
ONE_DAY = dt.timedelta(days=1)
STEP = dt.timedelta(minutes=5)
THIS, OTHER = GroupId("this"), GroupId("other")


@dataclass(frozen=True)
class Model:
    """One group of one school."""

    group: Group
    calendar: Calendar

    def plan(self, day: dt.date) -> Day:
        for closure in self.calendar.closures:
            if closure.first <= day <= closure.last:
                return Day()
        usual = self.usual(day)
        changes = [it for it in self.calendar.changes if it.day == day and self.concerns(it.groups)]
        return changes[-1].plan if changes and usual.sessions else usual

    def usual(self, day: dt.date) -> Day:
        week = self.week(day)[day.weekday()]
        insets = [it for it in self.calendar.insets if it.day == day and self.concerns(it.groups)]
        if insets:
            plan = insets[-1].plan
            return plan if plan is not None and (insets[-1].groups or week.sessions) else week
        if self.is_bank_holiday(day):
            return Day()
        return week if self.is_in_term(day) else self.group.holiday_week[day.weekday()]

    def concerns(self, groups: tuple[GroupId, ...]) -> bool:
        return groups == () or THIS in groups

    def is_bank_holiday(self, day: dt.date) -> bool:
        opened = any(opening.day == day for opening in self.calendar.openings)
        return any(holiday.day == day for holiday in self.calendar.bank_holidays) and not opened

    def is_in_term(self, day: dt.date) -> bool:
        if not self.calendar.terms:
            return True
        for term in self.calendar.terms:
            if term.first <= day <= term.last:
                return term.half_term is None or not term.half_term.first <= day <= term.half_term.last
        return False

    def has_lessons(self, day: dt.date) -> bool:
        closed = any(closure.first <= day <= closure.last for closure in self.calendar.closures)
        inset = any(inset.day == day and not inset.groups for inset in self.calendar.insets)
        weekend = day.weekday() in (5, 6)
        return not (closed or inset or weekend or self.is_bank_holiday(day)) and self.is_in_term(day)

    @cached_property
    def counts(self) -> Callable[[dt.date], bool]:
        """Tell whether the week that begins on a Monday has any lessons."""
        return cache(lambda monday: any(self.has_lessons(monday + n * ONE_DAY) for n in range(5)))

    def week(self, day: dt.date) -> tuple[Day, ...]:
        """Walk from the week A to the week that holds the day, and turn the page after each that had lessons."""
        if self.group.week_b is None:
            return self.group.week
        assert self.calendar.week_a is not None
        turns, forwards = 0, day >= self.calendar.week_a
        monday = self.calendar.week_a
        while not monday <= day < monday + 7 * ONE_DAY:
            monday = monday if forwards else monday - 7 * ONE_DAY
            turns += self.counts(monday)
            monday = monday + 7 * ONE_DAY if forwards else monday
        return self.group.week if turns % 2 == 0 else self.group.week_b

    def walk(self, start: dt.datetime, until: dt.datetime, step: dt.timedelta = STEP) -> list[Run]:
        """Look at the wall each step. A clock that is put back shows an hour again, which changes nothing."""
        plan = cache(self.plan)
        looks: list[tuple[dt.datetime, tuple[bool, str]]] = []
        instant, furthest = start, start.astimezone(LONDON).replace(tzinfo=None)
        while instant < until:
            furthest = max(furthest, instant.astimezone(LONDON).replace(tzinfo=None))
            looks.append((instant, state_on_the_wall(plan(furthest.date()), furthest.time())))
            instant += step
        runs = []
        for (working, name), group in groupby(looks, key=lambda look: look[1]):
            instants = [each for each, _ in group]
            runs.append(Run(working=working, name=name, start=instants[0], end=instants[-1] + step))
        return runs


FIRST, LAST = dt.date(2026, 8, 24), dt.date(2027, 9, 12)
DATES = st.dates(FIRST, LAST)
INTERESTING = st.sampled_from(
    [dt.date(2026, 10, 25), dt.date(2027, 3, 28), dt.date(2026, 12, 25), dt.date(2027, 5, 31)]
)
NEAR = st.one_of(DATES, st.builds(lambda day, n: day + n * ONE_DAY, INTERESTING, st.integers(-3, 3)))
GROUPS = st.sampled_from([(), (THIS,), (OTHER,), (OTHER, THIS)])
HOLIDAYS = {region: bank_holidays(region, range(2025, 2039)) for region in Region}


@st.composite
def terms(draw: st.DrawFn) -> tuple[Term, ...]:
    ends = sorted(draw(st.lists(DATES, max_size=6, unique=True)))
    found = []
    for number, (first, last) in enumerate(zip(ends[::2], ends[1::2], strict=False)):
        inside = st.dates(first, last)
        half_term = sorted([draw(inside), draw(inside)]) if draw(st.booleans()) else None
        found.append(
            Term(
                name=f"Term {number}",
                first=first,
                last=last,
                half_term=DateRange(first=half_term[0], last=half_term[1]) if half_term else None,
            )
        )
    return tuple(draw(st.permutations(found)))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    region = draw(st.sampled_from(Region))
    some = draw(st.lists(NEAR, max_size=2))
    named = [holiday.day for holiday in HOLIDAYS[region] if FIRST <= holiday.day <= LAST]
    return Calendar(
        region=region,
        week_a=draw(DATES.map(lambda day: day - day.weekday() * ONE_DAY)),
        terms=draw(terms()),
        insets=tuple(
            draw(
                st.lists(
                    st.builds(Inset, day=NEAR, reason=st.just("i"), groups=GROUPS, plan=st.none() | days()),
                    max_size=3,
                )
            )
        ),
        closures=tuple(
            Closure(first=day, last=day + draw(st.integers(0, 9)) * ONE_DAY, reason="boiler") for day in some
        ),
        changes=tuple(
            draw(
                st.lists(st.builds(Change, day=NEAR, reason=st.just("c"), groups=GROUPS, plan=days()), max_size=4)
            )
        ),
        openings=tuple(
            Opening(day=day, reason="o") for day in draw(st.lists(st.sampled_from([FIRST, *named]), max_size=2))
        ),
        bank_holidays=HOLIDAYS[region],
    )


MODELS = st.builds(
    Model,
    group=st.builds(
        Group,
        id=st.just(THIS),
        name=st.just("This group"),
        week=WEEKS,
        week_b=st.none() | WEEKS,
        holiday_week=st.just(NO_WORK) | WEEKS,
    ),
    calendar=calendars(),
)
