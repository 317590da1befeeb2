import datetime as dt

import msgspec
import pytest

from proxy_addons.languages import SHIPPED
from proxy_addons.time_words import own_time_next
from school_policy.calendar import Calendar, Closure, Term
from school_policy.policy import Group
from school_policy.timetable import Day, parse_time_range
from tests.proxy_addons.sample import OFFICE, POLICY, TEACHING, at, in_force

SESSIONS = tuple(parse_time_range(time) for time in ("08:30-10:00", "11:00-12:00"))
TWO_SESSIONS = Group(id=TEACHING, name="Teaching staff", week=(Day(sessions=SESSIONS),) * 7)
CLOSED = Closure(first=dt.date(2026, 11, 24), last=dt.date(2026, 11, 30), reason="snow")


@pytest.mark.parametrize(
    ("now", "closures", "words"),
    [
        pytest.param("10:42", (), "Own time is next at 12:15 (Lunch).", id="lunch"),
        pytest.param("13:15", (), "Own time is next at 15:45.", id="home time"),
        pytest.param("15:45", (), "Own time is next at 12:15 on Tuesday (Lunch).", id="tomorrow"),
        pytest.param(
            "15:45",
            (CLOSED,),
            "Own time is next at 12:15 on Tuesday 1 December (Lunch).",
            id="a week and more away",
        ),
    ],
)
def test_own_time_is_next(now: str, closures: tuple[Closure, ...], words: str) -> None:
    policy = msgspec.structs.replace(POLICY, calendar=Calendar(closures=closures))

    assert own_time_next(in_force(policy), at(now)) == words


@pytest.mark.parametrize(
    ("now", "closures", "words"),
    [
        pytest.param("10:42", (), "Bydd eich amser eich hun nesaf am 12:15 (Lunch).", id="lunch"),
        pytest.param("13:15", (), "Bydd eich amser eich hun nesaf am 15:45.", id="home time"),
        pytest.param("15:45", (), "Bydd eich amser eich hun nesaf am 12:15 ddydd Mawrth (Lunch).", id="tomorrow"),
        pytest.param(
            "15:45",
            (CLOSED,),
            "Bydd eich amser eich hun nesaf am 12:15 ddydd Mawrth 1 Rhagfyr (Lunch).",
            id="a week and more away",
        ),
    ],
)
def test_own_time_is_next_in_welsh(now: str, closures: tuple[Closure, ...], words: str) -> None:
    policy = msgspec.structs.replace(POLICY, calendar=Calendar(closures=closures))

    assert own_time_next(in_force(policy), at(now), SHIPPED["cy"]) == words


def test_what_lies_between_two_sessions_has_no_name() -> None:
    policy = msgspec.structs.replace(POLICY, groups=(TWO_SESSIONS,))

    assert own_time_next(in_force(policy), at("09:00")) == "Own time is next at 10:00."


def test_after_the_last_term_there_is_no_next() -> None:
    term = Term(name="Autumn term", first=dt.date(2026, 9, 1), last=dt.date(2026, 11, 20))
    policy = msgspec.structs.replace(POLICY, calendar=Calendar(terms=(term,)))

    assert own_time_next(in_force(policy, OFFICE), at("10:42")) == ""
