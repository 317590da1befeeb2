"""Row I19. Over ten simulated years no connection is taken up in own time: the choice itself, by a stepped clock.

What own time is, the slow model of the school's calendar says: it looks at the clock on the wall every five
minutes. The edges of each stretch are tried, and an instant every 37 minutes in it; so every start and end of a
session or break is, the hours at which a bank holiday, INSET day, closure or holiday would else be work, and both
hours of each night in which clocks change.
"""

import datetime as dt
from collections.abc import Callable

import msgspec
import pytest

from proxy_addons.connections import Connections
from proxy_addons.fail_open import Edge
from proxy_addons.situation import Situation
from school_policy.calendar import Calendar, Region
from school_policy.policy import Group, Policy
from tests.proxy_addons.client_hello import hello_data
from tests.proxy_addons.sample import POLICY, StoppedClock, at_school, in_force
from tests.proxy_addons.test_interception import Desk
from tests.school_policy.school_model import Model
from tests.school_policy.test_school_calendar import midnight, ten_years
from tests.school_policy.test_settings import SAMPLE, read
from tests.school_policy.wall_clock import Run

FACEBOOK = "www.facebook.com"
YEARS = ("2026-09-01", "2036-09-01")
A_YEAR = ("2026-09-01", "2027-09-01")
A_MICROSECOND = dt.timedelta(microseconds=1)
ENGLAND = Region("england")
STEP = dt.timedelta(minutes=37)
"""No divisor of a day, so that each day is looked at at other minutes."""


def desk_of(group: Group, calendar: Calendar) -> Desk:
    """A device of that group which has met nobody yet."""
    settings = read(SAMPLE)
    known = msgspec.structs.replace(group, quiet=())
    policy = msgspec.structs.replace(POLICY, groups=(known,), calendar=calendar, notice=settings.notice)
    clock = StoppedClock(midnight(YEARS[0]))
    return Desk(
        situation=Situation(in_force(policy, known.id), clock, contact=at_school()),
        connections=Connections(),
        edge=Edge(),
    )


def instants_of(run: Run) -> list[dt.datetime]:
    within = [run.start + number * STEP for number in range(1, (run.end - run.start) // STEP + 1)]
    return [run.start, *(it for it in within if it < run.end), run.end - A_MICROSECOND]


def wrongly_met(desk: Desk, runs: list[Run]) -> tuple[int, list[dt.datetime]]:
    """Try a connection to a listed site at each instant; return how many reminders there were, and what was wrong.

    Each is a new browser with nothing open, so a session gives no grace: it is reminded from its first instant on.
    """
    met, wrong = 0, []
    data = hello_data((FACEBOOK, 443), FACEBOOK)  # once: to make and parse one takes the most of the time
    for run in runs:
        for instant in instants_of(run):
            desk.situation.clock.set(instant)
            desk.addon.tls_clienthello(data)
            is_met = not data.ignore_connection
            desk.connections.remove("1")
            met += is_met
            if is_met != run.working:
                wrong.append(instant)
    assert desk.edge.faults == 0
    return met, wrong


def stretches_of(group: Group, window: tuple[str, str]) -> tuple[Calendar, list[Run]]:
    calendar = ten_years(ENGLAND)
    first, last = (midnight(day) for day in window)
    return calendar, Model(group, calendar).walk(first, last)[1:-1]


def the_groups() -> list[Group]:
    return [msgspec.structs.replace(group, id="this") for group in read(SAMPLE).groups]


@pytest.mark.trust("I19")
@pytest.mark.parametrize("group", [pytest.param(it, id=it.name) for it in the_groups()])
@pytest.mark.parametrize(
    ("window", "least"),
    [
        pytest.param(A_YEAR, 1_000, id="a year"),
        pytest.param(YEARS, 10_000, id="ten years", marks=pytest.mark.exam),
    ],
)
def test_a_listed_site_is_taken_up_in_working_time_and_never_in_own_time(
    group: Group, window: tuple[str, str], least: int
) -> None:
    calendar, runs = stretches_of(group, window)
    met, wrong = wrongly_met(desk_of(group, calendar), runs)
    assert met > least
    assert wrong == []


def without_bank_holidays(policy: Policy) -> Policy:
    return msgspec.structs.replace(policy, calendar=msgspec.structs.replace(policy.calendar, bank_holidays=()))


def without_half_terms(policy: Policy) -> Policy:
    terms = tuple(msgspec.structs.replace(term, half_term=None) for term in policy.calendar.terms)
    return msgspec.structs.replace(policy, calendar=msgspec.structs.replace(policy.calendar, terms=terms))


def in_summer_time_for_ever(policy: Policy) -> Policy:
    return msgspec.structs.replace(policy, school=msgspec.structs.replace(policy.school, zone="Etc/GMT-1"))


@pytest.mark.trust("I19", control=True)
@pytest.mark.parametrize(
    ("spoil", "window"),
    [
        pytest.param(without_bank_holidays, ("2027-04-26", "2027-05-10"), id="no bank holidays"),
        pytest.param(without_half_terms, ("2026-10-19", "2026-11-09"), id="no half-terms"),
        pytest.param(in_summer_time_for_ever, ("2026-10-19", "2026-11-09"), id="clocks never change"),
    ],
)
def test_the_same_look_sees_a_calendar_that_is_wrong(
    spoil: Callable[[Policy], Policy], window: tuple[str, str]
) -> None:
    group = the_groups()[0]
    calendar, runs = stretches_of(group, window)
    desk = desk_of(group, calendar)
    assert wrongly_met(desk, runs)[1] == []
    policy = spoil(desk.situation.in_force.policy)
    desk.situation.in_force = in_force(policy, group.id)
    assert wrongly_met(desk, runs)[1] != []
