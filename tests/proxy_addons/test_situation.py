import datetime as dt

import msgspec
import pytest

from school_policy.calendar import Calendar, Closure
from school_policy.grant import Grant
from school_policy.policy import EVERY_PLATFORM, Notice
from school_policy.vocabulary import Choice, PlatformId
from tests.proxy_addons.sample import (
    ANNE,
    BEN,
    FACEBOOK,
    LONDON,
    OFFICE,
    POLICY,
    TEACHING,
    WOW,
    YOUTUBE,
    at,
    in_force,
    quiet_for,
    situation_at,
    with_cap,
)


@pytest.mark.parametrize(
    ("moment", "free"),
    [
        ("08:29:59", True),
        ("08:30", False),
        ("12:14:59", False),
        ("12:15", True),
        ("13:15", False),
        ("15:45", True),
        ("2026-11-22T10:42", True),  # Sunday
        ("2026-06-22T10:42", True),  # before staff were told
    ],
)
def test_working_time_after_the_notice_is_not_free(*, moment: str, free: bool) -> None:
    assert situation_at(moment).circumstances(ANNE, FACEBOOK, at(moment)).free is free


def test_without_notice_nothing_is_ever_shown() -> None:
    policy = msgspec.structs.replace(POLICY, notice=Notice())
    assert situation_at("10:42", policy).circumstances(ANNE, FACEBOOK, at("10:42")).free


def test_a_platform_may_be_quiet_for_one_group_alone() -> None:
    for group, free in ((OFFICE, True), (TEACHING, False)):
        assert situation_at("10:42", group=group).circumstances(ANNE, YOUTUBE, at("10:42")).free is free


@pytest.mark.parametrize(("quiet", "free"), [(EVERY_PLATFORM, True), (YOUTUBE, False)])
def test_a_group_may_be_quiet_for_every_platform(*, quiet: PlatformId, free: bool) -> None:
    situation = situation_at("10:42", quiet_for(quiet), group=TEACHING)
    assert [situation.circumstances(ANNE, one, at("10:42")).free for one in (FACEBOOK, WOW)] == [free, free]


def test_a_platform_that_is_no_longer_listed_is_free() -> None:
    assert situation_at("10:42").circumstances(ANNE, PlatformId("bebo"), at("10:42")).free


def test_grant_grace_and_cap_each_make_free() -> None:
    situation = situation_at("10:42", with_cap(1))
    now = at("10:42")
    assert not situation.circumstances(ANNE, FACEBOOK, now).free
    situation.grants.give((ANNE, FACEBOOK), Grant(choice=Choice.WORK, start=now, end=at("15:45")))
    assert situation.circumstances(ANNE, FACEBOOK, now).granted
    situation.grants.give_grace((ANNE, YOUTUBE), now)
    assert situation.circumstances(ANNE, YOUTUBE, now).graced
    situation.views.note(BEN, now.astimezone(LONDON))
    assert situation.circumstances(BEN, FACEBOOK, now).capped
    assert not situation.circumstances(ANNE, FACEBOOK, now).capped


def test_a_changed_timetable_counts_at_once() -> None:
    situation = situation_at("10:42")
    assert situation.stretch(at("10:42")).working
    group = msgspec.structs.replace(POLICY.groups[0], week=POLICY.groups[0].week[5:6] * 7)
    situation.in_force = in_force(msgspec.structs.replace(POLICY, groups=(group,)))
    assert not situation.stretch(at("10:42")).working


def test_a_closure_counts_at_once() -> None:
    situation = situation_at("10:42")
    assert situation.stretch(at("10:42")).working
    snow = Closure(first=dt.date(2026, 11, 23), last=dt.date(2026, 11, 23), reason="snow")
    situation.in_force = in_force(msgspec.structs.replace(POLICY, calendar=Calendar(closures=(snow,))))
    assert situation.circumstances(ANNE, FACEBOOK, at("10:42")).free


def test_one_stretch_is_one_value_as_long_as_it_holds() -> None:
    situation = situation_at("10:42")
    assert situation.stretch(at("10:42")) is situation.stretch(at("12:14"))
    assert situation.stretch(at("10:42")) is not situation.stretch(at("12:15"))


def test_the_local_time_is_the_schools() -> None:
    assert situation_at("10:42").local(dt.datetime(2026, 7, 1, 9, 42, tzinfo=dt.UTC)).hour == 10
