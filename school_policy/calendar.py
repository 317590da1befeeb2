"""The school's year, as values with explicit dates: terms, INSET days, closures, one-off changes, bank holidays.

An empty calendar means that the weekly timetables hold all year.
"""

import datetime as dt
from enum import StrEnum

import msgspec

from school_policy.timetable import Day
from school_policy.vocabulary import GroupId


class Region(StrEnum):
    """Whose bank holidays the school keeps."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"
    NONE = "none"


class DateRange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days in a row, the last one among them."""

    first: dt.date
    last: dt.date

    def holds(self, day: dt.date) -> bool:
        """Tell whether the day is one of them."""
        return self.first <= day <= self.last


class Term(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A term, from its first to its last day, and the half-term within it."""

    name: str
    first: dt.date
    last: dt.date
    half_term: DateRange | None = None

    def holds(self, day: dt.date) -> bool:
        """Tell whether the day lies between the term's ends (half-term does too)."""
        return self.first <= day <= self.last


class Inset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A day of work without lessons, whether or not it lies in a term."""

    day: dt.date
    reason: str
    groups: tuple[GroupId, ...] = ()
    """Whom it concerns; none named: all."""
    plan: Day | None = None
    """The day's work; None: what each group's ordinary week has on that day of the week."""


class Closure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days on which nobody works, whatever else the calendar says."""

    first: dt.date
    last: dt.date
    reason: str

    def holds(self, day: dt.date) -> bool:
        """Tell whether the school is closed on the day."""
        return self.first <= day <= self.last


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another plan for one day of work: a parents' evening, an early finish."""

    day: dt.date
    reason: str
    groups: tuple[GroupId, ...] = ()
    """Whom it concerns; none named: all that work on that day."""
    plan: Day


class Opening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A bank holiday on which the school is at work after all."""

    day: dt.date
    reason: str


class BankHoliday(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One bank holiday, by its date."""

    day: dt.date
    name: str


class Calendar(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The school's calendar; each part in the order of the file."""

    region: Region = Region.NONE
    week_a: dt.date | None = None
    """The Monday of a week A, where groups have a two-week timetable."""
    terms: tuple[Term, ...] = ()
    insets: tuple[Inset, ...] = ()
    closures: tuple[Closure, ...] = ()
    changes: tuple[Change, ...] = ()
    openings: tuple[Opening, ...] = ()
    bank_holidays: tuple[BankHoliday, ...] = ()
    """Explicit dates, filled in when the policy is compiled; empty in settings as read from the file."""
