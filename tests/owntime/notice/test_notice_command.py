import datetime as dt
import re
import tempfile
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from domain_lists.catalogue import load_catalogue
from owntime.channels_command import channels
from owntime.notice.listed import BEST_KNOWN
from owntime.notice_command import notice
from owntime.timetable_command import timetable
from proxy_addons.clock import Clock
from tests.owntime.timetable.school import SCHOOL, write_school

AUDIENCES = ("staff", "supply", "governors")
COUNTED = f'{SCHOOL}[counting]\nserver = "https://owntime.hartwell.example:8480"\n'
every_audience = pytest.mark.parametrize("audience", AUDIENCES)


def run(folder: Path, text: str, *words: str) -> Result:
    clock = Clock()
    clock.set(dt.datetime(2026, 11, 23, 10, 42, tzinfo=dt.UTC))
    return CliRunner().invoke(notice, [*words, "--settings", str(write_school(folder, text))], obj=clock)


@cache
def written(audience: str = "staff", text: str = SCHOOL, form: str = "markdown") -> str:
    with tempfile.TemporaryDirectory() as folder:
        result = run(Path(folder), text, "--for", audience, "--format", form)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def digest_of(page: str) -> str:
    found = re.findall(r"^Settings: ([0-9a-f]{8})$", page, re.MULTILINE)
    assert len(found) == 1
    return str(found[0])


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.tags += [name for name, _ in attrs if name.startswith("on") or name in ("src", "style")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


SAID = [
    pytest.param(
        "staff", "Teaching staff: Monday to Friday before 8:30, Lunch (12:15 to 13:15), after 15:45.", id="a"
    ),
    pytest.param("staff", "Never for YouTube.", id="a quiet platform"),
    pytest.param(
        "staff",
        "Site staff: Monday to Wednesday before 6:30, 10:00 to 14:30, after 18:00; in holidays: Monday before",
        id="sessions and holidays",
    ),
    pytest.param(
        "staff", "Supply staff: week A: Monday before 8:30, after 15:45; week B: Tuesday", id="two weeks"
    ),
    pytest.param(
        "staff",
        "Own time all day: days that are not named here, school holidays and half-terms (where no times are given "
        "for them), bank holidays.",
        id="days off",
    ),
    pytest.param("staff", "at most 6 times a day", id="the cap"),
    pytest.param("staff", "opens the site for 15 minutes", id="own time now"),
    pytest.param("staff", "has 5 minutes", id="the grace"),
    pytest.param("staff", "In your own time nothing is shown and nothing is counted.", id="own time"),
    pytest.param("staff", "Never: any other site; anything in own time", id="what never is"),
    pytest.param("supply", "Welcome.", id="a welcome"),
    pytest.param("supply", "About a worry for a child: DSL, dsl@hartwell.example", id="a visitor's contact"),
    pytest.param("governors", "The settings say: no day yet", id="not consulted"),
    pytest.param("governors", "Teaching staff, YouTube: clips in lessons (review on 1 July 2027)", id="a review"),
    pytest.param("governors", "at least once a year", id="a review of all"),
    *(
        pytest.param(audience, words, id=f"{audience}: {words[:20]}")
        for audience in AUDIENCES
        for words in (
            "Hartwell Primary School",
            "Facebook, Instagram, TikTok and",
            "the Investigatory Powers Act 2016, section 46, with the Investigatory Powers (Inter",
            "Regulations 2018",
            "UK GDPR and the Data Protection Act 2018",
            "the school takes its own advice",
            "Given on: ____",
        )
    ),
]


@pytest.mark.parametrize(("audience", "words"), SAID)
def test_a_notice_says_it(audience: str, words: str) -> None:
    assert words in written(audience)


@every_audience
def test_a_notice_says_what_is_counted_only_where_anything_is(audience: str) -> None:
    nothing, something = written(audience), written(audience, COUNTED)
    bands = "“10 to 14 devices”, from 10 devices on"
    assert ("Nothing. The school has no server for it." in nothing, bands in nothing) == (True, False)
    assert ("Nothing. The school has no server for it." in something, bands in something) == (False, True)


KINDS = (
    "social networks (Facebook, Instagram, TikTok and",
    "video (Twitch, Vimeo, YouTube and",
    "messaging (Discord, Messenger, WhatsApp and",
    "blogs and forums (Mumsnet, Quora, Reddit and",
    "games (Minecraft, Nintendo, Roblox and",
    "online worlds (EVE Online, RuneScape, World of Warcraft / Battle.net and",
)


@every_audience
def test_of_many_platforms_each_kind_is_told_with_the_best_known_and_where_they_all_are(audience: str) -> None:
    page, counted = written(audience), written(audience, COUNTED)
    number = len(load_catalogue().platforms)
    assert [kind for kind in KINDS if kind not in page] == []
    assert f"All {number} by name: ask IT admin." in page
    assert f"All {number} by name: see the school's page “The rule”." in counted


def told_of_lists(folder: Path, number: int, kind: str = "gaming") -> str:
    lists = folder / "lists"
    lists.mkdir()
    tables = (
        f'[[platform]]\nid = "g{place}"\nname = "Game {place:02}"\nfront_page = "https://g{place}.test/"\n'
        f'sites = ["g{place}.test"]\n'
        for place in range(number, 0, -1)
    )
    (lists / f"{kind}.toml").write_text("".join(tables), "utf-8")
    result = run(folder, SCHOOL.replace("youtube", "g1"), "--for", "supply", "--lists", str(lists))
    assert (result.exit_code, result.stderr) == (0, "")
    return next(line for line in result.stdout.splitlines() if "Listed:" in line)


def test_few_platforms_are_all_named(tmp_path: Path) -> None:
    assert told_of_lists(tmp_path, 3) == "- Listed: Game 01, Game 02, Game 03."


def test_one_more_than_few_are_told_by_kind_whatever_their_order_and_without_known_ones(tmp_path: Path) -> None:
    line = told_of_lists(tmp_path, 21)
    assert line == "- Listed: games (Game 01, Game 02, Game 03 and 18 more). All 21 by name: ask IT admin."


def test_every_well_known_name_is_one_of_the_shipped_lists() -> None:
    assert BEST_KNOWN - {platform.name for platform in load_catalogue().platforms} == set()


def test_staff_are_told_that_nothing_happens_away_from_school_only_where_a_server_can_tell() -> None:
    words = "away from the school's network, nothing is shown"
    assert (words in written("staff"), words in written("staff", COUNTED)) == (False, True)


CHANGES = [
    pytest.param("[contacts]", "[reminder]\ndaily_cap = 0\n[contacts]", "at most", "", id="no cap"),
    pytest.param(
        "[contacts]", "[reminder]\ndaily_cap = 1\n[contacts]", "6 times", "at most once a day", id="once"
    ),
    pytest.param('"youtube"', '"*"', "Never for", "after 15:45. No reminder at any time.", id="quiet for all"),
    pytest.param('bank_holidays = "england"', "", "bank holidays", "half-terms", id="no bank holidays"),
]


@pytest.mark.parametrize(("old", "new", "gone", "come"), CHANGES)
def test_a_notice_follows_the_settings(old: str, new: str, gone: str, come: str) -> None:
    before, after = written(), written(text=SCHOOL.replace(old, new))
    assert (gone in before, gone in after, come in after) == (True, False, True)


def claims(page: str) -> list[str]:
    """Find sentences that promise what cannot be promised, or offer figures as evidence."""
    too_much = re.compile(
        r"nobody can|no one can|never be (found|guessed)|impossible|anonym|guarantee|proof|cannot be"
    )
    evidence = re.compile(r"(?<!no )evidence")
    sentences = re.split(r"[.?!]\s", page)
    return [one for one in sentences if too_much.search(one.lower()) or evidence.search(one.lower())]


@every_audience
@pytest.mark.parametrize("text", [SCHOOL, COUNTED], ids=["not counted", "counted"])
def test_two_things_are_never_claimed(audience: str, text: str) -> None:
    assert claims(written(audience, text)) == []


@pytest.mark.parametrize(
    "claim", ["Nobody can ever guess who.", "It is anonymous.", "The figures are evidence of it."]
)
def test_the_same_look_finds_a_claim(claim: str) -> None:
    assert len(claims(written(text=SCHOOL.replace("clips in lessons", claim), audience="governors"))) == 1


@every_audience
@pytest.mark.parametrize("form", ["markdown", "html"])
def test_every_notice_ends_in_the_same_digest(audience: str, form: str) -> None:
    page = written(audience, form=form).replace("<p>", "\n").replace("</p>", "\n")
    assert digest_of(page) == digest_of(written())


@every_audience
def test_the_page_is_plain_html_with_the_words_of_the_markdown(audience: str) -> None:
    page = _Words()
    page.feed(written(audience, COUNTED, form="html"))
    assert {*page.tags} & {"script", "link", "img", "iframe", "src", "style", "onload"} == {"style"}
    words = " ".join(" ".join(page.words).split())
    for line in written(audience, COUNTED).splitlines():
        assert re.sub(r"^(#+|-) |\\|\*\*", "", line) in words


ODD = "Hart*well* <b>[School](x)</b> & _Co_"


def test_what_a_school_writes_stays_text() -> None:
    text = SCHOOL.replace("Hartwell Primary School", ODD)
    assert r"**Hart\*well\* \<b\>\[School\](x)\</b\> \& \_Co\_**" in written(text=text)
    page = _Words()
    page.feed(written(text=text, form="html"))
    assert "b" not in page.tags
    assert page.words.count(ODD) == 1


def recorded(digest: str) -> str:
    return SCHOOL.replace("given_on = 2026-09-07", f'given_on = 2026-09-07\nsettings = "{digest}"')


def test_a_notice_is_dated_once_it_is_known_to_be_the_one_that_was_given() -> None:
    digest = digest_of(written())
    assert "Given on 7 September 2026" in written(text=recorded(digest))
    changed = recorded(digest).replace("12:15-13:15", "12:15-13:00")
    for text in (SCHOOL, recorded("a1b2c3d4"), changed, SCHOOL.replace("given_on = 2026-09-07", "")):
        assert "Given on: ____" in written(text=text)


def checked(folder: Path, text: str, command: click.Group = timetable) -> tuple[int, str]:
    clock = Clock()
    clock.set(dt.datetime(2026, 11, 23, 10, 42, tzinfo=dt.UTC))
    words = ["check", "--settings", str(write_school(folder, text))]
    result = CliRunner().invoke(command, words, obj=clock)
    return result.exit_code, " ".join(result.stdout.split())


CHANGED = (
    "notice: what staff were told has changed since 7 September 2026 "
    "To do: give staff the new notice (owntime notice --for staff), "
    "then write its day and its last line into [notice]."
)
NOT_TOLD = "notice: staff have not been told; until {} nobody is reminded and nothing is counted"
CAN_BE_RECORDED = "what staff were told can be recorded"


@pytest.mark.parametrize("command", [timetable, channels], ids=["timetable", "channels"])
def test_both_checks_say_when_what_staff_were_told_has_changed(tmp_path: Path, command: click.Group) -> None:
    now = recorded(digest_of(written()))
    for text, code, changed in (
        (now, 0, False),
        (now.replace("12:15-13:15", "12:15-13:00"), 1, True),
        (now.replace("2027-07-01", "2028-07-01"), 0, False),
        (now.replace("given_on = 2026-09-07\n", ""), 0, False),
        (recorded("a1b2c3d4"), 1, True),
    ):
        found, words = checked(tmp_path, text, command)
        assert (found, CHANGED in words, CAN_BE_RECORDED in words) == (code, changed, False)


def test_check_says_in_one_line_that_a_notice_can_be_recorded_and_finds_nothing_wrong(tmp_path: Path) -> None:
    code, words = checked(tmp_path, SCHOOL)
    assert (code, words.count("notice"), CAN_BE_RECORDED in words) == (0, 3, True)
    assert CAN_BE_RECORDED not in checked(tmp_path, SCHOOL, channels)[1]


@pytest.mark.parametrize("command", [timetable, channels], ids=["timetable", "channels"])
@pytest.mark.parametrize(
    ("given_on", "until"),
    [
        pytest.param("", "[notice] given_on is set", id="no day"),
        pytest.param("given_on = 2026-11-24", "24 November 2026", id="tomorrow"),
        pytest.param("given_on = 2026-11-23", "", id="today"),
    ],
)
def test_both_checks_say_that_staff_have_not_been_told_and_what_follows(
    tmp_path: Path, command: click.Group, given_on: str, until: str
) -> None:
    code, words = checked(tmp_path, SCHOOL.replace("given_on = 2026-09-07", given_on), command)
    assert (code, "have not been told" in words) == (0, bool(until))
    assert not until or NOT_TOLD.format(until) in words


@pytest.mark.parametrize(
    "words", [(), ("--for", "pupils"), ("--for", "staff", "--format", "pdf")], ids=["nobody", "pupils", "PDF"]
)
def test_what_it_does_not_write_is_wrong_use(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = run(tmp_path, SCHOOL, *words)
    assert (result.exit_code, result.stdout) == (2, "")


def test_settings_that_cannot_be_used_give_no_notice(tmp_path: Path) -> None:
    result = run(tmp_path, SCHOOL.replace("Europe/London", "Europe/Ashover"), "--for", "staff")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Europe/Ashover" in result.stderr
