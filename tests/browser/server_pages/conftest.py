"""The advisory server and a Chromium that knows of no proxy, for all looks at the server's pages."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.harness.playwright_process import PlaywrightProcess
from tests.browser.harness.server import WEEKS, AdvisoryServer, Visitor


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdvisoryServer]:
    with AdvisoryServer(tmp_path_factory.mktemp("server"), WEEKS) as it:
        yield it


@pytest.fixture(scope="package")
def chromium(playwright_process: PlaywrightProcess) -> Iterator[Browser]:
    """A Chromium that knows of no proxy."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright_process.in_use() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=as_root)
    yield browser
    with playwright_process.in_use():
        browser.close()


@pytest.fixture
def visitor(
    request: pytest.FixtureRequest,
    playwright_process: PlaywrightProcess,
    chromium: Browser,
    server: AdvisoryServer,
) -> Iterator[Visitor]:
    """Give a parameter False for a browser without script."""
    with playwright_process.in_use():
        script = getattr(request, "param", True)
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=script)
        context.set_default_timeout(30_000)
        yield Visitor(server, context)
        context.close()


@pytest.fixture
def paused(server: AdvisoryServer) -> Iterator[None]:
    with server.paused():
        yield
