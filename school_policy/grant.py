"""What lets a client through for a while, as values: grants, graces and allowances."""

import datetime as dt
from dataclasses import dataclass

from school_policy.group_calendar import GroupCalendar
from school_policy.own_time import local_midnight, working_day_end
from school_policy.vocabulary import Choice

GRACE = dt.timedelta(minutes=5)
"""After own time ends, so that nothing half-written is lost."""

ALLOWANCE = dt.timedelta(seconds=2)
"""From "try again" to the browser's next connection: 157 ms at most was measured on one machine."""

STEPPED_ASIDE = dt.timedelta(seconds=60)
"""How long a connection lives that stepped aside: Firefox shares it with top-level tabs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One client may use one platform during [start, end), because of a choice on the reminder."""

    choice: Choice
    start: dt.datetime
    end: dt.datetime

    def is_live(self, now: dt.datetime) -> bool:
        """Tell whether the grant holds at this instant."""
        return self.start <= now < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Grace:
    """One client's open pages of one platform stay open during [start, end) after working time begins."""

    start: dt.datetime
    end: dt.datetime

    def is_live(self, now: dt.datetime) -> bool:
        """Tell whether the grace holds at this instant."""
        return self.start <= now < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """One connection of one client to one platform may pass before `end`: somebody else's page needs it."""

    end: dt.datetime

    def is_live(self, now: dt.datetime) -> bool:
        """Tell whether the allowance may still be used; one from a future (the clock went back) may not."""
        return self.end - ALLOWANCE <= now < self.end


def give_grant(choice: Choice, now: dt.datetime, calendar: GroupCalendar, own_time: dt.timedelta) -> Grant:
    """Return the grant for a choice: work and channel last for the working day, across its breaks."""
    match choice:
        case Choice.WORK | Choice.CHANNEL:
            end = working_day_end(calendar, now)
        case Choice.OWN_TIME:
            end = now + own_time
        case Choice.WRONGLY_LISTED:
            end = local_midnight(calendar.zone, now)
    return Grant(choice=choice, start=now, end=end)
