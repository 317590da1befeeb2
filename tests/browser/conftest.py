from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.harness.chromium import Chromium
from tests.browser.harness.playwright_process import PlaywrightProcess
from tests.browser.harness.product import Product
from tests.browser.harness.world import World, stand_in_world


@pytest.fixture(scope="session")
def playwright_process() -> Iterator[PlaywrightProcess]:
    with PlaywrightProcess() as it:
        yield it


@pytest.fixture(scope="session")
def standing_world() -> Iterator[World]:
    """The sites and the filter of the whole run: what a browser fixture that outlives a test depends on."""
    with stand_in_world() as it:
        yield it


@pytest.fixture
def world(standing_world: World) -> World:
    """The same, with nothing seen and nothing counted yet."""
    standing_world.origin.log.clear()
    standing_world.filter.forget_contacts()
    return standing_world


@pytest.fixture(scope="session")
def standing_product(standing_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The reminder between the browsers and the filter, one for the whole run."""
    with Product(standing_world, tmp_path_factory.mktemp("product")) as it:
        yield it


@pytest.fixture
def product(standing_product: Product, world: World) -> Product:  # noqa: ARG001 (cleared first)
    """The same, with nothing granted or shown yet: teaching staff at 10:42 on a Monday."""
    standing_product.reset()
    return standing_product


@pytest.fixture
def no_faults(product: Product) -> Iterator[None]:
    """Nothing in our own code may go wrong meanwhile: it would pass unseen, as all then passes through."""
    before = product.faults
    yield
    assert product.faults == before


@pytest.fixture(scope="session")
def standing_chromium(
    playwright_process: PlaywrightProcess, standing_world: World, standing_product: Product
) -> Iterator[Chromium]:
    certificates = [standing_world.authority.certificate_pem, standing_product.certificate_pem]
    with Chromium(playwright_process, certificates, standing_product.pac_url) as it:
        yield it


@pytest.fixture
def context(standing_chromium: Chromium, product: Product) -> Iterator[BrowserContext]:  # noqa: ARG001 (reset first)
    """A Chromium behind the reminder, off the record, at the size of a classroom's projector."""
    with standing_chromium.context(viewport={"width": 1280, "height": 720}) as it:
        yield it


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
