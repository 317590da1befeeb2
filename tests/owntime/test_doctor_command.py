"""`owntime doctor` as IT admins run it."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from owntime.cli import main
from owntime.demo.stage import SAMPLE_SCHOOL
from proxy_addons.authority import KEY_FILE, make_authority
from proxy_addons.clock import Clock
from proxy_addons.device_token import TOKEN_FILE
from proxy_addons.key_file import write_private
from school_policy.hostname import Hostname
from tests.owntime.doctor.device_case import LOOPBACK, NOBODY, StandIn, mute

FAR_AHEAD = dt.datetime(2090, 11, 23, 10, 42, tzinfo=dt.UTC)
"""Later than any file of an installation, whenever that is made."""

TOKEN = "c2VjcmV0LXNlY3JldC1zZWNyZXQ"  # noqa: S105 (made up)


@pytest.fixture
def start_page() -> Iterator[str]:
    """Somewhere that can be reached, so that a school without a filter has nothing wrong."""
    with StandIn(mute) as it:
        yield f"https://{LOOPBACK}:{it.port}/"


def run(folder: Path, text: str, *words: str, **environment: str) -> Result:
    file = folder / "school.toml"
    file.write_text(text, "utf-8")
    clock = Clock()
    clock.set(FAR_AHEAD)
    ports = [f"--proxy-port={NOBODY}", f"--pac-port={NOBODY}"]
    command = ["doctor", f"--settings={file}", f"--state={folder / 'state'}", *ports, *words]
    return CliRunner().invoke(main, command, obj=clock, env={"HOME": str(folder), **environment})


def school(start_page: str) -> str:
    return SAMPLE_SCHOOL.read_text("utf-8").replace('https://www.ashover.example/"', f'{start_page}"')


def test_notes_alone_end_with_0(tmp_path: Path, start_page: str) -> None:
    done = run(tmp_path, school(start_page), "--group=office")
    assert (done.exit_code, done.stderr) == (0, "")
    words = done.stdout.splitlines()
    assert re.fullmatch(r"0 wrong, [0-9]+ to look at, [0-9]+ fine\.", words[-1])
    assert "to look at  State: there is no" in done.stdout
    assert f"{tmp_path / 'state'}" in done.stdout  # on one line, to be copied
    assert "fine        Group: " in done.stdout
    assert not (tmp_path / "state").exists()


def test_what_is_wrong_ends_with_1_and_says_what_to_do(tmp_path: Path, start_page: str) -> None:
    done = run(tmp_path, school(start_page), SSLKEYLOGFILE=str(tmp_path / "keys"))
    assert done.exit_code == 1
    words = " ".join(done.stdout.split())
    assert (
        "wrong TLS keys: SSLKEYLOGFILE is set: TLS keys would be written to a file "
        "To do: unset it for the user that the proxy runs as, and start it."
    ) in words
    assert done.stdout.splitlines()[-1].startswith("1 wrong, ")


def test_settings_that_cannot_be_read_end_with_2_and_the_machine_is_looked_at(tmp_path: Path) -> None:
    broken = SAMPLE_SCHOOL.read_text("utf-8").replace('"Europe/London"', '"Europe/Ashover"').replace("= 26", "= 0")
    done = run(tmp_path, broken)
    assert done.exit_code == 2
    assert [re.sub(r"^.*school\.toml:[0-9]+: ", "", line) for line in done.stderr.splitlines()] == [
        '"Europe/Ashover" is no time zone; write it as "Europe/London"',
        "a school has at least one member of staff",
    ]
    assert "the lists cannot be used: 2 problems" in " ".join(done.stdout.split())
    assert "fine        Versions: mitmproxy" in done.stdout
    in_json = json.loads(run(tmp_path, broken, "--json").stdout)
    assert [sorted(problem) for problem in in_json["problems"]] == [["file", "line", "message"]] * 2
    assert in_json["findings"][0]["level"] == "wrong"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--group=ofice"], 'the school has no group "ofice" (did you mean "office"?)', id="group"),
        pytest.param(["--proxy-port=0"], "0 is not in the range", id="no port"),
    ],
)
def test_wrong_use_ends_with_2(tmp_path: Path, words: list[str], said: str) -> None:
    done = run(tmp_path, SAMPLE_SCHOOL.read_text("utf-8"), *words)
    assert (done.exit_code, done.stdout, said in done.stderr) == (2, "", True)


def test_programs_read_json(tmp_path: Path, start_page: str) -> None:
    found = json.loads(run(tmp_path, school(start_page), "--json").stdout)
    assert found["problems"] == []
    assert {frozenset(each) for each in found["findings"]} == {frozenset(("level", "about", "seen", "to_do"))}
    assert {each["level"] for each in found["findings"]} == {"fine", "to look at"}
    assert all(bool(each["to_do"]) == (each["level"] != "fine") for each in found["findings"])


def test_it_fits_into_80_columns_and_breaks_no_word(tmp_path: Path, start_page: str) -> None:
    lines = run(tmp_path, school(start_page)).stdout.splitlines()
    assert all(len(line) <= 80 or " " not in line.strip() for line in lines)
    assert all(line[:12].strip() in {"fine", "to look at", "wrong", ""} for line in lines[:-1])


def test_no_secret_is_told(tmp_path: Path, start_page: str) -> None:
    state = tmp_path / "state"
    make_authority(state / "authority", [Hostname("facebook.com")], dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    write_private(state / TOKEN_FILE, TOKEN.encode())
    key = (state / "authority" / KEY_FILE).read_text("ascii").splitlines()[1]
    text = school(start_page).replace(
        'forward = "direct"', f'forward = "direct"\npac = "http://it:canary@{LOOPBACK}:{NOBODY}/p?k=canary"'
    )
    text += f'\n[counting]\nserver = "http://{LOOPBACK}:{NOBODY}"\n'
    told = [run(tmp_path, text, *words, SSLKEYLOGFILE=str(tmp_path / "canary")) for words in ((), ("--json",))]
    assert [done.exit_code for done in told] == [1, 1]
    for done in told:
        assert "School's PAC" in done.output
        assert [secret for secret in (TOKEN, key, "canary") if secret in done.output] == []
