"""A made-up device: the real spool, uploader and transport, without the browser and the proxy before them."""

import datetime as dt
import random
from typing import assert_never
from zoneinfo import ZoneInfo

from owntime.simulate.habits import MadeUpDay
from proxy_addons.spool import Spool
from proxy_addons.tally import Noted
from proxy_addons.transport import Transport
from proxy_addons.uploader import Accepted, Done, Rejected, RetryAfter, Upload, Uploader, Wait


class SimulationError(ValueError):
    """The server did not take what a made-up device sent; the message says why."""


class MadeUpDevice:
    """Notes, seals and sends as a device does; its spool is in memory."""

    def __init__(self, server: str, token: str, zone: ZoneInfo) -> None:
        self._zone = zone
        self._spool = Spool(":memory:")
        self._uploader = Uploader(self._spool, random.Random(0))  # noqa: S311 (no failure, no pause)
        self._transport = Transport(server, token, None)

    async def close(self) -> None:
        """Hang up, and forget everything."""
        await self._transport.close()
        self._spool.close()

    async def live(self, day: MadeUpDay, now: dt.datetime) -> None:
        """Note one day's outcomes, and report them. Raises SimulationError or SpoolError."""
        self._spool.note([Noted(day=day.day, outcome=outcome) for outcome in day.outcomes], ())
        self._spool.seal(now, self._zone)
        while True:
            match self._uploader.next(0.0):
                case Done():
                    return
                case Wait():
                    raise SimulationError("the server asked to wait")
                case Upload(report=report):
                    answer = await self._transport.send(report)
                    match answer:
                        case Accepted():
                            self._uploader.answered(report, answer, 0.0)
                        case Rejected(reason=reason) | RetryAfter(reason=reason):
                            raise SimulationError(reason)
                        case _:
                            assert_never(answer)
