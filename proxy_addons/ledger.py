"""What a device knows of its own counting: its weeks and half-terms, and the report that each bit is in.

Values only. The spool keeps the ledger whole in one row with its digest, so that damage to any part of it is seen:
a bit that were forgotten would be sent twice, and a cell would no longer be a set of clients.
"""

import datetime as dt
import itertools
from collections.abc import Collection, Iterable, Iterator
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from proxy_addons.tally import Noted
from school_policy.count_report import Dimension, ReportId, WronglyListed
from school_policy.dimensions import CountedPlatform, Dimensions
from school_policy.half_term import HalfTerm
from school_policy.period import next_week, week_of

KEPT = dt.timedelta(weeks=5)
"""How long a week or half-term is remembered once it is over: its reports are long late by then."""

THREE_DAYS = 3
_DAY = dt.timedelta(days=1)

Key = tuple[Dimension, str]
"""A cell of a period: what it tells apart, and which of them."""
Platforms = tuple[CountedPlatform, ...]
_Categories = dict[str, str]
"""The category of each platform, by its id."""


class Bit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """This device is in a cell; or so many clients of this gateway are."""

    dimension: Dimension
    value: str = ""
    clients: int = 1
    """Behind a gateway the high-water mark: the most that were ever in the cell at once. It never falls."""
    report: ReportId | None = None
    """The report that says so; none until it is sealed."""


