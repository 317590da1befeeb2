"""The Headteacher's page: released rows alone, and nothing of what they were made of."""

import datetime as dt
from pathlib import Path

import pytest

from advisory_server.accounts.role import Role
from advisory_server.figures.year import first_week
from advisory_server.store.releases import released_weeks
from tests.advisory_server.pages.made_up import made_up_year, released, write
from tests.advisory_server.pages.site import ANY, MONDAY, SUNDAY, WEEK, WORK, Answer, Counted, Dom, a_site

HEADTEACHER = Role.HEADTEACHER
NOT_SHOWN = (
    "In the week of 16 November the number is not shown: none, or fewer than 10 devices, or too few in use."
)
PICTURES = [f"2026-{name}-desk-light.svg" for name in ("weeks", "chosen", "kinds", "times", "background")]


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
        (24, 9, NOT_SHOWN),
        (14, 14, NOT_SHOWN),
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
EVERYTHING = (
    "/summary",
    "/summary/governors",
    "/summary/weeks.csv",
    *(f"/summary/pictures/{it}" for it in PICTURES),
)


async def everything(folder: Path, *weeks: Counted) -> dict[str, Answer]:
    async with a_site(folder, *weeks) as site:
        return {path: await site.get(path, HEADTEACHER) for path in EVERYTHING}


FULL = Counted(week=WEEK - dt.timedelta(weeks=1), active=24, clients={ANY: 22})
"""A week before: so that the same devices are enrolled in each case, which is no secret."""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("nothing", "nine", id="none and nine devices"),
        pytest.param("nobody in use", "too few in use", id="no device in use and fourteen"),
    ],
)
async def test_the_page_its_pictures_and_the_file_are_the_same_to_the_last_byte(
    tmp_path: Path, one: str, other: str
) -> None:
    first = await everything(tmp_path / "one", FULL, LITTLE[one])
    assert {answer.status for answer in first.values()} == {200}
    assert first == await everything(tmp_path / "other", FULL, LITTLE[other])


async def test_figures_do_not_tell_why_a_number_is_not_shown(tmp_path: Path) -> None:
    """Only how many devices sent reports differs, which is said as a band and of all devices."""
    pages = [await everything(tmp_path / name, FULL, week) for name, week in LITTLE.items()]
    for path in set(EVERYTHING) - {"/summary", "/summary/governors"}:
        assert [page[path] for page in pages] == [pages[0][path]] * len(LITTLE)
    texts = {page["/summary"].text.replace("20 to 24", "…").replace("fewer than 15", "…") for page in pages}
    assert len(texts) == 1
    assert len({page["/summary"].body for page in pages}) == 2


async def test_the_same_comparison_tells_ten_from_nine(tmp_path: Path) -> None:
    nine, ten = [await everything(tmp_path / str(n), FULL, Counted(clients={ANY: n})) for n in (9, 10)]
    same = [path for path in EVERYTHING if nine[path] == ten[path]]
    assert same == [
        f"/summary/pictures/2026-{name}-desk-light.svg" for name in ("chosen", "kinds", "times", "background")
    ]
    assert nine["/summary"].header("Content-Length") != ten["/summary"].header("Content-Length")


async def test_the_values_stand_in_the_policys_order_whatever_their_size(tmp_path: Path) -> None:
    page = await summary(tmp_path, Counted(clients={ANY: 11, WORK: 20}))
    cells = Dom(page.body).all("td")
    assert [cell["data-of"] for cell in cells] == [
        *("Any of these", "On three or more days"),
        *("Did not carry on", "Carried on for work", "For a school channel"),
        *("Social networks", "Video", "Messaging", "Blogs and forums", "Games", "Online worlds"),
        *("Until 10:00", "10:00 to 12:00", "12:00 to 14:00", "After 14:00"),
        *("Left open in a tab", "In an app"),
    ]
    shown = [cell["data-of"] for cell in cells if "shown" in (cell["class"] or "")]
    assert shown == ["Any of these", "Carried on for work"]


async def test_there_are_five_pictures_and_each_says_in_words_what_it_shows(tmp_path: Path) -> None:
    page = Dom((await summary(tmp_path, Counted(clients={ANY: 11, WORK: 20}))).body)
    pictures = page.all("img")
    assert [picture["src"] for picture in pictures] == [f"/summary/pictures/{name}" for name in PICTURES]
    assert pictures[1]["alt"] == (
        "What people chose: a band for each week from 16 November 2026 to 16 November 2026."
        " Did not carry on: newest week not shown; no week shows a number."
        " Carried on for work: newest week 15 or more; every week that shows a number has 15 or more."
        " For a school channel: newest week not shown; no week shows a number."
    )
    assert len(page.all("source")) == 15


