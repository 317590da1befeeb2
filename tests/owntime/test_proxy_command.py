"""`owntime proxy` as IT admins meet it: what is wrong is said once and clearly, and a running one stays up."""

import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from owntime.demo.stage import SAMPLE_SCHOOL
from proxy_addons.authority import KEY_FILE, make_authority
from school_policy.hostname import Hostname
from tests.flow.chain import FACEBOOK, ORIGIN_ISSUER, moment, stage_with
from tests.flow.proxy_process import OWNTIME, ProxyProcess, environment, write_school
from tests.flow.traveller import Traveller, trusting


@dataclass
class Start:
    """One try to start a proxy, in a folder of its own."""

    folder: Path
    settings: Path
    group: str = "teaching"
    options: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    held: list[socket.socket] = field(default_factory=list)

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def run(self) -> tuple[int, str, str]:
        command = [*OWNTIME, "proxy", f"--settings={self.settings}", f"--state={self.state}"]
        command += [f"--group={self.group}", "--proxy-port=0", "--pac-port=0", *self.options]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
            env=environment(self.environment),
            cwd=self.folder,
        )
        return done.returncode, done.stdout, done.stderr

    def hold_port(self) -> int:
        self.held.append(socket.create_server(("127.0.0.1", 0)))
        return int(self.held[-1].getsockname()[1])

    def make_authority(self) -> Path:
        directory = self.state / "authority"
        make_authority(directory, [Hostname("facebook.com")], moment("2026-11-23T10:42"))
        return directory


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    it = Start(tmp_path, write_school(tmp_path, "direct"))
    yield it
    for held in it.held:
        held.close()


def loose_key(start: Start) -> str:
    key = start.make_authority() / KEY_FILE
    key.chmod(0o644)
    return f"{key} can be read by others; mend it with: chmod 600 {key}"


def loose_directory(start: Start) -> str:
    directory = start.make_authority()
    directory.chmod(0o755)
    return f"{directory} can be read by others; mend it with: chmod 700 {directory}"


def damaged_key(start: Start) -> str:
    key = start.make_authority() / KEY_FILE
    key.write_bytes(b"nothing of the kind")
    return f"{key} is no authority of Own Time: "


def key_log(start: Start) -> str:
    start.environment["SSLKEYLOGFILE"] = str(start.folder / "keys")
    return "SSLKEYLOGFILE is set: TLS keys would be written to a file. Unset it and start again"


def key_log_of_mitmproxy(start: Start) -> str:
    start.environment["MITMPROXY_SSLKEYLOGFILE"] = str(start.folder / "keys")
    return "MITMPROXY_SSLKEYLOGFILE is set: TLS keys would be written to a file. Unset it and start again"


def taken_proxy_port(start: Start) -> str:
    port = start.hold_port()
    start.options.append(f"--proxy-port={port}")
    return f"port {port} on 127.0.0.1 is in use; stop what holds it, or choose another"


def taken_pac_port(start: Start) -> str:
    port = start.hold_port()
    start.options.append(f"--pac-port={port}")
    return f"the PAC cannot be served at port {port} on 127.0.0.1 (Address already in use); choose another port"


def unknown_group(start: Start) -> str:
    start.group = "teachin"
    return 'the school has no group "teachin" (did you mean "teaching"?); it has: teaching, office, site'


def missing_settings(start: Start) -> str:
    start.settings = start.folder / "schoool.toml"
    return f"{start.settings}:1: cannot be read: [Errno 2] No such file or directory: '{start.settings}'"


def missing_school_pac(start: Start) -> str:
    text = start.settings.read_text("utf-8").replace('forward = "direct"', 'forward = "direct"\npac = "no.pac"')
    start.settings.write_text(text, "utf-8")
    return "[upstream] pac: no.pac cannot be read: [Errno 2] No such file or directory: 'no.pac'"


BAD_STARTS: list[Callable[[Start], str]] = [
    loose_key,
    loose_directory,
    damaged_key,
    key_log,
    key_log_of_mitmproxy,
    taken_proxy_port,
    taken_pac_port,
    unknown_group,
    missing_settings,
    missing_school_pac,
]


