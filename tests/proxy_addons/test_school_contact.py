"""What a device knows of the school: an answer counts for two minutes, a pause for as long as it was to be."""

from dataclasses import dataclass

import pytest

from proxy_addons.clock import since_boot
from proxy_addons.school_contact import SchoolContact
from school_policy.standing import Standing
from tests.proxy_addons.sample import at


@dataclass
class Seconds:
    """Real time, as far as a contact can tell."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("later", "at_school"),
    [(0.0, True), (60.0, True), (119.9, True), (120.0, False), (40_000.0, False)],
)
def test_an_answer_shows_for_two_minutes_that_it_is_at_school(*, later: float, at_school: bool) -> None:
    seconds = Seconds()
    contact = SchoolContact(seconds)
    contact.hear(Standing(on_site=True), 1_000.0)
    seconds.now += later
    assert contact.is_at_school() is at_school


def test_without_an_answer_it_is_nowhere_and_nothing_is_paused() -> None:
    contact = SchoolContact(Seconds(1.0))
    assert not contact.is_at_school()
    assert not contact.is_paused(at("10:42"))


def test_an_answer_that_it_is_elsewhere_ends_it_at_once() -> None:
    contact = SchoolContact(Seconds())
    contact.hear(Standing(on_site=True), 1_000.0)
    contact.hear(Standing(on_site=False), 1_000.0)
    assert not contact.is_at_school()


def test_an_answer_that_was_told_late_counts_from_when_it_came() -> None:
    seconds = Seconds()
    contact = SchoolContact(seconds)
    seconds.now += 130
    contact.hear(Standing(on_site=True), 1_000.0)
    assert not contact.is_at_school()


def test_a_pause_holds_to_its_end_though_the_server_goes_away() -> None:
    seconds = Seconds()
    contact = SchoolContact(seconds)
    contact.hear(Standing(on_site=True, paused_until=at("2026-11-24T00:00")), 1_000.0)
    seconds.now += 10_000
    assert contact.is_paused(at("15:00"))
    assert contact.is_paused(at("23:59:59"))
    assert not contact.is_paused(at("2026-11-24T00:00"))


def test_the_next_answer_ends_a_pause() -> None:
    contact = SchoolContact(Seconds())
    contact.hear(Standing(on_site=True, paused_until=at("2026-11-24T00:00")), 1_000.0)
    contact.hear(Standing(on_site=True), 1_000.0)
    assert not contact.is_paused(at("15:00"))


def test_the_time_since_the_start_of_the_machine_runs_on() -> None:
    first = since_boot()
    assert 0 < first <= since_boot()
