"""One crossing of a boundary: connections to a listed host and to others, a clock, and what becomes of them."""

import asyncio
import contextlib
import datetime as dt
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bench.requests import LISTED, UNLISTED
from bench.sides import Side
from bench.tunnels import Streams, Tunnel, keep_alive, open_many, pass_through
from bench.worker import WrongAnswerError

_SETTLE_SECONDS = 0.3
"""For the proxy to hear of the time."""
_LEAD = dt.timedelta(seconds=1)
"""The clock is set so long before the boundary, and runs over it by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A boundary, and the connections to a listed host that it closes."""

    open_at: dt.datetime
    by_way_of: tuple[dt.datetime, ...]
    """Times that come between, at which nothing is closed: a grace begins."""
    boundary: dt.datetime
    intercepted: bool
    """Whether the connections to the listed host are intercepted; else they pass."""
    listed: int
    unlisted: int
    other: str = UNLISTED
    """The host of the unlisted ones."""
    watch_seconds: float = 3.0
    """How long the others are watched: the second before the boundary, and the rest after it."""
    patience: float = 20.0
    """Seconds after the boundary; what is open then stays open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossed:
    """How it went, in seconds."""

    closed: tuple[float, ...]
    """From the boundary to each end of a listed connection, as the client saw it; without a boundary none ends."""
    longest_wait: float
    """Of any message on an unlisted connection."""


def cross(side: Side, crossing: Crossing) -> Crossed:
    """Cross the boundary. Raises WrongAnswerError where one closes early or never, or an unlisted one closes."""
    return asyncio.run(_cross(side, crossing))


def stay(side: Side, crossing: Crossing) -> Crossed:
    """Do all the same but for the last step. Raises WrongAnswerError where anything closes."""
    return asyncio.run(_stay(side, crossing))


async def _cross(side: Side, crossing: Crossing) -> Crossed:
    async with _opened(side, crossing) as (listed, unlisted):
        side.set_clock(crossing.boundary - _LEAD)
        boundary = time.monotonic() + _LEAD.total_seconds()
        longest = await _watch(unlisted, crossing.watch_seconds)
        ends = [await _end(tunnel, boundary + crossing.patience) - boundary for tunnel in listed]
        _all_open(unlisted)
    if min(ends) < 0:
        raise WrongAnswerError(f"a listed one was closed {-min(ends):.3f} s before the boundary")
    return Crossed(closed=tuple(ends), longest_wait=longest)


async def _stay(side: Side, crossing: Crossing) -> Crossed:
    async with _opened(side, crossing) as (listed, unlisted):
        longest = await _watch(unlisted, crossing.watch_seconds)
        _all_open([*listed, *unlisted])
    return Crossed(closed=(), longest_wait=longest)


@contextlib.asynccontextmanager
async def _opened(side: Side, crossing: Crossing) -> AsyncIterator[tuple[list[Tunnel], list[Tunnel]]]:
    """Open all of them, and bring the clock to where only the boundary is missing."""
    side.set_clock(crossing.open_at)
    way = _way(side, crossing)
    await _heard(way, crossing.patience)
    async with contextlib.AsyncExitStack() as ends:
        listed = await open_many(crossing.listed, way, ends)
        unlisted = await open_many(crossing.unlisted, partial(pass_through, side.port, crossing.other), ends)
        for tunnel in listed:
            tunnel.listen()
        for tunnel in unlisted:
            tunnel.talk()
        for moment in crossing.by_way_of:
            side.set_clock(moment)
            await asyncio.sleep(_SETTLE_SECONDS)
        _all_open([*listed, *unlisted])
        yield listed, unlisted


async def _heard(way: Callable[[], Awaitable[Streams]], patience: float) -> None:
    """Wait until the proxy has heard of the time: a first connection to the listed host fares as it should."""
    until = time.monotonic() + patience
    while True:
        async with contextlib.AsyncExitStack() as ends:
            try:
                await open_many(1, way, ends)
            except WrongAnswerError:
                if time.monotonic() > until:
                    raise
            else:
                return


def _way(side: Side, crossing: Crossing) -> Callable[[], Awaitable[Streams]]:
    if not crossing.intercepted:
        return partial(pass_through, side.port, LISTED)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # whose certificate it is, is looked at where it comes
    return partial(keep_alive, side.port, context)


async def _watch(unlisted: list[Tunnel], seconds: float) -> float:
    for tunnel in unlisted:
        tunnel.forget_waits()
    await asyncio.sleep(seconds)
    return max(tunnel.longest_wait for tunnel in unlisted)


async def _end(tunnel: Tunnel, until: float) -> float:
    while tunnel.ended is None:
        if time.monotonic() > until:
            raise WrongAnswerError("a listed one stays open")
        await asyncio.sleep(_SETTLE_SECONDS)
    return tunnel.ended


def _all_open(tunnels: list[Tunnel]) -> None:
    ended = sum(tunnel.ended is not None for tunnel in tunnels)
    if ended:
        raise WrongAnswerError(f"{ended} of {len(tunnels)} were closed that are to live on")
