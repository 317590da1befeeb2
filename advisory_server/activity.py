"""Which devices came lately, in memory until it is written apart from what they reported."""

import datetime as dt
from functools import partial

from advisory_server.store.activity import note_active
from advisory_server.store.contacts import Contact, note_contacts
from advisory_server.store.database import Store
from advisory_server.store.devices import DeviceId


class Activity:
    """What is not yet written of devices; it grows no larger than the school is."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._unwritten: set[tuple[dt.date, DeviceId]] = set()
        self._met: dict[DeviceId, Contact] = {}
        self._written: dict[DeviceId, Contact] = {}

    def note(self, device: DeviceId, week: dt.date) -> None:
        """Note that a device reported for a week."""
        self._unwritten.add((week, device))

    def meet(self, device: DeviceId, contact: Contact) -> None:
        """Note that a device came with its token, whatever became of what it brought."""
        if self._met.get(device, self._written.get(device)) != contact:
            self._met[device] = contact

    async def write(self) -> bool:
        """Write what was noted; tell whether there was any news. Raises StoreError, and then keeps it.

        Weeks and contacts are a transaction each, and no count is in either.
        """
        return await self._write_weeks() | await self._write_contacts()

    async def _write_weeks(self) -> bool:
        writing = frozenset(self._unwritten)
        if not writing:
            return False
        changed = await self._store.run(partial(note_active, devices=writing))
        self._unwritten -= writing
        return changed

    async def _write_contacts(self) -> bool:
        writing = dict(self._met)
        if not writing:
            return False
        changed = await self._store.run(partial(note_contacts, contacts=writing))
        self._written |= writing
        self._met = {device: contact for device, contact in self._met.items() if writing.get(device) != contact}
        return changed
