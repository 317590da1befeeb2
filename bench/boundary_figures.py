"""The boundary's figures: how soon all that it closes is closed, and that nobody else notices."""

import datetime as dt
from collections.abc import Iterator

from bench.crossing import Crossing, cross, stay
from bench.ratio import Aim, Figure, side_by_side
from bench.scene import LESSON, Scene, before_echo

_LUNCH = dt.timedelta(hours=1)
_LUNCH_BEGINS = LESSON.replace(hour=12, minute=15)
_LUNCH_ENDS = _LUNCH_BEGINS + _LUNCH
_MINUTES = dt.timedelta(minutes=5)


def boundary(scene: Scene) -> Iterator[Figure]:
    """Measure the end of the grace after lunch, and the beginning of lunch."""
    sizes = {"listed": scene.size.listed, "unlisted": scene.size.unlisted}
    yield from _crossed(scene, "grace ends", grace_ends(**sizes))
    yield from _crossed(scene, "own time begins", lunch_begins(**sizes))


def grace_ends(*, listed: int, unlisted: int) -> Crossing:
    """Return the crossing that closes what passed at lunch, five minutes after it."""
    return Crossing(
        open_at=_LUNCH_ENDS - _MINUTES,
        by_way_of=(_LUNCH_ENDS,),
        boundary=_LUNCH_ENDS + _MINUTES,
        intercepted=False,
        listed=listed,
        unlisted=unlisted,
    )


def lunch_begins(*, listed: int, unlisted: int) -> Crossing:
    """Return the crossing that closes what was intercepted before lunch."""
    return Crossing(
        open_at=_LUNCH_BEGINS - _MINUTES,
        by_way_of=(),
        boundary=_LUNCH_BEGINS,
        intercepted=True,
        listed=listed,
        unlisted=unlisted,
    )


def _crossed(scene: Scene, name: str, crossing: Crossing) -> Iterator[Figure]:
    with before_echo(scene.new_folder()) as side:
        pairs = side_by_side(scene.size.crossings, lambda: cross(side, crossing), lambda: stay(side, crossing))
    closed = tuple((max(ours.closed) * 1_000, min(ours.closed) * 1_000) for ours, _ in pairs)
    waits = tuple((ours.longest_wait * 1_000, peace.longest_wait * 1_000) for ours, peace in pairs)
    yield Figure(name=f"{name}, closed", unit="ms", pairs=closed, aim=Aim(value=1_000, unit="ms"))
    yield Figure(name=f"{name}, others", unit="ms", pairs=waits)
