"""The pack through the command line, for the sample school."""

import datetime as dt
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from owntime.cli import main
from proxy_addons.clock import Clock

SAMPLE = (Path(__file__).parents[3] / "examples" / "ashover" / "school.toml").read_text("utf-8")
COUNTED = SAMPLE.replace("# [counting]", "[counting]", 1).replace("# server =", "server =", 1)
both = pytest.mark.parametrize("name", ["dpia", "record"])


def run(folder: Path, *words: str, text: str = COUNTED) -> Result:
    settings = folder / "school.toml"
    settings.write_text(text, "utf-8")
    clock = Clock()
    clock.set(dt.datetime(2026, 11, 23, 10, 42, tzinfo=dt.UTC))
    return CliRunner().invoke(main, [*words, "--settings", str(settings)], obj=clock)


def written(folder: Path, *words: str, text: str = COUNTED) -> str:
    result = run(folder, *words, text=text)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += [
            tag,
            *(name for name, _ in attrs if name.startswith("on") or name in ("src", "style", "href")),
        ]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def page_of(text: str) -> _Page:
    page = _Page()
    page.feed(text)
    return page


@both
def test_each_statement_of_a_page_says_whether_it_was_measured(tmp_path: Path, name: str) -> None:
    page = written(tmp_path, name)
    points = [line for line in page.splitlines() if line.startswith("- ")]
    marks = [re.match(r"- \*\*(MEASURED|SELF-REPORTED|TO WRITE)\*\* ", line) for line in points]
    assert len(points) > 50
    assert None not in marks
    assert {mark[1] for mark in marks if mark} == {"MEASURED", "SELF-REPORTED", "TO WRITE"}
    assert "Written on 23 November 2026." in page
    assert re.search(r"^Digest: [0-9a-f]{8}$", page, re.MULTILINE)


@both
def test_the_page_to_print_has_the_words_of_the_markdown_and_needs_nothing_beside_it(
    tmp_path: Path, name: str
) -> None:
    page = page_of(written(tmp_path, name, "--format", "html"))
    assert {*page.tags} & {"script", "link", "img", "iframe", "src", "href", "onload", "style"} == {"style"}
    words = " ".join(" ".join(page.words).split())
    for line in written(tmp_path, name).splitlines():
        said = re.sub(r"^(#+ |- )|\*\*(?=\w)|(?<=\w)\*\*|\\(?=[^_])|( ?\\_)+$", "", line).replace("\\", "")
        assert said in words


ODD = "Ash*over* <b>[School](x)</b> & _Co_"


def test_what_a_school_writes_stays_text(tmp_path: Path) -> None:
    text = COUNTED.replace('name = "Ashover Primary School"', f'name = "{ODD}"')
    page = page_of(written(tmp_path, "dpia", "--format", "html", text=text))
    assert "b" not in page.tags
    assert ODD in page.words
    assert r"**Ash\*over\* \<b\>\[School\](x)\</b\> \& \_Co\_**" in written(tmp_path, "dpia", text=text)


@both
def test_a_page_is_written_into_a_file_where_one_is_named(tmp_path: Path, name: str) -> None:
    out = tmp_path / "page.md"
    assert written(tmp_path, name, "--out", str(out)) == ""
    assert out.read_text("utf-8") == written(tmp_path, name)


@both
def test_programs_are_given_the_same_as_json(tmp_path: Path, name: str) -> None:
    data = json.loads(written(tmp_path, name, "--json"))
    assert f"Digest: {data['digest']}" in written(tmp_path, name)
    bases = {each["basis"] for part in data["parts"] for each in part["statements"]}
    assert (data["name"], bases) == (name, {"MEASURED", "SELF-REPORTED"})


@both
def test_what_was_never_signed_off_does_not_hold(tmp_path: Path, name: str) -> None:
    result = run(tmp_path, name, "--check")
    assert (result.exit_code, "not signed off yet" in result.stdout) == (1, True)
    assert json.loads(run(tmp_path, name, "--check", "--json").stdout)["signed_off"] is None


