"""A school year as a page to print: one file that needs nothing beside it, no script and no network."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import jinja2

from advisory_server.pages.own_time_words import own_time_lines
from owntime.timetable.words import day_words, days_words
from owntime.timetable.year_days import Mark, SpecialDays, TermDays
from owntime.timetable.year_view import YearView
from school_policy.policy import Group, Policy
from school_policy.school_colour import tones_of
from school_policy.timetable import Week

_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("owntime.timetable"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)

_UNBROKEN = "\N{NO-BREAK SPACE}"
_DOT = f"{_UNBROKEN}\N{MIDDLE DOT} "
_ROOMY_LINES, _ROOMY_GROUPS = (
    20,
    4,
)  # of special days, and of groups: a sheet has room for so many in ordinary letters
_LINE = 30  # letters beside a special day

_SIGNS = {mark: mark.sign.replace("x", "\N{MULTIPLICATION SIGN}").replace("-", "\N{EN DASH}") for mark in Mark} | {
    Mark.WEEKEND: ""  # its columns say it
}
"""The signs as print has them."""

_A_DAY = {Mark.WORK: "8", Mark.WEEKEND: "6"}
"""In the legend: what has no sign is shown by any day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A mark with its number of days."""

    css: str
    sign: str
    words: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Special:
    css: str
    sign: str
    days: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    name: str
    days: str
    half_term: str
    lessons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Week:
    """A group's week in words."""

    name: str
    lines: tuple[str, ...]


def year_page(policy: Policy, view: YearView, groups: Sequence[Group], today: dt.date, *, group: str = "") -> str:
    """Return the page as HTML: the view's days, and the own time of these groups. `group`: whose year it is."""
    special = [_special(days) for days in view.special]
    lines = sum(1 + len(one.words) // _LINE for one in special)
    weeks = [week for each in groups for week in _weeks(each)]
    years = f"{view.school_year} to {view.school_year + 1}"
    page = {
        "title": f"{policy.school.name}, school year {years}",
        "school": policy.school.name,
        "years": years,
        "group": group,
        "tones": tones_of(policy.school.colour).partition("\n")[0],  # of the two, those of a light page
        "sum": _sum(view),
        "months": view.months,
        "terms": [_term(term) for term in view.terms],
        "special": special,
        "legend": [
            _Entry(css=_css(mark), sign=_SIGNS[mark] or _A_DAY[mark], words=mark.words, number=number)
            for mark, number in view.counts.items()
        ],
        "weeks": weeks,
        "dense": lines > _ROOMY_LINES or len(weeks) > _ROOMY_GROUPS,
        "written_on": day_words(today),
    }
    return _TEMPLATES.get_template("year.html").render(page=page, signs=_SIGNS)


def _sum(view: YearView) -> str:
    insets = view.counts.get(Mark.INSET, 0)
    words = f"{view.work_days} days of work"
    return f"{words}, {insets} of them INSET" if insets else words


def _term(term: TermDays) -> _Term:
    half_term = term.half_term
    return _Term(
        name=term.name,
        days=days_words(term.days.first, term.days.last),
        half_term=days_words(half_term.first, half_term.last) if half_term else "",
        lessons=term.lessons,
    )


def _special(special: SpecialDays) -> _Special:
    says_itself = special.mark in (Mark.BANK_HOLIDAY, Mark.HALF_TERM, Mark.HOLIDAY, Mark.CLOSED)
    return _Special(
        css=_css(special.mark),
        sign=_SIGNS[special.mark],
        days=days_words(special.days.first, special.days.last),
        words=special.reason if says_itself else f"{special.mark.words}: {special.reason}",
    )


def _weeks(group: Group) -> Iterator[_Week]:
    if group.week_b is None:
        yield _Week(name=group.name, lines=_lines(group.week))
        return
    yield _Week(name=f"{group.name}, week A", lines=_lines(group.week))
    yield _Week(name=f"{group.name}, week B", lines=_lines(group.week_b))


def _lines(week: Week) -> tuple[str, ...]:
    """Say a week; days that are own time as a whole go without saying."""
    return tuple(
        f"{line.days}: {_DOT.join(time.replace(' ', _UNBROKEN) for time in line.times)}"
        for line in own_time_lines(week)
        if line.times != ("All day",)
    )


def _css(mark: Mark) -> str:
    return mark.name.lower().replace("_", "-")
