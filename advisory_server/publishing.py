"""The published policy in memory, for all who ask every minute; and a fresh signature each day."""

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from aiohttp import web

from advisory_server.keys import NOW, OPTIONS, STORE
from advisory_server.settings import Now
from advisory_server.signing import SigningKeyError, read_key
from advisory_server.store.database import Store, StoreError, kind_of
from advisory_server.store.publications import last_number, latest
from school_policy.publication import SIGNED_ANEW, STANDS_FOR, Sealed, Statement, read_statement

_log = logging.getLogger("owntime.server")

LOOK_SECONDS = 2.0
"""How often the database is asked for a newer version: another process publishes. A device asks once a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The version in force, as devices are sent it."""

    statement: Statement
    sealed: Sealed
    document: bytes


class Publishing:
    """Keeps the version in force in memory. Only its task asks the database and the disk."""

    def __init__(self, store: Store, data: Path, now: Now) -> None:
        self._store = store
        self._data = data
        self._now = now
        self._told = ""
        self.in_force: InForce | None = None
        """None: nothing was published."""

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.look()

    async def look(self) -> None:
        """Take up a version that was published since, and sign the one in force anew once a day."""
        try:
            await self._take_up()
            await asyncio.to_thread(self._sign_anew)
        except StoreError as error:
            self._tell(f"the published policy cannot be read: {kind_of(error)}")
        except (OSError, SigningKeyError) as error:
            self._tell(f"the published policy cannot be signed anew, and devices drop it within a week: {error}")
        else:
            self._told = ""

    async def _take_up(self) -> None:
        known = self.in_force.statement.version if self.in_force else 0
        if await self._store.run(last_number) == known:
            return
        published = await self._store.run(latest)
        if published is not None:
            statement = read_statement(published.sealed.statement)
            self.in_force = InForce(statement=statement, sealed=published.sealed, document=published.document)

    def _sign_anew(self) -> None:
        its = self.in_force
        now = self._now().astimezone(dt.UTC).replace(microsecond=0)
        if its is None or dt.timedelta() <= now - its.statement.signed_at < SIGNED_ANEW:
            return  # a clock that was set back signs anew too: devices take nothing from the future
        signer = read_key(self._data)
        if signer is None:
            raise SigningKeyError("its key is gone; put it back from a backup")
        statement = msgspec.structs.replace(its.statement, signed_at=now, expires_at=now + STANDS_FOR)
        self.in_force = InForce(statement=statement, sealed=signer.seal(statement), document=its.document)

    def _tell(self, problem: str) -> None:
        """Log a problem once, until it is over or another one."""
        if problem != self._told:
            self._told = problem
            _log.error("%s", problem)


PUBLISHING = web.AppKey("publishing", Publishing)


def set_up_publishing(app: web.Application) -> None:
    """Give the application what was published, read before anybody is answered."""
    app[PUBLISHING] = Publishing(app[STORE], app[OPTIONS].data, app[NOW])
    app.cleanup_ctx.append(_looking)


async def _looking(app: web.Application) -> AsyncIterator[None]:
    await app[PUBLISHING].look()
    looking = asyncio.ensure_future(app[PUBLISHING].run())
    looking.set_name("published policy")
    yield
    looking.cancel()
    await asyncio.wait([looking])
