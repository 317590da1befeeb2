"""The slow, obvious model of own time: it looks at the clock on the wall minute by minute."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from school_policy.calendar import Calendar
from school_policy.group_calendar import GroupCalendar
from school_policy.policy import Group
from school_policy.timetable import Break, Day, TimeRange, Week
from school_policy.vocabulary import GroupId

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Run:
    """Minutes of one state on end, [start, end)."""

    working: bool
    name: str
    start: dt.datetime
    end: dt.datetime


def state_on_the_wall(day: Day, time: dt.time) -> tuple[bool, str]:
    for number, session in enumerate(day.sessions, start=1):
        if session.start <= time < session.end:
            return True, f"session {number}"
    for pause in day.breaks:
        if pause.time.start <= time < pause.time.end:
            return False, pause.name
    if day.sessions and day.sessions[0].start < time < day.sessions[-1].start:
        return False, "between sessions"
    return False, "out of hours"


def weekly(week: Week, zone: ZoneInfo) -> GroupCalendar:
    """A group that works the same week all year."""
    return GroupCalendar(Group(id=GroupId("all"), name="All staff", week=week), Calendar(), zone)


def walk(week: Week, zone: ZoneInfo, start: dt.datetime, minutes: int) -> list[Run]:
    """Look at the wall each minute. A clock that is put back shows an hour again, which changes nothing."""
    seen: list[tuple[dt.datetime, tuple[bool, str]]] = []
    furthest = start.astimezone(zone).replace(tzinfo=None)
    for minute in range(minutes):
        instant = start + minute * MINUTE
        furthest = max(furthest, instant.astimezone(zone).replace(tzinfo=None))
        seen.append((instant, state_on_the_wall(week[furthest.weekday()], furthest.time())))
    runs = []
    for (working, name), group in groupby(seen, key=lambda look: look[1]):
        looks = [instant for instant, _ in group]
        runs.append(Run(working=working, name=name, start=looks[0], end=looks[-1] + MINUTE))
    return runs


def clock(minute: int) -> dt.time:
    return dt.time(minute // 60, minute % 60)


@st.composite
def days(draw: st.DrawFn) -> Day:
    """A day cut into pieces, each a session, a named break or neither; often at night, when clocks change."""
    grid = st.one_of(st.integers(0, 48).map(lambda n: n * 5), st.integers(0, 287).map(lambda n: n * 5))
    cuts = sorted(draw(st.lists(grid, max_size=7, unique=True)))
    kinds = draw(st.lists(st.sampled_from("sb "), min_size=7, max_size=7))
    pieces = [TimeRange(clock(start), clock(end)) for start, end in pairwise(cuts)]
    labelled = list(zip(pieces, kinds, strict=False))
    return Day(
        sessions=tuple(piece for piece, kind in labelled if kind == "s"),
        breaks=tuple(
            Break(name=f"break {number}", time=piece)
            for number, (piece, kind) in enumerate(labelled)
            if kind == "b"
        ),
    )


WEEKS: st.SearchStrategy[Week] = st.tuples(days(), days(), days(), days(), days(), days(), days())

Moment = tuple[ZoneInfo, dt.datetime]


def _moment(zone: str, local: str) -> Moment:
    return ZoneInfo(zone), dt.datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))


MOMENTS = st.sampled_from(
    [
        ("Europe/London", "2026-11-23T10:42"),
        ("Europe/London", "2026-10-25T00:30"),  # back an hour at 02:00
        ("Europe/London", "2027-03-28T00:30"),  # on an hour at 01:00
        ("America/New_York", "2026-11-01T00:30"),
        ("America/New_York", "2027-03-14T00:30"),
        ("Asia/Kathmandu", "2026-11-23T10:42"),  # 5:45 from Greenwich
        ("Australia/Lord_Howe", "2026-10-04T00:30"),  # on by half an hour
        ("Australia/Lord_Howe", "2027-04-04T00:30"),
        ("America/Santiago", "2026-09-06T01:30"),  # on at midnight: the day has none
        ("America/Santiago", "2027-04-03T22:30"),  # back at midnight to 23:00
        ("Europe/Dublin", "2026-10-25T00:30"),  # winter is the "daylight saving" here
    ]
).map(
    lambda moment: (ZoneInfo(moment[0]), dt.datetime.fromisoformat(moment[1]).replace(tzinfo=ZoneInfo(moment[0])))
)
