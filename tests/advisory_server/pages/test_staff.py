"""The rule for staff, from the policy in force."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from advisory_server.school import School
from school_policy.calendar import Calendar
from school_policy.policy import Policy, Quiet, Reminder
from school_policy.timetable import NO_WORK
from school_policy.vocabulary import PlatformId
from tests.advisory_server.pages.site import MONDAY, POLICY, Answer, a_site


async def staff(folder: Path, policy: Policy = POLICY, at: dt.datetime = MONDAY) -> Answer:
    async with a_site(folder, school=School(policy=policy), at=at) as site:
        return await site.get("/staff")


async def test_it_says_when_own_time_is_for_each_group(tmp_path: Path) -> None:
    page = await staff(tmp_path)
    assert page.status == 200
    lines = [
        "Teaching staff Monday to Friday Before 8:30 Lunch, 12:15 to 13:15 After 15:45 Saturday and Sunday All",
        "No reminder at any time for YouTube.",
        "Office staff Monday to Friday Before 8:00 Lunch, 12:30 to 13:30 After 16:30",
        "Site staff Monday to Friday Before 6:30 Between shifts, 10:00 to 14:30 After 18:00",
    ]
    for line in lines:
        assert line in page.text


@pytest.mark.parametrize(
    ("platforms", "words"),
    [
        (["facebook"], "No reminder at any time for Facebook."),
        (["*"], "No reminder at any time, for any site."),
        (["facebook", "*"], "No reminder at any time, for any site."),
        ([], ""),
    ],
    ids=["one platform", "every platform", "both", "none"],
)
async def test_it_says_what_a_group_is_never_reminded_about(
    tmp_path: Path, platforms: list[str], words: str
) -> None:
    quiet = tuple(
        Quiet(platform=PlatformId(one), reason="safeguarding", review_on=dt.date(2027, 7, 1)) for one in platforms
    )
    group = msgspec.structs.replace(POLICY.groups[0], quiet=quiet)
    page = await staff(tmp_path, msgspec.structs.replace(POLICY, groups=(group,)))
    assert words in page.text
    assert page.text.count("No reminder at any time") == bool(words)


async def test_it_says_what_the_school_year_is(tmp_path: Path) -> None:
    page = await staff(tmp_path)

    assert "The school year" in page.text
    assert "Autumn term 2 September to 18 December 2026; half-term 26 October to 30 October" in page.text


async def test_a_school_without_a_calendar_has_no_year_to_show(tmp_path: Path) -> None:
    assert (
        "The school year" not in (await staff(tmp_path, msgspec.structs.replace(POLICY, calendar=Calendar()))).text
    )


async def test_it_says_each_of_a_groups_weeks(tmp_path: Path) -> None:
    group = POLICY.groups[0]
    changed = msgspec.structs.replace(group, week_b=NO_WORK, holiday_week=POLICY.groups[1].week)
    page = await staff(tmp_path, msgspec.structs.replace(POLICY, groups=(changed,)))

    for words in (
        "Week A Monday to Friday Before 8:30",
        "Week B Monday to Sunday All day",
        "School holidays Monday to Friday Before 8:00",
    ):
        assert words in page.text


async def test_term_time_is_named_where_there_is_work_in_the_holidays(tmp_path: Path) -> None:
    changed = msgspec.structs.replace(POLICY.groups[0], holiday_week=POLICY.groups[1].week)
    page = await staff(tmp_path, msgspec.structs.replace(POLICY, groups=(changed,)))

    assert "Term time Monday to Friday Before 8:30" in page.text


@pytest.mark.parametrize(
    "words",
    [
        "Carry on, it's for work The site opens. You are not asked about it again until the end of your",
        "I'm on my own time now The site opens for 15 minutes.",
        "Be kind",
        "Be honest",
        "Be careful",
        "Keep it private",
        "Be professional",
        "Not sure?",
        "Designated Safeguarding Lead safeguarding@ashover.example You worry about a child.",
        "Headteacher head@ashover.example Somebody says something online about the school",
        "IT admin it@ashover.example The reminder comes up for a site that should not be on its list.",
        "never of an image of a child",
    ],
)
async def test_it_says_what_to_know(tmp_path: Path, words: str) -> None:
    assert words in (await staff(tmp_path)).text


@pytest.mark.parametrize(
    ("on", "shown"),
    [(dt.date(2019, 8, 31), False), (dt.date(2019, 9, 1), True), (dt.date(2027, 7, 1), False)],
)
async def test_only_channels_that_are_open_today_are_named(tmp_path: Path, on: dt.date, shown: bool) -> None:  # noqa: FBT001
    channel = msgspec.structs.replace(
        POLICY.channels[0], closed=dt.date(2027, 7, 1), privacy_reviewed_on=dt.date(2019, 9, 1)
    )
    noon = dt.datetime.combine(on, dt.time(12), dt.UTC)
    page = await staff(tmp_path, msgspec.structs.replace(POLICY, channels=(channel,)), noon)
    assert ("Where Facebook Looked after by Headteacher May post Deputy Headteacher" in page.text) is shown
    assert ("no official channel open today" in page.text) is not shown


async def test_a_channel_that_is_not_official_is_not_named(tmp_path: Path) -> None:
    channel = msgspec.structs.replace(POLICY.channels[0], mfa=False)
    page = await staff(tmp_path, msgspec.structs.replace(POLICY, channels=(channel,)))
    assert "no official channel open today" in page.text


async def test_it_names_every_listed_platform_by_its_kind(tmp_path: Path) -> None:
    page = await staff(tmp_path)
    assert f"See them all ({len(POLICY.platforms)})" in page.text
    assert "Social networks Facebook, Instagram, X (Twitter), TikTok, " in page.text
    assert "Video YouTube, Vimeo, Twitch, " in page.text
    assert [one.name for one in POLICY.platforms if one.name not in page.text] == []


async def test_a_kind_of_which_nothing_is_listed_is_not_named(tmp_path: Path) -> None:
    facebook = tuple(one for one in POLICY.platforms if one.id == "facebook")
    page = await staff(tmp_path, msgspec.structs.replace(POLICY, platforms=facebook))
    assert "See them all (1) Social networks Facebook Our official channels" in page.text


async def test_a_school_that_lists_nothing_says_so(tmp_path: Path) -> None:
    page = await staff(tmp_path, msgspec.structs.replace(POLICY, platforms=()))
    assert "Nothing is listed today." in page.text
    assert "See them all" not in page.text


async def test_a_minute_is_no_minutes(tmp_path: Path) -> None:
    policy = msgspec.structs.replace(POLICY, reminder=Reminder(own_time_minutes=1))
    assert "opens for 1 minute." in (await staff(tmp_path, policy)).text


async def test_it_is_written_in_short_sentences_of_everyday_words(tmp_path: Path) -> None:
    """Reading age 9 to 11, by the Flesch-Kincaid grade; the same look finds heavy prose."""
    few = msgspec.structs.replace(POLICY, platforms=POLICY.platforms[:3])  # a list of names is no prose
    text = (await staff(tmp_path, few)).text
    assert grade(text) < 5.5
    heavy = "Notwithstanding organisational considerations, individuals are encouraged to exercise discretion."
    assert grade(heavy) > 12


def grade(text: str) -> float:
    sentences = max(1, sum(text.count(mark) for mark in ".?!:"))
    words = [word for word in text.split() if any(letter.isalpha() for letter in word)]
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    plain = "".join(letter for letter in word.lower() if letter.isalpha()).removesuffix("e")
    groups = "".join(letter if letter in "aeiouy" else " " for letter in plain).split()
    return max(1, len(groups))
