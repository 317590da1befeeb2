"""One day of one group as a visitor to listed sites meets it: pure, from the policy alone.

It says what the rules give; what a device remembers of the day (choices made, pages seen) it cannot know.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from school_policy.grant import GRACE, give_grant
from school_policy.group_calendar import GroupCalendar
from school_policy.own_time import local_midnight, stretch_at
from school_policy.policy import EVERY_PLATFORM, Group, Policy
from school_policy.stretch import OUT_OF_HOURS, Stretch, instant
from school_policy.vocabulary import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedStretch:
    """A stretch of the day between two boundaries, on the school's wall clock."""

    start: str
    end: str
    """ "24:00" at the end of the day."""
    working: bool
    name: str
    meets: str
    at_end: str
    """What happens at the boundary; empty where the state goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedVisit:
    """A visit to a listed site."""

    at: str
    shown: bool
    meets: str
    choices: str
    """Until when each choice on the reminder would hold; empty where there is no reminder."""


class SimulatedDay:
    """What a group's visits meet on one day."""

    def __init__(self, policy: Policy, calendar: GroupCalendar, date: dt.date) -> None:
        self._policy = policy
        self._calendar = calendar
        self._date = date
        self.group: Group = calendar.group
        self.reason = calendar.day(date).reason
        self.waits_for_notice = not policy.notice.is_given(date)
        self._ever_shown = not self.waits_for_notice and not self.group.never_reminded

    @property
    def stretches(self) -> tuple[SimulatedStretch, ...]:
        """The day's stretches in order, from midnight to midnight."""
        today = self._calendar.stretches(self._date)
        after = stretch_at(self._calendar, today[-1].end) if today[-1].end is not None else None
        return tuple(self._stretch(one, other) for one, other in pairwise([*today, after]) if one is not None)

    @property
    def quiet(self) -> tuple[str, ...]:
        """The platforms that the group is never reminded about, with the reason and the review's date."""
        names = {platform.id: platform.name for platform in self._policy.platforms}
        names[EVERY_PLATFORM] = "every platform"
        return tuple(
            f"{names.get(quiet.platform, quiet.platform)} ({quiet.reason}; to be reviewed on {quiet.review_on})"
            for quiet in self.group.quiet
        )

    def visit(self, time: dt.time) -> SimulatedVisit:
        """Return what a visit at a time of the day meets."""
        now = instant(self._date, time, self._calendar.zone)
        stretch = stretch_at(self._calendar, now)
        shown = stretch.working and self._ever_shown
        return SimulatedVisit(
            at=f"{time:%H:%M}",
            shown=shown,
            meets=self._met(stretch, now) if shown else self._not_shown(stretch),
            choices=", ".join(self._choices(now)) if shown else "",
        )

    def _stretch(self, stretch: Stretch, after: Stretch | None) -> SimulatedStretch:
        return SimulatedStretch(
            start=self._within_day(stretch.start, at_start=True),
            end=self._within_day(stretch.end, at_start=False),
            working=stretch.working,
            name=_in_words(stretch),
            meets="the reminder" if stretch.working and self._ever_shown else "nothing is shown",
            at_end=self._boundary(stretch, after) if after is not None else "",
        )

    def _boundary(self, stretch: Stretch, after: Stretch) -> str:
        """Say what happens where one stretch meets the next, if anything does on this day."""
        end = stretch.end
        ends_today = end is not None and end <= local_midnight(self._calendar.zone, self._noon)
        if end is None or not ends_today or stretch.working == after.working or not self._ever_shown:
            return ""
        if stretch.working:
            return "reminders end; a reload shows the page itself"
        return f"new visits meet the reminder; open tabs have until {self._clock(end + GRACE)} to finish"

    def _met(self, stretch: Stretch, now: dt.datetime) -> str:
        words = f"the reminder ({_in_words(stretch)})"
        if stretch.start is None or now >= stretch.start + GRACE:
            return words
        return f"{words}; a tab open since own time is free until {self._clock(stretch.start + GRACE)}"

    def _not_shown(self, stretch: Stretch) -> str:
        if not stretch.working:
            return f"nothing is shown ({_in_words(stretch)})"
        why = "staff have not been told" if self.waits_for_notice else "quiet for every platform"
        return f"nothing is shown ({why})"

    def _choices(self, now: dt.datetime) -> Iterator[str]:
        own_time = dt.timedelta(minutes=self._policy.reminder.own_time_minutes)
        for choice, words in (
            (Choice.WORK, "for work"),
            (Choice.OWN_TIME, "own time now"),
            (Choice.WRONGLY_LISTED, "wrongly listed"),
        ):
            yield f"{words} until {self._clock(give_grant(choice, now, self._calendar, own_time).end)}"

    @property
    def _noon(self) -> dt.datetime:
        return instant(self._date, dt.time(12), self._calendar.zone)

    def _clock(self, moment: dt.datetime) -> str:
        """Return a moment on the school's wall clock, the end of the day as 24:00."""
        local = moment.astimezone(self._calendar.zone)
        return f"{local:%H:%M}" if local.date() == self._date else "24:00"

    def _within_day(self, moment: dt.datetime | None, *, at_start: bool) -> str:
        """Return where a stretch starts or ends on the day: it may reach beyond it."""
        local = moment.astimezone(self._calendar.zone) if moment is not None else None
        if local is None or (at_start and local.date() < self._date):
            return "00:00" if at_start else "24:00"
        return self._clock(local)


def _in_words(stretch: Stretch) -> str:
    state = "working time" if stretch.working else "own time"
    return (
        f"{state}, {stretch.reason or stretch.name}"
        if stretch.name == OUT_OF_HOURS
        else f"{state}, {stretch.name}"
    )
