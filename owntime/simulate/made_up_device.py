"""A made-up device: the real tally, spool, uploader and transport, without the browser and proxy before them."""

import datetime as dt
import random
from typing import assert_never
from zoneinfo import ZoneInfo

from owntime.simulate.habits import MadeUpDay
from proxy_addons.spool import Spool
from proxy_addons.tally import Tally
from proxy_addons.transport import Transport
from proxy_addons.uploader import Accepted, Done, Rejected, RetryAfter, Upload, Uploader, Wait
from school_policy.beside_report import NOT_SAID, DeviceState
from school_policy.dimensions import Dimensions


class SimulationError(ValueError):
    """The server did not take what a made-up device sent; the message says why."""


class MadeUpDevice:
    """Notes, seals and sends as a device does; its spool is in memory."""

    def __init__(
        self, server: str, token: str, zone: ZoneInfo, dimensions: Dimensions, state: DeviceState = NOT_SAID
    ) -> None:
        """`state` is what it says of itself beside each report."""
        self._state = state
        self._zone = zone
        self._dimensions = dimensions
        self._tally = Tally()
        self._spool = Spool(":memory:")
        self._uploader = Uploader(self._spool, random.Random(0))  # noqa: S311 (no failure, no pause)
        self._transport = Transport(server, token, None)

    async def close(self) -> None:
        """Hang up, and forget everything."""
        await self._transport.close()
        self._spool.close()

    async def live(self, day: MadeUpDay, now: dt.datetime) -> None:
        """Note one day's reminders, and report them. Raises SimulationError or SpoolError."""
        for reminder in day.reminders:
            self._tally.note(reminder.outcome, day.day, band=reminder.band, platform=reminder.platform)
        batch = self._tally.take()
        if batch is not None:
            self._spool.note(batch.noted, batch.wrongly_listed, self._dimensions)
        self._spool.seal(now, self._zone, self._dimensions)
        while True:
            match self._uploader.next(0.0):
                case Done():
                    return
                case Wait():
                    raise SimulationError("the server asked to wait")
                case Upload(report=report):
                    answer = await self._transport.send(report, self._state)
                    match answer:
                        case Accepted():
                            self._uploader.answered(report, answer, 0.0)
                        case Rejected(reason=reason) | RetryAfter(reason=reason):
                            raise SimulationError(reason)
                        case _:
                            assert_never(answer)
