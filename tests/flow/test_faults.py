"""Whatever part of ours raises, the site that was asked for is there within two seconds, and so is any other."""

import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from owntime.demo.stage import Stage
from proxy_addons import newly_listed
from proxy_addons.boundary import Boundary
from proxy_addons.connections import Connections
from proxy_addons.fail_open import Edge
from proxy_addons.interception import Interception
from proxy_addons.reminder import Reminder
from proxy_addons.reminder_site import ReminderSite
from proxy_addons.situation import Situation
from tests.flow.chain import FACEBOOK, ORIGIN_ISSUER, UNLISTED, device_on, stage_with
from tests.flow.kept_connection import KeptConnection
from tests.flow.proxy_here import ProxyHere
from tests.flow.traveller import Traveller, trusting

INSTAGRAM = "https://www.instagram.com/"
UNLISTED_HOST = UNLISTED.removeprefix("https://").rstrip("/")
HOSTS = ("facebook", "instagram", "ashover.example", "owntime.internal", "canary")


class Fault(Exception):  # noqa: N818 (what the add-on's edge calls it)
    """Raised with a host in its text."""


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with stage_with(tmp_path) as it:
        yield it


def break_part(monkeypatch: pytest.MonkeyPatch, owner: object, part: str) -> threading.Event:
    """Let a part raise whenever it is called; the event tells that it was."""
    called = threading.Event()

    def broken(*_arguments: Any, **_named: Any) -> Any:
        called.set()
        raise Fault("at canary.facebook.com")

    monkeypatch.setattr(owner, part, broken)
    return called


def see_both_arrive(proxy: ProxyHere) -> None:
    for url in (FACEBOOK, UNLISTED):
        began = time.monotonic()
        arrival = proxy.traveller().follow(url)
        assert (arrival.status, arrival.issuer) == (200, ORIGIN_ISSUER)
        assert time.monotonic() - began < 2


def come_with_everything(proxy: ProxyHere, stage: Stage) -> None:
    """Give each hook something to do: a client that refuses our certificate, a page, an unlisted site."""
    stranger = Traveller(proxy=proxy.address, trusted=trusting(stage.authority.certificate_pem))
    with pytest.raises(ssl.SSLCertVerificationError):
        stranger.ask(INSTAGRAM)  # a platform of its own, as this one refusal lets the program through there
    proxy.traveller().ask(FACEBOOK)
    proxy.traveller().ask(UNLISTED)


PARTS = [
    (Interception, "_note_refusal", "tls_failed_client"),
    (Connections, "remove", "client_disconnected"),
    (Interception, "_refuse_to_dial", "server_connect"),
    (Reminder, "_passes", "requestheaders"),
]


@pytest.mark.trust("I20")
@pytest.mark.parametrize(("owner", "part", "hook"), PARTS, ids=[hook for _, _, hook in PARTS])
def test_a_fault_in_a_hook_by_the_way_is_counted_and_then_everything_passes(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, owner: type, part: str, hook: str
) -> None:
    called = break_part(monkeypatch, owner, part)
    with ProxyHere(device_on(stage), stage) as proxy:
        come_with_everything(proxy, stage)
        assert called.wait(5), hook
        see_both_arrive(proxy)
        assert proxy.faults
    assert "Fault in " in proxy.log
    assert not [host for host in HOSTS if host in proxy.log]


def test_a_fault_in_the_look_at_the_clock_is_counted_and_then_everything_passes(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ProxyHere(device_on(stage), stage) as proxy:
        called = break_part(monkeypatch, proxy.proxy.boundary, "tick")  # this one's: others may look at it too
        come_with_everything(proxy, stage)
        assert called.wait(5)
        see_both_arrive(proxy)
        assert proxy.faults
    assert not [host for host in HOSTS if host in proxy.log]


def test_a_fault_in_what_changed_lists_mean_is_counted_and_what_is_open_stays_open(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ProxyHere(device_on(stage), stage) as proxy:
        with KeptConnection(proxy.address, proxy.trusted, UNLISTED_HOST) as page:
            assert page.answers()
            called = break_part(monkeypatch, newly_listed, "_newly_listed")
            proxy.call(lambda: proxy.proxy.put_in_force(tuple(one.in_force for one in proxy.proxy.situations)))
            assert called.is_set()
            assert page.answers()
            see_both_arrive(proxy)
        assert proxy.faults
    assert not [host for host in HOSTS if host in proxy.log]


ON_THE_WAY = [
    (Interception, "_intercepts"),
    (Interception, "_classify"),
    (Situation, "circumstances"),
    (Situation, "stretch"),
    (Boundary, "observe"),
    (Connections, "add"),
    (Connections, "get"),
    (Reminder, "_answer"),
    (Reminder, "_carry_out"),
    (Reminder, "_intercepted"),
]


@pytest.mark.trust("I20")
@pytest.mark.parametrize(("owner", "part"), ON_THE_WAY, ids=[part for _, part in ON_THE_WAY])
def test_a_fault_on_the_way_of_a_page_lets_that_very_page_through(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, owner: type, part: str
) -> None:
    break_part(monkeypatch, owner, part)
    with ProxyHere(device_on(stage), stage) as proxy:
        see_both_arrive(proxy)
        assert proxy.faults
    assert "Fault in " in proxy.log
    assert not [host for host in HOSTS if host in proxy.log]


def test_a_fault_in_the_reminder_lets_the_next_try_through(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    break_part(monkeypatch, ReminderSite, "answer")
    with ProxyHere(device_on(stage), stage) as proxy:
        reminder = proxy.traveller().ask(FACEBOOK).location
        assert proxy.traveller().ask(reminder).status == 307
        see_both_arrive(proxy)
    assert not [host for host in HOSTS if host in proxy.log]


def test_without_a_fault_the_reminder_is_shown(stage: Stage) -> None:
    with ProxyHere(device_on(stage), stage) as proxy:
        come_with_everything(proxy, stage)
        assert proxy.traveller().follow(FACEBOOK).status == 302
        assert (proxy.faults, proxy.log) == (0, "")


@pytest.mark.trust("I20", control=True)
def test_without_the_edge_the_same_fault_keeps_the_page_away(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Edge, "call", lambda _edge, _otherwise, part, *arguments: part(*arguments))
    break_part(monkeypatch, Reminder, "_answer")
    with ProxyHere(device_on(stage), stage) as proxy, pytest.raises(AssertionError):
        see_both_arrive(proxy)
