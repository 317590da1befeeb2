"""How often a password may be tried: for each account and for each address, in memory alone, never for good."""

import datetime as dt
import hashlib
import ipaddress
from collections import OrderedDict, deque

MOST = 10
"""Tries in a window: enough for a person who mistypes, too few to guess."""
WINDOW = dt.timedelta(minutes=5)
_REMEMBERED = 10_000
"""Accounts, and addresses, that are remembered at once; who tried longest ago is forgotten first."""
_SAME_HOME = 64
"""Bits of an IPv6 address that one home or school has; the rest it may choose freely."""

_Key = bytes


class _Times:
    """When each of many keys was tried."""

    def __init__(self, remembered: int) -> None:
        self._remembered = remembered
        self._times: OrderedDict[_Key, deque[dt.datetime]] = OrderedDict()

    def wait(self, key: _Key, now: dt.datetime) -> dt.timedelta:
        times = self._times.get(key, deque())
        # A clock that was set back must lock nobody out: what seems to lie ahead is over too.
        while times and not (times[0] <= now < times[0] + WINDOW):
            times.popleft()
        return times[0] + WINDOW - now if len(times) >= MOST else dt.timedelta(0)

    def note(self, key: _Key, now: dt.datetime) -> None:
        self._times.setdefault(key, deque()).append(now)
        self._times.move_to_end(key)
        while len(self._times) > self._remembered:
            self._times.popitem(last=False)

    def forget(self, key: _Key) -> None:
        self._times.pop(key, None)

    def take_back(self, key: _Key) -> None:
        if times := self._times.get(key):
            times.pop()

    def __len__(self) -> int:
        return len(self._times)


class Tries:
    """The tries of passwords in the last minutes.

    Where an account was signed in to before, it has tries of its own there: strangers elsewhere keep nobody out.
    """

    def __init__(self, remembered: int = _REMEMBERED) -> None:
        self._remembered = remembered
        self._accounts = _Times(remembered)
        self._addresses = _Times(remembered)
        self._at_home: OrderedDict[_Key, None] = OrderedDict()

    def wait(self, name: str, address: str, now: dt.datetime) -> dt.timedelta:
        """Note a try, unless there were too many: return how long to wait then, else nothing."""
        account_key, address_key = self._account_key(name, address), _address_key(address)
        wait = max(self._accounts.wait(account_key, now), self._addresses.wait(address_key, now))
        if not wait:
            self._accounts.note(account_key, now)
            self._addresses.note(address_key, now)
        return wait

    def was_right(self, name: str, address: str) -> None:
        """Forget the account's tries, and this one of the address: a right password is no guess."""
        self._accounts.forget(self._account_key(name, address))
        self._addresses.take_back(_address_key(address))
        self._at_home[_home_key(name, address)] = None
        while len(self._at_home) > self._remembered:
            self._at_home.popitem(last=False)

    @property
    def remembered(self) -> int:
        """How many accounts and addresses, and pairs of them, stand in memory."""
        return len(self._accounts) + len(self._addresses) + len(self._at_home)

    def _account_key(self, name: str, address: str) -> _Key:
        home = _home_key(name, address)
        return home if home in self._at_home else _account_key(name)


def _account_key(name: str) -> _Key:
    """Return a key of fixed size: people type passwords into the wrong field."""
    return hashlib.sha256(name.casefold().encode("utf-8", "surrogateescape")).digest()


def _home_key(name: str, address: str) -> _Key:
    return _account_key(name) + _address_key(address)


def _address_key(address: str) -> _Key:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address.encode()
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return parsed.ipv4_mapped.packed
        return parsed.packed[: _SAME_HOME // 8]
    return parsed.packed
