import datetime as dt
from pathlib import Path

import pytest

from school_policy.channels import missing_conditions
from school_policy.policy import Counting, Notice, Reminder, Settings, Upstream
from school_policy.settings import read_settings
from school_policy.timetable import NO_WORK, TimeRange
from school_policy.toml_source import TomlError
from school_policy.vocabulary import PlatformId

PLATFORMS = [PlatformId("facebook"), PlatformId("youtube")]
SAMPLE = (Path(__file__).parents[2] / "examples" / "ashover" / "school.toml").read_text("utf-8")
MINIMAL = """\
[school]
name = "Ashover"
zone = "Europe/London"
colour = "#1d4e89"
start_page = "https://www.ashover.example/"
staff = 26
[upstream]
forward = "direct"
[[group]]
id = "all"
name = "All staff"
[contacts]
safeguarding = { who = "DSL", how = "dsl@ashover.example" }
headteacher = { who = "Headteacher", how = "head@ashover.example" }
it = { who = "IT", how = "it@ashover.example" }
"""
LINES = MINIMAL.count("\n")
DAY = """\
[[group.timetable]]
days = ["monday"]
work = "08:30-15:45"
breaks = [
    { name = "Lunch", time = "12:15-13:15", own_time = true },
]
"""


def with_day(day: str) -> str:
    """Put a timetable below the group; its first line is line 12."""
    return MINIMAL.replace("[contacts]", day + "[contacts]")


def read(text: str) -> Settings:
    return read_settings(text, file="school.toml", platforms=PLATFORMS)


def problems(text: str) -> list[str]:
    with pytest.raises(TomlError) as wrong:
        read(text)
    return str(wrong.value).splitlines()


def time_range(start: str, end: str) -> TimeRange:
    return TimeRange(dt.time.fromisoformat(start), dt.time.fromisoformat(end))


def test_a_minimal_file_has_the_defaults_for_the_rest() -> None:
    found = read(MINIMAL)

    assert found.notice == Notice(given_on=None, consulted_on=None)
    assert not found.notice.is_given(dt.date.max)
    assert found.upstream == Upstream(forward="direct", pac="")
    assert found.reminder == Reminder(daily_cap=6, own_time_minutes=15)
    assert found.counting == Counting(server="", authority="")
    assert found.channels == ()
    (group,) = found.groups
    assert (group.id, group.name, group.week, group.quiet) == ("all", "All staff", NO_WORK, ())
    assert (found.school.name, found.school.staff, found.contacts.it.who) == ("Ashover", 26, "IT")


def test_the_sample_school_is_read_as_it_is_written() -> None:
    found = read(SAMPLE)

    assert [group.id for group in found.groups] == ["teaching", "office", "site"]
    monday, friday, saturday = (found.groups[0].week[day] for day in (0, 4, 5))
    assert monday == friday
    assert monday.sessions == (time_range("08:30", "12:15"), time_range("13:15", "15:45"))
    assert [pause.name for pause in monday.breaks] == ["Lunch"], "Morning break is not own time"
    assert saturday.sessions == ()
    assert found.groups[2].week[0].sessions == (time_range("06:30", "10:00"), time_range("14:30", "18:00"))
    assert [quiet.platform for quiet in found.groups[0].quiet] == ["youtube"]
    assert found.notice.given_on == dt.date(2026, 9, 1)
    assert [channel.platform for channel in found.channels] == ["facebook"]
    assert [missing_conditions(channel, dt.date(2026, 11, 23)) for channel in found.channels] == [()]
    assert found.reminder.daily_cap == 0


FIRST_KEYS = """\
[[channel]]
platform = "facebook"
name = "Ashover"
master_role = "Headteacher"
approved_roles = []
opened = 2019-09-01
"""


