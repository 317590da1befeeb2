"""GET /admin: devices, wrongly listed platforms, reviews and pauses, for the IT admin. No figure stands here."""

from dataclasses import dataclass

from aiohttp import web

from advisory_server.keys import IN_FORCE, NOW, STORE
from advisory_server.pages.date_words import date_words
from advisory_server.pages.pause_words import pause_row, pause_sentence
from advisory_server.pages.render import render
from advisory_server.pages.review_words import review_lines
from advisory_server.pausing import PAUSING
from advisory_server.school import School
from advisory_server.store.database import Connection
from advisory_server.store.devices import ListedDevice, listed_devices
from advisory_server.store.pauses import Pause, recent_pauses
from advisory_server.store.wrongly_listed import SaidOfPlatform, listed

_PAUSES = 10
"""Pauses that are listed: more than a term's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """A device in words."""

    name: str
    added: str
    last_in_use: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRow:
    """What was said of a platform on a day, in words."""

    platform: str
    day: str
    times: str


async def admin(request: web.Request) -> web.Response:
    """Show devices and wrongly listed platforms, for the IT admin."""
    devices, said, pauses = await request.app[STORE].run(_read)
    school, now = request.app[IN_FORCE].school, request.app[NOW]()
    today = now.astimezone(school.zone).date()
    return render(
        request,
        "admin.html",
        reviews=review_lines(school.policy, today),
        devices=tuple(_device_row(device) for device in devices),
        wrongly_listed=tuple(_said_row(one, school) for one in said),
        paused=pause_sentence(request.app[PAUSING].in_force(), school.zone),
        pauses=tuple(pause_row(pause, school.zone, now) for pause in pauses),
    )


def _read(
    connection: Connection,
) -> tuple[tuple[ListedDevice, ...], tuple[SaidOfPlatform, ...], tuple[Pause, ...]]:
    return listed_devices(connection), listed(connection), recent_pauses(connection, _PAUSES)


def _device_row(device: ListedDevice) -> DeviceRow:
    last, revoked = device.last_week, device.revoked_on
    return DeviceRow(
        name=device.name,
        added=date_words(device.added_on),
        # Older weeks are forgotten together with their counts.
        last_in_use="Not this week or last" if last is None else f"Week of {date_words(last)}",
        state="May send reports" if revoked is None else f"Revoked on {date_words(revoked)}",
    )


def _said_row(said: SaidOfPlatform, school: School) -> SaidRow:
    names = {platform.id: platform.name for platform in school.policy.platforms}
    times = "once" if said.times == 1 else f"{said.times} times"
    return SaidRow(platform=names.get(said.platform, said.platform), day=date_words(said.day), times=times)
