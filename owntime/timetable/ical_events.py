"""Reads an iCalendar file (RFC 5545) as far as term dates need it: what is on which days.

The file comes from a web site: it is bounded before it is parsed, and what cannot be read is told by its place.
"""

import datetime as dt
import warnings
from dataclasses import dataclass
from typing import cast
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, GloballyUniqueTZIDGuessed

MOST_BYTES = 1_000_000
"""A school's calendar of a year has some 50 kB; reading more than this would take seconds."""

MOST_EVENTS = 3_000
_LONGEST_SUMMARY = 200  # characters; what comes after says no more about term dates
_WHOLE_DAY = dt.timedelta(hours=4)  # what is shorter is an appointment, not a day of that kind
_BEGIN = b"BEGIN:VCALENDAR"


class IcalError(ValueError):
    """A file that is no iCalendar, or too big to be a school's."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DatedEvent:
    """What stands in a calendar on some days in a row, in the school's zone; the last day is among them."""

    first: dt.date
    last: dt.date
    summary: str
    whole_days: bool = True
    """Not an appointment of some hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """An entry whose dates cannot be used, and why."""

    summary: str
    reason: str


def read_events(data: bytes, zone: ZoneInfo) -> tuple[list[DatedEvent], list[Unread]]:
    """Return the events in the order of their days, each once. Raises IcalError where the file cannot be used."""
    if len(data) > MOST_BYTES:
        raise IcalError(
            f"the file has {len(data):,} bytes or more; term dates never need more than {MOST_BYTES:,}"
        )
    if _BEGIN not in data.upper():
        raise IcalError("this is no iCalendar file: it has no BEGIN:VCALENDAR")
    entries = [entry for calendar in _parse(data) for entry in calendar.walk("VEVENT")]
    if not entries:
        raise IcalError("there is no event in the file; is it cut off?")
    if len(entries) > MOST_EVENTS:
        raise IcalError(f"the file has {len(entries):,} events; term dates never need more than {MOST_EVENTS:,}")
    read = [_read(cast("Event", entry), zone) for entry in entries]
    events = {event for event in read if isinstance(event, DatedEvent)}
    return sorted(events), [entry for entry in read if isinstance(entry, Unread)]


def _parse(data: bytes) -> list[Component]:
    try:
        with warnings.catch_warnings():
            # A zone named by its vendor ("/vendor/Europe/London") is taken for what it says at the end.
            warnings.simplefilter("ignore", GloballyUniqueTZIDGuessed)
            return list(Calendar.from_ical(data, multiple=True))
    except (ValueError, RecursionError) as error:
        raise IcalError(f"this is no iCalendar file that can be read: {_printable(str(error))}") from error


def _read(event: Event, zone: ZoneInfo) -> DatedEvent | Unread:
    summary = _summary(event)
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return Unread(summary=summary, reason="it is cancelled")
    if "RRULE" in event or "RDATE" in event:
        return Unread(summary=summary, reason="it repeats, which term dates do not")
    try:
        return _dated(summary, event.start, event.end, zone)
    except (ValueError, OverflowError):  # the latter at the ends of the calendar, year 1 and 9999
        return Unread(summary=summary, reason="its dates cannot be read")


def _dated(summary: str, start: dt.date, end: dt.date, zone: ZoneInfo) -> DatedEvent | Unread:
    """Make a first and a last day of a start and an end, which is never among the days (RFC 5545, 3.6.1)."""
    whole_days = True
    if isinstance(start, dt.datetime) and isinstance(end, dt.datetime):
        start, end = _local(start, zone), _local(end, zone)
        whole_days = end - start >= _WHOLE_DAY or end == start
        first, last = start.date(), max(start, end - dt.timedelta(microseconds=1)).date()
    else:
        first, last = start, max(start, end - dt.timedelta(days=1))  # some programs write the same day twice
    if end < start:
        return Unread(summary=summary, reason="it ends before it starts")
    return DatedEvent(first=first, last=last, summary=summary, whole_days=whole_days)


def _local(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return a moment on the school's wall clock; one without a zone is on it already (RFC 5545: floating)."""
    return moment if moment.tzinfo is None else moment.astimezone(zone).replace(tzinfo=None)


def _summary(event: Event) -> str:
    value = event.get("SUMMARY", "")
    return _printable(str(value[0] if isinstance(value, list) and value else value)) or "(no summary)"


def _printable(text: str) -> str:
    """Return the text on one line, without control characters: it ends up in a terminal and in a TOML comment."""
    words = "".join(char if char.isprintable() else " " for char in text).split()
    return " ".join(words)[:_LONGEST_SUMMARY]
