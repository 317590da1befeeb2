import datetime as dt
import stat
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from owntime.demo.stage import SAMPLE_SCHOOL, Stage
from owntime.device import Device, DeviceOptions
from owntime.policy_source import PolicySource
from owntime.school_pac import SchoolPacError
from proxy_addons.authority import load_authority
from proxy_addons.device_token import TOKEN_FILE
from proxy_addons.key_file import make_private_directory, write_private
from proxy_addons.policy_file import UnknownGroupError
from proxy_addons.spool import Spool
from school_policy.count_report import Sender
from school_policy.policy import Counting, Upstream
from school_policy.policy_document import decode
from school_policy.toml_source import TomlError
from school_policy.vocabulary import GroupId, HostKind, Outcome
from tests.flow.chain import FACEBOOK, LESSON, ORIGIN_ISSUER, DeviceAtWork, device_on, moment, stage_with
from tests.proxy_addons.made_up_server import noted

TOKEN = "c2VjcmV0LXNlY3JldC1zZWNyZXQ"  # noqa: S105 (made up)
STAYS = "the last good policy stays in force"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with stage_with(tmp_path) as it:
        yield it


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "school.toml"
    path.write_text(SAMPLE_SCHOOL.read_text("utf-8"), "utf-8")
    return path


def set_up(state: Path, *, group: str = "teaching", upstream: Upstream | None = None) -> Device:
    options = DeviceOptions(state=state, groups=(GroupId(group),), proxy_port=8481, pac_port=0)
    return Device(PolicySource(SAMPLE_SCHOOL, upstream=upstream), options)


