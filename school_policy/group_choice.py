"""Which staff group a device belongs to, where its address says so, and where nobody does."""

import datetime as dt
import ipaddress
from collections.abc import Iterable

from school_policy.policy import Group, Policy
from school_policy.timetable import Week
from school_policy.vocabulary import GroupId

_ANY_DAY = dt.date(2000, 1, 1)


def widest_own_time(groups: Iterable[Group]) -> Group:
    """Return the group with the least working time in a fortnight of term; the first of several.

    Whoever is not known has the benefit of the doubt.
    """
    return min(groups, key=_working_time)


class GroupsByAddress:
    """Whom a gateway answers, and to which group each of them belongs."""

    def __init__(self, policy: Policy) -> None:
        gateway = policy.gateway
        self._clients = [ipaddress.ip_network(text) for text in (gateway.clients if gateway else ())]
        ranges = [(ipaddress.ip_network(text), group.id) for group in policy.groups for text in group.addresses]
        self._ranges = sorted(ranges, key=lambda claim: claim[0].prefixlen, reverse=True)
        self._unknown = widest_own_time(policy.groups).id

    @property
    def groups(self) -> frozenset[GroupId]:
        """The groups that it tells apart, with that of whoever is in no range."""
        return frozenset({self._unknown, *(group for _, group in self._ranges)})

    def group_of(self, address: str) -> GroupId | None:
        """Return the group of an address, None where the gateway does not answer it."""
        found = _address(address)
        if found is None or not any(found in network for network in self._clients):
            return None
        return next((group for network, group in self._ranges if found in network), self._unknown)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read an address; a scope ("fe80::1%eth0") is left out, and an IPv4 address within IPv6 is IPv4."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _working_time(group: Group) -> dt.timedelta:
    return _of_week(group.week) + _of_week(group.week_b or group.week)


def _of_week(week: Week) -> dt.timedelta:
    sessions = [session for day in week for session in day.sessions]
    lengths = (
        dt.datetime.combine(_ANY_DAY, session.end) - dt.datetime.combine(_ANY_DAY, session.start)
        for session in sessions
    )
    return sum(lengths, dt.timedelta())
