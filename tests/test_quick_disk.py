"""Where the tests put what is temporary."""

import os
import tempfile
from pathlib import Path

import pytest

from tests.quick_disk import use_memory


@pytest.fixture(autouse=True)
def asked_for_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", tempfile.tempdir)


def test_where_there_is_room_it_is_memory(tmp_path: Path) -> None:
    environment: dict[str, str] = {}
    use_memory(environment, tmp_path, least_free=1)
    assert environment == {"TMPDIR": str(tmp_path)}


def test_whoever_says_another_place_has_it(tmp_path: Path) -> None:
    environment = {"TMPDIR": "elsewhere"}
    use_memory(environment, tmp_path, least_free=1)
    assert environment == {"TMPDIR": "elsewhere"}


@pytest.mark.parametrize("why", ["there is no such folder", "there is too little room"])
def test_it_is_the_usual_place_where(why: str, tmp_path: Path) -> None:
    environment: dict[str, str] = {}
    if why == "there is no such folder":
        use_memory(environment, tmp_path / "none", least_free=1)
    else:
        there = os.statvfs(tmp_path)
        use_memory(environment, tmp_path, least_free=there.f_blocks * there.f_frsize + 1)
    assert environment == {}
