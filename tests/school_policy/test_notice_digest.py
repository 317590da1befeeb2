import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given

from domain_lists.catalogue import load_catalogue
from school_policy.notice_digest import notice_digest, told_of
from school_policy.policy import Policy, compile_policy
from school_policy.settings import read_settings
from school_policy.timetable import NO_WORK
from tests.school_policy.policies import POLICIES

SAMPLE = (Path(__file__).parents[2] / "examples" / "ashover" / "school.toml").read_text("utf-8")
CATALOGUE = load_catalogue()


def policy_of(text: str = SAMPLE) -> Policy:
    ids = [platform.id for platform in CATALOGUE.platforms]
    settings = read_settings(text, file="school.toml", platforms=ids)
    return compile_policy(settings, CATALOGUE.platforms, CATALOGUE.never_listed)


def digest(policy: Policy) -> str:
    return notice_digest(told_of(policy))


def changed(old: str, new: str) -> str:
    assert old in SAMPLE
    return digest(policy_of(SAMPLE.replace(old, new, 1)))


HOLIDAY = '[[group.holiday_timetable]]\ndays = ["monday"]\nwork = "08:00-12:00"\n[[group.quiet]]'
TERMS = SAMPLE[SAMPLE.index("[[calendar.term]]") : SAMPLE.index("[[calendar.inset]]")]

TOLD = [
    pytest.param('name = "Ashover Primary School"', 'name = "Ashover School"', id="school"),
    pytest.param('name = "Teaching staff"', 'name = "Teachers"', id="a group's name"),
    pytest.param('work = "08:30-15:45"', 'work = "08:30-15:30"', id="own time starts earlier"),
    pytest.param('time = "12:15-13:15"', 'time = "12:15-13:00"', id="lunch"),
    pytest.param('name = "Lunch"', 'name = "Dinner"', id="the name of a break"),
    pytest.param('10:20-10:35", own_time = false', '10:20-10:35", own_time = true', id="a break becomes own time"),
    pytest.param("[[group.quiet]]", HOLIDAY, id="work in the holidays"),
    pytest.param('platform = "youtube"', 'platform = "whatsapp"', id="another quiet platform"),
    pytest.param('platform = "youtube"', 'platform = "*"', id="every platform is quiet"),
    pytest.param(TERMS, "", id="no terms"),
    pytest.param('bank_holidays = "england"', 'bank_holidays = "none"', id="no bank holidays"),
    pytest.param("daily_cap = 0", "daily_cap = 6", id="the daily cap"),
    pytest.param("own_time_minutes = 15", "own_time_minutes = 20", id="own time now"),
    pytest.param("# [counting]", '[counting]\nserver = "https://s.example"\n#', id="counted from now on"),
    pytest.param("head@ashover.example", "office@ashover.example", id="whom to ask"),
    pytest.param('who = "IT admin"', 'who = "Technician"', id="a role"),
]


@pytest.mark.parametrize(("old", "new"), TOLD)
def test_what_the_notice_tells_changes_the_digest(old: str, new: str) -> None:
    assert changed(old, new) != digest(policy_of())


NOT_TOLD = [
    pytest.param("given_on = 2026-09-01", "given_on = 2026-10-01", id="when it was given"),
    pytest.param("given_on = 2026-09-01", 'given_on = 2026-09-01\nsettings = "a1b2c3d4"', id="the digest itself"),
    pytest.param("consulted_on = 2026-06-15\n", "", id="when staff were consulted"),
    pytest.param('colour = "#1d4e89"', 'colour = "#7a1f3d"', id="the colour"),
    pytest.param("staff = 26", "staff = 27", id="how many staff"),
    pytest.param('forward = "direct"', 'forward = "http://filter.school:3128"', id="the filter"),
    pytest.param("Teachers use clips", "Clips are used", id="why a platform is quiet"),
    pytest.param("review_on = 2027-07-01", "review_on = 2028-07-01", id="a review"),
    pytest.param("last = 2026-12-18", "last = 2026-12-17", id="a term's date"),
    pytest.param('bank_holidays = "england"', 'bank_holidays = "wales"', id="another nation's bank holidays"),
    pytest.param('reason = "Planning the year"', 'reason = "Planning"', id="an INSET day"),
    pytest.param('master_role = "Headteacher"', 'master_role = "Deputy"', id="a channel"),
    pytest.param('id = "office"', 'id = "desk"', id="a group's id"),
]


@pytest.mark.parametrize(("old", "new"), NOT_TOLD)
def test_what_the_notice_does_not_tell_leaves_the_digest_as_it_is(old: str, new: str) -> None:
    assert changed(old, new) == digest(policy_of())


def test_that_reminders_come_at_school_alone_is_told_where_a_server_can_tell() -> None:
    with_server = SAMPLE.replace("# [counting]", '[counting]\nserver = "https://s.example"\n#', 1)
    everywhere = ("own_time_minutes = 15", "own_time_minutes = 15\nonly_on_site = false")

    assert digest(policy_of(with_server.replace(*everywhere))) != digest(policy_of(with_server))
    assert changed(*everywhere) == digest(policy_of())


def without_a_platform(policy: Policy) -> Policy:
    return msgspec.structs.replace(policy, platforms=policy.platforms[1:])


def with_two_weeks(policy: Policy) -> Policy:
    group = msgspec.structs.replace(policy.groups[0], week_b=NO_WORK)
    return msgspec.structs.replace(policy, groups=(group, *policy.groups[1:]))


def in_another_order(policy: Policy) -> Policy:
    return msgspec.structs.replace(policy, platforms=policy.platforms[::-1], groups=policy.groups[::-1])


def with_a_host_less(policy: Policy) -> Policy:
    first = msgspec.structs.replace(policy.platforms[0], hosts=policy.platforms[0].hosts[1:])
    return msgspec.structs.replace(policy, platforms=(first, *policy.platforms[1:]))


@pytest.mark.parametrize(
    ("change", "same"),
    [(without_a_platform, False), (with_two_weeks, False), (in_another_order, True), (with_a_host_less, True)],
)
def test_of_weeks_and_lists_what_is_told_counts_and_no_order(
    *, change: Callable[[Policy], Policy], same: bool
) -> None:
    assert (digest(change(policy_of())) == digest(policy_of())) is same


def test_whether_there_is_a_server_is_told_and_not_where() -> None:
    one, other = (f'[counting]\nserver = "https://{name}.example"\n#' for name in ("a", "b"))
    assert changed("# [counting]", one) == changed("# [counting]", other) != digest(policy_of())


@given(POLICIES)
def test_any_policy_has_eight_digits_the_same_whenever_it_is_asked(policy: Policy) -> None:
    assert re.fullmatch("[0-9a-f]{8}", digest(policy))
    moved = msgspec.structs.replace(policy.notice, given_on=dt.date(2026, 9, 1), settings=digest(policy))
    other = msgspec.structs.replace(policy, notice=moved, groups=policy.groups[::-1])
    assert digest(other) == digest(policy)
