"""Half-terms made by hand, each for one weakness that a set of rules may have."""

from collections.abc import Iterable, Iterator

from owntime.simulate.habits import MadeUpReminder
from school_policy.count_report import Band
from school_policy.vocabulary import Category, Outcome, PlatformId
from tests.disclosure.world import PLATFORMS, Event, World, a_world

_OF_FOUR = next(platform.id for platform in PLATFORMS if platform.category is Category.VIDEO)

_MOST_HIDDEN = 9


def platforms_of(category: Category) -> list[PlatformId]:
    return [platform.id for platform in PLATFORMS if platform.category is category]


def parted_by_weeks(plotters: int, weeks: int = 4) -> World:
    """Those in the plot do it every week; beside them each week others, as many as stay hidden (2c and 2d)."""
    events: list[Event] = []
    for week, others in enumerate(_groups(weeks, _MOST_HIDDEN - plotters, after=plotters)):
        events += _do_it([*range(plotters), *others], week=week)
    return a_world(events, [range(40)] * weeks)


def parted_by_bands(plotters: int) -> World:
    """The same with the four parts of a day, all in the first of four weeks."""
    events: list[Event] = []
    for band, others in zip(Band, _groups(len(Band), _MOST_HIDDEN - plotters, after=plotters), strict=True):
        events += _do_it([*range(plotters), *others], band=band)
    return a_world(events, [range(40)] * 4)


def parted_by_platforms(category: Category, *, each: int = 8) -> World:
    """The platforms of one category, each with other devices (2e)."""
    events: list[Event] = []
    platforms = platforms_of(category)
    for platform, devices in zip(platforms, _groups(len(platforms), each, after=0), strict=True):
        events += _do_it(devices, platform=platform)
    return a_world(events, [range(40)] * 4)


def two_outcomes_left(each: int) -> World:
    """Three outcomes are of ten devices, and are shown; the other two are of a few."""
    events = [event for outcome in list(Outcome)[:3] for event in _do_it(range(10), outcome=outcome)]
    for outcome, devices in zip(list(Outcome)[3:], _groups(2, each, after=10), strict=True):
        events += _do_it(devices, outcome=outcome)
    return a_world(events, [range(40)] * 4)


def all_do_it(staff: int) -> World:
    """Everybody meets a reminder in each of four weeks (2f)."""
    events = [event for week in range(4) for event in _do_it(range(staff), week=week)]
    return a_world(events, [range(staff)] * 4)


def all_do_everything(staff: int) -> World:
    """Everybody goes to every platform, in each of four weeks."""
    events = [
        event
        for week in range(4)
        for platform in PLATFORMS
        for event in _do_it(range(staff), week=week, platform=platform.id)
    ]
    return a_world(events, [range(staff)] * 4)


def _groups(many: int, size: int, after: int) -> list[range]:
    return [range(after + number * size, after + (number + 1) * size) for number in range(many)]


def _do_it(
    devices: Iterable[int],
    *,
    week: int = 0,
    outcome: Outcome = Outcome.CARRIED_ON_WORK,
    platform: PlatformId = _OF_FOUR,
    band: Band = Band.UNTIL_10,
) -> Iterator[Event]:
    reminder = MadeUpReminder(outcome=outcome, platform=platform, band=band)
    for device in devices:
        yield Event(week=week, day=0, device=device, reminder=reminder)