def test_a_channel_with_the_first_keys_alone_is_read_and_not_official() -> None:
    (channel,) = read(MINIMAL + FIRST_KEYS).channels

    assert (channel.mfa, channel.administrators, channel.review_on) == (False, None, None)
    assert missing_conditions(channel, dt.date(2026, 11, 23))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("administrators = 0", "a channel has at least one administrator"),
        ("administrators = -1", "a channel has at least one administrator"),
        ('website_link = "www.ashover.example"', '"www.ashover.example" is no web address'),
        ('website_link = "javascript:alert(1)"', '"javascript:alert(1)" is no web address'),
        ("mfa = 1", "[channel.mfa]: expected true or false, got a whole number"),
        ('review_on = "soon"', "[channel.review_on]: expected a date such as 2026-09-01, got other text"),
        ("mfa_on = true", 'unknown key "mfa_on" (did you mean "mfa"?)'),
    ],
)
def test_a_channels_conditions_are_checked_each_with_its_line(line: str, problem: str) -> None:
    assert problems(MINIMAL + FIRST_KEYS + line + "\n") == [f"school.toml:{LINES + 7}: {problem}"]


@pytest.mark.parametrize(
    "line", ["administrators = 1", 'website_link = "https://a.example/"', 'website_link = ""']
)
def test_what_a_channel_may_say_is_taken(line: str) -> None:
    assert len(read(MINIMAL + FIRST_KEYS + line + "\n").channels) == 1


def test_staff_have_been_told_from_the_day_of_the_notice_on() -> None:
    notice = read(SAMPLE).notice

    assert not notice.is_given(dt.date(2026, 8, 31))
    assert notice.is_given(dt.date(2026, 9, 1))


def test_where_the_lists_cannot_be_read_no_platform_is_called_unknown() -> None:
    text = SAMPLE.replace('"facebook"', '"anything"')

    assert read_settings(text, file="school.toml", platforms=None).channels[0].platform == "anything"
    assert len(problems(text)) == 1


def test_a_group_may_be_quiet_for_every_platform() -> None:
    group = read(SAMPLE.replace('platform = "youtube"', 'platform = "*"')).groups[0]

    assert group.never_reminded
    assert group.is_quiet(PlatformId("facebook"))
    youtube = read(SAMPLE).groups[0]
    assert (youtube.never_reminded, youtube.is_quiet(PlatformId("youtube"))) == (False, True)
    assert not youtube.is_quiet(PlatformId("facebook"))


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        pytest.param(
            'reason = "Teachers use clips in lessons every day"\n', "", 'needs the key "reason"', id="why"
        ),
        pytest.param("review_on = 2027-07-01\n", "", 'needs the key "review_on"', id="review"),
        pytest.param('"*"', '"**"', 'no list has the platform "**"', id="more than a star"),
        pytest.param('"*"', '"youtub"', '"youtub" (did you mean "youtube"?)', id="a misspelt platform"),
        pytest.param('"facebook"', '"*"', 'no list has the platform "*"', id="a channel on every platform"),
    ],
)
def test_every_platform_takes_a_reason_and_a_review_as_any_does(old: str, new: str, wanted: str) -> None:
    quiet = SAMPLE.replace('platform = "youtube"', 'platform = "*"')
    assert read(quiet)
    (problem,) = problems(quiet.replace(old, new, 1))
    assert wanted in problem


@pytest.mark.parametrize(
    ("digest", "fine"),
    [
        ("a1b2c3d4", True),
        ("", True),
        ("A1B2C3D4", False),
        ("a1b2c3d", False),
        ("a1b2c3d4e", False),
        ("g1b2c3d4", False),
    ],
)
def test_the_notices_settings_are_eight_digits(*, digest: str, fine: bool) -> None:
    text = f'{MINIMAL}[notice]\nsettings = "{digest}"\n'
    if fine:
        assert read(text).notice.settings == digest
    else:
        assert problems(text) == [
            f'school.toml:{LINES + 2}: "{digest}" is no such line as the foot of the notice has: "a1b2c3d4"'
        ]


