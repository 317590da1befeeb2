"""What the settings say, each check by itself."""

import dataclasses
import datetime as dt
from pathlib import Path

import msgspec
import pytest

from domain_lists.catalogue import load_catalogue
from owntime.doctor import school
from owntime.doctor.finding import Level
from school_policy.channels import Channel
from school_policy.notice_digest import notice_digest, told_of
from school_policy.policy import EVERY_PLATFORM, Notice, Policy, Quiet
from school_policy.toml_source import Problem
from school_policy.vocabulary import GroupId
from tests.owntime.doctor.device_case import NOW, case, lines, sample

GIVEN = dt.date(2026, 9, 1)
NOT_TOLD = "to look at: staff have not been told; until {} nobody is reminded and nothing is counted"
DIGEST = notice_digest(told_of(sample()))


def with_notice(**parts: str | dt.date | None) -> Policy:
    return msgspec.structs.replace(sample(), notice=msgspec.convert({"consulted_on": GIVEN, **parts}, Notice))


def test_settings_that_can_be_read_are_named(tmp_path: Path) -> None:
    number = len(load_catalogue().platforms)
    assert lines(*school.settings(case(tmp_path))) == [
        f"fine: school.toml: Ashover Primary School, {number} platforms listed"
    ]


def test_settings_that_cannot_be_read_are_wrong_and_their_problems_counted(tmp_path: Path) -> None:
    problems = (Problem("school.toml", 3, "one"), Problem("school.toml", 4, "two"))
    broken = dataclasses.replace(case(tmp_path), policy=None, problems=problems)
    assert lines(*school.settings(broken)) == ["wrong: school.toml and the lists cannot be used: 2 problems"]


@pytest.mark.parametrize(
    ("notice", "found"),
    [
        pytest.param(
            {"given_on": GIVEN, "settings": DIGEST},
            ["fine: given on 1 September 2026, and it still says what the settings say"],
            id="as it was given",
        ),
        pytest.param(
            {"given_on": GIVEN, "settings": "a1b2c3d4"},
            ["wrong: what staff were told has changed since 1 September 2026"],
            id="changed since",
        ),
        pytest.param(
            {"given_on": GIVEN},
            ["to look at: given on 1 September 2026; nobody can tell whether it has changed since"],
            id="not recorded",
        ),
        pytest.param(
            {},
            [NOT_TOLD.format("[notice] given_on is set")],
            id="not given",
        ),
        pytest.param(
            {"given_on": dt.date(2026, 11, 24), "settings": DIGEST},
            [NOT_TOLD.format("24 November 2026")],
            id="given tomorrow",
        ),
        pytest.param(
            {"consulted_on": None, "given_on": GIVEN, "settings": DIGEST},
            [
                "to look at: no day is given on which staff were consulted",
                "fine: given on 1 September 2026, and it still says what the settings say",
            ],
            id="not consulted",
        ),
    ],
)
def test_how_the_notice_stands(tmp_path: Path, notice: dict[str, str | dt.date | None], found: list[str]) -> None:
    policy = with_notice(**notice)
    assert lines(*school.notice(case(tmp_path), policy)) == found


@pytest.mark.parametrize(
    ("day", "found"),
    [
        pytest.param("2026-11-23", "fine: 23 November 2026 is in the Autumn term", id="term"),
        pytest.param("2026-12-28", "fine: 28 December 2026 is in no term", id="holidays"),
        pytest.param(
            "2027-06-15", "to look at: one thing looks odd in the calendar and the groups, or is due", id="ends"
        ),
    ],
)
def test_the_calendar_knows_today_or_should_be_looked_at(tmp_path: Path, day: str, found: str) -> None:
    at = dt.datetime.fromisoformat(f"{day}T10:42:00+00:00")
    (finding,) = school.calendar(case(tmp_path, at=at), sample())
    assert lines(finding) == [found]
    assert (finding.level is Level.FINE) == (finding.to_do == "")


def test_what_holds_for_the_group_now_is_said(tmp_path: Path) -> None:
    office = case(tmp_path, groups=(GroupId("office"),))
    assert lines(*school.group(office, sample())) == [
        "fine: working time for office staff until 12:30: Monday, session 1"
    ]
    assert lines(*school.group(case(tmp_path), sample())) == []
    quiet = (Quiet(platform=EVERY_PLATFORM, reason="checks", review_on=dt.date(2027, 7, 1)),)
    groups = tuple(msgspec.structs.replace(group, quiet=quiet) for group in sample().groups)
    assert lines(*school.group(office, msgspec.structs.replace(sample(), groups=groups))) == [
        "fine: Office staff is never reminded: it is quiet for every platform"
    ]


def test_channels_that_need_a_look_are_counted(tmp_path: Path) -> None:
    def found(*channels: Channel) -> list[str]:
        return lines(*school.channels(case(tmp_path), msgspec.structs.replace(sample(), channels=channels)))

    good = sample().channels[0]
    bad, due = (msgspec.structs.replace(good, **part) for part in ({"mfa": False}, {"review_on": NOW.date()}))
    assert found(good) == ["fine: 1 in the register, and none needs a look"]
    assert found(good, bad) == ["to look at: 1 of 2 lacks a condition of the policy, or a review is due"]
    assert found(bad, due) == ["to look at: 2 of 2 lack a condition of the policy, or a review is due"]
