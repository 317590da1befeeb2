"""What happens on each device of a storm, drawn from a seed, and what may be counted of it: the model."""

import datetime as dt
import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from proxy_addons.tally import Noted
from school_policy.count_report import Dimension, WronglyListed
from school_policy.period import week_of
from school_policy.vocabulary import Outcome, PlatformId

ZONE = ZoneInfo("Europe/London")
PLATFORMS = (PlatformId("book"), PlatformId("tube"))
_THREE_DAYS = 3

type Bit = tuple[dt.date, Dimension, str]
"""The week, the dimension, the value."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens on a device at an hour (local) of a day."""

    day: dt.date
    hour: int
    what: Noted | WronglyListed


def events_of(seed: int, device: str, day: dt.date) -> list[Event]:
    """Draw what happens on a device on a day: on most days little, at any hour, at weekends too."""
    source = random.Random(f"{seed} {device} {day}")  # noqa: S311
    events = [
        Event(day, source.randrange(24), Noted(day=day, outcome=outcome))
        for outcome in Outcome
        if source.random() < 0.25
    ]
    if source.random() < 0.1:
        said = WronglyListed(platform=source.choice(PLATFORMS), day=day)
        events.append(Event(day, source.randrange(24), said))
    return sorted(events, key=lambda event: event.hour)


def events_until(seed: int, device: str, first: dt.date, now: dt.datetime) -> Iterator[Event]:
    """Yield what happened since the morning of a day, until now."""
    local = now.astimezone(ZONE)
    for number in itertools.count():
        day = first + dt.timedelta(days=number)
        if day > local.date():
            return
        for event in events_of(seed, device, day):
            if day < local.date() or event.hour <= local.hour:
                yield event


def events_since_yesterday(seed: int, device: str, now: dt.datetime) -> Iterator[Event]:
    """Yield what a process notes that does not know how far the last one came; the clock makes smaller steps."""
    return events_until(seed, device, now.astimezone(ZONE).date() - dt.timedelta(days=1), now)


def bits_of(events: Iterable[Event]) -> set[Bit]:
    """Return what may be counted of a device's events: each bit once a week."""
    bits: set[Bit] = set()
    days: dict[dt.date, set[dt.date]] = {}
    for event in events:
        if isinstance(event.what, Noted):
            week = week_of(event.day)
            bits |= {(week, Dimension.ANY, ""), (week, Dimension.OUTCOME, str(event.what.outcome))}
            days.setdefault(week, set()).add(event.day)
    return bits | {(week, Dimension.THREE_DAYS, "") for week, on in days.items() if len(on) >= _THREE_DAYS}