@both
def test_a_pack_is_signed_off_and_holds_until_something_that_it_says_changes(tmp_path: Path, name: str) -> None:
    assert "is signed off by the role Data Protection Officer on 2026-11-23" in written(
        tmp_path, name, "--sign-off"
    )
    same, other = (
        COUNTED.replace("#1d4e89", "#7a1f3d"),
        COUNTED.replace("given_on = 2026-09-01", "given_on = 2026-09-02"),
    )
    for text in (COUNTED, same):
        result = run(tmp_path, name, "--check", text=text)
        assert (result.exit_code, "nothing has changed" in result.stdout) == (0, True)
        assert "by the role Data Protection Officer; nothing said here has changed since." in written(
            tmp_path, name, text=text
        )
    result = run(tmp_path, name, "--check", text=other)
    assert (result.exit_code, result.stdout.count("\n- "), result.stdout.count("\n+ ")) == (1, 1, 1)
    assert "given notice: 2 September 2026." in " ".join(result.stdout.partition("\n+ ")[2].split())
    assert "has changed since (then " in written(tmp_path, name, text=other)
    answer = json.loads(run(tmp_path, name, "--check", "--json", text=other).stdout)
    assert (answer["changed"], len(answer["gone"]), len(answer["new"])) == (True, 1, 1)
    assert written(tmp_path, name, "--sign-off", "--role", "Governor", text=other)
    assert run(tmp_path, name, "--check", text=other).exit_code == 0
    assert run(tmp_path, name, "--check", text=COUNTED).exit_code == 1


@both
def test_the_day_on_which_a_page_is_written_changes_nothing(tmp_path: Path, name: str) -> None:
    written(tmp_path, name, "--sign-off")
    clock = Clock()
    clock.set(dt.datetime(2027, 8, 2, 10, 42, tzinfo=dt.UTC))
    words = [name, "--check", "--settings", str(tmp_path / "school.toml")]
    assert CliRunner().invoke(main, words, obj=clock).exit_code == 0


def test_a_list_of_the_schools_own_changes_what_is_said(tmp_path: Path) -> None:
    written(tmp_path, "dpia", "--sign-off")
    (tmp_path / "lists.toml").write_text(
        '[[remove]]\nplatform = "friv"\nreason = "used in lessons"\nby = "IT"\non = 2026-11-01\n', "utf-8"
    )
    result = run(tmp_path, "dpia", "--check")
    assert (result.exit_code, "Friv" in result.stdout) == (1, True)


def _broken(folder: Path) -> None:
    (folder / "dpia-signed-off.json").write_text("{}", "utf-8")


def _folder(folder: Path) -> None:
    (folder / "dpia-signed-off.json").mkdir()


WRONG = [
    pytest.param(("--check", "--sign-off"), COUNTED, None, "one at a time", id="both"),
    pytest.param(("--sign-off", "--role", ""), COUNTED, None, "a role is", id="no role"),
    pytest.param(("--check",), COUNTED.replace("Europe/London", "Europe/A"), None, "Europe/A", id="settings"),
    pytest.param((), COUNTED.replace("[upstream]", "[upstrea]"), None, "upstrea", id="settings, no check"),
    pytest.param(("--check",), COUNTED, _broken, "cannot be read", id="a broken sign-off"),
    pytest.param(("--check",), COUNTED, _folder, "cannot be read", id="a folder in its place"),
    pytest.param(("--sign-off",), COUNTED, _folder, "dpia-signed-off.json", id="nowhere to write it"),
    pytest.param(("--format", "pdf"), COUNTED, None, "pdf", id="PDF"),
    pytest.param(("--out", "/nowhere/at/all.md"), COUNTED, None, "/nowhere/at/all.md", id="nowhere to write"),
]


@pytest.mark.parametrize(("words", "text", "prepare", "said"), WRONG)
def test_bad_input_ends_with_2_and_says_why(
    tmp_path: Path, words: tuple[str, ...], text: str, prepare: Callable[[Path], None] | None, said: str
) -> None:
    if prepare is not None:
        prepare(tmp_path)
    result = run(tmp_path, "dpia", *words, text=text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
