import datetime as dt
from typing import Any

import msgspec
import pytest

from school_policy.channels import (
    MOST_ADMINISTRATORS,
    Channel,
    is_official,
    is_review_due,
    missing_conditions,
    open_channels,
    speaks_for_school,
)
from school_policy.vocabulary import PlatformId
from tests.school_policy.register import OFFICIAL

TODAY = dt.date(2026, 11, 23)
FACEBOOK = PlatformId("facebook")
ASKED = [
    "master_role",
    "school_holds_access",
    "editorial_oversight",
    "administrators",
    "mfa",
    "privacy_reviewed_on",
    "website_link",
    "review_on",
]


def channel(name: str = "School", **changes: Any) -> Channel:
    days = {key: dt.date.fromisoformat(changes[key]) for key in ("opened", "closed") if key in changes}
    return msgspec.structs.replace(OFFICIAL, name=name, **(changes | days))


@pytest.mark.parametrize(
    ("closed", "day", "is_open"),
    [
        pytest.param(None, "2026-08-31", False, id="the day before it opens"),
        pytest.param(None, "2026-09-01", True, id="the day it opens"),
        pytest.param(None, "2036-09-01", True, id="years later, never closed"),
        pytest.param("2026-12-18", "2026-12-17", True, id="the day before it closes"),
        pytest.param("2026-12-18", "2026-12-18", False, id="the day it closes"),
        pytest.param("2026-09-01", "2026-09-01", False, id="closed on the day it opened"),
    ],
)
def test_a_channel_is_open_from_its_first_day_until_the_day_it_closes(
    closed: str | None, day: str, *, is_open: bool
) -> None:
    one = channel(opened="2026-09-01", **({"closed": closed} if closed else {}))

    assert one.is_open(dt.date.fromisoformat(day)) is is_open
    assert speaks_for_school(one, dt.date.fromisoformat(day)) is is_open


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        pytest.param({}, [], id="everything is answered"),
        pytest.param({"master_role": " "}, ["master_role"], id="no role holds master access"),
        pytest.param({"school_holds_access": False}, ["school_holds_access"], id="somebody's own page"),
        pytest.param({"editorial_oversight": ""}, ["editorial_oversight"], id="nobody answers for posts"),
        pytest.param({"editorial_oversight": " \t"}, ["editorial_oversight"], id="a blank role"),
        pytest.param({"administrators": None}, ["administrators"], id="administrators: not counted"),
        pytest.param({"administrators": 0}, ["administrators"], id="administrators: nobody"),
        pytest.param({"administrators": 1}, [], id="administrators: one"),
        pytest.param({"administrators": MOST_ADMINISTRATORS}, [], id="administrators: the most"),
        pytest.param({"administrators": MOST_ADMINISTRATORS + 1}, ["administrators"], id="administrators: many"),
        pytest.param({"mfa": False}, ["mfa"], id="a password alone"),
        pytest.param({"privacy_reviewed_on": None}, ["privacy_reviewed_on"], id="privacy: never"),
        pytest.param({"privacy_reviewed_on": TODAY}, [], id="privacy: today"),
        pytest.param(
            {"privacy_reviewed_on": dt.date(2026, 11, 24)}, ["privacy_reviewed_on"], id="privacy: planned"
        ),
        pytest.param({"website_link": ""}, ["website_link"], id="not linked"),
        pytest.param({"review_on": None}, ["review_on"], id="no review"),
        pytest.param({"review_on": dt.date(2020, 1, 1)}, [], id="a review is due: official until it is held"),
        pytest.param({"approved_roles": ()}, [], id="only the master role posts"),
        pytest.param({"closed": "2020-01-01"}, [], id="closed: it was official"),
        pytest.param({"mfa": False, "master_role": ""}, ["master_role", "mfa"], id="two, in the register's order"),
    ],
)
def test_a_channel_is_official_only_while_every_condition_is_met(
    changes: dict[str, Any], missing: list[str]
) -> None:
    found = missing_conditions(channel(**changes), TODAY)

    assert [condition.key for condition in found] == missing
    assert is_official(channel(**changes), TODAY) is not bool(missing)
    assert all(condition.words for condition in found)


def test_an_entry_with_the_first_keys_alone_answers_for_nothing_but_its_master_role() -> None:
    old = Channel(platform=FACEBOOK, name="School", master_role="Head", approved_roles=(), opened=TODAY)

    assert [condition.key for condition in missing_conditions(old, TODAY)] == ASKED[1:]
    assert open_channels((old,), FACEBOOK, TODAY) == ()


@pytest.mark.parametrize("key", ASKED)
def test_the_reminder_offers_no_channel_that_lacks_one_condition(key: str) -> None:
    blank = {"master_role": "", "editorial_oversight": "", "website_link": "", "mfa": False}
    changes: dict[str, Any] = {key: blank.get(key, False if key == "school_holds_access" else None)}
    lacking = channel(**changes)

    assert open_channels((channel(), lacking), FACEBOOK, TODAY) == (channel(),)


def test_the_reminder_offers_the_open_channels_of_its_platform_in_the_schools_order() -> None:
    channels = (
        channel("Year 6", closed="2026-12-18"),
        channel("School"),
        channel("Old", closed="2026-09-02"),
        channel("Clips", platform=PlatformId("youtube")),
        channel("Parents' own page", school_holds_access=False),
    )

    offered = open_channels(channels, FACEBOOK, TODAY)

    assert [channel.name for channel in offered] == ["Year 6", "School"]


def test_without_a_channel_the_reminder_offers_none() -> None:
    assert open_channels((), FACEBOOK, TODAY) == ()


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        pytest.param({"review_on": None}, False, id="no day"),
        pytest.param({"review_on": dt.date(2026, 11, 24)}, False, id="tomorrow"),
        pytest.param({"review_on": TODAY}, True, id="today"),
        pytest.param({"review_on": dt.date(2025, 1, 1)}, True, id="long ago"),
        pytest.param({"review_on": TODAY, "closed": "2026-11-23"}, False, id="closed today"),
        pytest.param({"review_on": TODAY, "closed": "2026-11-24"}, True, id="to be closed tomorrow"),
        pytest.param({"review_on": TODAY, "mfa": False}, True, id="not official"),
    ],
)
def test_a_review_is_due_from_its_day_on_while_the_channel_is_not_closed(
    changes: dict[str, Any], *, due: bool
) -> None:
    assert is_review_due(channel(**changes), TODAY) is due
