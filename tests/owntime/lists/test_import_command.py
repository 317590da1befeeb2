import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from domain_lists.catalogue import read_catalogue
from owntime.lists_command import lists

HOSTS = """# Title: Test
127.0.0.1 localhost
0.0.0.0 new.example
0.0.0.0 www.facebook.com
0.0.0.0 accounts.google.com
0.0.0.0 co.uk other.example
0.0.0.0 facebook
"""


def run(*words: str | Path, given: str | bytes = "") -> Result:
    return CliRunner().invoke(lists, ["import", *map(str, words)], input=given)


@pytest.fixture
def hosts(tmp_path: Path) -> Path:
    path = tmp_path / "hosts.txt"
    path.write_text(HOSTS, "utf-8")
    return path


def test_it_shows_what_would_be_taken_and_changes_nothing(hosts: Path) -> None:
    result = run(hosts)
    assert result.exit_code == 0
    platforms = read_catalogue({"social.toml": result.stdout}).platforms
    assert [(platform.id, [rule.host for rule in platform.hosts]) for platform in platforms] == [
        ("new-example", ["new.example"]),
        ("other-example", ["other.example"]),
    ]
    assert "accounts.google.com is left out" in result.stdout
    assert "read as a hosts file (guessed; --format says otherwise)" in result.stderr
    assert "7 lines: 4 taken (1 of them in part), 1 unsupported, 1 wrong, 1 comments or empty" in result.stderr
    assert "New: 2 names of 2 platforms" in result.stderr
    assert list(hosts.parent.iterdir()) == [hosts]


def test_the_report_has_each_lines_fate(hosts: Path, tmp_path: Path) -> None:
    report, output = tmp_path / "report.tsv", tmp_path / "social.toml"
    result = run(hosts, "--report", report, "--output", output)
    assert (result.exit_code, result.stdout) == (0, "")
    rows = [row.split("\t") for row in report.read_text("utf-8").splitlines()]
    assert rows[0] == ["file", "line", "fate", "why", "text"]
    assert [(row[1], row[2]) for row in rows[1:]] == [
        ("1", "remark"),
        ("2", "unsupported"),
        ("3", "taken"),
        ("4", "taken"),
        ("5", "taken"),
        ("6", "taken"),
        ("7", "wrong"),
    ]
    assert rows[6][3].startswith("a public suffix")
    assert [row[4] for row in rows[1:]] == HOSTS.splitlines()
    assert len(read_catalogue({"social.toml": output.read_text("utf-8")}).platforms) == 2


def test_json_has_each_lines_fate_and_then_the_summary(hosts: Path) -> None:
    *rows, last = [json.loads(line) for line in run(hosts, "--json").stdout.splitlines()]
    assert [row["line"] for row in rows] == list(range(1, 8))
    assert rows[1] | {"why": ""} == {
        "file": "hosts.txt",
        "line": 2,
        "fate": "unsupported",
        "text": "127.0.0.1 localhost",
        "reason": "nearby",
        "why": "",
    }
    assert rows[2]["names"] == [{"host": "new.example", "reach": "exact", "exception": False}]
    summary = last["summary"]
    assert summary["lines"] == {
        "all": 7,
        "taken": 4,
        "taken_in_part": 1,
        "unsupported": 1,
        "wrong": 1,
        "remarks": 1,
    }
    assert summary["names"]["new_names"] == 2
    source = summary["sources"][0]
    assert (source["format"], source["guessed"], source["title"]) == ("hosts", True, "Test")
    assert source["unsupported"] == {"nearby": 1}


def test_the_format_can_be_given(hosts: Path) -> None:
    result = run(hosts, "--format", "v2fly")
    assert result.exit_code == 1, "no line of a hosts file is one of v2fly's"
    assert "read as a v2fly domain list;" in result.stderr


