"""What a gateway notes of its clients before they are in a set, and what a client is counted by."""

import datetime as dt

import pytest

from proxy_addons.gateway_tally import GatewayTally, counted_as
from proxy_addons.tally import Noted, Tally
from school_policy.vocabulary import ClientId, Outcome, PlatformId

MONDAY = dt.date(2026, 11, 23)
ANNE, BEN = ClientId("10.0.0.1"), ClientId("10.0.0.2")


@pytest.mark.parametrize(
    ("addresses", "counted"),
    [
        pytest.param(["10.0.0.1", "::ffff:10.0.0.1", "::ffff:a00:1"], 1, id="IPv4, in any form"),
        pytest.param(["10.0.0.1", "10.0.0.2"], 2, id="two of IPv4"),
        pytest.param(["2001:db8::1", "2001:db8::f00d:1", "2001:0db8:0::1"], 1, id="one device's of one network"),
        pytest.param(["2001:db8::1", "2001:db8:0:1::1"], 2, id="two networks"),
        pytest.param(["fe80::1%eth0", "fe80::2%eth0"], 1, id="with a scope"),
    ],
)
def test_what_one_device_may_change_daily_makes_no_second_client(addresses: list[str], counted: int) -> None:
    assert len({counted_as(ClientId(address)) for address in addresses}) == counted


def test_each_client_is_noted_apart_and_what_was_taken_is_forgotten() -> None:
    tally = GatewayTally()
    for client in (ANNE, BEN, ANNE):
        tally.note(Outcome.APP, MONDAY, client=client)

    batch = tally.take()

    assert batch is not None
    assert batch.noted == {Noted(day=MONDAY, outcome=Outcome.APP, client=client) for client in (ANNE, BEN)}
    assert tally.take() is None
    assert not tally._remembered  # noqa: SLF001 (of whom it was, nothing is left)


def test_what_could_not_be_written_is_taken_again() -> None:
    tally = GatewayTally()
    tally.note(Outcome.APP, MONDAY, client=ANNE)
    tally.note_wrongly_listed(PlatformId("book"), MONDAY)
    batch = tally.take()
    assert batch is not None
    tally.note(Outcome.APP, MONDAY, client=BEN)
    tally.put_back(batch)

    again = tally.take()

    assert again is not None
    assert {each.client for each in again.noted} == {ANNE, BEN}
    assert again.wrongly_listed == batch.wrongly_listed


def test_it_grows_no_further_than_its_bound() -> None:
    tally = GatewayTally()
    for number in range(GatewayTally.most + 10):
        tally.note(Outcome.APP, MONDAY, client=ClientId(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"))

    batch = tally.take()

    assert batch is not None
    assert len(batch.noted) == GatewayTally.most


def test_a_device_names_no_client() -> None:
    tally = Tally()
    tally.note(Outcome.APP, MONDAY, client=ANNE, platform=PlatformId("book"))

    batch = tally.take()

    assert batch is not None
    assert {each.client for each in batch.noted} == {None}