class StandInServer:
    """The school's server on loopback: takes every report, and says how many."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        taken = self.tokens

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                taken.append(self.headers["Authorization"])
                body = b'{"taken":"counted"}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                body = b'{"on_site":true}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name)
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def counting(self) -> Counting:
        return Counting(server=f"http://127.0.0.1:{self._server.server_port}")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[StandInServer]:
    it = StandInServer()
    yield it
    it.close()


def counting_device(stage: Stage, counting: Counting) -> Device:
    options = DeviceOptions(
        state=stage.folder / "device", groups=(GroupId("office"),), proxy_port=0, pac_port=0, at=moment(LESSON)
    )
    return Device(PolicySource(SAMPLE_SCHOOL, upstream=stage.upstream, counting=counting), options)


def give_token(state: Path) -> None:
    make_private_directory(state)
    write_private(state / TOKEN_FILE, TOKEN.encode())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_setting_up_makes_private_state(tmp_path: Path) -> None:
    device = set_up(tmp_path / "a" / "state")
    state = tmp_path / "a" / "state"
    assert mode(state) == 0o700
    assert {path.relative_to(state).as_posix(): mode(path) for path in state.rglob("*")} == {
        "authority": 0o700,
        "authority/mitmproxy-ca.pem": 0o600,
        "authority/owntime-ca.pem": 0o600,
        "policy.json": 0o600,
    }
    assert decode((state / "policy.json").read_bytes()) == device.policy
    assert device.group.name == "Teaching staff"


def test_the_authority_covers_every_site_host_of_the_lists_and_no_asset(tmp_path: Path) -> None:
    policy = set_up(tmp_path / "state").policy
    authority = load_authority(tmp_path / "state" / "authority")
    rules = [rule for platform in policy.platforms for rule in platform.hosts]
    sites = {rule.host for rule in rules if rule.kind is HostKind.SITE}
    assert all(authority.covers(host) for host in sites)
    assert authority.permitted - sites == {"reminder.owntime.internal"}


def test_a_second_set_up_finds_the_first_ones_authority(tmp_path: Path) -> None:
    path = tmp_path / "state" / "authority" / "owntime-ca.pem"
    set_up(tmp_path / "state")
    first = path.read_bytes()
    set_up(tmp_path / "state")
    assert path.read_bytes() == first


def test_a_second_set_up_needs_no_room_on_the_disk(tmp_path: Path) -> None:
    state = tmp_path / "state"
    first = set_up(state).policy
    (state / "policy.json.part").mkdir()  # as good as a full disk: nothing new can be written

    assert set_up(state).policy == first


def test_an_unknown_group_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(UnknownGroupError, match="did you mean"):
        set_up(tmp_path / "state", group="ofice")
    assert not (tmp_path / "state").exists()


def test_bad_settings_are_refused_before_anything_is_written(tmp_path: Path, settings: Path) -> None:
    settings.write_text("[school]\n", "utf-8")
    options = DeviceOptions(state=tmp_path / "state", groups=(GroupId("office"),), proxy_port=0, pac_port=0)
    with pytest.raises(TomlError):
        Device(PolicySource(settings), options)
    assert not (tmp_path / "state").exists()


def test_a_school_pac_that_cannot_be_had_at_the_first_start_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SchoolPacError, match=r"no\.pac cannot be read"):
        set_up(tmp_path / "state", upstream=Upstream(forward="direct", pac=str(tmp_path / "no.pac")))


def pac_of(device: DeviceAtWork) -> str:
    with urllib.request.urlopen(device.running.pac_url, timeout=10) as answer:  # noqa: S310 (loopback)
        return str(answer.read(), "utf-8")


def test_the_pac_names_the_port_that_is_listened_on_and_the_filter(stage: Stage) -> None:
    with DeviceAtWork(device_on(stage), stage) as device:
        pac = pac_of(device)
        assert f'"PROXY {device.running.proxy}"' in pac
        assert "PROXY {}:{}".format(*stage.school_filter.address) in pac


def test_the_clock_can_be_set_while_it_runs(stage: Stage) -> None:
    with DeviceAtWork(device_on(stage), stage) as device:
        assert device.traveller().ask(FACEBOOK).status == 302
        device.turn_to("2026-11-23T19:30")
        until_it_holds(lambda: device.traveller().ask(FACEBOOK).issuer == ORIGIN_ISSUER)


def until_it_holds(holds: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never held"


def test_whatever_becomes_of_its_files_a_running_device_stays_up(
    stage: Stage, settings: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("owntime.device.WATCH_SECONDS", 0.1)
    good = settings.read_text("utf-8")
    in_the_way = stage.folder / "device" / "policy.json" / "in the way"

    def take_the_policys_place() -> None:
        in_the_way.parent.unlink()
        in_the_way.mkdir(parents=True)
        settings.write_text(good + "\n# changed\n", "utf-8")

    harms: list[Callable[[], object]] = [
        settings.unlink,
        lambda: settings.write_text("[school", "utf-8"),
        lambda: settings.write_text(good.replace('id = "office"', 'id = "kitchen"'), "utf-8"),
        take_the_policys_place,
    ]
    with DeviceAtWork(device_on(stage, settings=settings), stage) as device:
        for harm in harms:
            caplog.clear()
            harm()
            until_it_holds(lambda: STAYS in caplog.text)
            assert device.traveller().ask(FACEBOOK).status == 302
            assert "PROXY" in pac_of(device)
        in_the_way.rmdir()
        in_the_way.parent.rmdir()
        settings.write_text(good.replace("given_on = 2026", "given_on = 2027"), "utf-8")
        until_it_holds(lambda: device.traveller().ask(FACEBOOK).issuer == ORIGIN_ISSUER)


def test_a_device_without_a_set_moment_runs_by_the_systems_clock(tmp_path: Path) -> None:
    device = set_up(tmp_path / "state")
    assert abs(device.at.timestamp() - time.time()) < 60
    assert device.supervisor.options.clock_offset_seconds == 0
    assert moment("2026-11-23T10:42").tzinfo is not None


def test_with_a_server_and_a_token_what_was_noted_is_sent(stage: Stage, server: StandInServer) -> None:
    state = stage.folder / "device"
    give_token(state)
    device = counting_device(stage, server.counting)
    assert device.supervisor.options.spool == str(state / "spool.db")
    spool = Spool(state / "spool.db")
    spool.note(noted(Outcome.APP), [])
    with DeviceAtWork(device, stage):
        until_it_holds(lambda: spool.status().sent == 1)
    sealed = spool.status().last_sealed
    assert sealed is not None
    assert abs(sealed - moment(LESSON)) < dt.timedelta(minutes=2)  # by the clock that was passed in
    assert server.tokens == [f"Bearer {TOKEN}"]
    assert mode(state / "spool.db") == 0o600
    spool.close()


def test_the_rhythm_goes_by_the_clock_that_is_set(stage: Stage, server: StandInServer) -> None:
    give_token(stage.folder / "device")
    with DeviceAtWork(counting_device(stage, server.counting), stage) as device:
        until_it_holds(lambda: len(server.tokens) == 1)
        device.turn_to("2026-11-23T12:00")
        until_it_holds(lambda: len(server.tokens) == 2)


_GATEWAY = """
[gateway]
address = "10.20.0.5"
clients = ["10.20.0.0/16"]
"""


@pytest.mark.parametrize(
    ("groups", "kind", "said"),
    [
        pytest.param(("teaching",), Sender.DEVICE, ["teaching"], id="one"),
        pytest.param(("teaching", "office"), Sender.DEVICE, ["teaching", "office"], id="two at one machine"),
        pytest.param((), Sender.DEVICE, ["teaching"], id="nobody said: whose own time is the widest"),
        pytest.param(
            (), Sender.GATEWAY, ["office", "teaching"], id="a gateway: by its ranges, and whoever is in none"
        ),
    ],
)
def test_a_device_says_which_groups_it_serves_and_no_version_where_its_own_file_holds(
    tmp_path: Path, settings: Path, groups: tuple[str, ...], kind: Sender, said: list[str]
) -> None:
    text = settings.read_text("utf-8")
    of_office = text.replace('id = "office"', 'id = "office"\naddresses = ["10.20.4.0/24"]')
    settings.write_text(of_office + _GATEWAY, "utf-8")
    options = DeviceOptions(
        state=tmp_path / "state",
        groups=tuple(map(GroupId, groups)),
        proxy_port=8481,
        pac_port=0,
        is_gateway=kind is Sender.GATEWAY,
    )
    state = Device(PolicySource(settings), options).says()

    assert sorted(state.groups) == sorted(said)
    assert state.version is None


@pytest.mark.parametrize(
    ("server", "said"),
    [
        pytest.param("http://127.0.0.1:9", "run `owntime device add` on the server", id="no token"),
        pytest.param("", "", id="no server"),
    ],
)
def test_without_server_or_token_nothing_is_noted_and_why_is_said_once(
    stage: Stage, caplog: pytest.LogCaptureFixture, server: str, said: str
) -> None:
    device = counting_device(stage, Counting(server=server))

    assert device.supervisor.options.spool == ""
    assert caplog.text.count("owntime device add") == (1 if said else 0)
    assert said in caplog.text
    assert not (stage.folder / "device" / "spool.db").exists()


def test_a_token_that_comes_while_it_runs_switches_counting_on(
    stage: Stage, server: StandInServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("owntime.device.WATCH_SECONDS", 0.1)
    with DeviceAtWork(counting_device(stage, server.counting), stage) as device:
        assert server.tokens == []
        give_token(stage.folder / "device")
        device.wait_until_ready()
        until_it_holds(lambda: len(server.tokens) == 1)
        assert device.device.supervisor.options.spool.endswith("spool.db")
        until_it_holds(lambda: device.traveller().ask(FACEBOOK).status == 302)
        (stage.folder / "device" / TOKEN_FILE).unlink()
        device.wait_until_ready()
        assert device.device.supervisor.options.spool == ""
    assert len(server.tokens) == 1
