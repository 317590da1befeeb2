"""A settings file as a whole: every problem at once, whatever is wrong with the rest."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from school_policy.policy import Settings
from school_policy.settings import read_settings
from school_policy.timetable import sessions_around
from school_policy.toml_source import TomlError
from tests.school_policy.test_settings import MINIMAL, PLATFORMS, SAMPLE, problems, read

EVERYTHING_WRONG = """\
[school]
name = "Ashover"
zone = "London"
colour = "blue"
start_page = "www"
staff = 0
motto = "?"
[notice]
given_on = 1
[upstream]
forward = "none"
[[group]]
id = "A"
name = "A"
[[group.timetable]]
days = ["mon"]
work = "08:00-07:00"
[[group.quiet]]
platform = "facebok"
reason = "r"
review_on = 2026-01-01
[[group]]
id = "A"
name = 1
[[group]]
id = "A"
name = "B"
[[channel]]
platform = "yotube"
name = "n"
master_role = "m"
approved_roles = []
opened = 2026-01-02
closed = 2026-01-01
administrators = 0
website_link = "www"
[contacts]
it = 1
[reminder]
daily_cap = -1
own_time_minutes = 61
[counting]
server = "http://owntime.school:8480"
"""
ALL_OF_IT = """\
3: "London" is no time zone; write it as "Europe/London"
4: "blue" is no colour; write it as "#1d4e89"
5: "www" is no web address
6: a school has at least one member of staff
7: unknown key "motto"
9: [notice.given_on]: expected a date such as 2026-09-01, got a whole number
11: "none" is neither "direct" nor a proxy such as "http://filter.school:3128"
13: "A": an id has small letters, digits and hyphens
16: "mon" is no day of the week (did you mean "monday"?)
17: "08:00-07:00" ends before it starts
19: no list has the platform "facebok" (did you mean "facebook"?)
24: [group.name]: expected text, got a whole number
26: "A": an id has small letters, digits and hyphens
26: the group "A" stands here a second time
29: no list has the platform "yotube" (did you mean "youtube"?)
34: the channel closed before it opened
35: a channel has at least one administrator
36: "www" is no web address
37: [contacts] needs the key "headteacher"
37: [contacts] needs the key "safeguarding"
38: [contacts.it] must be a table
40: a cap is 0 (none) or more
41: own time now lasts 1 to 60 minutes
43: "http://owntime.school:8480" is no server such as "https://owntime.school:8480"
"""


def test_every_problem_of_a_file_is_reported_at_once_in_the_order_of_the_lines() -> None:
    assert problems(EVERYTHING_WRONG) == [f"school.toml:{line}" for line in ALL_OF_IT.splitlines()]


def test_an_empty_file_lacks_every_table_that_must_be_there() -> None:
    assert problems("") == [
        f'school.toml:1: the file needs the key "{key}"' for key in ("contacts", "group", "school", "upstream")
    ]


def test_a_file_without_groups_says_so() -> None:
    text = MINIMAL.replace('[[group]]\nid = "all"\nname = "All staff"\n', "")

    assert problems(text) == ['school.toml:1: the file needs the key "group"']
    assert problems("group = []\n" + text) == ["school.toml:1: the file needs at least one [[group]]"]


def test_a_group_stands_in_the_file_once() -> None:
    more = '[[group]]\nid = "all"\nname = "Again"\n'

    assert problems(MINIMAL + more) == ['school.toml:17: the group "all" stands here a second time']


@pytest.mark.parametrize(
    ("minutes", "fine"),
    [
        pytest.param("0", False, id="none"),
        pytest.param("1", True, id="the least"),
        pytest.param("60", True, id="the most"),
        pytest.param("61", False, id="more than the most"),
    ],
)
def test_own_time_now_lasts_up_to_an_hour(minutes: str, *, fine: bool) -> None:
    text = f"{MINIMAL}[reminder]\nown_time_minutes = {minutes}\n"

    if fine:
        assert read(text).reminder.own_time_minutes == int(minutes)
    else:
        assert problems(text) == ["school.toml:17: own time now lasts 1 to 60 minutes"]


@pytest.mark.parametrize(
    ("server", "fine"),
    [
        ("", True),
        ("https://owntime.school:8480", True),
        ("https://owntime.school/", True),
        ("https://[2001:db8::1]:8480", True),
        ("http://127.0.0.1:8480", True),
        ("http://localhost:8480", True),
        ("http://[::1]:8480", True),
        ("http://owntime.school:8480", False),
        ("http://127.0.0.1.evil.example", False),
        ("https://name:secret@owntime.school", False),
        ("https://owntime.school/path", False),
        ("https://owntime.school/?a=b", False),
        ("https://owntime.school:0", False),
        ("https://owntime.school:x", False),
        ("https://", False),
        ("owntime.school:8480", False),
        ("https://own time.school", False),
    ],
)
def test_a_devices_token_goes_over_tls_or_stays_on_this_machine(server: str, *, fine: bool) -> None:
    text = f'{MINIMAL}[counting]\nserver = "{server}"\n'

    if fine:
        assert read(text).counting.server == server
    else:
        assert problems(text) == [f'school.toml:17: "{server}" is no server such as "https://owntime.school:8480"']


@pytest.mark.parametrize(
    ("key", "fine"),
    [
        ("", True),
        ("A" * 43 + "=", True),
        ("a+/B" * 10 + "abE=", True),
        ("A" * 44, False),
        ("A" * 42 + "B=", False),  # no 32 bytes are written so
        ("A" * 43, False),
        ("-----BEGIN PUBLIC KEY-----", False),
    ],
)
def test_the_key_of_what_is_published_is_32_bytes_in_base64(key: str, *, fine: bool) -> None:
    text = f'{MINIMAL}[counting]\npolicy_key = "{key}"\n'

    if fine:
        assert read(text).counting.policy_key == key
    else:
        told = f'"{key}" is no key such as "owntime lists publish --key" prints on the server'
        assert problems(text) == [f"school.toml:17: {told}"]


def test_a_syntax_error_is_the_only_problem_as_nothing_else_can_be_known() -> None:
    (problem,) = problems(EVERYTHING_WRONG.replace("[notice]", "[notice"))

    assert problem.startswith("school.toml:8: ")


LINES = SAMPLE.splitlines()


@st.composite
def spoilt_samples(draw: st.DrawFn) -> str:
    """The sample with one line dropped, doubled, renamed, cut short or garbled."""
    lines = list(LINES)
    index = draw(st.sampled_from([number for number, line in enumerate(lines) if line.strip()]))
    line = lines[index]
    match draw(st.sampled_from(["drop", "double", "rename", "cut", "garble", "swap"])):
        case "drop":
            del lines[index]
        case "double":
            lines.insert(index, line)
        case "rename":
            lines[index] = line[:1] + "x" + line[1:]
        case "cut":
            lines[index] = line[: draw(st.integers(0, len(line)))]
        case "garble":
            at = draw(st.integers(0, len(line) - 1))
            lines[index] = line[:at] + draw(st.sampled_from('"[]{}=,.:0Z# \\')) + line[at + 1 :]
        case _:
            lines[index] = draw(st.sampled_from(LINES))
    return "\n".join(lines) + "\n"


@given(spoilt_samples())
@settings(max_examples=150)
def test_a_spoilt_file_is_either_sound_or_says_where_it_is_wrong(text: str) -> None:
    found = outcome(text)

    if isinstance(found, Settings):
        assert_is_sound(found)
    else:
        assert found.problems
        assert found.problems == sorted(set(found.problems))
        assert {problem.file for problem in found.problems} == {"school.toml"}
        assert all(1 <= problem.line <= text.count("\n") for problem in found.problems)
        assert all(problem.message for problem in found.problems)


def outcome(text: str) -> Settings | TomlError:
    try:
        return read_settings(text, file="school.toml", platforms=PLATFORMS)
    except TomlError as error:
        return error


def assert_is_sound(found: Settings) -> None:
    assert found.groups
    assert len({group.id for group in found.groups}) == len(found.groups)
    quiet = [entry.platform for group in found.groups for entry in group.quiet]
    assert {*quiet, *(channel.platform for channel in found.channels)} <= set(PLATFORMS)
    for day in (day for group in found.groups for day in group.week):
        cuts = [piece for session in day.sessions for piece in (session.start, session.end)]
        assert cuts == sorted(set(cuts))
        whole = [*day.sessions, *(pause.time for pause in day.breaks)]
        assert not any(one.overlaps(other) for one in whole for other in whole if one is not other)
        if whole:
            work = type(whole[0])(min(piece.start for piece in whole), max(piece.end for piece in whole))
            assert day.sessions == sessions_around(work, [pause.time for pause in day.breaks])


def test_a_sound_sample_stays_sound_and_a_line_too_many_does_not() -> None:
    assert_is_sound(read(SAMPLE))
    assert len(problems(SAMPLE + "\nhello = 1\n")) == 1
