"""How much of the school the figures are about, as it was stored with a release; and when the next one comes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from advisory_server.figures.year import ReleasedYear
from advisory_server.pages.date_words import clock_words, date_words, day_words
from advisory_server.store.releases import Coverage, ReleasedHalfTerm
from school_policy.half_term import HalfTerm, half_term_is_released
from school_policy.period import next_week, week_is_released, week_of

_ENOUGH = 15
"""Devices in use from which on figures are shown at all (release.py)."""
_STEP = 5
_BEHIND_GATEWAYS = "how many devices were in use behind them is not known, and taken as four in five of the staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing about the newest release."""

    name: str
    value: str


def coverage_facts(year: ReleasedYear, zone: ZoneInfo) -> tuple[Fact, ...]:
    """Return what the newest release is about.

    How many devices reported is a band: 0 and 14 read the same, so that nothing tells why a number is not shown.
    """
    newest = year.newest
    its = newest.coverage
    return (
        *_devices(its),
        Fact(name="Reports that came too late to count", value=str(its.late)),
        Fact(name="Weeks without a release", value=_gaps(year.gaps())),
        Fact(name="Last release", value=_at(newest.released_at, zone)),
        Fact(name="Next release", value=next_release(newest.week, zone)),
    )


def _devices(its: Coverage, when: str = "") -> tuple[Fact, Fact]:
    if its.gateways:
        return (
            Fact(name="Gateways and devices enrolled", value=str(its.enrolled)),
            Fact(name=f"Gateways that sent reports{when}", value=f"{its.gateways}; {_BEHIND_GATEWAYS}"),
        )
    return (
        Fact(name="Devices enrolled", value=str(its.enrolled)),
        Fact(name=f"Devices that sent reports{when}", value=reporting_words(its.reporting)),
    )


def reporting_words(devices: int) -> str:
    """Return a number of devices as a band of five, from the smallest on that figures need."""
    if devices < _ENOUGH:
        return f"fewer than {_ENOUGH}"
    low = devices // _STEP * _STEP
    return f"{low} to {low + _STEP - 1}"


def next_release(newest: dt.date, zone: ZoneInfo) -> str:
    """Say when the week after the newest released one is released: by the calendar alone."""
    return (
        f"{_at(week_is_released(next_week(newest), zone), zone)}, for the week of {day_words(next_week(newest))}"
    )


def _gaps(weeks: Sequence[dt.date]) -> str:
    return ", ".join(day_words(week) for week in weeks) or "none"


def _at(instant: dt.datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    return f"{local:%A} {date_words(local.date())} at {clock_words(local.time())}"


def half_term_facts(half_term: ReleasedHalfTerm, coming: HalfTerm | None, zone: ZoneInfo) -> tuple[Fact, ...]:
    """Return what a half-term's release is about, and when the one that comes next by the calendar is released."""
    its = half_term.coverage
    return (
        *_devices(its, ", in its busiest week"),
        Fact(name="Reports that came too late to count", value=str(its.late)),
        Fact(name="Released", value=_at(half_term.released_at, zone)),
        Fact(name="Next half-term", value=_release_of(coming, zone) if coming else "not in the calendar yet"),
    )


def first_half_term(coming: HalfTerm | None, zone: ZoneInfo) -> str:
    """Say that no half-term was released yet, and when the next one is by the calendar, if it is in there."""
    when = f" The next comes on {_release_of(coming, zone)}." if coming else ""
    return f"No half-term has been released yet.{when}"


def coming_half_term(half_terms: Sequence[HalfTerm], released: dt.date | None) -> HalfTerm | None:
    """Return the half-term that is released next, by the calendar and the last released week alone."""
    if released is None:
        return None
    return next((each for each in half_terms if week_of(each.last) > released), None)


def _release_of(half_term: HalfTerm, zone: ZoneInfo) -> str:
    return _at(half_term_is_released(half_term, zone), zone)
