import os
from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.browser.harness.school_site import School

PROJECTOR = ViewportSize(width=1280, height=720)


@pytest.fixture
def school() -> Iterator[School]:
    school = School()
    thread = Thread(target=school.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield school
    school.slow.set()
    school.server.shutdown()
    thread.join()
    school.server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=as_root)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=PROJECTOR)
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
