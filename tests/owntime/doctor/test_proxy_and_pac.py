"""The proxy and the PAC of a device: a real one, and stand-ins for whatever else may hold its ports."""

import dataclasses
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.demo.stand_in_authority import StandInAuthority
from owntime.doctor import pac, proxy
from owntime.doctor.case import Case
from proxy_addons.authority import make_authority
from proxy_addons.key_file import make_private_directory, write_private
from proxy_addons.pac import write_pac
from school_policy.hostname import Hostname
from school_policy.vocabulary import GroupId
from tests.flow.proxy_process import ProxyProcess
from tests.owntime.doctor.device_case import (
    HASTY,
    LOOPBACK,
    NOBODY,
    NOW,
    StandIn,
    Talk,
    case,
    lines,
    machine,
    mute,
    page,
    saying,
    school,
)

CANARY = "canary"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """A device whose proxy runs."""
    folder = tmp_path_factory.mktemp("device")
    with ProxyProcess(folder, SAMPLE_SCHOOL) as process:
        pac_port = int(process.pac_url.rpartition(":")[2].partition("/")[0])
        yield case(folder, state=process.state, proxy_port=process.address[1], pac_port=pac_port)


def test_a_running_proxy_is_known_by_its_certificate_and_serves_its_pac(running: Case) -> None:
    assert lines(*proxy.runs(running), *pac.served(running)) == [
        f"fine: the reminder answers at {LOOPBACK}:{running.proxy_port}, with this device's certificate",
        f"fine: http://{LOOPBACK}:{running.pac_port}/proxy.pac serves the PAC that the settings give",
    ]


def test_each_group_of_a_machine_has_a_port_and_a_pac(running: Case) -> None:
    both = dataclasses.replace(running, groups=(GroupId("office"), GroupId("site")), pac_port=NOBODY)
    first, second = (door.port for door in both.doors)
    assert lines(*pac.served(both)) == [
        f"to look at: nothing answers at http://{LOOPBACK}:{NOBODY}{path}: browsers go where they went before"
        for path in ("/proxy.pac", "/site/proxy.pac")
    ]
    assert (first, second) == (running.proxy_port, running.proxy_port + 1)
    assert f":{first}," in next(proxy.runs(both)).seen


def test_the_proxy_of_another_device_is_not_taken_for_this_ones(tmp_path: Path, running: Case) -> None:
    other = dataclasses.replace(running, state=tmp_path)
    (unknown,) = proxy.runs(other)
    assert (unknown.level, "there is no" in unknown.seen) == ("to look at", True)
    make_authority(other.authority, [Hostname("facebook.com")], NOW)
    (wrong,) = proxy.runs(other)
    assert wrong.level == "wrong"
    assert "is not this device's reminder (its certificate is not trusted: " in wrong.seen


def test_a_pac_of_other_settings_is_seen(running: Case) -> None:
    fewer = school(platforms=school().platforms[1:])
    port = dataclasses.replace(running, proxy_port=NOBODY)
    for changed in (dataclasses.replace(running, policy=fewer), port):
        (found,) = pac.served(changed)
        assert (found.level, found.seen.partition(" serves ")[2]) == (
            "wrong",
            "a PAC, but not the one that these settings give",
        )


def test_without_settings_a_pac_is_not_compared(running: Case) -> None:
    (found,) = pac.served(dataclasses.replace(running, policy=None))
    assert (found.level, "cannot say whether it is theirs" in found.seen) == ("to look at", True)


def test_a_device_where_nothing_runs_is_to_be_looked_at(tmp_path: Path) -> None:
    found = [*proxy.runs(case(tmp_path)), *pac.served(case(tmp_path))]
    assert lines(*found) == [
        f"to look at: nothing answers at {LOOPBACK}:{NOBODY}: browsers go on without a reminder",
        f"to look at: nothing answers at http://{LOOPBACK}:{NOBODY}/proxy.pac: browsers go where they went before",
    ]


@pytest.fixture
def stopped(tmp_path: Path) -> Case:
    """A device with an authority whose proxy does not run."""
    it = case(tmp_path)
    make_authority(it.authority, [Hostname("facebook.com")], NOW)
    return it


def in_tunnel(status: bytes) -> Talk:
    """Another proxy: it opens the tunnel, and shows a certificate of its own."""
    tls = StandInAuthority().server_context()

    def talk(connection: Any, closing: threading.Event) -> None:
        saying(status)(connection, closing)
        with tls.wrap_socket(connection, server_side=True):
            pass

    return talk


@pytest.mark.parametrize(
    ("talk", "words"),
    [
        pytest.param(saying(page(b"", status="403 Forbidden")), "403 Forbidden", id="a proxy that refuses"),
        pytest.param(saying(b"220 mail\r\n\r\n"), "is not this device's reminder", id="no proxy"),
        pytest.param(in_tunnel(b"HTTP/1.1 200 OK\r\n\r\n"), "its certificate is not trusted", id="another proxy"),
        pytest.param(lambda _connection, _closing: None, "is not this device's reminder", id="hangs up"),
    ],
)
def test_what_else_holds_the_port_is_wrong(stopped: Case, talk: Talk, words: str) -> None:
    with StandIn(talk) as stand_in:
        (found,) = proxy.runs(dataclasses.replace(stopped, proxy_port=stand_in.port))
    assert (found.level, words in found.seen) == ("wrong", True)
    assert "--proxy-port" in found.to_do


