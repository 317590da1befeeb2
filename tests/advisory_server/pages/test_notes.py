"""The Headteacher's notes on weeks: kept and shown beside the week, and in nothing that anybody else reads."""

import datetime as dt
from pathlib import Path

import pytest

from advisory_server.accounts.role import Role
from advisory_server.pages.notes import LONGEST_NOTE, plain
from tests.advisory_server.pages.made_up import released, write
from tests.advisory_server.pages.site import ANY, SESSIONS, WEEK, Answer, Dom, Site, a_site

HEADTEACHER = Role.HEADTEACHER
LAST_YEAR = dt.date(2026, 6, 15)
NOTE = "The inspection was in this week"
NOT_THE_PAGE = (
    "/summary/governors",
    "/summary/weeks.csv",
    "/summary/half-terms.csv",
    "/summary/half-terms",
    "/summary/pictures/2026-weeks-desk-light.svg",
)


async def send(site: Site, path: str, **fields: str) -> Answer:
    """Fill in the form on the Headteacher's page and send it."""
    dom = Dom((await site.get("/summary", HEADTEACHER)).body)
    token = next(field["value"] or "" for field in dom.all("input") if field.get("name") == "csrf")
    headers = {
        "Origin": str(site.client.make_url("/")).rstrip("/"),
        "Cookie": f"owntime={SESSIONS[HEADTEACHER]}",
        "Accept": "text/html",
    }
    data = {"csrf": token, **fields}
    async with site.client.post(path, data=data, headers=headers, allow_redirects=False) as answer:
        its = tuple((name, value) for name, value in answer.headers.items() if name != "Date")
        return Answer(status=answer.status, headers=its, body=await answer.read())


async def note(site: Site, text: str, week: dt.date = WEEK) -> Answer:
    return await send(site, "/summary/notes", week=week.isoformat(), note=text)


def some_weeks(site: Site) -> None:
    write(site.store, [released(week, 24, ((ANY, "10 to 14"),)) for week in (LAST_YEAR, WEEK)])


async def test_a_note_is_kept_shown_beside_its_week_changed_and_taken_away(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        some_weeks(site)
        before = await site.get("/summary", HEADTEACHER)
        kept = await note(site, f"  {NOTE}\r\n <b>& quiet</b>\u202e ")
        assert (kept.status, kept.header("Location")) == (303, "/summary/years/2026")
        page = await site.get("/summary", HEADTEACHER)
        assert f"16 November 2026 10 to 14 Not shown {NOTE} <b>& quiet</b>" in page.text
        assert b"<b>" not in page.body
        await note(site, "A snow day")
        changed = await site.get("/summary", HEADTEACHER)
        assert "A snow day" in changed.text
        assert NOTE not in changed.text
        await note(site, "   ")
        assert await site.get("/summary", HEADTEACHER) == before


async def test_a_note_on_an_earlier_year_stands_on_that_years_page(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        some_weeks(site)
        kept = await note(site, NOTE, LAST_YEAR)
        assert kept.header("Location") == "/summary/years/2025"
        assert NOTE in (await site.get("/summary/years/2025", HEADTEACHER)).text
        assert NOTE not in (await site.get("/summary", HEADTEACHER)).text


async def test_a_note_is_nowhere_else_and_nothing_else_changes_with_it(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        some_weeks(site)
        await send(site, "/summary/for-staff")
        link = next(
            it["href"] or ""
            for it in Dom((await site.get("/summary", HEADTEACHER)).body).all("a")
            if "/figures/" in (it["href"] or "")
        )
        others = {path: await site.get(path, HEADTEACHER) for path in NOT_THE_PAGE}
        staff = await site.get(link)
        await note(site, NOTE)
        assert NOTE in (await site.get("/summary", HEADTEACHER)).text
        assert {path: await site.get(path, HEADTEACHER) for path in NOT_THE_PAGE} == others
        assert await site.get(link) == staff


@pytest.mark.parametrize(
    ("week", "text", "status", "says"),
    [
        pytest.param(WEEK, "x" * LONGEST_NOTE, 303, "", id="the longest"),
        pytest.param(WEEK, "é" * LONGEST_NOTE, 303, "", id="the longest, each letter four bytes in the form"),
        pytest.param(WEEK, "x" * (LONGEST_NOTE + 1), 400, "too long", id="one more"),
        pytest.param(WEEK + dt.timedelta(weeks=1), "x", 400, "has no release", id="a week to come"),
        pytest.param(WEEK + dt.timedelta(days=1), "x", 400, "has no release", id="no Monday"),
    ],
)
async def test_what_is_no_note_on_a_released_week_is_refused(
    tmp_path: Path, week: dt.date, text: str, status: int, says: str
) -> None:
    async with a_site(tmp_path) as site:
        some_weeks(site)
        before = await site.get("/summary", HEADTEACHER)
        answer = await note(site, text, week)
        assert answer.status == status
        assert says in answer.text
        assert (await site.get("/summary", HEADTEACHER) == before) is (status == 400)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("One\nline\tonly", "One line only"),
        ("a\u202eb\x00c", "a b c"),
        ("Wythnos 3: Eisteddfod “yr Ysgol”", "Wythnos 3: Eisteddfod “yr Ysgol”"),
        ("\n", ""),
    ],
)
def test_a_note_is_one_line_of_what_can_be_seen(text: str, line: str) -> None:
    assert plain(text) == line
