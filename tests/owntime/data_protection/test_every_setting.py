"""Every setting is stated in the pack, or named as one that is not, with its reason."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from owntime.data_protection.dpia import dpia
from owntime.data_protection.not_stated import NOT_STATED
from owntime.data_protection.sign_off import digest_of, said_in
from owntime.data_protection.statement import Document, Part, measured
from school_policy.calendar import Region
from school_policy.policy import Policy
from tests.owntime.data_protection.one_of_everything import (
    EVERYTHING,
    changes,
    is_not_stated,
    optional_gone,
    wrongly_stated,
)


def empty(value: Any, path: str = "") -> Iterator[str]:
    """Yield what the school has none of: no change of it would be looked at."""
    if isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(value):
            yield from empty(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, tuple) and value:
        yield from empty(value[0], path)
    elif value in (None, "", ()):
        yield path


def test_the_school_has_one_of_everything() -> None:
    assert list(empty(EVERYTHING)) == []


def test_every_setting_is_stated_or_named_as_one_that_is_not() -> None:
    assert wrongly_stated(dpia) == set()


def test_whether_there_are_bank_holidays_is_stated() -> None:
    calendar = msgspec.structs.replace(EVERYTHING.calendar, region=Region.NONE)
    without = msgspec.structs.replace(EVERYTHING, calendar=calendar)
    assert digest_of(said_in(dpia(without))) != digest_of(said_in(dpia(EVERYTHING)))


def test_what_is_named_as_not_stated_is_there_and_has_a_reason() -> None:
    paths = {path for path, _ in (*changes(EVERYTHING), *optional_gone(EVERYTHING))}
    assert {
        named for named in NOT_STATED if not any(f"{path}.".startswith(f"{named}.") for path in paths)
    } == set()
    assert all(NOT_STATED.values())
    assert is_not_stated("school.colour")
    assert not is_not_stated("school.colours")


def without(heading: str, policy: Policy) -> Document:
    whole = dpia(policy)
    return msgspec.structs.replace(whole, parts=tuple(part for part in whole.parts if part.heading != heading))


@pytest.mark.parametrize(
    ("heading", "left_out"),
    [
        ("Official channels", "channels.mfa"),
        ("Which sites are listed", "platforms.name"),
        ("What leaves a device", "counting.policy_key"),
        ("Whose devices, and when", "groups.quiet.reason"),
    ],
)
def test_a_setting_that_is_left_out_is_found(heading: str, left_out: str) -> None:
    assert left_out in wrongly_stated(lambda policy: without(heading, policy))


def test_a_setting_that_is_stated_and_said_not_to_be_is_found() -> None:
    def with_colour(policy: Policy) -> Document:
        extra = Part(heading="Colour", statements=(measured(policy.school.colour, "school.toml"),))
        return msgspec.structs.replace(dpia(policy), parts=(*dpia(policy).parts, extra))

    assert wrongly_stated(with_colour) == {"school.colour"}
