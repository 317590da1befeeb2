"""Due reviews on the pages of the two who look after the channels: beside the figures, never in them."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from advisory_server.accounts.role import Role
from advisory_server.pages.review_words import review_lines
from advisory_server.school import School
from school_policy.policy import Policy
from tests.advisory_server.pages.site import ANY, POLICY, Answer, Counted, a_site

TODAY = dt.date(2026, 11, 23)
LINE = "The review of the Facebook channel “Ashover Primary School” has been due since 23 November 2026."
PAGES = [("/admin", Role.IT_ADMIN), ("/summary", Role.HEADTEACHER)]


def due_on(day: dt.date | None, closed: dt.date | None = None) -> Policy:
    channel = msgspec.structs.replace(POLICY.channels[0], review_on=day, closed=closed)
    return msgspec.structs.replace(POLICY, channels=(channel,))


async def page_of(folder: Path, path: str, role: Role, policy: Policy, clients: int = 13) -> Answer:
    async with a_site(folder, Counted(clients={ANY: clients}), school=School(policy=policy)) as site:
        return await site.get(path, role)


@pytest.mark.parametrize(
    ("policy", "lines"),
    [
        pytest.param(due_on(TODAY), (LINE,), id="today"),
        pytest.param(due_on(dt.date(2026, 11, 24)), (), id="tomorrow"),
        pytest.param(due_on(None), (), id="no day"),
        pytest.param(due_on(TODAY, closed=TODAY), (), id="closed"),
    ],
)
def test_a_review_is_said_from_its_day_on(policy: Policy, lines: tuple[str, ...]) -> None:
    assert review_lines(policy, TODAY) == lines


@pytest.mark.parametrize(("path", "role"), PAGES)
async def test_a_review_that_is_due_is_on_the_page(tmp_path: Path, path: str, role: Role) -> None:
    assert LINE in (await page_of(tmp_path / "due", path, role, due_on(TODAY))).text
    assert "Channels to review" not in (await page_of(tmp_path / "not", path, role, POLICY)).text


async def test_a_review_changes_nothing_in_the_figures(tmp_path: Path) -> None:
    """Take it away, and the page is that of a school without one; so are two weeks that may not be told apart."""
    pages = [
        await page_of(tmp_path / f"{number}", "/summary", Role.HEADTEACHER, policy, clients)
        for number, (policy, clients) in enumerate([(due_on(TODAY), 9), (due_on(TODAY), 0), (POLICY, 9)])
    ]
    start, end = (pages[0].body.index(mark) for mark in (b"<h2>Channels to review", b"\n</main>"))
    assert pages[0] == pages[1]
    assert pages[0].body[:start] + pages[0].body[end:] == pages[2].body
