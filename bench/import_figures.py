"""The figures of importing a public list, beside `sort -u` of the same file: whole programs, from their start."""

import random
import subprocess
import sys
from collections.abc import Iterator

from bench.ratio import Aim, Figure, side_by_side
from bench.scene import Scene
from bench.sides import program

_SEED = 20_261_124
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_ENDS = ("com", "net", "org", "co.uk", "de", "io", "example")
_NAMES_OF_ONE = 3
_KIB_OF_MIB = 1_024

Run = tuple[float, float]
"""Seconds of processor time, and MiB at its peak."""


def imports(scene: Scene) -> Iterator[Figure]:
    """Measure `owntime lists import` of a hosts file, list file and all."""
    folder = scene.new_folder()
    hosts = folder / "hosts"
    hosts.write_text(made_up_hosts(scene.size.lines), "ascii")
    ours = [program("owntime"), "lists", "import", str(hosts), "--output", str(folder / "social.toml")]
    beside = ["sort", "-u", str(hosts), "--output", str(folder / "sorted")]
    pairs = side_by_side(scene.size.starts, lambda: run(ours), lambda: run(beside))
    seconds = tuple((mine[0], other[0]) for mine, other in pairs)
    peaks = tuple((mine[1], other[1]) for mine, other in pairs)
    yield Figure(name="import, CPU", unit="s", pairs=seconds)
    yield Figure(name="import, memory", unit="MiB", pairs=peaks, aim=Aim(value=400, unit="MiB"))


def made_up_hosts(lines: int) -> str:
    """Return a hosts file of so many lines, about three names of each domain, in no order."""
    chance = random.Random(_SEED)  # noqa: S311 (made-up names, the same in each run)
    domains = [
        f"{''.join(chance.choices(_LETTERS, k=chance.randint(5, 14)))}.{chance.choice(_ENDS)}"
        for _ in range(1 + lines // _NAMES_OF_ONE)
    ]
    words = [f"{''.join(chance.choices(_LETTERS, k=5))}." for _ in range(100)] + [""] * 50
    return "".join(f"0.0.0.0 {chance.choice(words)}{chance.choice(domains)}\n" for _ in range(lines))


def run(command: list[str]) -> Run:
    """Run a program to its end, and return what it took. Raises CalledProcessError where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.whole_run", *command], stdout=subprocess.PIPE, check=True, text=True
    )
    seconds, peak = done.stdout.split()
    return float(seconds), float(peak) / _KIB_OF_MIB
