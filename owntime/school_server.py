"""One server at work: the compiled policy, the database, and the application that serves both."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable

from advisory_server.school import InForce, School
from advisory_server.server import Server
from advisory_server.settings import Now, ServerOptions
from advisory_server.store.database import Store
from owntime.lists.keeper import SchoolLists
from owntime.policy_source import PolicySource
from school_policy.policy import Policy
from school_policy.toml_source import TomlError

_log = logging.getLogger("owntime.server")

WATCH_SECONDS = 1.0

WritePac = Callable[[Policy], str]
"""Returns the PAC for a policy; may raise OSError or ValueError where the school's own PAC cannot be had."""


class SchoolServer:
    """Serves one school. Everything that can be wrong with its files is found before it starts."""

    def __init__(self, source: PolicySource, options: ServerOptions, now: Now, write_pac: WritePac) -> None:
        """Compile the policy. Raises TomlError, and what `write_pac` raises."""
        self._source = source
        self._options = options
        self._now = now
        self._write_pac = write_pac
        policy = source.compile_to_count()
        self.in_force = InForce(School(policy=policy, lists=source.lists))
        self._pac = write_pac(policy)

    @contextlib.asynccontextmanager
    async def serving(self, store: Store) -> AsyncIterator[str]:
        """Serve until the `with` ends; give the address. Raises OSError or ServerError."""
        lists = SchoolLists(self._source, store, self._options.data, self._now)
        async with Server(self._options, store, self.in_force, self._now, lambda: self._pac, lists) as url:
            watching = asyncio.ensure_future(self._watch())
            watching.set_name("watch the school's files")
            try:
                yield url
            finally:
                watching.cancel()
                await asyncio.wait([watching])

    async def _watch(self) -> None:
        """Put a changed and good policy in force; a bad one leaves the last good one there."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if await asyncio.to_thread(self._renew_if_changed):
                _log.info("the changed policy is in force")

    def _renew_if_changed(self) -> bool:
        try:
            if not self._source.has_changed():
                return False
            policy = self._source.compile_to_count()
            self._pac = self._write_pac(policy)
        except (OSError, TomlError, ValueError) as problem:
            _log.error("the last good policy stays in force:\n%s", problem)
            return False
        self.in_force.school = School(policy=policy, lists=self._source.lists)
        return True
