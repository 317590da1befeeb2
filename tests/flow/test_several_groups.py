"""Several staff groups at one machine: the port that the signed-in user's PAC names says whose rules hold."""

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.device import Device, DeviceOptions
from owntime.policy_source import PolicySource
from school_policy.vocabulary import REMINDER_HOST, GroupId
from tests.flow.chain import FACEBOOK, LESSON, DeviceAtWork, moment, stage_with
from tests.flow.traveller import Arrival, Traveller

YOUTUBE = "https://www.youtube.com/"
TEACHING, OFFICE, SITE = GroupId("teaching"), GroupId("office"), GroupId("site")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeviceAtWork]:
    """A machine at which teaching, office and site staff work."""
    with stage_with(tmp_path_factory.mktemp("shared")) as stage:
        options = DeviceOptions(
            state=stage.folder / "device",
            groups=(TEACHING, OFFICE, SITE),
            proxy_port=0,
            pac_port=0,
            at=moment(LESSON),
        )
        device = Device(PolicySource(SAMPLE_SCHOOL, upstream=stage.upstream), options)
        with DeviceAtWork(device, stage) as it:
            yield it


def someone_of(shared: DeviceAtWork, group: GroupId) -> Traveller:
    door = next(door for door in shared.running.doors if door.group == group)
    host, _, port = door.proxy.rpartition(":")
    return Traveller(proxy=(host, int(port)), trusted=shared.trusted)


def is_reminded(arrival: Arrival) -> bool:
    return arrival.status == 302 and arrival.location.startswith(f"https://{REMINDER_HOST}/")


@pytest.mark.parametrize(
    ("group", "url", "reminded"),
    [
        pytest.param(TEACHING, FACEBOOK, True, id="teaching, Facebook"),
        pytest.param(TEACHING, YOUTUBE, False, id="teaching, YouTube is quiet"),
        pytest.param(OFFICE, YOUTUBE, True, id="office, YouTube"),
        pytest.param(SITE, FACEBOOK, False, id="site, between shifts"),
    ],
)
def test_each_port_goes_by_the_rules_of_its_group(
    shared: DeviceAtWork, group: GroupId, url: str, *, reminded: bool
) -> None:
    assert is_reminded(someone_of(shared, group).ask(url)) is reminded


def test_what_one_group_was_granted_is_nothing_to_another(shared: DeviceAtWork) -> None:
    teacher, clerk = someone_of(shared, TEACHING), someone_of(shared, OFFICE)
    token = teacher.ask(FACEBOOK).location.rpartition("/")[2]
    form = urlencode({"platform": "facebook", "token": token, "choice": "work"}).encode()
    own = {"Origin": f"https://{REMINDER_HOST}", "Content-Type": "application/x-www-form-urlencoded"}
    assert teacher.ask(f"https://{REMINDER_HOST}/continue", own, method="POST", body=form).status == 303

    assert teacher.ask(FACEBOOK).status == 200
    assert is_reminded(clerk.ask(FACEBOOK))


def test_each_group_has_a_pac_that_names_its_port_and_the_usual_path_is_the_firsts(shared: DeviceAtWork) -> None:
    doors = shared.running.doors
    assert len({door.proxy for door in doors}) == 3
    for door in doors:
        assert f'"PROXY {door.proxy}"' in read(door.pac_url)
    assert doors[0].pac_url.endswith("/proxy.pac")
    assert read(doors[0].pac_url.replace("/proxy.pac", "/teaching/proxy.pac")) == read(doors[0].pac_url)


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 (loopback)
        return str(answer.read(), "utf-8")


def test_a_machine_whose_group_nobody_said_has_the_widest_own_time(tmp_path: Path) -> None:
    with stage_with(tmp_path) as stage:
        options = DeviceOptions(state=tmp_path / "device", proxy_port=0, pac_port=0, at=moment(LESSON))
        device = Device(PolicySource(SAMPLE_SCHOOL, upstream=stage.upstream), options)
    assert device.group.id == TEACHING  # 6 hours a day; office 7.5, site 7
    assert device.supervisor.options.groups == (TEACHING,)
