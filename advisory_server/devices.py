"""Which device a request comes from: tokens are looked up in memory, and in the database now and then."""

import datetime as dt

from advisory_server.quota import Quota
from advisory_server.settings import Now
from advisory_server.store.database import Store
from advisory_server.store.devices import Enrolled, hash_of, tokens_in_use

_OLD = dt.timedelta(seconds=30)
"""How long tokens in memory are believed: half of the minute within which a revoked one must stop."""
_LOOK_UPS_AT_ONCE, _LOOK_UPS_A_MINUTE = 60, 60
"""How often the database is asked for unknown tokens: guessing costs next to nothing, and the devices of a whole
school that are enrolled in one go are known at once."""


class KnownDevices:
    """The tokens in use. Another process may add and revoke them at any time."""

    def __init__(self, store: Store, now: Now) -> None:
        self._store = store
        self._now = now
        self._devices: dict[bytes, Enrolled] = {}
        self._read_at: dt.datetime | None = None
        self._look_ups = Quota[None](_LOOK_UPS_AT_ONCE, _LOOK_UPS_A_MINUTE)

    async def device_of(self, token: str) -> Enrolled | None:
        """Return the device or gateway that a token is of, if it is in use. Raises StoreError.

        The look-up is by hash, so that its time tells nothing of how much of a guess was right.
        """
        token_hash = hash_of(token)
        now = self._now()
        if self._is_old(now):
            await self._read(now)
        if token_hash not in self._devices and not self._look_ups.wait(None, now):
            await self._read(now)
        return self._devices.get(token_hash)

    async def _read(self, now: dt.datetime) -> None:
        self._devices = await self._store.run(tokens_in_use)
        self._read_at = now

    def _is_old(self, now: dt.datetime) -> bool:
        """Tell whether the tokens were read long ago, or the clock was set back since."""
        return self._read_at is None or not dt.timedelta() <= now - self._read_at < _OLD
