"""What takes counts and releases figures, put together for one application."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiohttp import web

from advisory_server.activity import Activity
from advisory_server.devices import KnownDevices
from advisory_server.half_terms import HalfTerms
from advisory_server.ingest import Ingest
from advisory_server.keys import IN_FORCE, NOW, OPTIONS, STORE
from advisory_server.quota import Quota
from advisory_server.release_job import ReleaseJob
from advisory_server.store.devices import DeviceId


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingParts:
    """What the handlers of reports need."""

    devices: KnownDevices
    quota: Quota[DeviceId]
    ingest: Ingest
    activity: Activity
    half_terms: HalfTerms
    releases: ReleaseJob


COUNTING = web.AppKey("counting", CountingParts)


def set_up_counting(app: web.Application) -> None:
    """Give the application what its counting handlers need, and start what runs beside them."""
    store, in_force, now, limits = app[STORE], app[IN_FORCE], app[NOW], app[OPTIONS].limits

    def today() -> dt.date:
        return now().astimezone(in_force.school.zone).date()

    activity, half_terms = Activity(store), HalfTerms(store, in_force, now)
    app[COUNTING] = CountingParts(
        devices=KnownDevices(store, now),
        quota=Quota(limits.reports_at_once, limits.reports_a_minute),
        ingest=Ingest(store, today, limits.reports_in_a_commit),
        activity=activity,
        half_terms=half_terms,
        releases=ReleaseJob(store, in_force, now, activity, half_terms),
    )
    app.cleanup_ctx.append(_running)


async def _running(app: web.Application) -> AsyncIterator[None]:
    """Release what is due before anybody is answered; at the end, finish what was accepted."""
    counting = app[COUNTING]
    await counting.releases.look()
    counting.ingest.start()
    looking = asyncio.ensure_future(counting.releases.run())
    looking.set_name("releases")
    yield
    looking.cancel()
    await asyncio.wait([looking])
    await counting.ingest.close()
    await counting.activity.write()
