import contextlib
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from owntime.cli import main
from owntime.demo.stage import SAMPLE_SCHOOL

OWNTIME = str(Path(sys.executable).parent / "owntime")
PATIENCE_SECONDS = 10.0


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "school.toml"
    path.write_text(SAMPLE_SCHOOL.read_text("utf-8"), "utf-8")
    return path


@contextlib.contextmanager
def serving(settings: Path, data: Path, lines: int = 3) -> Iterator[list[str]]:
    """Run a server, lend the first lines that it prints, and see it end well when it is asked to."""
    command = [OWNTIME, "serve", "--settings", str(settings), "--data", str(data), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield [process.stdout.readline() for _ in range(lines)]
        finally:
            process.terminate()
            assert process.wait(PATIENCE_SECONDS) == 0


def address(line: str) -> str:
    (found,) = re.findall(r"http://127\.0\.0\.1:\d+\S*", line)
    return str(found)


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 (ours)
        return str(answer.read(), "utf-8")


def test_a_server_says_where_it_is_and_how_the_first_accounts_are_made(settings: Path, tmp_path: Path) -> None:
    with serving(settings, tmp_path / "data") as (at_work, headteacher, it_admin):
        home = address(at_work)
        assert '"ok"' in get(f"{home}healthz")
        assert "PROXY 127.0.0.1:8481" in get(f"{home}proxy.pac")
        for line, role in ((headteacher, "Headteacher"), (it_admin, "IT admin")):
            assert role in line
            assert "<form" in get(address(line))


def test_a_server_says_which_key_devices_are_to_trust_at_each_start(settings: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(settings, data, lines=6) as first:
        pass
    key = CliRunner().invoke(main, ["lists", "publish", "--key", "--data", str(data)]).stdout.strip()
    assert first[3].startswith("Devices go by what is published here")
    assert first[4:] == ["    [counting]\n", f'    policy_key = "{key}"\n']
    with serving(settings, data, lines=6) as second:
        assert second[5] == first[5]


def test_a_server_whose_key_is_lost_says_so_and_serves(settings: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    published = ["lists", "publish", "--settings", str(settings), "--data", str(data)]
    assert CliRunner().invoke(main, published).exit_code == 0
    (data / "policy-key").unlink()
    with serving(settings, data) as (at_work, *_):
        assert '"ok"' in get(f"{address(at_work)}healthz")
    assert not (data / "policy-key").exists()


def test_changed_settings_are_in_force_and_bad_ones_change_nothing(settings: Path, tmp_path: Path) -> None:
    good = settings.read_text("utf-8")
    with serving(settings, tmp_path / "data") as (at_work, *_):
        settings.write_text("[school", "utf-8")
        time.sleep(1.5)  # one look at the files
        assert "Ashover Primary School" in get(address(at_work))
        settings.write_text(good.replace("Ashover Primary School", "Oak Lane Primary"), "utf-8")
        until = time.monotonic() + PATIENCE_SECONDS
        while "Oak Lane Primary" not in get(address(at_work)):
            assert time.monotonic() < until
            time.sleep(0.1)


GATEWAY = """
[gateway]
address = "%s"
clients = ["%s"]
"""


def test_the_pac_names_the_gateway_where_the_school_has_one(settings: Path, tmp_path: Path) -> None:
    text = settings.read_text("utf-8")
    settings.write_text(text + GATEWAY % ("10.20.0.5", "10.20.0.0/16"), "utf-8")
    with serving(settings, tmp_path / "data") as (at_work, *_):
        pac = f"{address(at_work)}proxy.pac"
        assert "PROXY 10.20.0.5:8481" in get(pac)
        assert "PROXY 127.0.0.1" not in get(pac)
        for changed, named in (
            (text + GATEWAY % ("fd00::5", "fd00::/64"), "PROXY [fd00::5]:8481"),
            (text, "PROXY 127.0.0.1:8481"),
        ):
            settings.write_text(changed, "utf-8")
            until = time.monotonic() + 3 * PATIENCE_SECONDS
            while named not in get(pac):
                assert time.monotonic() < until
                time.sleep(0.1)


def refused(settings: Path, data: Path, *arguments: str) -> Result:
    fixed = ["serve", "--settings", str(settings), "--data", str(data), "--port", "0"]
    done = CliRunner().invoke(main, [*fixed, *arguments])
    assert done.exit_code == 2, done.output
    return done


def test_without_tls_it_serves_this_machine_alone(settings: Path, tmp_path: Path) -> None:
    assert "--certificate and --key" in refused(settings, tmp_path / "data", "--listen", "0.0.0.0").stderr  # noqa: S104


def test_every_mistake_in_the_settings_is_told_with_its_line(settings: Path, tmp_path: Path) -> None:
    text = settings.read_text("utf-8").replace('zone = "Europe/London"', 'zone = "London"')
    settings.write_text(text.replace("staff = 26", "staff = 0"), "utf-8")

    told = refused(settings, tmp_path / "data").stderr

    assert '"London" is no time zone' in told
    assert "at least one member of staff" in told


def test_a_port_that_is_taken_is_named(settings: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert port in refused(settings, tmp_path / "data", "--port", port).stderr
