"""Row I20. Whatever fails on the device or at the school's server, the page that was asked for is there at once.

Faults in our own code are in tests/flow/test_faults.py, a proxy that dies or hangs in test_supervisor.py there.
"""

import contextlib
import datetime as dt
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from owntime.demo.stage import Stage
from owntime.device import Device, DeviceOptions
from owntime.policy_source import PolicySource
from proxy_addons.authority import SUBJECT, make_authority
from proxy_addons.device_token import TOKEN_FILE
from proxy_addons.key_file import make_private_directory, write_private
from proxy_addons.spool import SPOOL_FILE
from school_policy.hostname import Hostname
from school_policy.policy import Counting
from school_policy.vocabulary import GroupId
from tests.flow.chain import FACEBOOK, LESSON, ORIGIN_ISSUER, UNLISTED, DeviceAtWork, device_on, moment, stage_with
from tests.flow.proxy_here import ProxyHere
from tests.flow.traveller import Traveller
from tests.trust.steps import carry_on, school_that_reminds_anywhere

INSTAGRAM = "https://www.instagram.com/"
_AT_ONCE = 5.0
"""Seconds. The promise is two; a busy machine may be slower, and what hangs waits for ten."""


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with stage_with(tmp_path) as it:
        yield it


def see_it_arrive(traveller: Traveller, url: str) -> None:
    began = time.monotonic()
    arrival = traveller.follow(url)
    assert (arrival.status, arrival.issuer) == (200, ORIGIN_ISSUER)
    assert time.monotonic() - began < _AT_ONCE


def see_everything_work(traveller: Traveller) -> None:
    """An unlisted page arrives; a listed one has its reminder, and arrives once somebody carries on."""
    see_it_arrive(traveller, UNLISTED)
    assert traveller.ask(INSTAGRAM).issuer.startswith(SUBJECT)
    carry_on(traveller)
    see_it_arrive(traveller, FACEBOOK)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, "it never held"
        time.sleep(0.05)


def as_garbage(policy: Path) -> None:
    policy.write_bytes(b"\x00{[")


def cut_short(policy: Path) -> None:
    policy.write_bytes(policy.read_bytes()[:5_000])


def gone(policy: Path) -> None:
    policy.unlink()


def a_folder(policy: Path) -> None:
    policy.unlink()
    policy.mkdir()


@pytest.mark.trust("I20")
@pytest.mark.parametrize("harm", [as_garbage, cut_short, gone, a_folder])
def test_where_the_policy_cannot_be_read_the_last_good_one_stays(
    stage: Stage, harm: Callable[[Path], None]
) -> None:
    with ProxyHere(device_on(stage), stage) as proxy:
        harm(stage.folder / "device" / "policy.json")
        until(lambda: "the last good policy stays in force" in proxy.log)
        see_everything_work(proxy.traveller())
        assert proxy.faults == 0


@pytest.mark.trust("I20")
def test_where_the_authority_is_out_of_date_everything_passes(stage: Stage) -> None:
    make_private_directory(stage.folder / "device")
    then = dt.datetime.now(dt.UTC) - dt.timedelta(days=800)  # noqa: TID251 (certificates go by real time)
    make_authority(stage.folder / "device" / "authority", [Hostname("facebook.com")], then)
    with DeviceAtWork(device_on(stage), stage) as device:
        for url in (FACEBOOK, INSTAGRAM, UNLISTED):
            see_it_arrive(device.traveller(), url)


@contextlib.contextmanager
def counting_device(stage: Stage) -> Iterator[DeviceAtWork]:
    """A device that counts for a server that is not there."""
    state = stage.folder / "device"
    make_private_directory(state)
    write_private(state / TOKEN_FILE, b"c2VjcmV0LXNlY3JldC1zZWNyZXQ")
    options = DeviceOptions(state=state, groups=(GroupId("office"),), proxy_port=0, pac_port=0, at=moment(LESSON))
    settings = school_that_reminds_anywhere(stage.folder)
    counting = Counting(server="http://127.0.0.1:9")  # discard: nothing listens there
    device = Device(PolicySource(settings, upstream=stage.upstream, counting=counting), options)
    with DeviceAtWork(device, stage) as it:
        yield it


@pytest.mark.trust("I20")
def test_where_the_schools_server_is_down_nobody_waits_for_it(stage: Stage) -> None:
    with counting_device(stage) as device:
        see_everything_work(device.traveller())


@pytest.mark.trust("I20")
def test_where_the_disk_is_full_browsing_goes_on(stage: Stage) -> None:
    with counting_device(stage) as device:
        _, most = resource.prlimit(device.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(device.pid, resource.RLIMIT_FSIZE, (0, most))  # no file of the proxy's may grow
        see_everything_work(device.traveller())
        see_everything_else_count(device)


def see_everything_else_count(device: DeviceAtWork) -> None:
    """Background traffic is noted too, and goes on being answered."""
    poll = {"Accept": "*/*", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}
    assert [device.traveller().ask(INSTAGRAM, poll).status for _ in range(3)] == [403] * 3


@pytest.mark.trust("I20")
def test_where_the_spool_cannot_be_written_browsing_goes_on(
    stage: Stage, capfd: pytest.CaptureFixture[str]
) -> None:
    (stage.folder / "device").mkdir(mode=0o700)
    (stage.folder / "device" / SPOOL_FILE).mkdir()
    told = ""
    with counting_device(stage) as device:
        see_everything_work(device.traveller())
        end = time.monotonic() + 30
        while "browsing goes on" not in told and time.monotonic() < end:
            time.sleep(0.1)
            told += capfd.readouterr().err
    assert "counts wait in memory, and browsing goes on" in told


@pytest.mark.trust("I20", control=True)
def test_the_same_look_sees_a_page_that_is_not_there(stage: Stage) -> None:
    with ProxyHere(device_on(stage), stage) as proxy:
        stage.school_filter.stop()
        with pytest.raises((AssertionError, OSError)):
            see_it_arrive(proxy.traveller(), UNLISTED)
