"""The IT admin before the pages of the lists: presses buttons and reads what comes."""

import base64
import contextlib
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientResponse

from school_policy.hostname import Hostname
from school_policy.policy import Policy
from school_policy.policy_document import decode
from tests.advisory_server.accounts.world import Browser
from tests.advisory_server.pages.site import Dom
from tests.owntime.lists.school_at_work import SchoolAtWork, it_admin, write_few_lists

LISTS, HISTORY = "/admin/lists", "/admin/lists/history"
CHIRP = {"hosts": "chirp.example", "platform": "facebook", "reason": "Asked for", "reach": "below", "kind": "site"}
CLIPS = {"hosts": "clips.example", "reason": "Used in lessons"}
MAIL = {**CHIRP, "hosts": "royalmail.com", "reason": "A slip"}
"""Below it is a host of government and public services."""
HIDDEN = re.compile(r'name="(checked|digest|line)" value="([^"]*)"')


@dataclass
class Desk:
    """The IT admin's browser, before the school's server."""

    school: SchoolAtWork
    browser: Browser

    async def page(self, path: str = LISTS) -> str:
        answer = await self.browser.get(path)
        assert answer.status == 200
        return text_of(await answer.read())

    async def send(self, path: str, fields: dict[str, str]) -> ClientResponse:
        """Send a form with the token that stands on every page of the session."""
        token = await self.browser.token("/")
        headers = {"Origin": self.browser.url}
        return await self.browser.ask("POST", path, data={"csrf": token, **fields}, headers=headers)

    async def press(self, form: str, page: str = LISTS, **fields: str) -> ClientResponse:
        """Send a form of a page as it stands there, with what is typed into it."""
        shown = await (await self.browser.get(page)).text()
        return await self.send(form, {**hidden_in(shown, form), **fields})

    async def check(self, kind: str, /, **fields: str) -> ClientResponse:
        return await self.send(f"{LISTS}/{kind}", {"step": "check", **fields})

    async def save(self, kind: str, /, **fields: str) -> ClientResponse:
        """Check, and then save what was checked."""
        checked = await self.check(kind, **fields)
        assert checked.status == 200, text_of(await checked.read())
        form = f"{LISTS}/{kind}"
        return await self.send(form, {"step": "save", **fields, **hidden_in(await checked.text(), form)})

    async def in_force(self) -> Policy:
        """Return what a device that asks now goes by."""
        policy = await (await self.browser.get("/api/v1/policy")).json()
        version = json.loads(base64.b64decode(policy["published"]["statement"]))["version"]
        return decode(await (await self.browser.get(f"/api/v1/policy/{version}")).read())

    async def lists(self, host: str) -> bool:
        """Tell whether devices have a host on their lists."""
        return any(
            rule.host == Hostname(host)
            for platform in (await self.in_force()).platforms
            for rule in platform.hosts
        )


def hidden_in(page: str, action: str) -> dict[str, str]:
    """Return what the first form of a page that is sent to an address carries unseen."""
    form = next(form for form in page.split("<form")[1:] if f'action="{action}' in form)
    return dict(HIDDEN.findall(form.partition("</form>")[0]))


def text_of(body: bytes) -> str:
    return " ".join(Dom(body).text.split())


@contextlib.asynccontextmanager
async def a_desk(folder: Path) -> AsyncIterator[Desk]:
    """Give the desk of a school with a handful of platforms."""
    school = SchoolAtWork(folder, write_few_lists(folder / "lists"))
    async with school.serving() as url, it_admin(url) as browser:
        yield Desk(school, browser)


def led_to(answer: ClientResponse) -> str:
    assert answer.status == 303, answer.status
    return answer.headers["Location"]


def told_at(page: str, field: str) -> str:
    found = re.search(rf'id="{field}-wrong"[^>]*>(.*?)</ul>', page, re.DOTALL)
    assert found, f"nothing is said of {field}"
    return found[1]


def typed_in(page: str) -> set[str]:
    areas = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    return {*areas, *re.findall(r'<input[^>]* value="([^"]*)"', page)}
