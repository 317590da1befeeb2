"""Row T1. Until somebody carries on, the device looks up no listed name and opens no connection to one.

Behind a filter the filter counts (tests/flow/test_contacts.py). Here the school has none: the device would dial
sites itself, and its own process tells what it looks up and where it connects.
"""

import contextlib
import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.flow.chain import FACEBOOK, UNLISTED, DeviceAtWork, stage_with
from tests.flow.test_contacts import REQUESTS
from tests.trust.steps import carry_on, direct_device

AUDITED = Path(__file__).parent / "audited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """A device without a filter, and what its proxy process looked up or connected to."""

    device: DeviceAtWork
    notes: Path

    @property
    def noted(self) -> list[str]:
        return self.notes.read_text("utf-8").splitlines()

    def try_to_reach(self, url: str) -> None:
        """Ask for a page that nothing can bring, as nothing leaves this machine."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            self.device.traveller().ask(url)


@pytest.fixture
def audited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Audited]:
    notes = tmp_path / "audit"
    monkeypatch.setenv("PYTHONPATH", str(AUDITED), prepend=":")
    monkeypatch.setenv("OWNTIME_TEST_AUDIT", str(notes))
    with stage_with(tmp_path) as stage, DeviceAtWork(direct_device(stage), stage) as device:
        yield Audited(device=device, notes=notes)


@pytest.mark.trust("T1")
def test_without_a_filter_no_listed_name_is_looked_up_and_nothing_is_dialled(audited: Audited) -> None:
    traveller = audited.device.traveller()
    for url in (FACEBOOK, "https://m.facebook.com/groups/1?post=2", "https://www.instagram.com/"):
        for method, headers, status in REQUESTS:
            body = b"x" if method == "POST" else None
            assert traveller.ask(url, headers, method=method, body=body).status == status
    carry_on(traveller)
    assert audited.noted == []


@pytest.mark.trust("T1", control=True)
def test_the_same_look_sees_the_name_of_a_site_that_is_to_be_reached(audited: Audited) -> None:
    audited.try_to_reach(UNLISTED)
    assert "socket.getaddrinfo www.ashover.example" in audited.noted
    carry_on(audited.device.traveller())
    assert not [line for line in audited.noted if "facebook" in line]
    audited.try_to_reach(FACEBOOK)
    assert "socket.getaddrinfo www.facebook.com" in audited.noted
    audited.try_to_reach("https://127.0.0.1/")
    assert "socket.connect 127.0.0.1" in audited.noted
