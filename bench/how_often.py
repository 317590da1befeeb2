"""`python -m bench.how_often`: how often each figure is shown, by how many reminders a day the school has.

Made-up half-terms go through a device's own ledger and through the release, as they are; docs/figures.md holds the
table that this prints.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import click

from advisory_server.release import NOT_SHOWN, release_half_term, release_week
from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.policy_source import PolicySource
from owntime.simulate.habits import Habits, MadeUpDay, MadeUpStaff, by_use, make_up_week
from proxy_addons.ledger import Bit, Ledger, note
from proxy_addons.tally import Noted, Tally
from school_policy.count_report import Cell, Dimension
from school_policy.dimensions import Dimensions, dimensions_of
from school_policy.half_term import HalfTerm
from school_policy.period import PeriodKind

A_DAY = (2, 5, 10, 20, 40)
PARTED = (Dimension.OUTCOME, Dimension.CATEGORY, Dimension.BAND)
TOP = 3

Shown = Mapping[Cell, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """What was released of a made-up half-term, and what of it is no figure: its three busiest platforms."""

    weeks: Sequence[Shown]
    half_term: Shown
    busiest: Sequence[Cell]


def release(devices: int, habits: Habits, reminders_a_day: int, seed: int, dimensions: Dimensions) -> Released:
    """Make up the calendar's first half-term, note it on every device, and release it."""
    half_term = dimensions.half_terms[0]
    ledgers = _ledgers(_days(devices, habits, reminders_a_day, seed, dimensions), dimensions)
    weeks = [
        _counted(PeriodKind.WEEK, (ledger.week(monday).bits for ledger in ledgers)) for monday in half_term.weeks()
    ]
    counts = _counted(
        PeriodKind.HALF_TERM, (noted.bits for ledger in ledgers if (noted := ledger.half_term_on(half_term.first)))
    )
    platforms = [cell for cell, _ in counts.most_common() if cell.dimension is Dimension.PLATFORM]
    return Released(
        weeks=[dict(release_week(week, devices, [dimensions.platforms])) for week in weeks],
        half_term=dict(release_half_term(counts, [devices] * len(weeks), dimensions.platforms)),
        busiest=platforms[:TOP],
    )


def _days(
    devices: int, habits: Habits, reminders_a_day: int, seed: int, dimensions: Dimensions
) -> Iterable[MadeUpDay]:
    chance = random.Random(seed)  # noqa: S311 (made-up weeks, the same in each run)
    platforms = by_use([platform.id for platform in dimensions.platforms], chance)
    staff = MadeUpStaff(devices=devices, habits=habits, reminders_a_day=reminders_a_day, platforms=platforms)
    half_term: HalfTerm = dimensions.half_terms[0]
    for number, monday in enumerate(half_term.weeks()):
        yield from (day for day in make_up_week(staff, monday, number, chance) if half_term.holds(day.day))


def _ledgers(days: Iterable[MadeUpDay], dimensions: Dimensions) -> list[Ledger]:
    noted: defaultdict[int, set[Noted]] = defaultdict(set)
    for day in days:
        tally = Tally()
        for reminder in day.reminders:
            tally.note(reminder.outcome, day.day, band=reminder.band, platform=reminder.platform)
        batch = tally.take()
        noted[day.device] |= batch.noted if batch else frozenset()
    return [note(Ledger(), things, (), dimensions) for things in noted.values()]


def _counted(period: PeriodKind, of_devices: Iterable[Iterable[Bit]]) -> Counter[Cell]:
    return Counter(
        Cell(period=period, dimension=bit.dimension, value=bit.value) for bits in of_devices for bit in bits
    )


def rows(all_released: Sequence[Released]) -> list[tuple[str, float]]:
    """Return what the table says of one column: each figure with its share, or how many of it on average."""
    weeks = [week for released in all_released for week in released.weeks]
    found = [("the week's figure", fmean(_many(week, Dimension.ANY) for week in weeks))]
    found += [("on three or more days", fmean(_many(week, Dimension.THREE_DAYS) for week in weeks))]
    for dimension in PARTED:
        many = [_many(week, dimension) for week in weeks]
        found += [(f"{dimension}: any", fmean(number >= 1 for number in many))]
        found += [(f"{dimension}: two or more", fmean(number >= TOP - 1 for number in many))]
    half_terms = [released.half_term for released in all_released]
    found += [("half-term: its figure", fmean(_many(each, Dimension.ANY) for each in half_terms))]
    found += [
        (f"half-term: {dimension} cells", fmean(_many(each, dimension) for each in half_terms))
        for dimension in (Dimension.OUTCOME, Dimension.CATEGORY, Dimension.PLATFORM)
    ]
    tops = [[released.half_term[cell] != NOT_SHOWN for cell in released.busiest] for released in all_released]
    found += [("half-term: the busiest platform", fmean(any(top[:1]) for top in tops))]
    found += [("half-term: all of the three busiest", fmean(len(top) == TOP and all(top) for top in tops))]
    return found


def _many(shown: Shown, dimension: Dimension) -> int:
    return sum(text != NOT_SHOWN for cell, text in shown.items() if cell.dimension is dimension)


@click.command()
@click.option("--devices", type=click.IntRange(15, 200), default=25, show_default=True)
@click.option("--half-terms", type=click.IntRange(1, 1_000), default=30, show_default=True)
@click.option(
    "--habits", type=click.Choice(Habits, case_sensitive=False), default=Habits.SKEWED, show_default=True
)
def main(devices: int, half_terms: int, habits: Habits) -> None:
    """Print the table of docs/figures.md anew."""
    dimensions = dimensions_of(PolicySource(SAMPLE_SCHOOL).compile())
    columns = [
        rows([release(devices, habits, a_day, seed, dimensions) for seed in range(half_terms)]) for a_day in A_DAY
    ]
    click.echo(f"| reminders a day, {devices} devices, {habits} | {' | '.join(map(str, A_DAY))} |")
    click.echo(f"|---|{'---|' * len(A_DAY)}")
    for line in zip(*columns, strict=True):
        click.echo(f"| {line[0][0]} | {' | '.join(f'{share:.2f}' for _, share in line)} |")


if __name__ == "__main__":
    main()