async def test_every_week_of_the_year_has_its_row_in_every_table_and_a_missed_one_says_so(tmp_path: Path) -> None:
    at = dt.datetime(2027, 6, 28, 9, tzinfo=dt.UTC)
    first = first_week(2026)
    async with a_site(tmp_path, at=at) as site:
        write(site.store, made_up_year(first, 43, missed=(20,)))
        page = await site.get("/summary", HEADTEACHER)
    weeks = [str(first + dt.timedelta(weeks=number)) for number in reversed(range(43))]
    assert [time["datetime"] for time in Dom(page.body).all("time")] == weeks * 5
    assert page.text.count("No release") == 17
    assert "Weeks without a release 18 January" in page.text


async def test_a_page_is_one_school_year_and_leads_to_the_others(tmp_path: Path) -> None:
    years = [first_week(year) for year in (2024, 2025, 2026)]
    async with a_site(tmp_path, at=dt.datetime(2026, 9, 14, 9, tzinfo=dt.UTC)) as site:
        weeks = ((years[1] - years[0]).days + (years[2] - years[1]).days) // 7 + 2
        write(site.store, made_up_year(years[0], weeks))
        pages = {path: await site.get(path, HEADTEACHER) for path in ("/summary", "/summary/years/2025")}
        nowhere = [await site.get(f"/summary/years/{year}", HEADTEACHER) for year in ("2023", "20x5", "2027", "1")]
    assert [answer.status for answer in nowhere] == [404] * 4
    newest = {time["datetime"] or "" for time in Dom(pages["/summary"].body).all("time")}
    before = {time["datetime"] or "" for time in Dom(pages["/summary/years/2025"].body).all("time")}
    assert (len(newest), len(before)) == (2, 52)
    assert min(newest) == "2026-08-31"
    ways = [link["href"] for link in Dom(pages["/summary"].body).all("a") if "/years/" in (link["href"] or "")]
    assert ways == ["/summary/years/2025", "/summary/years/2024"]


async def test_before_the_first_release_the_page_says_when_it_comes(tmp_path: Path) -> None:
    page = await summary(tmp_path, Counted(clients={ANY: 20}), at=SUNDAY)
    assert "No week has been released yet. The first comes on Monday 23 November at 06:00." in page.text
    assert not {"table", "img", "select"} & set(dict(Dom(page.body).elements))
    assert not any(text in page.text for text in ("15 or more", "20 or more"))


async def test_coverage_is_what_was_stored_with_the_release(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        write(site.store, [released(WEEK, 23, (), late=7)])
        page = await site.get("/summary", HEADTEACHER)
    facts = "Devices enrolled 28 Devices that sent reports 20 to 24 Reports that came too late to count 7"
    assert facts in page.text
    assert "Last release Monday 23 November 2026 at 6:00" in page.text
    assert "Next release Monday 30 November 2026 at 6:00, for the week of 23 November" in page.text


async def test_the_pages_never_add_up_or_divide(tmp_path: Path) -> None:
    page = await summary(tmp_path, Counted(active=23, clients={ANY: 17, WORK: 13}))
    numbers = {word.strip("().,:;") for word in page.text.split() if any(letter.isdigit() for letter in word)}
    bands, times = {"10", "14", "15"}, {"10:00", "12:00", "14:00", "6:00", "9:30"}
    dates, coverage, note = {"16", "23", "30", "2026", "2026/27"}, {"23", "20", "24", "0"}, {"200"}
    assert numbers <= bands | times | dates | coverage | note
    assert "%" not in page.text


async def test_the_rows_of_a_page_are_the_rows_of_the_release(tmp_path: Path) -> None:
    async with a_site(tmp_path, Counted(clients={ANY: 13})) as site:
        ((week),) = await site.store.run(released_weeks)
        page = await site.get("/summary", HEADTEACHER)
    texts = ["Not shown" if text.startswith("Not shown") else text for _, text in week.rows]
    start = page.text.index("16 November 2026 10 to 14") + len("16 November 2026")
    assert page.text[start:].strip().startswith(" ".join(texts[:2]))


async def test_a_page_that_is_kept_changes_with_the_next_release(tmp_path: Path) -> None:
    async with a_site(tmp_path, Counted(clients={ANY: 13})) as site:
        before = await site.get("/summary", HEADTEACHER)
        assert before == await site.get("/summary", HEADTEACHER)
        write(site.store, [released(WEEK + dt.timedelta(weeks=1), 24, ((ANY, "15 or more"),))])
        after = await site.get("/summary", HEADTEACHER)
    assert "In the week of 23 November, 15 or more" in after.text
    assert "More than in the week before, which had 10 to 14." in after.text


@pytest.mark.parametrize("role", [None, Role.IT_ADMIN])
@pytest.mark.parametrize("path", EVERYTHING)
async def test_nobody_but_the_headteacher_gets_it(tmp_path: Path, role: Role | None, path: str) -> None:
    async with a_site(tmp_path, Counted(clients={ANY: 13})) as site:
        page = await site.get(path, role)
    assert page.status in (303, 403)
    assert b"10 to 14" not in page.body
