"""The printed school year in real Chromium: on one sheet of paper, and for everybody's eyes and ears."""

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from click.testing import CliRunner
from playwright.sync_api import Page

from owntime.timetable.year_command import show_year
from proxy_addons.clock import Clock
from tests.browser.harness.playwright_process import PlaywrightProcess
from tests.owntime.timetable.school import SCHOOL, write_school

pytestmark = pytest.mark.browser

CHANGES = "".join(
    f'[[calendar.change]]\nday = {day}\nreason = "Early finish: the choir sings"\nwork = "08:30-14:00"\n'
    for day in ("2027-01-20", "2027-02-10", "2027-03-10", "2027-04-20", "2027-05-18", "2027-06-16", "2027-07-14")
)
BUSY = SCHOOL.replace("[contacts]", f"{CHANGES}[contacts]")
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module", params=[SCHOOL, BUSY], ids=["ordinary", "busy"])
def page(
    request: pytest.FixtureRequest, playwright_process: PlaywrightProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("year")
    clock = Clock()
    clock.set(dt.datetime(2026, 11, 23, 10, 42, tzinfo=dt.UTC))
    words = ["--settings", str(write_school(folder, request.param)), "--html", str(folder / "year.html")]
    assert CliRunner().invoke(show_year, words, obj=clock).exit_code == 0
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright_process.in_use() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=as_root)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto((folder / "year.html").as_uri())
        yield page
        browser.close()


def sheets(page: Page, folder: Path) -> int:
    file = folder / "year.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", file.read_bytes()))


def complaints(page: Page) -> list[str]:
    return [finding["id"] for finding in Axe().run(page).response["violations"]]


def test_it_fits_on_one_sheet(page: Page, tmp_path: Path) -> None:
    assert sheets(page, tmp_path) == 1
    page.evaluate("document.body.style.paddingBottom = '100mm'")
    assert sheets(page, tmp_path) == 2
    page.evaluate("document.body.style.paddingBottom = ''")


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert complaints(page) == []
    assert not page.evaluate(TOO_WIDE)


def test_axe_would_find_a_weekend_too_faint(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.add_style_tag(content=".months .weekend { color: #aaa }")
    assert complaints(page) == ["color-contrast"]
