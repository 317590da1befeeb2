"""Whose a device is: by its address behind a gateway, and where nobody says."""

import msgspec
import pytest

from school_policy.group_choice import GroupsByAddress, widest_own_time
from school_policy.policy import Gateway, Group, Policy
from school_policy.timetable import NO_WORK, Day, Week, parse_time_range
from school_policy.vocabulary import GroupId
from tests.proxy_addons.sample import POLICY


def week(*sessions: str, days: int = 5) -> Week:
    day = Day(sessions=tuple(parse_time_range(session) for session in sessions))
    one, two, three, four, five, six, seven = ((day,) * days + (Day(),) * 7)[:7]
    return one, two, three, four, five, six, seven


def group(name: str, *addresses: str, first: Week = NO_WORK, second: Week | None = None) -> Group:
    return Group(id=GroupId(name), name=name, week=first, week_b=second, addresses=addresses)


FULL = week("08:00-12:00", "13:00-16:00")
LONG_LUNCH = week("08:00-11:00", "13:30-16:30")
MORNINGS = week("08:00-12:00")


@pytest.mark.parametrize(
    ("groups", "widest"),
    [
        pytest.param([group("a", first=FULL), group("b", first=MORNINGS)], "b", id="less work"),
        pytest.param([group("a", first=FULL), group("b", first=LONG_LUNCH)], "b", id="a longer lunch"),
        pytest.param([group("a", first=FULL), group("b", first=FULL)], "a", id="the first of equals"),
        pytest.param(
            [group("a", first=FULL), group("b", first=week("08:00-16:00", days=4))], "b", id="fewer days"
        ),
        pytest.param(
            [group("a", first=MORNINGS, second=FULL), group("b", first=LONG_LUNCH)], "a", id="over two weeks"
        ),
        pytest.param([group("a", first=FULL), group("b")], "b", id="no work at all"),
    ],
)
def test_whoever_is_not_known_has_the_widest_own_time(groups: list[Group], widest: str) -> None:
    assert widest_own_time(groups).id == widest


def school() -> Policy:
    groups = (
        group("teaching", "10.20.4.0/24", first=FULL),
        group("office", "10.20.0.0/20", "fd00:20:4::/48", first=LONG_LUNCH),
        group("head", "10.20.4.9", first=FULL),
        group("supply", first=MORNINGS),
    )
    gateway = Gateway(address="10.20.0.5", clients=("10.20.0.0/16", "fd00:20::/32"))
    return msgspec.structs.replace(POLICY, groups=groups, gateway=gateway)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        pytest.param("10.20.4.7", "teaching", id="its range"),
        pytest.param("10.20.4.9", "head", id="the narrowest range that fits"),
        pytest.param("10.20.5.7", "office", id="the wider range"),
        pytest.param("10.20.99.1", "supply", id="in no range: the widest own time"),
        pytest.param("fd00:20:4::7", "office", id="IPv6"),
        pytest.param("fd00:20:5::7%eth0", "supply", id="with a scope"),
        pytest.param("::ffff:10.20.4.7", "teaching", id="IPv4 within IPv6"),
        pytest.param("10.21.0.1", None, id="no client"),
        pytest.param("127.0.0.1", None, id="the gateway itself is no client"),
        pytest.param("fd00:21::1", None, id="no client in IPv6"),
        pytest.param("", None, id="no address"),
        pytest.param("teaching", None, id="a word"),
    ],
)
def test_behind_a_gateway_the_address_says_whose_a_device_is(address: str, found: str | None) -> None:
    assert GroupsByAddress(school()).group_of(address) == found


def test_without_a_gateway_nobody_is_answered() -> None:
    assert GroupsByAddress(POLICY).group_of("10.20.4.7") is None


def test_its_groups_are_all_that_an_address_may_be_found_in() -> None:
    its = GroupsByAddress(school())
    addresses = [
        *(f"10.20.{third}.{last}" for third in range(32) for last in (7, 9)),
        "fd00:20:4::1",
        "fd00:20::1",
    ]

    assert its.groups == {its.group_of(address) for address in addresses}
    assert GroupsByAddress(POLICY).groups == {widest_own_time(POLICY.groups).id}