KEY_LOGS = (key_log, key_log_of_mitmproxy)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(spoil, id=spoil.__name__, marks=[pytest.mark.trust("T21")] if spoil in KEY_LOGS else [])
        for spoil in BAD_STARTS
    ],
)
def test_a_bad_start_is_told_in_one_clear_message(start: Start, spoil: Callable[[Start], str]) -> None:
    expected = spoil(start)
    code, output, errors = start.run()
    assert (code, output) == (2, "")
    assert errors.startswith(f"owntime: {expected}")
    assert errors.count("\n") == 1
    assert not (start.folder / "keys").exists()


def test_everything_that_is_wrong_in_all_files_is_told_at_once(start: Start) -> None:
    text = start.settings.read_text("utf-8")
    text = text.replace('platform = "youtube"', 'platform = "yotube"').replace("staff = 26", 'staf = "many"')
    start.settings.write_text(text, "utf-8")
    lists = start.folder / "lists"
    lists.mkdir()
    (lists / "social.toml").write_text('[[platform]]\nid = "bebo"\nnam = "Bebo"\nsites = ["bebo..com"]\n', "utf-8")
    start.options.append(f"--lists={lists}")
    code, output, errors = start.run()
    assert (code, output) == (2, "")
    assert "Traceback" not in errors
    places = re.findall(r"(\w+\.toml):(\d+): ", errors)
    line_of_staff = next(at for at, line in enumerate(text.splitlines(), 1) if line.startswith("staf"))
    assert ("school.toml", str(line_of_staff)) in places
    assert {file for file, _ in places} == {"school.toml", "social.toml"}
    assert 'did you mean "staff"?' in errors
    assert 'did you mean "name"?' in errors


def until(holds: Callable[[], bool], seconds: float) -> float:
    """Ask again and again until it holds; return how long it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() < began + seconds, "it never held"
    return time.monotonic() - began


def test_a_running_proxy_keeps_the_last_good_policy_and_takes_a_good_change(tmp_path: Path) -> None:
    with stage_with(tmp_path) as stage:
        settings = write_school(tmp_path, stage.upstream.forward)
        good = settings.read_text("utf-8")
        with ProxyProcess(tmp_path, settings) as proxy:
            trusted = trusting(proxy.certificate.read_bytes(), stage.authority.certificate_pem)
            traveller = Traveller(proxy=proxy.address, trusted=trusted)
            assert traveller.ask(FACEBOOK).status == 302
            settings.write_text(good.replace("zone = ", "zoen = "), "utf-8")
            until(lambda: "the last good policy stays in force" in proxy.errors, 5)
            assert re.search(r"school\.toml:\d+: .*zoen", proxy.errors)
            assert traveller.ask(FACEBOOK).status == 302
            settings.write_text(good.replace("given_on = 2026", "given_on = 2027"), "utf-8")  # no notice yet
            took = until(lambda: traveller.ask(FACEBOOK).issuer == ORIGIN_ISSUER, 6)
            assert took < 4
            assert "the changed policy is in force" in proxy.errors
    assert proxy.code == 0
    assert "Traceback" not in proxy.errors


def test_the_sample_school_is_a_good_start_that_says_where_everything_is(tmp_path: Path) -> None:
    with ProxyProcess(tmp_path, SAMPLE_SCHOOL) as proxy:
        assert proxy.certificate.is_relative_to(tmp_path)
        assert proxy.certificate.exists()
        assert proxy.pac_url.startswith("http://127.0.0.1:")
    assert (proxy.code, proxy.errors, "notice" in proxy.output) == (0, "", False)


def test_a_proxy_says_that_staff_have_not_been_told(tmp_path: Path) -> None:
    settings = write_school(tmp_path, "direct")
    settings.write_text(settings.read_text("utf-8").replace("given_on = 2026", "given_on = 2027"), "utf-8")
    with ProxyProcess(tmp_path, settings) as proxy:
        pass
    assert proxy.output.splitlines()[2:] == [
        "notice: staff have not been told; until 1 September 2027 nobody is reminded and nothing is counted"
    ]
