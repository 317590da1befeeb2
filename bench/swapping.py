"""Load on a proxy while its policy is swapped again and again, and the same in peace."""

import asyncio
import contextlib
import itertools
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from bench.requests import UNLISTED
from bench.sides import Side
from bench.tunnels import Streams, keep_alive, open_many, pass_through
from bench.worker import WrongAnswerError
from proxy_addons.key_file import write_private
from school_policy.policy import Policy
from school_policy.policy_document import decode, encode

_WORKERS = 4
_LOOK_SECONDS = 0.05
_PATIENCE_SECONDS = 20.0
_SETTLE_SECONDS = 0.3


Work = Callable[[asyncio.Event], Coroutine[None, None, None]]
"""Goes on until the event is set."""
Ways = tuple[Callable[[], Awaitable[Streams]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How many connections stay open meanwhile, beside those that are opened anew, and how long it goes on."""

    seconds: float
    """At least; where policies are swapped, until one was."""
    kept: int
    other: str = UNLISTED
    """The host of those that are passed through."""
    marker: tuple[str, str] = ("instagram", "www.instagram.com")
    """A platform, and a host of it, that only one of two policies lists: it is seen by it which one holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """How it went: none was lost, else there is no figure."""

    waits: tuple[float, ...]
    """Seconds from the first packet to the first answer of each new connection, in order of their length."""
    longest_kept: float
    """The longest wait of any message on a connection that was kept, in seconds."""
    swaps: int
    """Policies that were seen to hold, each another than the one before."""

    def at(self, share: float) -> float:
        """Return the wait that this share of the new connections did not exceed, in milliseconds."""
        return self.waits[min(int(len(self.waits) * share), len(self.waits) - 1)] * 1_000


class Swaps:
    """Two policies of a device in turn: with and without one platform."""

    def __init__(self, path: Path, marker: tuple[str, str]) -> None:
        policy = decode(path.read_bytes())
        without = tuple(its for its in policy.platforms if its.id != marker[0])
        assert len(without) < len(policy.platforms)
        self._path, self._marker = path, marker
        self._next = itertools.cycle((msgspec.structs.replace(policy, platforms=without), policy))
        self.lists_marker = True
        """Whether the one on the disk does."""
        self.seen = 0

    def write(self) -> None:
        """Put the other one on the disk, as a device does."""
        policy: Policy = next(self._next)
        self.lists_marker = any(its.id == self._marker[0] for its in policy.platforms)
        write_private(self._path, encode(policy))

    async def hold(self, port: int) -> None:
        """Wait until the proxy goes by it. Raises WrongAnswerError."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while await _is_passed(port, self._marker[1]) is self.lists_marker:
            if time.monotonic() > until:
                raise WrongAnswerError("the proxy does not take up the policy")
            await asyncio.sleep(_LOOK_SECONDS)
        self.seen += 1


def swapped(side: Side, path: Path, load: Load) -> Loaded:
    """Swap all the time. Raises WrongAnswerError where a connection is lost, refused or fares as another would."""
    swaps = Swaps(path, load.marker)

    async def swap_again_and_again(over: asyncio.Event) -> None:
        while not over.is_set():
            await asyncio.to_thread(swaps.write)
            await swaps.hold(side.port)

    async def run() -> Loaded:
        loaded = await _loaded(side, load, swap_again_and_again, lambda: swaps.seen > 0)
        return Loaded(waits=loaded.waits, longest_kept=loaded.longest_kept, swaps=swaps.seen)

    try:
        return asyncio.run(run())
    finally:
        if not swaps.lists_marker:
            swaps.write()  # as it was
        asyncio.run(swaps.hold(side.port))


def in_peace(side: Side, load: Load) -> Loaded:
    """Do the same without a swap; somebody looks at the marker as often."""

    async def only_look(over: asyncio.Event) -> None:
        while not over.is_set():
            await _is_passed(side.port, load.marker[1])
            await asyncio.sleep(_LOOK_SECONDS)

    return asyncio.run(_loaded(side, load, only_look, lambda: True))


async def _loaded(side: Side, load: Load, beside: Work, is_enough: Callable[[], bool]) -> Loaded:
    ways = (partial(pass_through, side.port, load.other), partial(keep_alive, side.port, _trusting_all()))
    async with contextlib.AsyncExitStack() as ends:
        kept = await open_many(load.kept, ways[0], ends)
        intercepted = await open_many(load.kept, ways[1], ends)
        for tunnel in kept:
            tunnel.talk()
        for tunnel in intercepted:
            tunnel.listen()
        await asyncio.sleep(_SETTLE_SECONDS)
        for tunnel in kept:
            tunnel.forget_waits()
        async with _beside(beside) as task:
            until = time.monotonic() + load.seconds

            def goes_on() -> bool:
                return not task.done() and (time.monotonic() < until or not is_enough())

            waits = await _all_open_anew(ways, goes_on)
        ended = sum(tunnel.ended is not None for tunnel in (*kept, *intercepted))
        if ended:
            raise WrongAnswerError(f"{ended} of {2 * load.kept} were closed that are to live on")
        longest = max(tunnel.longest_wait for tunnel in kept)
    return Loaded(waits=tuple(sorted(itertools.chain(*waits))), longest_kept=longest, swaps=0)


@contextlib.asynccontextmanager
async def _beside(work: Work) -> AsyncIterator[asyncio.Future[None]]:
    """Have some work go on meanwhile, and let it come to its end; what goes wrong in it goes wrong in all."""
    over = asyncio.Event()
    task = asyncio.ensure_future(work(over))
    try:
        yield task
    finally:
        over.set()
        await asyncio.wait([task])
    task.result()


async def _all_open_anew(ways: Ways, goes_on: Callable[[], bool]) -> list[list[float]]:
    """Open many at a time. Where one is lost the others are finished: who leaves in a handshake is remembered."""
    lost: list[Exception] = []

    async def one() -> list[float]:
        try:
            return await _open_anew(ways, lambda: not lost and goes_on())
        except (WrongAnswerError, OSError, EOFError) as problem:
            lost.append(problem)
            return []

    waits = await asyncio.gather(*(one() for _ in range(_WORKERS)))
    if lost:
        raise lost[0]
    return waits


async def _open_anew(ways: Ways, goes_on: Callable[[], bool]) -> list[float]:
    """Open one connection after the other, in each way in turn, and return how long each took to be answered."""
    waits = list[float]()
    for way in itertools.cycle(ways):
        if not goes_on():
            break
        began = time.monotonic()
        _, writer = await way()
        waits.append(time.monotonic() - began)
        writer.transport.abort()
    return waits


async def _is_passed(port: int, host: str) -> bool:
    """Tell how a connection fares, by a whole handshake: two that break off let this program pass for a day."""
    try:
        _, writer = await keep_alive(port, _trusting_all(), host)
    except WrongAnswerError:
        return True
    writer.transport.abort()
    return False


def _trusting_all() -> ssl.SSLContext:
    """Return what asks for no certificate: whose it is, is looked at where it comes."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
