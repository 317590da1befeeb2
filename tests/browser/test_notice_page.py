"""The printed notice in real Chromium: on one sheet of paper, and for everybody's eyes and ears."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from click.testing import CliRunner
from playwright.sync_api import Page

from owntime.notice_command import notice
from tests.browser.harness.playwright_process import PlaywrightProcess
from tests.owntime.timetable.school import SCHOOL, write_school

pytestmark = pytest.mark.browser

COUNTED = f'{SCHOOL}[counting]\nserver = "https://owntime.hartwell.example:8480"\n'
MORE = "".join(
    f'[[group]]\nid = "g{number}"\nname = "Lunch-time supervisors {number}"\n[[group.timetable]]\n'
    'days = ["monday", "tuesday", "thursday"]\nwork = ["11:30-12:30", "13:00-13:45"]\n'
    for number in range(6)
)
BUSY = COUNTED.replace("[calendar]", f"{MORE}[calendar]", 1)


@pytest.fixture(scope="module")
def page(playwright_process: PlaywrightProcess) -> Iterator[Page]:
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright_process.in_use() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=as_root)
        yield browser.new_page(viewport={"width": 1280, "height": 800})
        browser.close()


def show(page: Page, folder: Path, audience: str, text: str) -> None:
    words = ["--settings", str(write_school(folder, text)), "--for", audience, "--format", "html"]
    written = CliRunner().invoke(notice, words)
    assert written.exit_code == 0
    (folder / "notice.html").write_bytes(written.stdout_bytes)
    page.goto((folder / "notice.html").as_uri())


def sheets(page: Page, folder: Path) -> int:
    file = folder / "notice.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", file.read_bytes()))


@pytest.mark.sampled
@pytest.mark.parametrize("audience", ["staff", "supply", "governors"])
@pytest.mark.parametrize("text", [SCHOOL, COUNTED, BUSY], ids=["not counted", "counted", "nine groups"])
def test_it_fits_on_one_sheet(page: Page, tmp_path: Path, audience: str, text: str) -> None:
    show(page, tmp_path, audience, text)
    assert sheets(page, tmp_path) == 1
    page.evaluate("document.body.style.paddingBottom = '240mm'")
    assert sheets(page, tmp_path) == 2


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Page, tmp_path: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    show(page, tmp_path, "staff", BUSY)
    assert [finding["id"] for finding in Axe().run(page).response["violations"]] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
