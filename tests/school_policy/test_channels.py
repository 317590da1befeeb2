import datetime as dt

import pytest

from school_policy.channels import Channel, open_channels
from school_policy.vocabulary import PlatformId


def channel(name: str = "School", *, platform: str = "facebook", closed: str = "") -> Channel:
    return Channel(
        platform=PlatformId(platform),
        name=name,
        master_role="Headteacher",
        approved_roles=(),
        opened=dt.date(2026, 9, 1),
        closed=dt.date.fromisoformat(closed) if closed else None,
    )


@pytest.mark.parametrize(
    ("closed", "day", "is_open"),
    [
        pytest.param("", "2026-08-31", False, id="the day before it opens"),
        pytest.param("", "2026-09-01", True, id="the day it opens"),
        pytest.param("", "2036-09-01", True, id="years later, never closed"),
        pytest.param("2026-12-18", "2026-12-17", True, id="the day before it closes"),
        pytest.param("2026-12-18", "2026-12-18", False, id="the day it closes"),
        pytest.param("2026-09-01", "2026-09-01", False, id="closed on the day it opened"),
    ],
)
def test_a_channel_is_open_from_its_first_day_until_the_day_it_closes(
    closed: str, day: str, *, is_open: bool
) -> None:
    assert channel(closed=closed).is_open(dt.date.fromisoformat(day)) is is_open


def test_the_reminder_offers_the_open_channels_of_its_platform_in_the_schools_order() -> None:
    channels = (
        channel("Year 6", closed="2026-12-18"),
        channel("School"),
        channel("Old", closed="2026-09-02"),
        channel("Clips", platform="youtube"),
    )

    offered = open_channels(channels, PlatformId("facebook"), dt.date(2026, 11, 23))

    assert [channel.name for channel in offered] == ["Year 6", "School"]


def test_without_a_channel_the_reminder_offers_none() -> None:
    assert open_channels((), PlatformId("facebook"), dt.date(2026, 11, 23)) == ()
