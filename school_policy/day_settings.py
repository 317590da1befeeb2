"""A day of work as a `school.toml` writes it: `work` and `breaks`, the same wherever a day stands.

work    "08:30-15:45", or several sessions: ["08:30-12:00", "13:00-15:45"] (what lies between is own time)
breaks  {name, time, own_time}, each inside one stretch of work; only those that are own time interrupt it
"""

from collections.abc import Sequence

import msgspec

from school_policy.structure import Path
from school_policy.timetable import Break, Day, TimeRange, parse_time_range, sessions_around
from school_policy.toml_source import TomlSource


class BreakForm(msgspec.Struct, frozen=True, kw_only=True):
    """A break, own time or not."""

    name: str
    time: str
    own_time: bool


def read_day(source: TomlSource, work: str | Sequence[str], breaks: Sequence[BreakForm], path: Path) -> Day:
    """Read what stands in the table at `path`; where it is wrong, complain and return a day without work."""
    problems = len(source.problems)
    stretches = _work(source, work, (*path, "work"))
    sound = len(source.problems) == problems
    pauses = _breaks(source, breaks, stretches if sound else None, path)
    if len(source.problems) > problems:
        return Day()
    own_time = [Break(name=form.name, time=time) for form, time in pauses if form.own_time]
    sessions = [
        session
        for stretch in sorted(stretches)
        for session in sessions_around(stretch, [each.time for each in own_time if stretch.holds(each.time)])
    ]
    return Day(sessions=tuple(sessions), breaks=tuple(own_time))


def _work(source: TomlSource, work: str | Sequence[str], path: Path) -> list[TimeRange]:
    if isinstance(work, str):
        stretch = _time_range(source, work, path)
        return [] if stretch is None else [stretch]
    found: list[TimeRange] = []
    for index, text in enumerate(work):
        stretch = _time_range(source, text, (*path, index))
        if stretch is None:
            continue
        for other in found:
            if stretch.overlaps(other):
                source.complain((*path, index), f"work {stretch} overlaps work {other}")
        found.append(stretch)
    return found


def _breaks(
    source: TomlSource, forms: Sequence[BreakForm], work: list[TimeRange] | None, path: Path
) -> list[tuple[BreakForm, TimeRange]]:
    """Read breaks; without `work`, which is wrong then, they cannot be compared with it."""
    found: list[tuple[BreakForm, TimeRange]] = []
    for index, form in enumerate(forms):
        at = (*path, "breaks", index)
        stretch = _time_range(source, form.time, at)
        if stretch is None or work is None:
            continue
        if not any(each.holds(stretch) for each in work):
            worked = ", ".join(str(each) for each in work)
            source.complain(at, f'the break "{form.name}" ({stretch}) is not inside work ({worked})')
        for other, taken in found:
            if stretch.overlaps(taken):
                source.complain(at, f'the breaks "{form.name}" and "{other.name}" overlap')
        found.append((form, stretch))
    return found


def _time_range(source: TomlSource, text: str, path: Path) -> TimeRange | None:
    try:
        return parse_time_range(text)
    except ValueError as error:
        source.complain(path, str(error))
        return None
