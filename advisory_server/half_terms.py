"""The half-terms that this server has seen, in memory for every report; a new one is frozen when it begins."""

import datetime as dt
from functools import partial

from advisory_server.school import InForce, School
from advisory_server.settings import Now
from advisory_server.store.database import Connection, Store
from advisory_server.store.finished import last_released
from advisory_server.store.frozen import FrozenHalfTerm, see
from advisory_server.store.releases import begin
from school_policy.half_term import half_term_is_released
from school_policy.period import next_week, week_of


class HalfTerms:
    """Looks once a day, and where the policy changed; whoever takes or releases anything has it look first."""

    def __init__(self, store: Store, in_force: InForce, now: Now) -> None:
        self._store = store
        self._in_force = in_force
        self._now = now
        self._looked: tuple[School, dt.date] | None = None
        self._seen: dict[dt.date, FrozenHalfTerm] = {}

    def open(self, first: dt.date | None, now: dt.datetime) -> FrozenHalfTerm | None:
        """Return the half-term that has this first day, as it was frozen, while its release is not due."""
        seen = self._seen.get(first) if first is not None else None
        if seen is None or half_term_is_released(seen.half_term, self._in_force.school.zone) <= now:
            return None
        return seen

    async def look(self) -> None:
        """Freeze what has begun since. Raises StoreError."""
        school = self._in_force.school
        today = self._now().astimezone(school.zone).date()
        if self._looked is not None and self._looked[0] is school and self._looked[1] == today:
            return
        seen = await self._store.run(partial(_see, school=school, today=today))
        self._seen = {each.half_term.first: each for each in seen}
        self._looked = school, today


def _see(connection: Connection, school: School, today: dt.date) -> tuple[FrozenHalfTerm, ...]:
    """Freeze what has begun; half-terms whose weeks were all released before anybody saw them are let be."""
    last = last_released(connection)
    since = next_week(last) if last else begin(connection, week_of(today))
    return see(connection, school.dimensions, today, since)
