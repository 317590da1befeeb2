"""The school's real server and a device: one press pauses every reminder, and away from school there is none."""

import http.client
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from advisory_server.accounts.role import Role
from owntime.demo.stage import SAMPLE_SCHOOL, Stage
from owntime.device import Device, DeviceOptions
from owntime.policy_source import PolicySource
from school_policy.grant import GRACE
from school_policy.policy import Counting
from school_policy.vocabulary import GroupId
from tests.advisory_server.pages.site import MONDAY, SESSIONS
from tests.browser.harness.server import AdvisoryServer
from tests.flow.chain import FACEBOOK, DeviceAtWork, stage_with

LESSON = MONDAY.replace(hour=10, minute=42)
WITHIN_SECONDS = 70
"""From the press on, for every device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    server: AdvisoryServer
    device: DeviceAtWork

    def is_reminded(self) -> bool:
        return self.device.traveller().ask(FACEBOOK).status == 302

    def until_reminded(self) -> None:
        """Wait for the reminder; a grace, which whoever asks at the wrong moment is given, is stepped over."""
        graces = iter(range(1, 1_000))

        def is_reminded_later() -> bool:
            self.device.turn_to(f"{LESSON + next(graces) * GRACE:%Y-%m-%dT%H:%M}")
            return self.is_reminded()

        until(lambda: self.is_reminded() or is_reminded_later())

    def press(self, path: str) -> None:
        """Press a button of the IT admin's page."""
        netloc, session = urlsplit(self.server.url).netloc, f"owntime={SESSIONS[Role.IT_ADMIN]}"
        page = said(netloc, "GET", "/admin", {"Cookie": session})
        csrf = re.search(rf'action="{path}"><input type="hidden" name="csrf" value="(.*?)"', page)
        assert csrf is not None
        headers = {
            "Cookie": session,
            "Origin": self.server.url,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        said(netloc, "POST", path, headers, urlencode({"csrf": csrf[1]}))

    def ask_now(self) -> None:
        """Have the device ask the server without waiting for its minute to be over."""
        self.device.call(self.device.device.ask_now)


def said(netloc: str, method: str, path: str, headers: dict[str, str], body: str = "") -> str:
    connection = http.client.HTTPConnection(netloc, timeout=10)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        assert answer.status in {200, 303}, (answer.status, text)
        return text
    finally:
        connection.close()


def until(holds: Callable[[], bool], seconds: float = 30.0) -> float:
    """Wait until something holds; return after how many seconds it did."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() < began + seconds
        time.sleep(0.1)
    return time.monotonic() - began


def device_of(stage: Stage, server: str, settings: Path = SAMPLE_SCHOOL) -> Device:
    options = DeviceOptions(
        state=stage.folder / "device", groups=(GroupId("teaching"),), proxy_port=0, pac_port=0, at=LESSON
    )
    source = PolicySource(settings, upstream=stage.upstream, counting=Counting(server=server))
    return Device(source, options)


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    (tmp_path / "server").mkdir()
    with (
        stage_with(tmp_path) as stage,
        AdvisoryServer(tmp_path / "server", ()) as server,
        DeviceAtWork(device_of(stage, server.url), stage) as device,
    ):
        yield School(server=server, device=device)


def test_one_press_pauses_every_reminder_and_another_brings_them_back(school: School) -> None:
    school.until_reminded()
    school.press("/pause")
    school.ask_now()
    until(lambda: not school.is_reminded())
    school.press("/pause/end")
    school.ask_now()
    school.until_reminded()


def test_a_pause_holds_until_midnight_though_the_proxy_starts_anew(school: School) -> None:
    school.press("/pause")
    school.ask_now()
    until(lambda: not school.is_reminded())
    school.device.call(lambda: school.device.device.supervisor.start_anew(school.device.device.supervisor.options))
    school.device.wait_until_ready()
    assert not school.is_reminded()
    school.device.turn_to((LESSON.replace(hour=23, minute=59)).strftime("%Y-%m-%dT%H:%M"))
    assert not school.is_reminded()


@pytest.mark.exam
@pytest.mark.parametrize("attempt", range(3))
def test_a_press_reaches_a_device_within_its_time_by_itself(school: School, attempt: int) -> None:
    del attempt
    school.until_reminded()
    school.press("/pause")
    assert until(lambda: not school.is_reminded(), WITHIN_SECONDS) <= WITHIN_SECONDS


def test_without_the_schools_server_in_reach_nothing_is_shown(tmp_path: Path) -> None:
    with (
        stage_with(tmp_path) as stage,
        DeviceAtWork(device_of(stage, "http://127.0.0.1:9"), stage) as device,
    ):
        assert device.traveller().ask(FACEBOOK).status == 200


def test_where_the_school_switches_that_off_the_reminder_is_shown_everywhere(tmp_path: Path) -> None:
    settings = tmp_path / "school.toml"
    text = SAMPLE_SCHOOL.read_text("utf-8").replace("[reminder]\n", "[reminder]\nonly_on_site = false\n")
    settings.write_text(text, "utf-8")
    with (
        stage_with(tmp_path) as stage,
        DeviceAtWork(device_of(stage, "http://127.0.0.1:9", settings), stage) as device,
    ):
        assert device.traveller().ask(FACEBOOK).status == 302