def test_standard_input_is_read_packed_or_not() -> None:
    for data in (HOSTS.encode(), gzip.compress(HOSTS.encode())):
        result = run("-", given=data)
        assert result.exit_code == 0
        assert "standard input: read as a hosts file" in result.stderr


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "the file is empty", id="empty"),
        pytest.param(b"<!DOCTYPE html><html>", "a web page", id="a web page"),
        pytest.param(b"\x00\x01\x02", "no text", id="binary"),
        pytest.param(gzip.compress(bytes(600 * 2**20), 1), "512 MiB of text, which is the limit", id="a bomb"),
    ],
)
def test_what_is_no_list_gets_one_line_and_ends_with_2(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_bytes(data)
    result = run(path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert result.stderr.startswith(f"owntime: {path}: ")
    assert result.stderr.count("\n") == 1


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    assert run(tmp_path / "nowhere").exit_code == 2


@pytest.mark.parametrize("option", ["--output", "--report"])
def test_a_file_that_cannot_be_written_is_said_in_one_line(option: str, hosts: Path, tmp_path: Path) -> None:
    result = run(hosts, option, tmp_path / "nowhere" / "file")
    assert result.exit_code == 2
    assert "No such file or directory" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_pipe_with_a_name_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen([sys.executable, "-c", f"open({str(pipe)!r}, 'w').write({HOSTS!r})"]):
        result = run(pipe)
    assert (result.exit_code, "pipe: read as a hosts file" in result.stderr) == (0, True)


def test_nothing_to_take_ends_with_1() -> None:
    result = run("-", given="||co.uk^\n||x.example^$script\n")
    assert result.exit_code == 1
    assert "2 unsupported" in result.stderr


def test_no_progress_is_drawn_where_nobody_looks(hosts: Path) -> None:
    assert "Reading" not in run(hosts).stderr


def test_asking_whose_a_host_is_needs_no_suffixes() -> None:
    code = (
        "import sys\nfrom owntime.lists_command import lists\n"
        "lists(['explain', 'x.com'], standalone_mode=False)\nsys.exit('tldextract' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
    code = code.replace("'explain', 'x.com'", "'export', '--format', 'rpz'")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 1


ADBLOCK = "||new.example^\n@@||help.new.example^\n||other.example^\n"


def test_all_names_may_be_given_to_one_platform(hosts: Path) -> None:
    result = run(hosts, "--platform", "chirp", "--category", "video")
    assert result.exit_code == 0
    (chirp,) = read_catalogue({"video.toml": result.stdout}).platforms
    assert (chirp.id, [rule.host for rule in chirp.hosts]) == ("chirp", ["new.example", "other.example"])
    assert "New: 2 names of 1 platform, and 0 of platforms that are listed" in result.stderr

    result = run(hosts, "--platform", "whatsapp")
    (whatsapp,) = read_catalogue({"messaging.toml": result.stdout}).platforms
    assert {"new.example", "other.example", "whatsapp.com"} <= {rule.host for rule in whatsapp.hosts}
    assert "New: 0 names of 0 platforms, and 2 of platforms that are listed" in result.stderr


@pytest.mark.parametrize("word", ["Chirp", "a b", "", "-", "x" * 80, "tube.com"])
def test_a_platform_is_named_by_an_id(word: str, hosts: Path) -> None:
    result = run(hosts, "--platform", word)
    assert (result.exit_code, "is no id" in result.stderr) == (2, True)


def test_exceptions_are_kept_in_a_file_of_their_own_or_their_names_are_left_out_and_named(tmp_path: Path) -> None:
    lists_file, never = tmp_path / "lists" / "social.toml", tmp_path / "lists" / "never_listed.toml"
    lists_file.parent.mkdir()
    given = tmp_path / "list.txt"
    given.write_text(ADBLOCK, "utf-8")
    without = run(given)
    assert "# new.example (the name and all below it) is left out, as the list makes exceptions" in without.stdout

    kept = run(given, "--output", lists_file, "--exceptions", never)
    assert (kept.exit_code, kept.stdout) == (0, "")
    assert "Exceptions: 1 kept, 0 lost" in kept.stderr
    asked = CliRunner().invoke(
        lists,
        ["classify", "--lists", str(lists_file.parent)],
        input="a.new.example\nhelp.new.example\na.help.new.example\nother.example",
    )
    assert [row.split("\t")[1] for row in asked.stdout.splitlines()] == ["new-example", "-", "-", "other-example"]


def test_a_list_without_exceptions_has_an_empty_file_of_them(hosts: Path, tmp_path: Path) -> None:
    never = tmp_path / "never_listed.toml"
    assert run(hosts, "--exceptions", never).exit_code == 0
    assert read_catalogue({"never_listed.toml": never.read_text("utf-8")}).never_listed == ()
