"""Each staff group's own time as one line of a notice."""

from advisory_server.pages.own_time_words import own_time_lines
from school_policy.notice_digest import Told, ToldGroup
from school_policy.timetable import NO_WORK, Week


def own_time_points(told: Told) -> tuple[str, ...]:
    """Return a line for each group, in the order of the school's settings."""
    return tuple(f"{group.name}: {_weeks(group)}{_quiet(group)}" for group in told.groups)


def days_off(told: Told) -> str:
    """Say which days are own time as a whole."""
    kinds = ["days that are not named here"]
    if told.has_terms:
        given = any(map(_in_holidays, told.groups))
        kinds.append(f"school holidays and half-terms{' (where no times are given for them)' if given else ''}")
    if told.has_bank_holidays:
        kinds.append("bank holidays")
    return f"Own time all day: {', '.join(kinds)}."


def _weeks(group: ToldGroup) -> str:
    two = group.week_b is not None
    weeks = [("week A: " if two else "", group.week)]
    if group.week_b is not None:
        weeks.append(("week B: ", group.week_b))
    if _in_holidays(group):
        weeks.append(("in holidays: ", group.holiday_week))
    return "; ".join(f"{name}{_week(week)}" for name, week in weeks) + "."


def _week(week: Week) -> str:
    """Say a week's days of work; all others go without saying."""
    lines = [line for line in own_time_lines(week) if line.times != ("All day",)]
    return (
        "; ".join(f"{line.days} {', '.join(_within(time) for time in line.times)}" for line in lines) or "all day"
    )


def _within(time: str) -> str:
    """Return "before 8:30" for "Before 8:30", and "Lunch (12:15 to 13:15)" for "Lunch, 12:15 to 13:15"."""
    if time.startswith(("Before ", "After ")):
        return time[0].lower() + time[1:]
    name, comma, clock = time.rpartition(", ")
    return f"{name} ({clock})" if comma else clock


def _quiet(group: ToldGroup) -> str:
    if group.never_reminded:
        return " No reminder at any time."
    return f" Never for {', '.join(group.quiet)}." if group.quiet else ""


def _in_holidays(group: ToldGroup) -> bool:
    return group.holiday_week != NO_WORK
