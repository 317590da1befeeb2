"""The IT admin's register of channels: how each stands today, and what it lacks."""

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import pytest

from advisory_server.accounts.role import Role
from advisory_server.school import School
from school_policy.channels import Channel
from tests.advisory_server.pages.site import POLICY, Answer, a_site

CHANNEL = POLICY.channels[0]


async def page_of(folder: Path, *channels: Channel) -> Answer:
    policy = msgspec.structs.replace(POLICY, channels=channels)
    async with a_site(folder, school=School(policy=policy)) as site:
        return await site.get("/admin/channels", Role.IT_ADMIN)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({}, "How it stands Open since 1 September 2019, official", id="official"),
        pytest.param({}, "Where Facebook", id="where"),
        pytest.param({}, "Looked after by Headteacher May post besides Deputy Headteacher", id="roles"),
        pytest.param({}, "Review on 1 July 2027", id="review"),
        pytest.param({"review_on": dt.date(2026, 11, 1)}, "Review on 1 November 2026: it is due", id="due"),
        pytest.param({"review_on": None}, "Review on No day is set", id="without a review"),
        pytest.param({"review_on": None}, "What is missing the day of its next review", id="missing"),
        pytest.param({"mfa": False}, "not official, so the reminder does not offer it", id="not official"),
        pytest.param({"approved_roles": ()}, "May post besides No other role", id="no other role"),
        pytest.param({"opened": dt.date(2026, 12, 1)}, "Opens on 1 December 2026, official", id="not open yet"),
        pytest.param({"closed": dt.date(2026, 11, 1)}, "How it stands Closed on 1 November 2026", id="closed"),
    ],
)
async def test_each_channel_is_told_as_it_stands(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    page = await page_of(tmp_path, msgspec.structs.replace(CHANNEL, **changes))
    assert words in page.text


async def test_one_that_is_closed_lacks_nothing_any_more(tmp_path: Path) -> None:
    closed = msgspec.structs.replace(CHANNEL, closed=dt.date(2026, 11, 1), mfa=False)
    assert "What is missing" not in (await page_of(tmp_path, closed)).text
    open_still = msgspec.structs.replace(closed, closed=None)
    assert "What is missing a second factor" in (await page_of(tmp_path / "open", open_still)).text


async def test_an_empty_register_says_so(tmp_path: Path) -> None:
    assert "The register has no channel." in (await page_of(tmp_path)).text
