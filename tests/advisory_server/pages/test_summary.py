"""The Headteacher's page: released rows alone, and nothing of what they were made of."""

import datetime as dt
from pathlib import Path

import pytest

from advisory_server.accounts.role import Role
from advisory_server.pages.released_table import COLUMNS
from advisory_server.store.releases import released_weeks
from tests.advisory_server.pages.site import ANY, MONDAY, SUNDAY, WEEK, WORK, Answer, Counted, Dom, a_site

HEADTEACHER = Role.HEADTEACHER
NOT_SHOWN = (
    "In the week of 16 November the number is not shown: none, or fewer than 10 devices, or too few in use."
)


async def summary(folder: Path, *weeks: Counted, at: dt.datetime = MONDAY) -> Answer:
    async with a_site(folder, *weeks, at=at) as site:
        return await site.get("/summary", HEADTEACHER)


@pytest.mark.parametrize(
    ("active", "clients", "sentence"),
    [
        (24, 12, "In the week of 16 November, 10 to 14 staff devices met a reminder or had a listed site open."),
        (24, 24, "In the week of 16 November, 15 or more staff devices met a reminder or had a listed site open."),
        (26, 17, "In the week of 16 November, 15 to 19 staff devices met a reminder or had a listed site open."),
        (26, 20, "In the week of 16 November, 20 or more staff devices met a reminder or had a listed site open."),
        (
            24,
            9,
            NOT_SHOWN,
        ),
        (
            14,
            14,
            NOT_SHOWN,
        ),
    ],
)
async def test_one_sentence_says_the_newest_week(tmp_path: Path, active: int, clients: int, sentence: str) -> None:
    page = await summary(tmp_path, Counted(active=active, clients={ANY: clients}))
    assert page.status == 200
    assert sentence in page.text


LITTLE = {
    "nothing": Counted(clients={}),
    "nine": Counted(clients={ANY: 9, WORK: 9}),
    "too few in use": Counted(active=14, clients={ANY: 14, WORK: 12}),
    "nobody in use": Counted(active=0, clients={}),
}


@pytest.mark.parametrize("other", ["nine", "too few in use", "nobody in use"])
async def test_nothing_few_and_too_few_devices_are_the_same_to_the_last_byte(tmp_path: Path, other: str) -> None:
    nothing = await summary(tmp_path / "one", LITTLE["nothing"])
    assert nothing.status == 200
    assert nothing == await summary(tmp_path / "other", LITTLE[other])


async def test_the_same_comparison_tells_ten_from_nine(tmp_path: Path) -> None:
    nine, ten = [await summary(tmp_path / str(n), Counted(clients={ANY: n})) for n in (9, 10)]
    assert nine != ten
    assert nine.header("Content-Length") != ten.header("Content-Length")


async def test_an_empty_week_looks_the_same_beside_a_full_one(tmp_path: Path) -> None:
    full = Counted(week=WEEK - dt.timedelta(weeks=1), active=24, clients={ANY: 22})
    pages = [await summary(tmp_path / name, full, week) for name, week in LITTLE.items()]
    assert "15 or more" in pages[0].text
    assert pages == pages[:1] * len(LITTLE)


async def test_the_values_stand_in_the_policys_order_whatever_their_size(tmp_path: Path) -> None:
    page = await summary(tmp_path, Counted(clients={ANY: 11, WORK: 20}))
    columns = [cell["data-of"] for cell in Dom(page.body).all("td")]
    assert columns == [
        "Any of these",
        "On three or more days",
        "Did not carry on",
        "Carried on for work",
        "Carried on for a school channel",
        "Left open in a tab",
        "In an app",
    ]
    shown = ["shown" if "shown" in (cell["class"] or "") else "" for cell in Dom(page.body).all("td")]
    assert shown == ["shown", "", "", "shown", "", "", ""]


async def test_weeks_stand_newest_first_and_those_before_a_term_apart(tmp_path: Path) -> None:
    weeks = [Counted(week=WEEK - dt.timedelta(weeks=back), clients={}) for back in range(14)]
    page = await summary(tmp_path, *weeks)
    assert [time["datetime"] for time in Dom(page.body).all("time")] == [str(week.week) for week in weeks]
    assert len(Dom(page.body).all("table")) == 2
    assert len(Dom(page.body.partition(b"Earlier weeks")[0]).all("time")) == 12


async def test_before_the_first_release_the_page_says_when_it_comes(tmp_path: Path) -> None:
    page = await summary(tmp_path, Counted(clients={ANY: 20}), at=SUNDAY)
    assert "No week has been released yet. The first comes on Monday 23 November at 06:00." in page.text
    assert "table" not in dict(Dom(page.body).elements)
    assert not any(text in page.text for text in ("15 or more", "20 or more"))


async def test_no_number_is_on_the_page_but_released_bands_and_dates(tmp_path: Path) -> None:
    """Neither coverage, which is stored with a release, nor a count, a sum or a share."""
    page = await summary(tmp_path, Counted(active=23, clients={ANY: 17, WORK: 13}))
    numbers = {word.strip("().,") for word in page.text.split() if any(letter.isdigit() for letter in word)}
    assert numbers == {"16", "2026", "10", "14", "15"}
    assert "%" not in page.text


async def test_the_rows_of_a_page_are_the_rows_of_the_release(tmp_path: Path) -> None:
    async with a_site(tmp_path, Counted(clients={ANY: 13})) as site:
        ((week),) = await site.store.run(released_weeks)
        page = await site.get("/summary", HEADTEACHER)
    texts = ["Not shown" if text.startswith("Not shown") else text for _, text in week.rows][: len(COLUMNS)]
    start = page.text.index("16 November 2026") + len("16 November 2026")
    assert page.text[start:].strip().startswith(" ".join(texts))


@pytest.mark.parametrize("role", [None, Role.IT_ADMIN])
async def test_nobody_but_the_headteacher_gets_it(tmp_path: Path, role: Role | None) -> None:
    async with a_site(tmp_path, Counted(clients={ANY: 13})) as site:
        page = await site.get("/summary", role)
    assert page.status in (303, 403)
    assert b"10 to 14" not in page.body
