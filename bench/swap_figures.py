"""The figures of a new policy that comes under load: nothing is lost, and what a new connection waits longer."""

from collections.abc import Callable, Iterator

from bench.ratio import Figure, side_by_side
from bench.scene import Scene, before_echo
from bench.swapping import Load, Loaded, in_peace, swapped

Measure = Callable[[Loaded], float]


def swap(scene: Scene) -> Iterator[Figure]:
    """Measure new connections, passed and intercepted, while the policy is swapped, and in peace."""
    folder = scene.new_folder()
    load = Load(seconds=scene.size.swap_seconds, kept=scene.size.unlisted)
    with before_echo(folder) as side:
        in_peace(side, load)  # leaves are minted, lazy imports done
        path = folder / "policy.json"
        pairs = side_by_side(scene.size.crossings, lambda: swapped(side, path, load), lambda: in_peace(side, load))
    measures: tuple[tuple[str, str, Measure], ...] = (
        ("swap, new connection, p50", "ms", lambda loaded: loaded.at(0.5)),
        ("swap, new connection, p99", "ms", lambda loaded: loaded.at(0.99)),
        ("swap, new connections", "", lambda loaded: float(len(loaded.waits))),
        ("swap, kept connection, longest", "ms", lambda loaded: loaded.longest_kept * 1_000),
    )
    for name, unit, measure in measures:
        yield Figure(name=name, unit=unit, pairs=tuple((measure(ours), measure(peace)) for ours, peace in pairs))
    swaps = sum(ours.swaps for ours, _ in pairs)
    yield Figure(name="swap, policies in all", unit="", pairs=((float(swaps), float(len(pairs))),))