def test_what_holds_the_ports_and_says_nothing_is_wrong(stopped: Case) -> None:
    with StandIn(mute) as stand_in:
        hanging = dataclasses.replace(
            stopped, proxy_port=stand_in.port, pac_port=stand_in.port, patience_seconds=HASTY
        )
        found = [*proxy.runs(hanging), *pac.served(hanging)]
    assert [each.level for each in found] == ["wrong", "wrong"]
    assert [found[0].seen.endswith("says nothing"), "did not answer in time" in found[1].seen] == [True, True]


@pytest.mark.parametrize("answer", [page(b"hello"), page(b"FindProxyForURL", status="404 Not Found")])
def test_what_answers_without_a_pac_is_wrong(tmp_path: Path, answer: bytes) -> None:
    with StandIn(saying(answer)) as stand_in:
        (found,) = pac.served(case(tmp_path, pac_port=stand_in.port))
    assert (found.level, "is no PAC" in found.seen) == ("wrong", True)


SCHOOLS_PAC = "function FindProxyForURL(url, host) { return 'DIRECT'; }"


def test_the_pac_is_compared_with_the_schools_own_in_it(tmp_path: Path) -> None:
    policy = school(pac=str(tmp_path / "wpad.dat"))
    looking = case(tmp_path, policy, proxy_port=8481)
    served = write_pac(policy, proxy=f"{LOOPBACK}:8481", school_pac=SCHOOLS_PAC).encode()
    with StandIn(saying(page(served))) as stand_in:
        looking = dataclasses.replace(looking, pac_port=stand_in.port)
        (without,) = pac.served(looking)
        make_private_directory(looking.state)
        write_private(looking.state / "school.pac", SCHOOLS_PAC.encode())
        (with_it,) = pac.served(looking)
        write_private(looking.state / "school.pac", SCHOOLS_PAC.replace("DIRECT", "PROXY a:1").encode())
        (another,) = pac.served(looking)
    assert [each.level for each in (without, with_it, another)] == ["to look at", "fine", "wrong"]


def test_a_pac_to_wrap_is_read_and_its_password_not_told(tmp_path: Path) -> None:
    with StandIn(saying(page(SCHOOLS_PAC.encode()))) as stand_in:
        place = f"http://it:{CANARY}@{LOOPBACK}:{stand_in.port}/wpad.dat?key={CANARY}"
        file = tmp_path / "wpad.dat"
        file.write_text(SCHOOLS_PAC)
        assert lines(*pac.to_wrap(case(tmp_path), school(pac=str(file)))) == [
            f"fine: the school's own PAC at {file} can be read"
        ]
        by_web = lines(*pac.to_wrap(case(tmp_path), school(pac=place)))
    assert CANARY not in f"{by_web}"


def test_a_pac_to_wrap_that_is_gone_is_wrong_until_one_was_read(tmp_path: Path) -> None:
    looking, policy = case(tmp_path), school(pac=f"http://{LOOPBACK}:{NOBODY}/wpad.dat?key={CANARY}")
    (wrong,) = pac.to_wrap(looking, policy)
    make_private_directory(looking.state)
    write_private(looking.state / "school.pac", SCHOOLS_PAC.encode())
    (kept,) = pac.to_wrap(looking, policy)
    assert [wrong.level, kept.level] == ["wrong", "to look at"]
    assert kept.seen.endswith("The one that was read last is in use")
    assert CANARY not in f"{wrong}{kept}"


def test_without_a_pac_to_wrap_nothing_is_said(tmp_path: Path) -> None:
    assert [*pac.to_wrap(case(tmp_path), school())] == []


def test_ports_that_other_machines_reach_are_wrong(tmp_path: Path) -> None:
    elsewhere = machine(tmp_path, addresses=("127.0.0.2",))
    with StandIn(mute, "0.0.0.0") as everywhere:  # noqa: S104 (what must not be)
        looking = case(tmp_path, machine=elsewhere, proxy_port=everywhere.port)
        (found,) = proxy.from_elsewhere(looking)
    where = f"127.0.0.2 port {everywhere.port} too, where other machines may reach it"
    assert lines(found) == [f"wrong: the proxy's port answers at {where}"]
    with StandIn(mute) as loopback:
        looking = case(tmp_path, machine=elsewhere, pac_port=loopback.port)
        assert [each.level for each in proxy.from_elsewhere(looking)] == ["fine"]
    assert [each.level for each in proxy.from_elsewhere(case(tmp_path))] == ["fine"]


def test_a_look_writes_no_tls_keys(stopped: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    with StandIn(in_tunnel(b"HTTP/1.1 200 OK\r\n\r\n")) as stand_in:
        list(proxy.runs(dataclasses.replace(stopped, proxy_port=stand_in.port)))
    assert not (tmp_path / "keys").exists()
    ssl.create_default_context()  # the library's own would have written it
    assert (tmp_path / "keys").exists()
