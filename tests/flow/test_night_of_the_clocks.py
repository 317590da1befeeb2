"""The night in which the clocks go back: 01:00 to 02:00 comes twice, and nobody is asked twice."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from owntime.demo.client import AS_A_BROWSER
from school_policy.vocabulary import REMINDER_HOST
from tests.flow.chain import FACEBOOK, device_on, stage_with
from tests.flow.kept_connection import KeptConnection
from tests.flow.proxy_here import ProxyHere

SETTINGS = Path(__file__).parent / "night.toml"
INSTAGRAM, REDDIT = "https://www.instagram.com/", "https://www.reddit.com/"
FORM = {
    **AS_A_BROWSER,
    "Origin": f"https://{REMINDER_HOST}",
    "Sec-Fetch-Site": "same-origin",
    "Content-Type": "application/x-www-form-urlencoded",
}


def night(utc: str) -> dt.datetime:
    """Return an instant of 25 October 2026 by the clock that does not go back."""
    return dt.datetime.fromisoformat(f"2026-10-25T{utc}").replace(tzinfo=dt.UTC)


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[ProxyHere]:
    """Night staff's proxy at 01:55, British Summer Time."""
    with stage_with(tmp_path) as stage:
        device = device_on(stage, "2026-10-25T01:50", group="night", settings=SETTINGS)
        with ProxyHere(device, stage) as it:
            it.proxy.clock.set(night("00:55"))
            yield it
            assert it.faults == 0


def carry_on(proxy: ProxyHere, url: str, choice: str) -> str:
    """Meet the reminder, choose, and return what the reminder said."""
    traveller = proxy.traveller()
    reminder = traveller.ask(url).location
    platform, token = reminder.split("/")[-2:]
    body = urlencode({"platform": platform, "token": token, "choice": choice}).encode()
    said = traveller.ask(reminder).body.decode()
    assert traveller.ask(f"https://{REMINDER_HOST}/continue", FORM, method="POST", body=body).location == url
    return said


def is_reminded(proxy: ProxyHere, url: str) -> bool:
    status = proxy.traveller().follow(url).status
    assert status in {200, 302}
    return status == 302


def test_nobody_who_carried_on_is_asked_again_when_an_hour_comes_twice(proxy: ProxyHere) -> None:
    assert "1:55" in carry_on(proxy, FACEBOOK, "work")
    carry_on(proxy, REDDIT, "own-time")
    with KeptConnection(proxy.address, proxy.trusted, "www.facebook.com") as page:
        for utc, own_time in [
            ("00:59:59", True),  # 01:59:59
            ("01:00:00", True),  # 01:00:00, for the second time
            ("01:09:00", True),
            ("01:11:00", False),  # a quarter of an hour is no longer for that
            ("01:55:00", False),  # 01:55:00, for the second time
            ("02:00:00", False),
            ("02:59:59", False),
        ]:
            proxy.proxy.clock.set(night(utc))
            assert page.answers(), utc
            assert not is_reminded(proxy, FACEBOOK), utc
            assert is_reminded(proxy, REDDIT) is not own_time, utc
            assert is_reminded(proxy, INSTAGRAM), utc  # it is working time all along
        for utc in ("03:05:00", "03:31:00", "05:59:00", "06:00:00"):  # its rest, work again, and home
            proxy.proxy.clock.set(night(utc))
            assert page.answers(), utc
            assert is_reminded(proxy, INSTAGRAM) is (utc in {"03:31:00", "05:59:00"}), utc
