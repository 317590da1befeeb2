"""Keeps one proxy process running: starts it, ends it when it hangs, starts it anew. Holds no mitmproxy.

A stopped process means a refused port, so that browsers take the PAC's next entry at once; only one that hangs
would keep them waiting, so it is ended.
"""

import asyncio
import contextlib
import datetime as dt
import logging
import sys
import time
from collections.abc import Callable
from enum import Enum, auto

import msgspec

from proxy_addons.clock import Clock, since_boot
from proxy_addons.options import BAD_INPUT, Beat, Heard, ProxyOptions, Ready, Report, SetClock, Told
from school_policy.standing import Standing

_log = logging.getLogger("owntime.supervisor")
_read_report: msgspec.json.Decoder[Report] = msgspec.json.Decoder(Report)

HUNG_AFTER_SECONDS = 4.0
"""Without a beat for so long (real time) a process counts as hung; it beats twice a second."""

START_SECONDS = 30.0
"""A process that has not begun to listen by then is started anew."""

STOP_SECONDS = 5.0
_LOOK_SECONDS = 0.25
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0


class Ending(Enum):
    """How the supervisor's work ended."""

    STOPPED = auto()
    BAD_INPUT = auto()


class Supervisor:
    """Runs one proxy process after another until it is stopped."""

    def __init__(self, options: ProxyOptions, clock: Clock) -> None:
        self.options = options
        self.starts = 0
        self.on_ready: Callable[[tuple[int, ...]], None] = lambda _ports: None
        self._process: asyncio.subprocess.Process | None = None
        self._clock = clock
        self._heard: Heard | None = None
        self._stopping = asyncio.Event()
        self._last_beat = 0.0
        self._was_ready = False

    @property
    def pid(self) -> int | None:
        """The process id of the proxy, where one runs."""
        return self._process.pid if self._process is not None else None

    async def run(self) -> Ending:
        """Keep a proxy process running until `stop`; each start that fails at once doubles the pause."""
        pause = _FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            began = time.monotonic()
            code = await self._run_one()
            if code == BAD_INPUT and not self._was_ready:
                return Ending.BAD_INPUT
            if self._stopping.is_set():
                break
            lasted = time.monotonic() - began
            pause = _FIRST_PAUSE_SECONDS if lasted > _LONGEST_PAUSE_SECONDS else pause * 2
            _log.warning("the proxy process ended (%s); starting it anew", code)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), min(pause, _LONGEST_PAUSE_SECONDS))
        return Ending.STOPPED

    def stop(self) -> None:
        """End the work: the process is asked to close, and ended if it does not."""
        self._stopping.set()

    def set_clock(self, at: dt.datetime) -> None:
        """Set the passed-in clock, of the proxy process and of those after it."""
        self._clock.set(at)
        self._tell(SetClock(at=at))

    def hear(self, standing: Standing) -> None:
        """Pass on what the school's server has just answered; a process that starts later is told too."""
        self._heard = Heard(standing=standing, said_at=since_boot())
        self._tell(self._heard)

    def start_anew(self, options: ProxyOptions) -> None:
        """Have the proxy process end, and another start with other options."""
        self.options = options
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    async def _run_one(self) -> int:
        self.starts += 1
        self._process = process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "proxy_addons.run"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._tell(msgspec.structs.replace(self.options, clock_offset_seconds=self._clock.offset.total_seconds()))
        if self._heard is not None:
            self._tell(self._heard)
        self._last_beat = time.monotonic() + START_SECONDS
        async with asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(self._watch(process), name="watch the proxy process")
            stopping = tasks.create_task(self._close_when_stopped(process), name="close the proxy process")
            await self._listen(process)
            code = await process.wait()
            watching.cancel()
            stopping.cancel()
        return code

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None  # noqa: S101 (asked for above)
        async for line in process.stdout:
            match _read(line):
                case Ready(ports=ports):
                    self._was_ready = True
                    self._last_beat = time.monotonic()  # from here on it must beat
                    self.options = _at_ports(self.options, ports)
                    self.on_ready(ports)
                case Beat():
                    self._last_beat = time.monotonic()
                case None:
                    _log.warning("the proxy process wrote something that is no report")

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        """End a process that hangs. Time in which nobody looked is no silence: the whole machine was asleep."""
        while (looked_at := time.monotonic()) < self._last_beat + HUNG_AFTER_SECONDS:
            await asyncio.sleep(_LOOK_SECONDS)
            missed = time.monotonic() - looked_at - _LOOK_SECONDS
            if missed > HUNG_AFTER_SECONDS / 4:
                self._last_beat += missed
        _log.error("the proxy process hangs; ending it")
        with contextlib.suppress(ProcessLookupError):
            process.kill()

    async def _close_when_stopped(self, process: asyncio.subprocess.Process) -> None:
        await self._stopping.wait()
        assert process.stdin is not None  # noqa: S101 (asked for above)
        process.stdin.close()  # the process ends when its standard input does
        await asyncio.sleep(STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            process.kill()

    def _tell(self, message: ProxyOptions | Told) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(msgspec.json.encode(message) + b"\n")


def _at_ports(options: ProxyOptions, ports: tuple[int, ...]) -> ProxyOptions:
    """Return the options with the ports that were chosen: the next process takes the same."""
    listeners = zip(options.listeners, ports, strict=True)
    at_ports = tuple(msgspec.structs.replace(listener, port=port) for listener, port in listeners)
    return msgspec.structs.replace(options, listeners=at_ports)


def _read(line: bytes) -> Report | None:
    try:
        return _read_report.decode(line)
    except msgspec.DecodeError:
        return None
