"""Pauses of all reminders in words: roles, never a name."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from advisory_server.pages.date_words import clock_words, date_words
from advisory_server.store.pauses import Pause, Press


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRow:
    """A pause as the IT admin's page lists it."""

    day: str
    began: str
    """ "10:42, by the Headteacher" """
    ended: str
    """ "11:15, by the IT admin", "At midnight", "Not yet" """


def pause_sentence(pause: Pause | None, zone: ZoneInfo) -> str:
    """Say that reminders are paused, and by whom since when; empty where they are not."""
    if pause is None:
        return ""
    who, when = _whose(pause.begun), _time(pause.begun, zone)
    return f"Reminders are paused until tomorrow. Paused by the {who} at {when}."


def pause_row(pause: Pause, zone: ZoneInfo, now: dt.datetime) -> PauseRow:
    """Say a pause, whether it is over or not."""
    by_itself = "Not yet" if pause.holds(now) else "At midnight"
    return PauseRow(
        day=date_words(pause.begun.at.astimezone(zone).date()),
        began=_press(pause.begun, zone),
        ended=_press(pause.ended, zone) if pause.ended else by_itself,
    )


def _press(press: Press, zone: ZoneInfo) -> str:
    return f"{_time(press, zone)}, by the {_whose(press)}"


def _time(press: Press, zone: ZoneInfo) -> str:
    return clock_words(press.at.astimezone(zone).time())


def _whose(press: Press) -> str:
    return press.role.in_words
