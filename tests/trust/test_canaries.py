"""Row T23. Words that go through a device reach neither its spool nor the school's server, and nothing holds them.

What is said and logged is looked at in tests/flow/test_secrets.py.
"""

import contextlib
import datetime as dt
import os
import secrets
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from owntime.demo.client import AS_A_BROWSER
from owntime.device import Device, DeviceOptions
from owntime.policy_source import PolicySource
from proxy_addons.device_token import TOKEN_FILE
from proxy_addons.key_file import make_private_directory, write_private
from proxy_addons.spool import SPOOL_FILE, Spool
from school_policy.vocabulary import GroupId
from tests.flow.chain import LESSON, DeviceAtWork, moment, stage_with
from tests.trust.school_server import SchoolServer
from tests.trust.steps import school_that_reminds_anywhere

AUDITED = Path(__file__).parent / "audited"
PATIENCE = 30.0
IN_THE_BACKGROUND = {"Accept": "*/*", "Sec-Fetch-Mode": "cors"}
AFTER_THE_VISIT = dt.timedelta(minutes=11)


@dataclass
class Canaries:
    """Random words, and where each was put."""

    words: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def put(self, place: str) -> str:
        self.words[place].append("canary" + secrets.token_hex(8))
        return self.words[place][-1]

    def found_in(self, data: bytes) -> set[str]:
        """Return the places whose words stand there."""
        return {place for place, words in self.words.items() if any(word.encode() in data for word in words)}


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A device that counts, its school's server, and what was put into the visits."""

    device: DeviceAtWork
    server: SchoolServer
    canaries: Canaries
    state: Path
    live: Path

    def visit(self, host: str, headers: Mapping[str, str] | None = None, *, is_sent: bool = True) -> int:
        """Open a page with a word in every place where there may be one; the stand-in sites take no long form."""
        put = self.canaries.put
        named = {
            "Cookie": f"session={put('cookie')}",
            "Authorization": f"Bearer {put('authorization')}",
            "Referer": f"https://{put('referer')}.example.org/{put('referer')}",
            "X-Own": put("another header"),
        }
        traveller, page = self.device.traveller(), f"https://{host}/{put('path')}?q={put('query')}"
        traveller.ask(page, {**AS_A_BROWSER, **named, **(headers or {})})
        body = put("body").encode() + b" " * (20_000 if is_sent else 0)
        method = "POST" if is_sent else "GET"
        return traveller.ask(page, {**AS_A_BROWSER, **named, **(headers or {})}, method=method, body=body).status

    def send_everything(self) -> None:
        """Have what was noted sealed and sent: turn both clocks on by a quarter of an hour."""
        until(lambda: self._spool(lambda spool: spool.status().sent >= 1))
        later = moment(LESSON) + dt.timedelta(minutes=16)
        self.server.at = later
        self.device.turn_to(later.strftime("%Y-%m-%dT%H:%M"))
        until(lambda: self._spool(lambda spool: spool.status().sent >= 2))

    def _spool(self, look: Callable[[Spool], bool]) -> bool:
        with contextlib.closing(Spool(self.state / SPOOL_FILE)) as spool:
            return look(spool)

    def still_held(self) -> set[str]:
        """Return the places whose words a live object of the proxy process holds."""
        self.live.unlink(missing_ok=True)
        os.kill(self.device.pid, signal.SIGUSR2)
        until(self.live.exists)
        return self.canaries.found_in(self.live.read_bytes())


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never held"
        time.sleep(0.05)


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[School]:
    live, data, state = tmp_path / "live", tmp_path / "server", tmp_path / "device"
    monkeypatch.setenv("PYTHONPATH", str(AUDITED), prepend=":")
    monkeypatch.setenv("OWNTIME_TEST_LIVE", str(live))
    data.mkdir(mode=0o700)
    options = DeviceOptions(state=state, groups=(GroupId("office"),), proxy_port=0, pac_port=0, at=moment(LESSON))
    with SchoolServer(data, moment(LESSON)) as server, stage_with(tmp_path) as stage:
        make_private_directory(state)
        write_private(state / TOKEN_FILE, server.enrol().encode())
        source = PolicySource(
            school_that_reminds_anywhere(tmp_path), upstream=stage.upstream, counting=server.counting
        )
        with DeviceAtWork(Device(source, options), stage) as device:
            yield School(device=device, server=server, canaries=Canaries(), state=state, live=live)


def everything_in(folder: Path) -> bytes:
    names = "\n".join(str(path) for path in folder.rglob("*")).encode()
    return names + b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.trust("T23")
def test_no_word_is_in_the_spool_nor_at_the_schools_server(school: School) -> None:
    put = school.canaries.put
    assert school.visit("www.facebook.com") == 302
    assert school.visit("www.facebook.com", IN_THE_BACKGROUND) == 403
    assert school.visit(f"{put('host')}.facebook.com") == 302
    assert school.visit(f"{put('host')}.example.org", is_sent=False) == 200
    school.send_everything()
    kept = everything_in(school.state)
    assert (school.state / SPOOL_FILE).read_bytes() in kept
    assert school.canaries.found_in(kept) == set()
    assert b"Laptop" in school.server.everything_kept
    assert school.canaries.found_in(school.server.everything_kept) == set()


@pytest.mark.trust("T23")
def test_after_the_ten_minutes_of_a_reminder_nothing_of_a_visit_is_held(school: School) -> None:
    assert school.visit("www.facebook.com") == 302
    assert school.visit("www.instagram.com", IN_THE_BACKGROUND) == 403
    school.device.turn_to((moment(LESSON) + AFTER_THE_VISIT).strftime("%Y-%m-%dT%H:%M"))
    until(lambda: school.still_held() == set())


@pytest.mark.trust("T23", control=True)
def test_the_same_look_sees_the_address_that_a_reminder_stands_for(school: School) -> None:
    school.visit("www.facebook.com")
    assert {"path", "query"} <= school.still_held()


@pytest.mark.trust("T23", control=True)
def test_the_same_look_sees_a_word_that_is_written(school: School) -> None:
    word = school.canaries.put("a file").encode()
    (school.server.data / "note").write_bytes(word)
    (school.state / "note").write_bytes(word)
    assert school.canaries.found_in(school.server.everything_kept) == {"a file"}
    assert school.canaries.found_in(everything_in(school.state)) == {"a file"}
