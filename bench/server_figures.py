"""The server's figures: how many reports it takes durably, and whether it stays there under attack."""

import contextlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from bench.attacks import Attack, bombs, slow_body, under
from bench.posts import PostJob
from bench.probe import ProbeJob
from bench.process import cpu_seconds
from bench.ratio import Aim, Figure, Pair, side_by_side
from bench.reports import HOST
from bench.scene import LESSON, Scene
from bench.serve import Serving
from bench.server_sides import ServerSide, bare_server, own_server
from proxy_addons.transport import REPORTS_PATH
from school_policy.count_report import REPORT_BYTES
from school_policy.period import week_of

_AT_ONCE = 64
_WARM_UP = 3  # as many reports as a third of a repeat
_WEEK = week_of(LESSON.date())
_BOMBS = ("deflate", "gzip") * 4
_SLOW = 64


class Took(NamedTuple):
    """How one repeat of one side went."""

    rate: float
    """Reports a second."""
    cost: float
    """Processor time of the server for each, in ms."""
    client: float
    """Share of the time that the client was busy, in %: near 100, it measured itself."""


def ingest(scene: Scene) -> Iterator[Figure]:
    """Measure how many reports a second reach the disk, beside a handler of the same library that keeps none."""
    with _server(scene) as ours, bare_server(ours.tokens) as bare:
        loads = _compare(scene, ours, bare)
    rates = tuple((mine.rate, other.rate) for mine, other in loads)
    costs = tuple((mine.cost, other.cost) for mine, other in loads)
    clients = tuple((mine.client, other.client) for mine, other in loads)
    yield Figure(name="ingest", unit="/s", pairs=rates, aim=Aim(value=0.25, at_least=True))
    yield Figure(name="ingest, CPU", unit="ms", pairs=costs)
    yield Figure(name="ingest, client", unit="%", pairs=clients)


def grouped(scene: Scene) -> Iterator[Figure]:
    """Measure what it gains that reports share a commit, beside the same server with one for each."""
    with _server(scene) as ours, _server(scene, reports_in_a_commit=1) as alone:
        rates = tuple((mine.rate, other.rate) for mine, other in _compare(scene, ours, alone))
    yield Figure(name="ingest, grouped", unit="/s", pairs=rates, aim=Aim(value=2.5, at_least=True))


def under_attack(scene: Scene) -> Iterator[Figure]:
    """Measure the longest /healthz answer while bodies that inflate, or never end, arrive; beside peace."""
    with _server(scene) as ours:
        report = (f"Authorization: Bearer {ours.tokens[0]}", "Content-Type: application/json")
        form = (f"Origin: http://{HOST}:{ours.port}", "Content-Type: application/x-www-form-urlencoded")
        for name, path, headers in (("reports", REPORTS_PATH, report), ("sign-in", "/sign-in", form)):
            attacks = [bombs(path, headers, coding, scene.size.bomb_mib) for coding in _BOMBS]
            pairs = _longest(scene, ours, attacks)
            yield Figure(name=f"bombs, {name}", unit="ms", pairs=pairs, aim=Aim(value=100, unit="ms"))
        slow = [slow_body(REPORTS_PATH, report, REPORT_BYTES)] * _SLOW
        yield Figure(name="slow bodies", unit="ms", pairs=_longest(scene, ours, slow))


SERVER_FIGURES: dict[str, Callable[[Scene], Iterator[Figure]]] = {
    "ingest": ingest,
    "grouped": grouped,
    "bombs": under_attack,
}


def _server(scene: Scene, **limits: int) -> contextlib.AbstractContextManager[ServerSide]:
    return own_server(Serving(data=str(scene.new_folder()), at=LESSON, **limits))


def _compare(scene: Scene, ours: ServerSide, other: ServerSide) -> list[tuple[Took, Took]]:
    def load(side: ServerSide, count: int) -> Took:
        began = cpu_seconds(side.pid)
        done = scene.posts.do(
            PostJob(port=side.port, tokens=side.tokens, week=_WEEK, count=count, at_once=_AT_ONCE)
        )
        cost = (cpu_seconds(side.pid) - began) / count * 1_000
        return Took(rate=count / done.seconds, cost=cost, client=done.cpu_seconds / done.seconds * 100)

    count = scene.size.posts
    for side in (ours, other):
        load(side, max(1, count // _WARM_UP))
    return side_by_side(scene.size.repeats, lambda: load(ours, count), lambda: load(other, count))


def _longest(scene: Scene, side: ServerSide, attacks: list[Attack]) -> tuple[Pair, ...]:
    def peace() -> float:
        return scene.probe.do(ProbeJob(port=side.port, seconds=scene.size.attack_seconds)).longest_ms

    def attacked() -> float:
        with under(attacks, side.port):
            return peace()

    return tuple(side_by_side(scene.size.repeats, attacked, peace))
