"""Everything that a browser in a test can reach: the sites, and the school's filter in front of them."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from owntime.demo.stand_in_authority import StandInAuthority
from owntime.demo.stand_in_filter import StandInFilter, Tap, led_to
from tests.browser.harness.origin import LocalOrigin

SITES = (
    "facebook.com",
    "fbcdn.net",
    "instagram.com",
    "youtube.com",
    "googlevideo.com",
    "tiktok.com",
    "reddit.com",
    "example.net",
    "school.example",
    "app.example",
    "other.example",
    "ashover.example",
)
"""The names that stand-ins answer for, each with every name below it: platforms, then sites of no platform.

Chromium upgrades plain http only for names below a real top-level domain, so example.net is for that.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    authority: StandInAuthority
    origin: LocalOrigin
    filter: StandInFilter


@contextlib.contextmanager
def stand_in_world(sites: tuple[str, ...] = SITES, tap: Tap | None = None) -> Iterator[World]:
    """Start the sites and the filter, and stop them at the end."""
    authority = StandInAuthority()
    with (
        LocalOrigin(authority) as origin,
        StandInFilter(led_to(dict.fromkeys(sites, origin.address)), tap=tap) as filter_,
    ):
        yield World(authority=authority, origin=origin, filter=filter_)
