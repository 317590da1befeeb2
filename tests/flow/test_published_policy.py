"""The school's real server and a real device: what is published holds, and outlives restarts for seven days."""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import msgspec
import pytest

from advisory_server.counting import COUNTING
from advisory_server.school import InForce
from advisory_server.server import Server
from advisory_server.settings import ServerOptions
from advisory_server.store.contacts import Contact
from advisory_server.store.database import Store
from advisory_server.store.devices import add_device
from advisory_server.store.listed_devices import listed_devices
from advisory_server.store.publications import Draft, latest
from owntime.demo.stage import SAMPLE_SCHOOL, Stage
from owntime.device import Device, DeviceOptions
from owntime.lists.new_version import publish_if_changed, signer_of
from owntime.policy_source import PolicySource
from proxy_addons.device_token import TOKEN_FILE
from proxy_addons.key_file import make_private_directory, write_private
from school_policy.beside_report import DeviceState
from school_policy.policy import Counting, Notice, Policy
from school_policy.policy_document import decode, encode
from school_policy.publication import without_machines
from school_policy.vocabulary import GroupId
from tests.advisory_server.pages.site import MONDAY, SCHOOL
from tests.browser.harness.loop_thread import LoopThread
from tests.flow.chain import FACEBOOK, UNLISTED, DeviceAtWork, stage_with
from tests.flow.kept_connection import KeptConnection

LESSON = MONDAY.replace(hour=10, minute=42)
DAY = dt.timedelta(days=1)
NOBODY_TOLD = Notice()
SAMPLE = PolicySource(SAMPLE_SCHOOL).compile()
EVERYWHERE = msgspec.structs.replace(
    SAMPLE, reminder=msgspec.structs.replace(SAMPLE.reminder, only_on_site=False, daily_cap=0)
)
"""Reminds, at school or not."""
QUIET = msgspec.structs.replace(EVERYWHERE, notice=NOBODY_TOLD)
"""Reminds nobody, as nobody was told."""
WITHOUT_FACEBOOK = msgspec.structs.replace(
    EVERYWHERE, platforms=tuple(its for its in EVERYWHERE.platforms if its.id != "facebook")
)
INSTAGRAM = "https://www.instagram.com/"
UNLISTED_HOST = UNLISTED.removeprefix("https://").rstrip("/")


class PublishingServer:
    """The server with its own clock and its own key; use `serving` in a `with`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        self.at = LESSON
        self._folder = folder
        self._store = Store(folder / "owntime.db")
        self._signer = signer_of(self._store, folder)
        self._server: Server | None = None
        self.key = self._signer.public
        self._loop = LoopThread("publishing server")
        self._port = 0

    @contextmanager
    def serving(self) -> Iterator[str]:
        options = ServerOptions(data=self._folder, port=self._port)
        self._server = server = Server(options, self._store, InForce(SCHOOL), lambda: self.at)
        url: str = self._loop.call(server.__aenter__())
        self._port = int(url.rpartition(":")[2])
        try:
            yield url
        finally:
            self._loop.call(server.__aexit__(None, None, None))

    def publish(self, policy: Policy) -> None:
        draft = Draft(
            school=policy.school.name, document=encode(without_machines(policy)), author="it.admin", note=""
        )
        after = self._store.run_here(latest)
        publish_if_changed(self._store, self._signer, draft, self.at, after=after, dry=False)

    def enrol(self, state: Path) -> None:
        """Give a device its token, so that it reports."""
        token = self._store.run_here(partial(add_device, name="Laptop", today=self.at.date()))
        make_private_directory(state)
        write_private(state / TOKEN_FILE, token.encode())

    def contact(self) -> Contact | None:
        """Return what is known of the device's last contact, as it would stand within a minute."""
        assert self._server is not None
        self._loop.call(self._server.app[COUNTING].activity.write())
        (device,) = self._store.run_here(listed_devices)
        return device.contact

    def close(self) -> None:
        self._loop.close()
        self._store.close()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with stage_with(tmp_path) as it:
        yield it


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PublishingServer]:
    it = PublishingServer(tmp_path / "server")
    yield it
    it.close()


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """The device's own file, by which nobody is reminded."""
    path = tmp_path / "school.toml"
    text = SAMPLE_SCHOOL.read_text("utf-8")
    path.write_text(text.replace("given_on = 2026", "given_on = 2029"), "utf-8")
    assert path.read_text("utf-8") != text
    return path


def device_of(stage: Stage, settings: Path, url: str, key: str) -> DeviceAtWork:
    options = DeviceOptions(
        state=stage.folder / "device", groups=(GroupId("teaching"),), proxy_port=0, pac_port=0, at=LESSON
    )
    counting = Counting(server=url, policy_key=key)
    return DeviceAtWork(Device(PolicySource(settings, upstream=stage.upstream, counting=counting), options), stage)


def goes_by(device: DeviceAtWork) -> Policy:
    """Return what the proxy process reads."""
    return decode((device.stage.folder / "device" / "policy.json").read_bytes())


def is_reminded(device: DeviceAtWork) -> bool:
    return device.traveller().ask(FACEBOOK).status == 302


def until(holds: Callable[[], bool], device: DeviceAtWork, seconds: float = 60.0) -> None:
    """Wait until something holds; the device asks its server again and again meanwhile."""
    give_up = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up
        device.call(device.device.ask_now)
        time.sleep(0.25)


