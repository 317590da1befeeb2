"""Releases every week and half-term that is over, once, and then forgets what it was made of."""

import asyncio
import datetime as dt
import logging
from collections.abc import Iterator
from functools import partial

from advisory_server.activity import Activity
from advisory_server.half_terms import HalfTerms
from advisory_server.release import in_use, release_half_term, release_week
from advisory_server.school import InForce, School
from advisory_server.settings import Now
from advisory_server.store.audit import forget_entries
from advisory_server.store.counts import forget_reports
from advisory_server.store.database import Connection, Store
from advisory_server.store.finished import (
    finished_half_term,
    finished_week,
    forget_counted,
    is_released,
    last_released,
)
from advisory_server.store.frozen import FrozenHalfTerm, frozen_half_terms, platforms_of_week
from advisory_server.store.pauses import pauses_between
from advisory_server.store.releases import (
    Coverage,
    ReleasedHalfTerm,
    ReleasedWeek,
    begin,
    coverages_of,
    write_half_term,
    write_release,
)
from school_policy.count_report import Band
from school_policy.counted_time import counted_parts
from school_policy.half_term import HalfTerm
from school_policy.period import PeriodKind, next_week, week_is_released, week_of, week_starts

_EVERY_SECONDS = 60.0
COUNTS_KEPT = dt.timedelta(days=7)
"""How long after its release a week's integers stay: a backup of the week can be compared with it."""
REPORTS_KEPT = dt.timedelta(days=90)
"""How long a repeated report is known: far longer than a device keeps one."""

# What was done on this server goes after three years: store/audit_tables.py.

_log = logging.getLogger("owntime.server")


async def release_due(store: Store, now: dt.datetime, school: School) -> list[dt.date]:
    """Release each week that is over and was not released, and return them. Raises StoreError.

    Doing it again changes nothing. The first week is the one in which the server first looked.
    """
    this_week = week_of(now.astimezone(school.zone).date())
    began = await store.run(partial(begin, week=this_week))
    last = await store.run(last_released)
    due = list(_over(next_week(last) if last else began, now, school))
    for week in due:
        await store.run(partial(_release, week=week, now=now, school=school))
    return due


async def release_half_terms_due(store: Store, now: dt.datetime) -> list[HalfTerm]:
    """Release each half-term whose weeks were all released, and return them. Raises StoreError.

    Doing it again changes nothing.
    """
    return await store.run(partial(_release_half_terms, now=now))


class ReleaseJob:
    """Looks whether a week or half-term is over, once a minute. Runs in the application's loop."""

    def __init__(
        self, store: Store, in_force: InForce, now: Now, activity: Activity, half_terms: HalfTerms
    ) -> None:
        self._store = store
        self._in_force = in_force
        self._now = now
        self._activity = activity
        self._half_terms = half_terms
        self._tidied_on: dt.date | None = None
        self._left_in_log = True

    async def run(self) -> None:
        """Look until cancelled; what fails is logged, and tried again a minute later."""
        while True:
            await asyncio.sleep(_EVERY_SECONDS)
            (failed,) = await asyncio.gather(self.look(), return_exceptions=True)
            if failed is not None:
                _log.error("Weeks could not be released", exc_info=failed)

    async def look(self) -> None:
        """Write what is known of activity, release what is due, forget what is old. Raises StoreError."""
        if await self._activity.write():
            self._left_in_log = True  # where each step stands in its order, beside the steps of the counts
        await self._half_terms.look()
        now, school = self._now(), self._in_force.school
        for week in await release_due(self._store, now, school):
            _log.info("Released the week of %s", week)
        for half_term in await release_half_terms_due(self._store, now):
            _log.info("Released the half-term from %s to %s", half_term.first, half_term.last)
        await self._forget(now, now.astimezone(school.zone).date())

    async def _forget(self, now: dt.datetime, today: dt.date) -> None:
        """Forget counts, reports and deeds, each in its time, down to the bytes on the disk."""
        if await self._store.run(partial(forget_counted, released_by=now - COUNTS_KEPT)):
            self._left_in_log = True
        if self._tidied_on != today:
            forget = partial(forget_reports, before=today - REPORTS_KEPT, digests_until=today - COUNTS_KEPT)
            await self._store.run(forget)
            await self._store.run(partial(forget_entries, now=now))
            self._tidied_on, self._left_in_log = today, True
        if self._left_in_log:
            self._left_in_log = not await self._store.forget_deleted()


def _over(week: dt.date, now: dt.datetime, school: School) -> Iterator[dt.date]:
    """Yield the weeks from this one on whose release is due."""
    while week_is_released(week, school.zone) <= now:
        yield week
        week = next_week(week)


def _release(connection: Connection, week: dt.date, now: dt.datetime, school: School) -> None:
    finished = finished_week(connection, week)
    devices = finished.reporting - finished.gateways
    parts = _counted_parts(connection, week, school)
    active = in_use(devices, school.policy.school.staff, finished.gateways)
    coverage = Coverage(
        active=active if parts else 0,  # everybody knows that it is empty: none of the four that a half-term needs
        enrolled=finished.enrolled,
        reporting=finished.reporting,
        late=finished.late,
        gateways=finished.gateways,
    )
    listed = platforms_of_week(connection, week) or (school.dimensions.platforms,)
    rows = release_week(finished.counts, active, listed, parts)
    write_release(connection, ReleasedWeek(week=week, released_at=now, coverage=coverage, rows=rows))


def _counted_parts(connection: Connection, week: dt.date, school: School) -> frozenset[Band]:
    """Return the parts of the day in which anything could be counted, by the calendar as it is known now."""
    first, before = week_starts(week, school.zone), week_starts(next_week(week), school.zone)
    spans = [(pause.begun.at, pause.over) for pause in pauses_between(connection, first, before)]
    return counted_parts(school.calendars, school.policy.notice, week, spans)


def _release_half_terms(connection: Connection, now: dt.datetime) -> list[HalfTerm]:
    last = last_released(connection)
    due = [
        frozen
        for frozen in reversed(frozen_half_terms(connection))
        if last is not None
        and week_of(frozen.half_term.last) <= last
        and not is_released(connection, PeriodKind.HALF_TERM, frozen.half_term.first)
    ]
    for frozen in due:
        _release_half_term(connection, frozen, now)
    return [frozen.half_term for frozen in due]


def _release_half_term(connection: Connection, frozen: FrozenHalfTerm, now: dt.datetime) -> None:
    half_term = frozen.half_term
    finished = finished_half_term(connection, half_term)
    weeks = coverages_of(connection, half_term)
    active_by_week = [coverage.active for coverage in weeks]
    release = ReleasedHalfTerm(
        first_day=half_term.first,
        last_day=half_term.last,
        released_at=now,
        coverage=Coverage(
            active=max(active_by_week, default=0),
            enrolled=finished.enrolled,
            reporting=max((coverage.reporting for coverage in weeks), default=0),
            late=sum(coverage.late for coverage in weeks),
            gateways=max((coverage.gateways for coverage in weeks), default=0),
        ),
        rows=release_half_term(finished.counts, active_by_week, frozen.platforms),
    )
    write_half_term(connection, release)
