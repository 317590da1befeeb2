"""What our own release code publishes of a world: the thing that is attacked."""

from types import MappingProxyType

from advisory_server.release import half_term_in_use, in_use, release_half_term, release_week
from tests.disclosure.rules import Published
from tests.disclosure.world import World


def publish(world: World) -> tuple[Published, ...]:
    """Return what is released of each week, and after them of the half-term."""
    in_use_by_week = [in_use(len(week.reporting), world.staff) for week in world.weeks]
    weeks = [
        Published(
            reporting=len(week.reporting),
            active=active,
            rows=MappingProxyType(dict(release_week(week.counts, active, [world.platforms]))),
        )
        for week, active in zip(world.weeks, in_use_by_week, strict=True)
    ]
    half_term = Published(
        reporting=len(world.half_term.reporting),
        active=half_term_in_use(in_use_by_week),
        rows=MappingProxyType(dict(release_half_term(world.half_term.counts, in_use_by_week, world.platforms))),
    )
    return (*weeks, half_term)