def said(version: int | None) -> Contact:
    """Return what the IT admin is to learn of the device; the day is the server's."""
    return Contact(day=LESSON.date(), said=DeviceState(version=version, groups=(GroupId("teaching"),)))


def turn_to(device: DeviceAtWork, at: dt.datetime) -> None:
    device.turn_to(f"{at:%Y-%m-%dT%H:%M}")


def test_what_is_published_holds_on_the_device_and_what_is_open_stays_open(
    stage: Stage, settings: Path, server: PublishingServer
) -> None:
    server.enrol(stage.folder / "device")
    with server.serving() as url, device_of(stage, settings, url, server.key) as device:
        assert not is_reminded(device)
        pid = device.pid
        until(lambda: server.contact() == said(None), device)
        with (
            KeptConnection(device.address, device.trusted, "www.facebook.com") as page,
            KeptConnection(device.address, device.trusted, UNLISTED_HOST) as lesson,
        ):
            assert page.answers()
            assert lesson.answers()
            server.publish(EVERYWHERE)
            until(lambda: goes_by(device).notice == EVERYWHERE.notice, device)
            for _ in range(8):  # looks of the proxy at its file
                assert page.answers()
                assert lesson.answers()
                time.sleep(0.25)
            turn_to(device, LESSON + dt.timedelta(minutes=6))
            page.wait_until_closed()  # the grace is over: the proxy does go by it
            assert lesson.answers()
        until(partial(is_reminded, device), device)
        assert device.pid == pid
        until(lambda: device.device.says().version == 1, device)
        turn_to(device, LESSON + dt.timedelta(minutes=21))  # the next report is due
        until(lambda: server.contact() == said(1), device)
        server.publish(QUIET)
        until(lambda: not is_reminded(device), device)
        until(lambda: device.device.says().version == 2, device)
        turn_to(device, LESSON + dt.timedelta(minutes=36))
        until(lambda: server.contact() == said(2), device)


def test_the_last_good_version_outlives_a_restart_and_holds_for_seven_days(
    stage: Stage, settings: Path, server: PublishingServer
) -> None:
    with server.serving() as url, device_of(stage, settings, url, server.key) as device:
        server.publish(EVERYWHERE)
        until(lambda: goes_by(device).notice == EVERYWHERE.notice, device)

    with device_of(stage, settings, url, server.key) as device:  # nobody answers there any more
        assert is_reminded(device)
        turn_to(device, LESSON + 4 * DAY)
        assert is_reminded(device)
        turn_to(device, LESSON + 8 * DAY)
        until(lambda: not is_reminded(device), device)

        server.at = LESSON + 8 * DAY
        with server.serving():
            until(lambda: goes_by(device).valid_until == server.at + 7 * DAY, device)
            turn_to(device, LESSON + 8 * DAY + dt.timedelta(minutes=6))  # after the grace
            until(partial(is_reminded, device), device)


def test_a_device_whose_kept_version_is_spoiled_lets_everything_pass(
    stage: Stage, settings: Path, server: PublishingServer
) -> None:
    sample = SAMPLE_SCHOOL.read_text("utf-8").replace("[reminder]\n", "[reminder]\nonly_on_site = false\n")
    settings.write_text(sample, "utf-8")
    with device_of(stage, settings, "http://127.0.0.1:9", server.key) as device:
        assert is_reminded(device)  # nothing was ever published: its own file holds
    (stage.folder / "device" / "published.json").write_bytes(b"{")
    with device_of(stage, settings, "http://127.0.0.1:9", server.key) as device:
        assert not is_reminded(device)


def test_a_host_that_is_listed_in_working_time_is_left_alone_where_it_is_open_until_the_next_session(
    stage: Stage, settings: Path, server: PublishingServer
) -> None:
    with server.serving() as url, device_of(stage, settings, url, server.key) as device:
        server.publish(WITHOUT_FACEBOOK)
        until(lambda: goes_by(device).notice == EVERYWHERE.notice, device)
        until(lambda: device.traveller().ask(INSTAGRAM).status == 302, device)  # it is working time
        assert not is_reminded(device)
        with (
            KeptConnection(device.address, device.trusted, "www.facebook.com") as page,
            KeptConnection(device.address, device.trusted, "static.fbcdn.net") as asset,
            KeptConnection(device.address, device.trusted, UNLISTED_HOST) as lesson,
        ):
            opened = (page, asset, lesson)
            assert all(one.answers() for one in opened)
            server.publish(EVERYWHERE)
            until(lambda: is_reminded_beside(opened, device), device)  # whoever opens it now
            for minutes in (0, 60):  # now, and later in the session, when any grace is over
                turn_to(device, LESSON + dt.timedelta(minutes=minutes))
                stay_open(opened)
            assert is_reminded(device)
            for lunch_and_grace in ("12:20", "13:16"):
                device.turn_to(f"{LESSON:%Y-%m-%d}T{lunch_and_grace}")
                stay_open(opened)
            device.turn_to(f"{LESSON:%Y-%m-%d}T13:21")
            page.wait_until_closed()
            stay_open((asset, lesson))
            until(partial(is_reminded, device), device)


def is_reminded_beside(opened: Iterable[KeptConnection], device: DeviceAtWork) -> bool:
    assert all(one.answers() for one in opened)
    return is_reminded(device)


def stay_open(opened: Iterable[KeptConnection]) -> None:
    """See connections answer while the proxy looks at them, and at its file."""
    for _ in range(4):
        assert all(one.answers() for one in opened)
        time.sleep(0.25)