class Week(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was noted of a week."""

    monday: dt.date
    days: tuple[dt.date, ...] = ()
    bits: tuple[Bit, ...] = ()
    platforms: tuple[CountedPlatform, ...] | None = None
    """For its days outside of half-terms: as they were when something was first noted on one of them."""


class NotedHalfTerm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was noted of a half-term, which stays as it was when it was first seen."""

    half_term: HalfTerm
    platforms: tuple[CountedPlatform, ...] = ()
    bits: tuple[Bit, ...] = ()


class Mention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A platform that somebody said should not be listed."""

    wrongly_listed: WronglyListed
    report: ReportId | None = None


class Ledger(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is noted and not yet forgotten."""

    format: Literal[1, 2] = 2
    """1 knew no half-terms, and is read on as it is. An older Own Time refuses 2, and changes nothing."""
    weeks: tuple[Week, ...] = ()
    half_terms: tuple[NotedHalfTerm, ...] = ()
    mentions: tuple[Mention, ...] = ()
    last_sealed: dt.datetime | None = None
    closed_before: dt.date | None = None
    """A Monday: nothing more is counted in the weeks before it."""
    half_terms_closed_before: dt.date | None = None
    """Nothing more is counted in half-terms that begin before this day."""
    closing: bool = False
    """What was noted is lost: nothing is counted until `settle` has closed the week that it happened in."""

    def week(self, monday: dt.date) -> Week:
        """Return what was noted of a week."""
        return next((week for week in self.weeks if week.monday == monday), Week(monday=monday))

    def half_term_on(self, day: dt.date) -> NotedHalfTerm | None:
        """Return the half-term that holds the day, if one that does was seen."""
        return next((each for each in self.half_terms if each.half_term.holds(day)), None)


def note(
    ledger: Ledger, noted: Collection[Noted], wrongly_listed: Collection[WronglyListed], dimensions: Dimensions
) -> Ledger:
    """Return the ledger with what was noted; what it holds already, and weeks that are over, change nothing."""
    for day, things in itertools.groupby(sorted(noted, key=lambda each: each.day), lambda it: it.day):
        if not is_over(ledger, week_of(day)):
            ledger = _noted_on(ledger, day, list(things), dimensions)
    known = {mention.wrongly_listed for mention in ledger.mentions}
    new = sorted(set(wrongly_listed) - known, key=lambda it: (it.day, it.platform))
    mentions = (*ledger.mentions, *(Mention(wrongly_listed=it) for it in new))
    return msgspec.structs.replace(ledger, mentions=mentions)


def see(ledger: Ledger, day: dt.date, dimensions: Dimensions) -> Ledger:
    """Return the ledger with the half-term that holds the day, frozen as the policy has it if it is new.

    One that shares a day with a half-term seen before is none: a calendar that is put right in the middle of one
    takes effect with the next. Nor is one that is closed.
    """
    found = next((each for each in dimensions.half_terms if each.holds(day)), None)
    if found is None or any(each.half_term.overlaps(found.first, found.last) for each in ledger.half_terms):
        return ledger
    closed = ledger.half_terms_closed_before
    if ledger.closing or (closed is not None and found.first < closed):
        return ledger
    return with_half_term(ledger, NotedHalfTerm(half_term=found, platforms=dimensions.platforms))


def is_over(ledger: Ledger, monday: dt.date) -> bool:
    """Tell whether nothing more is counted in a week."""
    if ledger.closing or (ledger.closed_before is not None and monday < ledger.closed_before):
        return True
    return ledger.last_sealed is not None and monday < week_of(ledger.last_sealed.date()) - KEPT


def frozen_on(ledger: Ledger, day: dt.date, dimensions: Dimensions) -> tuple[Ledger, Platforms]:
    """Return the ledger with what a day is counted by, and the platforms of that: those of its half-term.

    Outside of half-terms they are those of its week, as they were when something was first noted on such a day.
    """
    ledger = see(ledger, day, dimensions)
    half_term, week = ledger.half_term_on(day), ledger.week(week_of(day))
    if half_term is not None:
        return ledger, half_term.platforms
    if week.platforms is None:
        week = msgspec.structs.replace(week, platforms=dimensions.platforms)
    return with_week(ledger, week), week.platforms or ()


def _noted_on(ledger: Ledger, day: dt.date, things: Collection[Noted], dimensions: Dimensions) -> Ledger:
    ledger, frozen = frozen_on(ledger, day, dimensions)
    week, half_term = ledger.week(week_of(day)), ledger.half_term_on(day)
    if half_term is not None:
        bits = _with_keys(half_term.bits, keys_of_half_term(things, frozen))
        ledger = with_half_term(ledger, msgspec.structs.replace(half_term, bits=bits))
    days = tuple(sorted({*week.days, day}))
    keys = {*keys_of_week(things, frozen)}
    if len(days) >= THREE_DAYS:
        keys.add((Dimension.THREE_DAYS, ""))
    return with_week(ledger, msgspec.structs.replace(week, days=days, bits=_with_keys(week.bits, keys)))


def _categories(platforms: Iterable[CountedPlatform]) -> _Categories:
    return {platform.id: platform.category.value for platform in platforms}


def keys_of_week(things: Iterable[Noted], frozen: Platforms) -> Iterator[Key]:
    """Yield the cells of a week; a platform that is newly listed has no category yet."""
    categories = _categories(frozen)
    for thing in things:
        yield from _keys_of_both(thing, categories)
        if thing.band is not None:
            yield Dimension.BAND, thing.band.value


def keys_of_half_term(things: Iterable[Noted], frozen: Platforms) -> Iterator[Key]:
    """Yield the cells of a half-term; a platform that is newly listed has none of its own yet."""
    categories = _categories(frozen)
    for thing in things:
        yield from _keys_of_both(thing, categories)
        if thing.platform is not None and thing.platform in categories:
            yield Dimension.PLATFORM, thing.platform


def _keys_of_both(thing: Noted, categories: _Categories) -> Iterator[Key]:
    yield Dimension.ANY, ""
    if thing.outcome is not None:
        yield Dimension.OUTCOME, thing.outcome.value
    if thing.platform is not None and thing.platform in categories:
        yield Dimension.CATEGORY, categories[thing.platform]


def _with_keys(bits: Iterable[Bit], keys: Iterable[Key]) -> tuple[Bit, ...]:
    """Return bits with those of some cells, in an order that tells nothing of what came first."""
    by_key = {key: Bit(dimension=key[0], value=key[1]) for key in keys}
    by_key |= {(bit.dimension, bit.value): bit for bit in bits}
    return tuple(by_key[key] for key in sorted(by_key))


def with_week(ledger: Ledger, week: Week) -> Ledger:
    """Return the ledger with a week as it is now."""
    others = [each for each in ledger.weeks if each.monday != week.monday]
    return msgspec.structs.replace(ledger, weeks=tuple(sorted((*others, week), key=lambda it: it.monday)))


def with_half_term(ledger: Ledger, half_term: NotedHalfTerm) -> Ledger:
    """Return the ledger with a half-term as it is now."""
    others = [each for each in ledger.half_terms if each.half_term != half_term.half_term]
    in_order = sorted((*others, half_term), key=lambda it: it.half_term)
    return msgspec.structs.replace(ledger, half_terms=tuple(in_order))


def settle(ledger: Ledger, now: dt.datetime, zone: ZoneInfo) -> Ledger:
    """Return the ledger with the week and half-term of a loss closed: what was sent of them is not known."""
    if not ledger.closing:
        return ledger
    monday = next_week(week_of(now.astimezone(zone).date()))
    return msgspec.structs.replace(ledger, closing=False, closed_before=monday, half_terms_closed_before=monday)


def forget(ledger: Ledger, today: dt.date) -> Ledger:
    """Return the ledger without what is older than KEPT; what is forgotten is closed, and not counted anew.

    Only what something was noted in is closed: a clock that was far ahead for a while closes none to come.
    """
    oldest = week_of(today) - KEPT
    weeks = [week for week in ledger.weeks if week.monday < oldest]
    half_terms = [each for each in ledger.half_terms if each.half_term.last < oldest]
    to_come = [each for each in ledger.half_terms if each.half_term.first > today and not each.bits]
    return msgspec.structs.replace(
        ledger,
        weeks=tuple(week for week in ledger.weeks if week.monday >= oldest),
        half_terms=tuple(each for each in ledger.half_terms if each not in (*half_terms, *to_come)),
        mentions=tuple(it for it in ledger.mentions if it.wrongly_listed.day >= oldest),
        closed_before=_latest(ledger.closed_before, (next_week(week.monday) for week in weeks)),
        half_terms_closed_before=_latest(
            ledger.half_terms_closed_before, (each.half_term.last + _DAY for each in half_terms if each.bits)
        ),
    )


def _latest(before: dt.date | None, days: Iterable[dt.date]) -> dt.date | None:
    return max([*days, *([before] if before else [])], default=None)
