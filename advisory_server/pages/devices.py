"""GET /admin/devices: the enrolled devices, whether they are in use, and which version is in force for them."""

import datetime as dt
from dataclasses import dataclass

from aiohttp import web

from advisory_server.keys import IN_FORCE, NOW, STORE
from advisory_server.pages.date_words import clock_words, date_words
from advisory_server.pages.render import render
from advisory_server.publishing import PUBLISHING
from advisory_server.school import School
from advisory_server.store.devices import ListedDevice, listed_devices
from school_policy.count_report import Sender
from school_policy.period import week_of

_WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """A device in words."""

    name: str
    kind: str
    """Empty for what is only a device, as nearly all are."""
    added: str
    last_in_use: str
    """To the week: nobody knows it closer."""
    health: str


async def devices(request: web.Request) -> web.Response:
    """Show the devices, for the IT admin."""
    listed = await request.app[STORE].run(listed_devices)
    school = request.app[IN_FORCE].school
    today = request.app[NOW]().astimezone(school.zone).date()
    return render(
        request,
        "devices.html",
        devices=tuple(device_row(device, today) for device in listed),
        in_force=_in_force(request, school),
    )


def device_row(device: ListedDevice, today: dt.date) -> DeviceRow:
    """Say a device on a day."""
    last = device.last_week
    return DeviceRow(
        name=device.name,
        kind="A gateway" if device.sender is Sender.GATEWAY else "",
        added=date_words(device.added_on),
        # Older weeks are forgotten together with their counts.
        last_in_use="Not this week or last" if last is None else f"Week of {date_words(last)}",
        health=_health(device, week_of(today)),
    )


def _health(device: ListedDevice, this_week: dt.date) -> str:
    if device.revoked_on is not None:
        return f"Revoked on {date_words(device.revoked_on)}"
    if device.last_week is None or device.last_week < this_week - _WEEK:
        return "Not seen this week or last: is it still there?"
    return "In use this week" if device.last_week >= this_week else "In use last week, not yet this week"


def _in_force(request: web.Request, school: School) -> str:
    """Say which version devices are sent, and since when; nothing where none was published."""
    its = request.app[PUBLISHING].in_force
    if its is None:
        return ""
    at = its.statement.published_at.astimezone(school.zone)
    return f"Version {its.statement.version} is in force since {date_words(at.date())}, {clock_words(at.time())}."
