"""Row I18. Forty tabs at once are one first view, with all that they ask for beside.

Looked at from outside, by the daily cap: with a cap of two, one view more is shown, and then no other.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from owntime.demo.client import AS_A_BROWSER
from tests.flow.chain import FACEBOOK, ORIGIN_ISSUER, DeviceAtWork, device_on, stage_with
from tests.flow.traveller import Arrival
from tests.trust.steps import school_with_cap

TABS, OTHERS = 40, 20
POLL = {"Accept": "*/*", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty", "Sec-Fetch-Site": "same-origin"}
ICON = {**POLL, "Accept": "image/png", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
AHEAD = {**AS_A_BROWSER, "Sec-Purpose": "prefetch;prerender"}


@contextmanager
def device_with_cap(folder: Path, cap: int) -> Iterator[DeviceAtWork]:
    with stage_with(folder) as stage:
        device = device_on(stage, settings=school_with_cap(folder, cap))
        with DeviceAtWork(device, stage) as it:
            yield it


def is_shown(device: DeviceAtWork) -> bool:
    return device.traveller().ask(FACEBOOK).issuer != ORIGIN_ISSUER


def view(device: DeviceAtWork) -> None:
    assert device.traveller().ask(device.traveller().ask(FACEBOOK).location).status == 200


def burst(device: DeviceAtWork) -> set[int]:
    """Open forty tabs at once, with what else a browser asks for; return the statuses of the reminders."""
    asked = [(FACEBOOK, AS_A_BROWSER)] * TABS
    asked += [
        (f"{FACEBOOK}{what}", told) for what, told in (("poll", POLL), ("favicon.ico", ICON), ("next", AHEAD))
    ] * (OTHERS)

    def ask(one: tuple[str, dict[str, str]]) -> Arrival:
        return device.traveller(patience=60).ask(*one)

    with ThreadPoolExecutor(TABS) as pool:
        arrivals = list(pool.map(ask, asked))
        reminders = [it.location for it in arrivals if it.status == 302]
        assert len(set(reminders)) == TABS
        assert [it.status for it in arrivals].count(403) == 2 * OTHERS
        return {it.status for it in pool.map(ask, [(each, AS_A_BROWSER) for each in reminders])}


@pytest.mark.trust("I18")
def test_forty_tabs_with_all_that_they_ask_for_are_one_first_view(tmp_path: Path) -> None:
    with device_with_cap(tmp_path, 2) as device:
        assert burst(device) == {200}
        assert is_shown(device), "one of two was used"
        until_it_is(device, "10:43")
        view(device)
        assert not is_shown(device), "the second was used"


@pytest.mark.trust("I18", control=True)
def test_with_a_cap_of_one_the_same_burst_is_the_last_of_the_day(tmp_path: Path) -> None:
    with device_with_cap(tmp_path, 1) as device:
        assert is_shown(device)
        assert burst(device) == {200, 303}, "after the first view the others lead on"
        assert not is_shown(device)


@pytest.mark.trust("I18", control=True)
def test_tabs_of_two_minutes_are_two_first_views(tmp_path: Path) -> None:
    with device_with_cap(tmp_path, 2) as device:
        view(device)
        assert is_shown(device)
        until_it_is(device, "10:43")
        view(device)
        assert not is_shown(device)


def until_it_is(device: DeviceAtWork, clock: str) -> None:
    """Turn the clock to a minute, and wait until a reminder shows it; one without a token counts nothing."""
    device.turn_to(f"2026-11-23T{clock}")
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if clock in device.traveller().ask("https://reminder.owntime.internal/facebook/").body.decode():
            return
    raise AssertionError("the clock was never turned")
