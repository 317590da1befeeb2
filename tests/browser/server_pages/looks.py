"""What the looks at the server's pages share: each page, who looks, and what a look finds."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from advisory_server.accounts.role import Role
from tests.browser.harness.server import PAGES

TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"
HEADTEACHER, IT_ADMIN = Role.HEADTEACHER, Role.IT_ADMIN


def every_page[F: Callable[..., None]](test: F) -> F:
    """Look at each page; a sample of them as tests, all of them as the exam."""
    look: F = pytest.mark.sampled(pytest.mark.parametrize("name", PAGES)(test))
    return look


without_script = pytest.mark.parametrize("visitor", [False], indirect=True, ids=["without script"])


def complaints(page: Page) -> list[str]:
    return [finding["id"] for finding in Axe().run(page).response["violations"]]
