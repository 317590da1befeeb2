"""The IT admin's calendar: all of it in words, with what looks like a mistake."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from advisory_server.accounts.role import Role
from advisory_server.pages.calendar_words import bank_holiday_lines, single_days, term_lines
from advisory_server.school import School
from school_policy.calendar import BankHoliday, Calendar, Closure, DateRange, Opening, Term
from school_policy.policy import EVERY_PLATFORM, Policy, Quiet
from school_policy.vocabulary import PlatformId
from tests.advisory_server.pages.site import POLICY, Answer, a_site


async def page_of(folder: Path, policy: Policy = POLICY) -> Answer:
    async with a_site(folder, school=School(policy=policy)) as site:
        return await site.get("/admin/calendar", Role.IT_ADMIN)


async def test_it_shows_terms_days_weeks_bank_holidays_and_reviews(tmp_path: Path) -> None:
    page = await page_of(tmp_path)
    for words in (
        "To look at Nothing looks like a mistake.",
        "Teaching staff Monday to Friday Before 8:30 Lunch, 12:15 to 13:15 After 15:45",
        "Autumn term 2 September to 18 December 2026 Half-term of Autumn term 26 October to 30 October 2026",
        "Holidays 19 December 2026 to 4 January 2027 Spring term",
        "1 September 2026 INSET day: Planning the year 12 November 2026 Another plan: Parents' evening (Teaching",
        "Bank holidays in England",
        "25 December 2026 Christmas Day",
        "Teaching staff YouTube Teachers use clips in lessons every day 1 July 2027",
    ):
        assert words in page.text


async def test_what_looks_like_a_mistake_is_told_with_what_to_do(tmp_path: Path) -> None:
    quiet = (
        Quiet(platform=PlatformId("tiktok"), reason="A project", review_on=dt.date(2026, 11, 1)),
        Quiet(platform=EVERY_PLATFORM, reason="Checks", review_on=dt.date(2027, 1, 1)),
    )
    group = msgspec.structs.replace(POLICY.groups[0], quiet=quiet)
    terms = (
        *POLICY.calendar.terms[:1],
        Term(name="Short term", first=dt.date(2026, 12, 1), last=dt.date(2026, 12, 2)),
    )
    calendar = msgspec.structs.replace(POLICY.calendar, terms=terms)
    page = await page_of(tmp_path, msgspec.structs.replace(POLICY, groups=(group,), calendar=calendar))
    for words in (
        'term "Short term" : Short term has no half-term.',
        "the last term ends on 18 December 2026, and none follows. If that is a mistake: add the terms",
        'group "teaching" : tiktok is quiet (A project); that was to be reviewed on 2026-11-01.',
        "Every platform Checks 1 January 2027",
    ):
        assert words in page.text


async def test_an_empty_calendar_says_what_it_means(tmp_path: Path) -> None:
    page = await page_of(tmp_path, msgspec.structs.replace(POLICY, calendar=Calendar(), groups=()))
    for words in (
        "There are no terms: the weeks above hold all year.",
        "There are none.",
        "The school keeps none.",
        "No platform is quiet for any group.",
    ):
        assert words in page.text


SPRING = Term(name="Spring", first=dt.date(2027, 1, 5), last=dt.date(2027, 3, 25))
AUTUMN = Term(
    name="Autumn",
    first=dt.date(2026, 9, 2),
    last=dt.date(2026, 12, 18),
    half_term=DateRange(first=dt.date(2026, 10, 26), last=dt.date(2026, 10, 30)),
)


@pytest.mark.parametrize(
    ("terms", "names"),
    [
        pytest.param((), [], id="none"),
        pytest.param((SPRING, AUTUMN), ["Autumn", "Half-term of Autumn", "Holidays", "Spring"], id="any order"),
        pytest.param(
            (AUTUMN, msgspec.structs.replace(SPRING, first=dt.date(2026, 12, 19))),
            ["Autumn", "Half-term of Autumn", "Spring"],
            id="no day between them",
        ),
    ],
)
def test_terms_stand_in_order_with_the_holidays_between_them(terms: tuple[Term, ...], names: list[str]) -> None:
    assert [line.name for line in term_lines(Calendar(terms=terms))] == names


def test_days_that_are_over_or_have_no_effect_are_told_too() -> None:
    calendar = Calendar(
        closures=(Closure(first=dt.date(2026, 12, 1), last=dt.date(2026, 12, 2), reason="snow"),),
        openings=(Opening(day=dt.date(2020, 5, 8), reason="a fair"),),
        bank_holidays=(
            BankHoliday(day=dt.date(2026, 12, 28), name="Boxing Day"),
            BankHoliday(day=dt.date(2026, 12, 25), name="Christmas Day"),
        ),
    )
    days = single_days(msgspec.structs.replace(POLICY, calendar=calendar))
    assert [(line.name, line.words) for line in days] == [
        ("8 May 2020", "Open on a bank holiday: a fair"),
        ("1 December to 2 December 2026", "Closed: snow"),
    ]
    assert [line.name for line in bank_holiday_lines(calendar)] == ["25 December 2026", "28 December 2026"]
