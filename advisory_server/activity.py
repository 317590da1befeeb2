"""Which devices reported lately, in memory until it is written apart from what they reported."""

import datetime as dt
from functools import partial

from advisory_server.store.activity import note_active
from advisory_server.store.database import Store
from advisory_server.store.devices import DeviceId


class Activity:
    """Devices by the week that they reported for, not yet written; it grows no larger than the school is."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._unwritten: set[tuple[dt.date, DeviceId]] = set()

    def note(self, device: DeviceId, week: dt.date) -> None:
        """Note that a device reported for a week."""
        self._unwritten.add((week, device))

    async def write(self) -> None:
        """Write what was noted, in a transaction of its own. Raises StoreError, and then keeps it."""
        writing = frozenset(self._unwritten)
        if writing:
            await self._store.run(partial(note_active, devices=writing))
            self._unwritten -= writing
