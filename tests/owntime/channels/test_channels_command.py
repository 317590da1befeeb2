"""`owntime channels`, run as people run it."""

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from owntime.channels_command import channels
from owntime.demo.stage import SAMPLE_SCHOOL
from proxy_addons.clock import Clock

SAMPLE = SAMPLE_SCHOOL.read_text("utf-8")
START = SAMPLE.index("[[channel]]")
END = SAMPLE.index("[contacts]")
CHANNEL = SAMPLE[START:END]
OWN_PAGE = """\
[[channel]]
platform = "instagram"
name = "Year 6"
master_role = "Year 6 teacher"
approved_roles = []
opened = 2024-09-01
"""


def run(folder: Path, *words: str, register: str = CHANNEL, today: str = "2026-11-23") -> Result:
    file = folder / "school.toml"
    file.write_text(f"{SAMPLE[:START]}{register}\n{SAMPLE[END:]}", "utf-8")
    clock = Clock()
    clock.set(dt.datetime.fromisoformat(f"{today}T10:42:00+00:00"))
    return CliRunner().invoke(channels, [*words, "--settings", str(file)], obj=clock)


ON_THE_DAY = CHANNEL.replace("review_on = 2027-07-01", "review_on = 2026-11-23")
TWO_MISSING = CHANNEL.replace("mfa = true", "mfa = false").replace("administrators = 2", "administrators = 9")
OFFICIAL = ['Facebook, "Ashover Primary School": official, open']


@pytest.mark.parametrize(
    ("register", "lines", "code"),
    [
        pytest.param(CHANNEL, OFFICIAL, 0, id="official"),
        pytest.param(
            TWO_MISSING,
            [
                'Facebook, "Ashover Primary School": not official, open',
                "  missing: few administrators: 1 to 3, and how many there are (administrators)",
                "  missing: a second factor at sign-in (mfa)",
            ],
            1,
            id="two missing",
        ),
        pytest.param(
            ON_THE_DAY,
            [*OFFICIAL, "  its review has been due since Monday 23 November 2026"],
            1,
            id="its review is due",
        ),
        pytest.param(
            f"{ON_THE_DAY}closed = 2026-11-20\n",
            ['Facebook, "Ashover Primary School": official, closed on Friday 20 November 2026'],
            0,
            id="closed: no review",
        ),
        pytest.param(
            CHANNEL.replace("2019-09-01", "2027-01-05"),
            ['Facebook, "Ashover Primary School": official, opens on Tuesday 5 January 2027'],
            0,
            id="to open",
        ),
    ],
)
def test_check_says_what_each_channel_lacks(tmp_path: Path, register: str, lines: list[str], code: int) -> None:
    result = run(tmp_path, "check", register=register)

    assert (result.stdout.splitlines(), result.stderr, result.exit_code) == (lines, "", code)


def test_check_names_every_condition_of_a_page_that_somebody_made(tmp_path: Path) -> None:
    result = run(tmp_path, "check", register=CHANNEL + OWN_PAGE)

    keys = [line.rpartition("(")[2].rstrip(")") for line in result.stdout.splitlines() if line.endswith(")")]
    assert result.stdout.splitlines()[:2] == [*OFFICIAL, 'Instagram, "Year 6": not official, open']
    assert keys == [
        "school_holds_access",
        "editorial_oversight",
        "administrators",
        "mfa",
        "privacy_reviewed_on",
        "website_link",
        "review_on",
    ]
    assert result.exit_code == 1


def test_a_closed_page_that_was_never_official_needs_no_look(tmp_path: Path) -> None:
    result = run(tmp_path, "check", register=f"{CHANNEL}{OWN_PAGE}closed = 2025-07-01\n")

    assert '"Year 6": not official, closed on' in result.stdout
    assert result.exit_code == 0


def test_a_register_without_a_channel_says_so(tmp_path: Path) -> None:
    result = run(tmp_path, "check", register="")

    assert " ".join(result.stdout.split()).endswith("school.toml: the register has no channel.")
    assert result.exit_code == 0


def test_check_answers_in_json(tmp_path: Path) -> None:
    result = run(tmp_path, "check", "--json", register=ON_THE_DAY.replace("mfa = true", "mfa = false"))

    assert json.loads(result.stdout) == {
        "problems": [],
        "channels": [
            {
                "platform": "facebook",
                "name": "Ashover Primary School",
                "standing": "open",
                "official": False,
                "missing": [{"key": "mfa", "text": "a second factor at sign-in"}],
                "review_on": "2026-11-23",
                "review_due": True,
            }
        ],
        "findings": [],
        "remarks": [],
    }
    assert result.exit_code == 1


def test_a_file_that_cannot_be_used_ends_both_with_2_and_every_problem(tmp_path: Path) -> None:
    broken = CHANNEL.replace('"facebook"', '"facebok"').replace("administrators = 2", "administrators = 0")
    wanted = ['no list has the platform "facebok"', "a channel has at least one administrator"]

    for command in ("check", "privacy-notice"):
        result = run(tmp_path, command, register=broken)
        assert (result.exit_code, result.stdout) == (2, "")
        assert [words in line for words, line in zip(wanted, result.stderr.splitlines(), strict=True)] == [
            True
        ] * 2
    in_json = json.loads(run(tmp_path, "check", "--json", register=broken).stdout)
    assert ([len(in_json["problems"]), in_json["channels"]]) == [2, []]


NOTICE = """\
## Our official channels

| Platform | Account name | Master administration role | Approved roles | Opened | Closed |
| --- | --- | --- | --- | --- | --- |
| Facebook | Ashover Primary School | Headteacher | Deputy Headteacher | 1 September 2019 | – |
"""  # noqa: RUF001 (a dash of print)


def test_the_privacy_notice_has_the_official_channels(tmp_path: Path) -> None:
    result = run(tmp_path, "privacy-notice")

    assert (result.stdout, result.stderr, result.exit_code) == (NOTICE, "", 0)


def test_what_the_privacy_notice_leaves_out_is_said_beside_it(tmp_path: Path) -> None:
    later = CHANNEL.replace("2019-09-01", "2027-01-05").replace("Ashover Primary School", "Films")
    result = run(tmp_path, "privacy-notice", register=CHANNEL + OWN_PAGE + later)

    assert result.stdout == NOTICE
    assert result.stderr.splitlines() == [
        'owntime: left out: Instagram, "Year 6": it is not official (owntime channels check says why)',
        'owntime: left out: Facebook, "Films": it opens on Tuesday 5 January 2027',
    ]
    assert result.exit_code == 0


def test_the_privacy_notice_comes_in_html_too(tmp_path: Path) -> None:
    result = run(tmp_path, "privacy-notice", "--format", "html")

    assert "<td>Ashover Primary School</td>" in result.stdout
    assert result.stdout.startswith("<h2>Our official channels</h2>\n<table>")
    assert run(tmp_path, "privacy-notice", "--format", "pdf").exit_code == 2
