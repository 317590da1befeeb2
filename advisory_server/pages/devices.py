"""GET /admin/devices: the enrolled devices, the version of each, and the day of its last contact."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from advisory_server.keys import IN_FORCE, NOW, STORE
from advisory_server.pages.date_words import clock_words, date_words
from advisory_server.pages.device_words import (
    NOT_SAID,
    Day,
    contact_words,
    day_of,
    health_words,
    version_words,
)
from advisory_server.pages.render import render
from advisory_server.publishing import PUBLISHING
from advisory_server.school import School
from advisory_server.store.database import Connection
from advisory_server.store.listed_devices import ListedDevice, listed_devices
from advisory_server.store.publications import Version, history
from school_policy.count_report import Sender
from school_policy.vocabulary import GroupId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """A device in words."""

    name: str
    kind: str
    """Empty for what is only a device, as nearly all are."""
    groups: str
    version: str
    last_contact: str
    """To the day: nobody knows it closer."""
    health: str


async def devices(request: web.Request) -> web.Response:
    """Show the devices, for the IT admin."""
    listed, versions = await request.app[STORE].run(_listed)
    school = request.app[IN_FORCE].school
    day = day_of(request.app[NOW](), school.zone, versions)
    return render(
        request,
        "devices.html",
        devices=tuple(device_row(device, day, school.group_names) for device in listed),
        in_force=_in_force(request, school),
    )


def device_row(device: ListedDevice, day: Day, names: Mapping[GroupId, str]) -> DeviceRow:
    """Say a device on a day, its groups by the school's names for them."""
    groups = device.contact.said.groups if device.contact else ()
    return DeviceRow(
        name=device.name,
        kind="A gateway" if device.sender is Sender.GATEWAY else "",
        groups=", ".join(name for group, name in names.items() if group in groups) or NOT_SAID,
        version=version_words(device, day),
        last_contact=contact_words(device, day),
        health=health_words(device, day),
    )


def _listed(connection: Connection) -> tuple[tuple[ListedDevice, ...], tuple[Version, ...]]:
    return listed_devices(connection), history(connection)


def _in_force(request: web.Request, school: School) -> str:
    """Say which version devices are sent, and since when; nothing where none was published."""
    its = request.app[PUBLISHING].in_force
    if its is None:
        return ""
    at = its.statement.published_at.astimezone(school.zone)
    return f"Version {its.statement.version} is in force since {date_words(at.date())}, {clock_words(at.time())}."
