from collections.abc import Iterator

import pytest

from tests.browser.harness.playwright_process import PlaywrightProcess
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
