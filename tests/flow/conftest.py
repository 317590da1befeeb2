from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.chain import DeviceAtWork, device_on, stage_with


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeviceAtWork]:
    """A device in lesson time, shared by the tests of a module."""
    with stage_with(tmp_path_factory.mktemp("stage")) as stage, DeviceAtWork(device_on(stage), stage) as it:
        yield it


@pytest.fixture
def own_device(tmp_path: Path) -> Iterator[DeviceAtWork]:
    """A device of one test alone, which may come to harm."""
    with stage_with(tmp_path) as stage, DeviceAtWork(device_on(stage), stage) as it:
        yield it
