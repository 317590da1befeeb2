"""A `[calendar]` section for `school.toml`, as a person looks it through before pasting it.

Everything that was not taken over stands below it, in comments.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from owntime.timetable.at_school import LONGEST_TERM
from owntime.timetable.ical_events import DatedEvent, Unread
from owntime.timetable.inset_reason import inset_reason
from owntime.timetable.term_dates import SEASONS, FoundTerm, TermDates, school_year_of
from school_policy.calendar import BankHoliday, DateRange, Region

_WIDTH = 80
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What goes into the section, and what it is written for."""

    found: TermDates
    unread: Sequence[Unread]
    region: Region
    known: tuple[BankHoliday, ...]
    """The region's bank holidays: they need no entry."""
    origin: str
    """The name of the file that it comes from."""


def write_section(section: Section) -> str:
    """Return the section as TOML, with a comment wherever a person should look."""
    return "\n".join([*_head(section), *_entries(section), *_below(section)]) + "\n"


def _head(section: Section) -> Iterator[str]:
    yield f"# From {section.origin}. Look it through, then paste it into school.toml."
    yield "[calendar]"
    yield f"bank_holidays = {_text(section.region)}"


def _entries(section: Section) -> Iterator[str]:
    for term in section.found.terms:
        yield from ("", *_term(term))
    for event in _insets_at_work(section):
        yield from ("", "[[calendar.inset]]", f"day = {_day(event.first)}")
        yield f"reason = {_text(inset_reason(event.summary))}"
    for event in _closures(section):
        yield from ("", "[[calendar.closed]]", f"first = {_day(event.first)}", f"last = {_day(event.last)}")
        yield f"reason = {_text(event.summary)}"


def _term(term: FoundTerm) -> Iterator[str]:
    sources = ", ".join(f'"{source}"' for source in term.sources)
    yield from _wrapped(
        f"From {sources}." if sources else "Worked out from the holidays around it: look at both ends."
    )
    if term.half_term is None:
        yield from _wrapped("No half-term was found for it.")
    if term.last - term.first > LONGEST_TERM:
        yield from _wrapped("This is longer than a term is: is a holiday missing?")
    if term.other_breaks:
        days = ", ".join(_days_in_words(one) for one in term.other_breaks)
        yield from _wrapped(f"Not at school on {days} either: a [[calendar.closed]], if nobody works.")
    yield "[[calendar.term]]"
    yield f"name = {_text(term.name)}"
    yield f"first = {_day(term.first)}"
    yield f"last = {_day(term.last)}"
    if term.half_term is not None:
        yield f"half_term = {{ first = {term.half_term.first}, last = {term.half_term.last} }}"


def _below(section: Section) -> Iterator[str]:
    for name in _missing(section.found.terms):
        yield from ("", f"# {name}: nothing was found.")
    holidays = [event for event in section.found.bank_holidays if _is_known(event, section)]
    if holidays:
        yield from ("", "# Bank holidays come by themselves; the file has:")
        yield from (f"#   {_event_days(event)}  {event.summary}" for event in holidays)
    left = [
        *((_event_days(one.event), one.event.summary, one.reason) for one in section.found.left),
        *(
            (_event_days(event), event.summary, "nobody works at the weekend")
            for event in _weekend_insets(section)
        ),
        *(("?", entry.summary, entry.reason) for entry in section.unread),
    ]
    if left:
        yield from ("", "# Not taken over; write by hand what belongs into the calendar:")
    for days, summary, reason in left:
        yield from _wrapped(f"{days}  {summary}: {reason}", first="#   ", rest="#     ")


def _insets_at_work(section: Section) -> list[DatedEvent]:
    """Return one entry for each INSET day; two about the same day would say the same."""
    by_day = {event.first: event for event in reversed(section.found.insets) if event.first.weekday() < _SATURDAY}
    return [by_day[day] for day in sorted(by_day)]


def _weekend_insets(section: Section) -> list[DatedEvent]:
    return [event for event in section.found.insets if event.first.weekday() >= _SATURDAY]


def _closures(section: Section) -> list[DatedEvent]:
    """Return the closures, and the bank holidays that the region does not have: somebody said so for a reason."""
    unknown = [event for event in section.found.bank_holidays if not _is_known(event, section)]
    return sorted([*section.found.closures, *unknown])


def _is_known(event: DatedEvent, section: Section) -> bool:
    return any(holiday.day == event.first for holiday in section.known)


def _missing(terms: Iterable[FoundTerm]) -> list[str]:
    """Name the terms that are missing in the school years of those that were found."""
    found = [term.name for term in terms]
    years = sorted({school_year_of(term.first) for term in terms})
    wanted = [
        f"{season} term {year if season == SEASONS[0] else year + 1}" for year in years for season in SEASONS
    ]
    return [name for name in wanted if name not in found]


def _day(day: dt.date) -> str:
    return f"{day} # {day:%A}"


def _event_days(event: DatedEvent) -> str:
    return _days_in_words(DateRange(first=event.first, last=event.last))


def _days_in_words(days: DateRange) -> str:
    return f"{days.first}" if days.first == days.last else f"{days.first} to {days.last}"


def _text(text: str) -> str:
    """Return a TOML string: for text without control characters it is written as JSON writes it."""
    return json.dumps(text, ensure_ascii=False)


def _wrapped(text: str, *, first: str = "# ", rest: str = "# ") -> Iterator[str]:
    line = first
    for word in text.split(" "):
        if len(line) + len(word) > _WIDTH and line.strip(" #"):
            yield line.rstrip()
            line = rest
        line += f"{word} "
    yield line.rstrip()
