"""What the bands say, in sentences: never more than they support."""

import datetime as dt
from zoneinfo import ZoneInfo

from advisory_server.charts.mark import Band, mark_of
from advisory_server.figures.columns import ANY, HIDDEN, THREE_DAYS, Column, shown_text
from advisory_server.figures.year import ReleasedYear
from advisory_server.pages.date_words import day_words
from advisory_server.store.releases import ReleasedWeek
from school_policy.period import PeriodKind, week_is_released

_WEEK = dt.timedelta(days=7)
_DID = "staff devices met a reminder or had a listed site open"


def answer(week: ReleasedWeek) -> str:
    """Say a week in one sentence, of all devices together."""
    text, when = text_of(week, ANY), f"In the week of {day_words(week.week)}"
    if text == HIDDEN:
        return f"{when} the number is not shown: none, or fewer than 10 devices, or too few in use."
    return f"{when}, {text} {_DID}."


def more(year: ReleasedYear) -> tuple[str, ...]:
    """Say what else the bands support: days, and the week before where both of them show a number."""
    newest = year.newest
    return tuple(line for line in (_days(newest), _before(year), _last_shown(year)) if line)


def text_of(week: ReleasedWeek, column: Column) -> str:
    """Return what was released of one column of a week."""
    return shown_text(dict(week.rows).get(column.cell(PeriodKind.WEEK)))


def first_release(began: dt.date, zone: ZoneInfo) -> str:
    """Say when the first week comes, where none has been released yet; it is the one in which the server began."""
    at = week_is_released(began, zone).astimezone(zone)
    return f"No week has been released yet. The first comes on {at:%A} {day_words(at.date())} at {at:%H:%M}."


def _days(week: ReleasedWeek) -> str:
    text = text_of(week, THREE_DAYS)
    return "" if text == HIDDEN else f"On three or more days: {text}."


def _before(year: ReleasedYear) -> str:
    """Compare with the week before; two bands that overlap say neither more nor fewer."""
    before = next((week for week in year.weeks if week.week == year.newest.week - _WEEK), None)
    if before is None:
        return ""
    text = text_of(before, ANY)
    then, now = mark_of(text), mark_of(text_of(year.newest, ANY))
    if not (isinstance(then, Band) and isinstance(now, Band)):
        return ""
    if then.is_below(now):
        return f"More than in the week before, which had {text}."
    if now.is_below(then):
        return f"Fewer than in the week before, which had {text}."
    return f"The week before had {text}: the bands do not say whether there were more or fewer."


def _last_shown(year: ReleasedYear) -> str:
    """Where the newest week shows nothing, such as in a holiday: say which week did last."""
    if text_of(year.newest, ANY) != HIDDEN:
        return ""
    shown = next((week for week in year.weeks if text_of(week, ANY) != HIDDEN), None)
    if shown is None:
        return ""
    return f"The last week that shows a number is that of {day_words(shown.week)}: {text_of(shown, ANY)}."
