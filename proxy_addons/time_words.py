"""Times as the reminder says them."""

import datetime as dt

from proxy_addons.in_force import InForce
from proxy_addons.language import ENGLISH, Language
from school_policy.own_time import next_own_time
from school_policy.stretch import BETWEEN_SESSIONS, OUT_OF_HOURS

_WEEK = 7  # days: from then on a weekday alone could be the wrong one


def _(message: str) -> str:
    """Mark a message for the catalogues; it is translated where it is said."""
    return message


_WEEKDAYS = (
    # Translators: days and months as they stand after "Own time is next at 12:15 on".
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
_MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)


def clock_time(local: dt.datetime) -> str:
    """Return a time of day as people read it: 10:42, 9:05."""
    return f"{local.hour}:{local.minute:02}"


def own_time_next(in_force: InForce, now: dt.datetime, language: Language = ENGLISH) -> str:
    """Say when own time is next, or nothing where no boundary is in reach."""
    stretch = next_own_time(in_force.calendar, now)
    if stretch is None or stretch.start is None:
        return ""
    say = language.words.gettext
    start = stretch.start.astimezone(in_force.zone)
    away = (start.date() - now.astimezone(in_force.zone).date()).days
    # Translators: the name of a break, as " (Lunch)", or nothing at all, stands at the end of these three.
    sentence = say("Own time is next at %(time)s%(name)s.")
    if away:
        sentence = say("Own time is next at %(time)s on %(weekday)s%(name)s.")
    if away >= _WEEK:
        sentence = say("Own time is next at %(time)s on %(weekday)s %(day)s %(month)s%(name)s.")
    return sentence % {
        "time": clock_time(start),
        "weekday": say(_WEEKDAYS[start.weekday()]),
        "day": start.day,
        "month": say(_MONTHS[start.month - 1]),
        "name": "" if stretch.name in (OUT_OF_HOURS, BETWEEN_SESSIONS) else f" ({stretch.name})",
    }
