"""The pause of all reminders: kept in the database, and in memory for all who ask every minute."""

import datetime as dt
from collections.abc import AsyncIterator
from functools import partial

from aiohttp import web

from advisory_server.accounts.audit import do_and_note
from advisory_server.accounts.signed_in import SignedIn
from advisory_server.keys import IN_FORCE, NOW, STORE
from advisory_server.school import InForce
from advisory_server.settings import Now
from advisory_server.store.audit import Deed, What
from advisory_server.store.database import Connection, Store
from advisory_server.store.pauses import Pause, Press, begin_pause, end_pause, latest_pause
from school_policy.own_time import local_midnight


class Pausing:
    """Begins and ends pauses. What it does, it does in the database first."""

    def __init__(self, store: Store, in_force: InForce, now: Now) -> None:
        self._store = store
        self._in_force = in_force
        self._now = now
        self._latest: Pause | None = None

    async def load(self) -> None:
        """Read the pause that may be in force from before the server's start. Raises StoreError."""
        self._latest = await self._store.run(latest_pause)

    def in_force(self) -> Pause | None:
        """Return the pause that is in force now. Memory only."""
        latest = self._latest
        return latest if latest is not None and latest.holds(self._now()) else None

    async def begin(self, who: SignedIn) -> None:
        """Pause until the school's next midnight; a second time changes nothing. Raises StoreError."""
        press = self._press(who)
        until = local_midnight(self._in_force.school.zone, press.at)
        facts = {"role": who.role.value, "until": until.isoformat()}
        paused = Deed(at=press.at, who=who.name, what=What.PAUSED, facts=facts)
        work = partial(_begin, press=press, until=until)
        _, self._latest = await do_and_note(self._store, work, lambda done: paused if done[0] else None)

    async def end(self, who: SignedIn) -> None:
        """End the pause in force, if there is one. Raises StoreError."""
        press = self._press(who)
        over = Deed(at=press.at, who=who.name, what=What.PAUSE_ENDED, facts={"role": who.role.value})
        work = partial(_end, press=press)
        _, self._latest = await do_and_note(self._store, work, lambda done: over if done[0] else None)

    def _press(self, who: SignedIn) -> Press:
        return Press(at=self._now().astimezone(dt.UTC), account=who.name, role=who.role)


PAUSING = web.AppKey("pausing", Pausing)


def set_up_pausing(app: web.Application) -> None:
    """Give the application its pauses, read before anybody is answered."""
    app[PAUSING] = Pausing(app[STORE], app[IN_FORCE], app[NOW])
    app.cleanup_ctx.append(_loaded)


async def _loaded(app: web.Application) -> AsyncIterator[None]:
    await app[PAUSING].load()
    yield


def _begin(connection: Connection, press: Press, until: dt.datetime) -> tuple[bool, Pause | None]:
    return begin_pause(connection, press, until), latest_pause(connection)


def _end(connection: Connection, press: Press) -> tuple[bool, Pause | None]:
    return end_pause(connection, press), latest_pause(connection)
