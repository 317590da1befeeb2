"""The pages of the lists in real Chromium, without script: a mistake until it is undone, a public list taken."""

import base64
import gzip
import json
import os
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from advisory_server.accounts.role import Role
from school_policy.policy_document import decode
from tests.advisory_server.pages.site import SESSIONS
from tests.browser.harness.loop_thread import LoopThread
from tests.browser.harness.playwright_process import PlaywrightProcess
from tests.owntime.lists.school_at_work import SchoolAtWork

pytestmark = pytest.mark.browser

DOCS = Path(__file__).parents[2] / "docs"
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"
SLIP = "royalmail.com"


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    loop = LoopThread("school at work")
    serving = SchoolAtWork(tmp_path).serving()
    yield loop.call(serving.__aenter__())
    loop.call(serving.__aexit__(None, None, None))
    loop.close()


@pytest.fixture
def chromium(playwright_process: PlaywrightProcess) -> Iterator[Browser]:
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright_process.in_use() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=as_root)
        yield browser
        browser.close()


def a_page(chromium: Browser, url: str, *, script: bool) -> Page:
    """Open the IT admin's page of the lists."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=script)
    context.set_default_timeout(20_000)
    context.add_cookies([{"name": "owntime", "value": SESSIONS[Role.IT_ADMIN], "url": url}])
    page = context.new_page()
    page.goto(f"{url}/admin/lists")
    return page


class Hand:
    """Presses links and buttons without script, counts that, and has each page that comes looked at."""

    def __init__(self, chromium: Browser, url: str) -> None:
        self.page = a_page(chromium, url, script=False)
        self._looking = a_page(chromium, url, script=True)
        self._looking.set_viewport_size({"width": 320, "height": 800})
        self.presses = 0

    def press(self, name: str) -> None:
        button = self.page.get_by_role("button", name=name)
        link = self.page.get_by_role("link", name=name, exact=True)
        with self.page.expect_navigation():
            button.or_(link).first.click()
        self.presses += 1
        self.look()

    def presses_for(self, *names: str) -> int:
        before = self.presses
        for name in names:
            self.press(name)
        return self.presses - before

    def look(self) -> None:
        """See that everybody can read the page, on a narrow screen; axe itself needs a page with script."""
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        self._looking.set_content(self.page.content())
        assert complaints(self._looking) == []
        assert not self._looking.evaluate(TOO_WIDE)


def complaints(page: Page) -> list[str]:
    return [finding["id"] for finding in Axe().run(page).response["violations"]]


def devices_go_by(url: str) -> tuple[int, tuple[Any, ...]]:
    """Return the version that a device is told now, and its lists."""
    with urllib.request.urlopen(f"{url}/api/v1/policy", timeout=20) as answer:  # noqa: S310 (our own)
        statement = json.loads(base64.b64decode(json.load(answer)["published"]["statement"]))
    with urllib.request.urlopen(f"{url}/api/v1/policy/{statement['version']}", timeout=20) as answer:  # noqa: S310
        return statement["version"], decode(answer.read()).platforms


def lists_the_slip(url: str) -> bool:
    _, platforms = devices_go_by(url)
    return any(rule.host == SLIP for platform in platforms for rule in platform.hosts)


def make_the_mistake(hand: Hand, pictures: Path) -> None:
    page = hand.page
    hand.press("Add hosts")
    hand.press("Check")
    expect(page.get_by_label("Why")).to_have_accessible_description(re.compile("Say why, in words"))
    page.get_by_label("Hosts, one a line").fill(SLIP)
    page.get_by_label("Platform they belong to").select_option(label="Facebook")
    page.get_by_label("Why").fill("Seen open in the staff room")
    hand.press("Check")
    expect(page.get_by_role("row", name="www.royalmail.com")).to_contain_text("Government and public services")
    page.get_by_label("Yes, really.").check()
    hand.press("Save")
    expect(page.get_by_role("status")).to_contain_text("Saved in your list")
    page.get_by_label("Note for the history").fill("One more for Facebook")
    page.locator("main > .note code").evaluate("it => it.textContent = '/etc/owntime/lists.toml'")
    page.screenshot(path=pictures / "lists.png", full_page=True)
    page.get_by_label("Yes, really.").check()
    hand.press("Publish")
    expect(page.get_by_role("status")).to_contain_text("Published")


def test_a_published_mistake_is_undone_in_three_presses_either_way(
    chromium: Browser, url: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    pictures = DOCS if pytestconfig.getoption("--write-pictures") else tmp_path
    hand = Hand(chromium, url)
    page = hand.page
    hand.look()
    hand.press("Publish")
    _, before = devices_go_by(url)

    make_the_mistake(hand, pictures)
    assert lists_the_slip(url)
    assert hand.presses_for("Take back", "Publish") <= 3
    assert devices_go_by(url) == (3, before)

    make_the_mistake(hand, pictures)
    assert lists_the_slip(url)
    assert hand.presses_for("History", "Go back to version 3", "Take back") <= 3
    assert devices_go_by(url) == (5, before)
    expect(page.get_by_role("heading", name="Everything is published")).to_be_visible()
    page.reload()
    assert devices_go_by(url) == (5, before)

    hand.press("History")
    hand.press("Version 4")
    expect(page.get_by_text(f"Listed: {SLIP}").first).to_be_visible()


PUBLIC_LIST = """! Title: Chatter
! License: CC0
||chirp.example^
||fb.com^
||m.chatter.example^
||royalmail.com^
||classroom.google.com^
||co.uk^
/banner[0-9]+/
||adverts.example^$third-party
@@||
"""


def test_a_public_list_is_uploaded_looked_through_and_taken_without_script(
    chromium: Browser, url: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    pictures = DOCS if pytestconfig.getoption("--write-pictures") else tmp_path
    hand = Hand(chromium, url)
    page = hand.page
    hand.press("Import a public list")
    page.get_by_label("Licence of the list").fill("CC0 1.0")
    hand.press("Check")
    expect(page.get_by_label("The list, pasted")).to_have_accessible_description(
        re.compile("Paste a list, or choose")
    )
    expect(page.get_by_label("Licence of the list")).to_have_value("CC0 1.0")

    packed = {
        "name": "chatter.txt.gz",
        "mimeType": "application/gzip",
        "buffer": gzip.compress(PUBLIC_LIST.encode()),
    }
    page.get_by_label("Or a file").set_input_files(packed)  # type: ignore[arg-type]
    page.get_by_label("Why", exact=True).fill("Seen in lessons")
    hand.press("Check")
    page.locator(".result").screenshot(path=pictures / "import.png")
    for heading in page.locator("summary").all():
        heading.click()
    expect(page.get_by_role("row", name="9 /banner[0-9]+/")).to_contain_text("a regular expression")
    expect(page.get_by_text("classroom.google.com is never listed")).to_be_visible()
    expect(page.get_by_role("row", name="www.royalmail.com")).to_be_visible()
    hand.look()
    page.screenshot(path=tmp_path / "whole.png", full_page=True)

    hand.press("Take it")
    expect(page.get_by_role("alert")).to_contain_text("Tick the box")
    page.get_by_label("Yes, really.").check()
    hand.press("Take it")
    expect(page.get_by_role("status")).to_contain_text("Saved in your list")
    expect(
        page.get_by_text("From chatter.txt (Adblock syntax); title: Chatter; licence: CC0").first
    ).to_be_visible()


@pytest.mark.parametrize(
    ("rule", "spoil"),
    [
        ("label", "document.querySelector('label[for=hosts]').remove()"),
        ("select-name", "document.querySelector('label[for=platform]').remove()"),
    ],
)
def test_axe_would_find_what_is_wrong(chromium: Browser, url: str, rule: str, spoil: str) -> None:
    page = a_page(chromium, url, script=True)
    page.goto(f"{url}/admin/lists/add")
    page.evaluate(spoil)
    assert rule in complaints(page)
