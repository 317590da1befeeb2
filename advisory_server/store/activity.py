"""Which device reported in which week: kept apart from the counts, and never written together with them."""

import datetime as dt
import sqlite3
from collections.abc import Iterable

from advisory_server.store.devices import DeviceId


def note_active(connection: sqlite3.Connection, devices: Iterable[tuple[dt.date, DeviceId]]) -> bool:
    """Note that devices reported in weeks, in an order that tells nothing; tell whether that was news."""
    rows = sorted((week.isoformat(), device) for week, device in devices)
    sql = "INSERT INTO active (week, device) VALUES (?, ?) ON CONFLICT DO NOTHING"
    return connection.executemany(sql, rows).rowcount > 0


def devices_active_in(connection: sqlite3.Connection, week: dt.date) -> int:
    """Return how many devices and gateways reported in a week."""
    ((devices,),) = connection.execute("SELECT count(*) FROM active WHERE week = ?", (week.isoformat(),))
    return int(devices)


def gateways_active_in(connection: sqlite3.Connection, week: dt.date) -> int:
    """Return how many of them were gateways."""
    asked = "SELECT count(*) FROM active JOIN device ON device.id = active.device WHERE week = ? AND is_gateway"
    ((gateways,),) = connection.execute(asked, (week.isoformat(),))
    return int(gateways)
