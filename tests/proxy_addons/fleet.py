"""Devices as far as the published policy goes: each has the real feed, and keeps what it took on the disk."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from proxy_addons.accepted_policy import PUBLISHED_FILE, AcceptedPolicy, Fetch, Trust
from proxy_addons.policy_feed import PolicyFeed, ServerAddress
from school_policy.policy import Policy
from school_policy.publication import Sealed
from school_policy.standing import Standing


class Device:
    """One device's feed and what it took; by whatever seconds it is looked at or run."""

    def __init__(self, folder: Path, url: str, trust: Trust, now: Callable[[], dt.datetime]) -> None:
        self._trust = trust
        self.standings: list[Standing] = []
        self.accepted = AcceptedPolicy(folder / PUBLISHED_FILE, now, _fits)
        self.feed = PolicyFeed(lambda: ServerAddress(url=url), self.standings.append, self._hear)

    async def _hear(self, sealed: Sealed | None, fetch: Fetch) -> None:
        if sealed is None:
            self.accepted.refuse("no form")
        else:
            await self.accepted.hear(sealed, self._trust, fetch)

    @property
    def has(self) -> tuple[int, str]:
        current = self.accepted.current
        return (current.statement.version, current.policy.school.colour) if current else (0, "")

    async def close(self) -> None:
        running = asyncio.ensure_future(self.feed.run())
        await asyncio.sleep(0)
        running.cancel()
        await asyncio.wait([running])


def _fits(_policy: Policy) -> None:
    """Find nothing wrong."""


@asynccontextmanager
async def devices_of(
    folder: Path, count: int, url: str, trust: Trust, now: Callable[[], dt.datetime]
) -> AsyncIterator[list[Device]]:
    async with AsyncExitStack() as stack:
        fleet = []
        for number in range(count):
            place = folder / f"device {number}"
            place.mkdir()
            device = Device(place, url, trust, now)
            stack.push_async_callback(device.close)
            fleet.append(device)
        yield fleet