FORWARD = 'is neither "direct" nor a proxy such as "http://filter.school:3128"'
TIME = 'is no time of day; write it as "08:30"'


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        pytest.param(
            "Europe/London", "London", '3: "London" is no time zone; write it as "Europe/London"', id="zone"
        ),
        pytest.param(
            "Europe/London", "", '3: "" is no time zone; write it as "Europe/London"', id="zone: nothing"
        ),
        pytest.param(
            "Europe/London",
            "Europe",
            '3: "Europe" is no time zone; write it as "Europe/London"',
            id="zone: a folder",
        ),
        pytest.param(
            "Europe/London", "../x", '3: "../x" is no time zone; write it as "Europe/London"', id="zone: outside"
        ),
        pytest.param("#1d4e89", "blue", '4: "blue" is no colour; write it as "#1d4e89"', id="colour: a word"),
        pytest.param(
            "#1d4e89", "#1d4e8", '4: "#1d4e8" is no colour; write it as "#1d4e89"', id="colour: too short"
        ),
        pytest.param("#1d4e89", "#1d4e899", '4: "#1d4e899" is no colour; write it as "#1d4e89"', id="too long"),
        pytest.param("https://www.", "www.", '5: "www.ashover.example/" is no web address', id="URL: no scheme"),
        pytest.param(
            "https://www", "file://www", '5: "file://www.ashover.example/" is no web address', id="URL: a file"
        ),
        pytest.param(
            "https://www.ashover",
            "javascript:x",
            '5: "javascript:x.example/" is no web address',
            id="URL: a script",
        ),
        pytest.param("www.ash", "a b", '5: "https://a bover.example/" is no web address', id="URL: a space"),
        pytest.param("www.ashover.example", "[x", '5: "https://[x/" is no web address', id="URL: a bracket"),
        pytest.param(
            "staff",
            'language = "Welsh"\nstaff',
            '6: "Welsh" is no language; write it as "en" or "cy"',
            id="language: its name",
        ),
        pytest.param(
            "staff",
            'language = "cy_GB"\nstaff',
            '6: "cy_GB" is no language; write it as "en" or "cy"',
            id="language: as a folder",
        ),
        pytest.param(
            "staff",
            'translations = "locale"\nstaff',
            '6: "locale" is no folder written from its root, such as "/etc/owntime/locale"',
            id="translations: somewhere",
        ),
        pytest.param("26", "0", "6: a school has at least one member of staff", id="staff"),
        pytest.param(
            "26", "true", "6: [school.staff]: expected a whole number, got true or false", id="staff: yes"
        ),
        pytest.param("direct", "none", f'8: "none" {FORWARD}', id="forward: a word"),
        pytest.param("direct", "filter:3128", f'8: "filter:3128" {FORWARD}', id="forward: no scheme"),
        pytest.param("direct", "https://a:1", f'8: "https://a:1" {FORWARD}', id="forward: https"),
        pytest.param("direct", "http://a", f'8: "http://a" {FORWARD}', id="forward: no port"),
        pytest.param("direct", "http://:80", f'8: "http://:80" {FORWARD}', id="forward: no host"),
        pytest.param("direct", "http://a:0", f'8: "http://a:0" {FORWARD}', id="forward: port 0"),
        pytest.param("direct", "http://a:65536", f'8: "http://a:65536" {FORWARD}', id="forward: port too high"),
        pytest.param("direct", "http://u:p@a:80", f'8: "http://u:p@a:80" {FORWARD}', id="forward: a password"),
        pytest.param("direct", "http://a:80/x", f'8: "http://a:80/x" {FORWARD}', id="forward: a path"),
        pytest.param("direct", "http://a b:80", f'8: "http://a b:80" {FORWARD}', id="forward: a space"),
        pytest.param('"all"', '"All"', '10: "All": an id has small letters, digits and hyphens', id="group id"),
        pytest.param('"all"', '"-a"', '10: "-a": an id has small letters, digits and hyphens', id="id: a hyphen"),
        pytest.param(
            "[upstream]", "[upstraem]", '7: unknown key "upstraem" (did you mean "upstream"?)', id="table"
        ),
        pytest.param('name = "All', 'nmae = "All', '11: unknown key "nmae" (did you mean "name"?)', id="key"),
        pytest.param("it = {", "its = {", '12: [contacts] needs the key "it"', id="a contact missing"),
        pytest.param('who = "IT", ', "", '15: [contacts.it] needs the key "who"', id="half a contact"),
        pytest.param("[[group]]", "[group]", "9: [group]: expected a list, got a table", id="no array of tables"),
        pytest.param("[school]", "[[school]]", "1: [school] must be a table", id="an array of tables"),
    ],
)
def test_a_problem_has_its_line_and_its_reason(old: str, new: str, wanted: str) -> None:
    assert old in MINIMAL

    assert f"school.toml:{wanted}" in problems(MINIMAL.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        pytest.param(
            '"monday"', '"Monday"', ['13: "Monday" is no day of the week (did you mean "monday"?)'], id="capital"
        ),
        pytest.param(
            '"monday"', '"sumday"', ['13: "sumday" is no day of the week (did you mean "sunday"?)'], id="sum"
        ),
        pytest.param('"monday"', '"monday", "monday"', ["13: monday has a timetable already"], id="a day twice"),
        pytest.param("15:45", "24:00", [f'14: "24:00" {TIME}'], id="24 hours"),
        pytest.param("08:30-15:45", "15:45-08:30", ['14: "15:45-08:30" ends before it starts'], id="backwards"),
        pytest.param("12:15-13:15", "12.15-13:15", [f'16: "12.15" {TIME}'], id="a break's time"),
        pytest.param(
            "12:15-13:15",
            "08:00-08:45",
            ['16: the break "Lunch" (08:00-08:45) is not inside work (08:30-15:45)'],
            id="a break before work",
        ),
        pytest.param(
            "12:15-13:15",
            "15:30-16:00",
            ['16: the break "Lunch" (15:30-16:00) is not inside work (08:30-15:45)'],
            id="a break after work",
        ),
        pytest.param(
            "own_time = true },",
            'own_time = true },\n{ name = "Tea", time = "13:00-13:30", own_time = false },',
            ['17: the breaks "Tea" and "Lunch" overlap'],
            id="breaks overlap, own time or not",
        ),
        pytest.param(
            "own_time = true",
            "own_tme = true",
            [
                '16: [group.timetable.breaks] needs the key "own_time"',
                '16: unknown key "own_tme" (did you mean "own_time"?)',
            ],
            id="a break's key",
        ),
    ],
)
def test_a_problem_in_a_timetable_has_its_line_and_its_reason(old: str, new: str, wanted: list[str]) -> None:
    assert old in DAY

    assert problems(with_day(DAY.replace(old, new, 1))) == [f"school.toml:{line}" for line in wanted]


@pytest.mark.parametrize("times", ["08:30-09:00", "15:00-15:45", "08:30-15:45"])
def test_a_break_may_touch_the_ends_of_work(times: str) -> None:
    (pause,) = read(with_day(DAY.replace("12:15-13:15", times))).groups[0].week[0].breaks

    assert str(pause.time) == times


def test_a_day_may_stand_in_one_timetable_only() -> None:
    assert problems(with_day(DAY + DAY)) == ["school.toml:19: monday has a timetable already"]


def test_breaks_that_touch_do_not_overlap() -> None:
    more = 'own_time = true },\n{ name = "Tea", time = "13:15-13:30", own_time = true },'

    (first, second) = read(with_day(DAY.replace("own_time = true },", more))).groups[0].week[0].sessions

    assert (str(first), str(second)) == ("08:30-12:15", "13:30-15:45")
