"""The real Chromium, driven by Playwright over its own debugging port.

Playwright does not start it: its defaults switch off HTTPS upgrades and the back/forward cache, which people have.
"""

import contextlib
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import BrowserContext, Response

from owntime.demo.browser import BrowserHome, chromium_command
from tests.browser.harness.playwright_process import PlaywrightProcess
from tests.browser.harness.program import Program


class Chromium:
    """One Chromium with a throw-away home; use it in a `with`, and give each test a context of its own."""

    def __init__(self, process: PlaywrightProcess, certificates: Iterable[bytes], pac_url: str) -> None:
        self._process = process
        self._certificates = tuple(certificates)
        self._pac_url = pac_url
        self._ends = contextlib.ExitStack()

    def __enter__(self) -> Self:
        with self._ends as ends, self._process.in_use() as playwright:
            home = ends.enter_context(BrowserHome(self._certificates))
            self.home = home.path
            program = Program(_headless(chromium_command(home, self._pac_url, "about:blank")))
            ends.callback(program.end)
            self._browser = playwright.chromium.connect_over_cdp(program.driven_at())
            self._ends = ends.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._ends, self._process.in_use():
            self._browser.close()

    @contextlib.contextmanager
    def context(self, **options: Any) -> Iterator[BrowserContext]:
        """Lend a fresh context, off the record, with Playwright's options: java_script_enabled, viewport, …"""
        with self._process.in_use():
            context = self._browser.new_context(**options)
            try:
                yield context
            finally:
                context.close()

    @contextlib.contextmanager
    def own_profile(self) -> Iterator[BrowserContext]:
        """Lend the profile that Chromium started with: on disk, with HTTP cache and history as people have them.

        What one test leaves there meets the next; who needs it clean starts a Chromium of its own.
        """
        with self._process.in_use():
            profile = self._browser.contexts[0]
            kept = set(profile.pages)
            try:
                yield profile
            finally:
                for page in set(profile.pages) - kept:
                    page.close()


def issuer(response: Response | None) -> str:
    """Return the common name of the issuer of the certificate that a page came with."""
    assert response is not None
    details = response.security_details()
    assert details is not None
    name = details["issuer"]
    assert name is not None
    return name


def _headless(command: list[str]) -> list[str]:
    *start, url = command
    return [*start, "--headless=new", "--remote-debugging-port=0", url]
