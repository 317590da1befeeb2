"""The figures: what is measured, beside what, and what it is to be. Here are the proxy's, and the list of all."""

import subprocess
import time
from collections.abc import Callable, Iterator

import msgspec

from bench.boundary_figures import boundary
from bench.calendar_figures import calendar
from bench.import_figures import imports
from bench.index_figures import classify, index
from bench.load import Job
from bench.process import cpu_seconds, resident_mib
from bench.ratio import Aim, Figure, side_by_side
from bench.requests import LISTED, LISTED_PAGE, LISTED_POLL, REMINDER_PAGE, UNLISTED, UNLISTED_PAGE
from bench.scene import EVENING, GROUP, LESSON, Scene
from bench.server_figures import SERVER_FIGURES
from bench.sides import Side, program
from bench.summary_figures import summary
from bench.swap_figures import swap
from owntime.demo.stage import SAMPLE_SCHOOL
from school_policy.vocabulary import REMINDER_HOST

_AT_ONCE = 4
_WARM_UP = 3  # as many connections as a third of a repeat: leaves are minted, lazy imports done
_CLOCK_SECONDS = 0.3  # for the word to reach the proxy

Load = tuple[float, float]
"""Connections a second, and milliseconds of processor time for each."""


def reminder(scene: Scene) -> Iterator[Figure]:
    """Measure the reminder's page on a new connection each time."""
    job = Job(
        port=0,
        host=REMINDER_HOST,
        request=REMINDER_PAGE,
        count=scene.size.connections,
        at_once=_AT_ONCE,
        status=200,
        intercepted=True,
    )
    pairs = _answered(scene, job)
    rates = tuple((ours[0], bare[0]) for ours, bare in pairs)
    costs = tuple((ours[1], bare[1]) for ours, bare in pairs)
    yield Figure(name="reminder", unit="/s", pairs=rates, aim=Aim(value=0.9, at_least=True))
    yield Figure(name="reminder, CPU", unit="ms", pairs=costs)


def refusal(scene: Scene) -> Iterator[Figure]:
    """Measure the refusal of an open tab that asks again and again, on a new connection each time."""
    job = Job(
        port=0,
        host=LISTED,
        request=LISTED_POLL,
        count=scene.size.connections,
        at_once=_AT_ONCE,
        status=403,
        intercepted=True,
    )
    costs = tuple((ours[1], bare[1]) for ours, bare in _answered(scene, job))
    yield Figure(name="refusal", unit="ms", pairs=costs, aim=Aim(value=1.2))


def passed(scene: Scene) -> Iterator[Figure]:
    """Measure a connection that is passed through: to an unlisted host, and to a listed one in own time."""
    visits = (
        ("passed, unlisted", LESSON, UNLISTED, UNLISTED_PAGE),
        ("passed, own time", EVENING, LISTED, LISTED_PAGE),
    )
    with scene.ours() as ours, scene.bare("ignore") as bare:
        for name, at, host, request in visits:
            ours.set_clock(at)
            time.sleep(_CLOCK_SECONDS)
            job = Job(
                port=0,
                host=host,
                request=request,
                count=scene.size.connections,
                at_once=_AT_ONCE,
                status=200,
                intercepted=False,
            )
            costs = tuple((mine[1], other[1]) for mine, other in _compare(scene, job, ours, bare))
            yield Figure(name=name, unit="ms", pairs=costs, aim=Aim(value=1.1))


def memory(scene: Scene) -> Iterator[Figure]:
    """Measure the memory at rest of the proxy's process, and of the supervisor's beside it."""

    def bare() -> float:
        with scene.bare("ignore") as side:
            return _at_rest(scene, side.pid)

    def ours() -> float:
        with scene.ours() as side:
            return _at_rest(scene, side.pid)

    starts = scene.size.starts
    yield Figure(name="memory", unit="MiB", pairs=tuple(side_by_side(starts, ours, bare)), aim=Aim(value=1.25))
    supervisor = tuple(side_by_side(starts, lambda: _supervisor(scene), bare))
    yield Figure(name="memory, supervisor", unit="MiB", pairs=supervisor)


FIGURES: dict[str, Callable[[Scene], Iterator[Figure]]] = {
    "reminder": reminder,
    "passed": passed,
    "memory": memory,
    "refusal": refusal,
    "calendar": calendar,
    "boundary": boundary,
    "import": imports,
    "index": index,
    "classify": classify,
    "swap": swap,
    "summary": summary,
    **SERVER_FIGURES,
}


def _answered(scene: Scene, job: Job) -> list[tuple[Load, Load]]:
    """Compare with an add-on that answers with the same status and as many bytes."""
    with scene.ours() as ours:
        first = scene.client.do(msgspec.structs.replace(job, port=ours.port, count=1))
        settings = {"answer_status": job.status, "answer_bytes": first.body_bytes}
        with scene.bare("answer", **settings) as bare:
            return _compare(scene, job, ours, bare)


def _compare(scene: Scene, job: Job, ours: Side, bare: Side) -> list[tuple[Load, Load]]:
    def load(side: Side, count: int) -> Load:
        began = cpu_seconds(side.pid)
        done = scene.client.do(msgspec.structs.replace(job, port=side.port, count=count))
        return count / done.seconds, (cpu_seconds(side.pid) - began) / count * 1_000

    for side in (ours, bare):
        load(side, max(1, job.count // _WARM_UP))
    return side_by_side(scene.size.repeats, lambda: load(ours, job.count), lambda: load(bare, job.count))


def _at_rest(scene: Scene, pid: int) -> float:
    time.sleep(scene.size.rest_seconds)
    return resident_mib(pid)


def _supervisor(scene: Scene) -> float:
    command = [program("owntime"), "proxy", "--settings", str(SAMPLE_SCHOOL), "--group", GROUP]
    command += ["--proxy-port", "0", "--pac-port", "0", "--state", str(scene.folder / "supervised")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()  # it says so when it is at work
        try:
            return _at_rest(scene, process.pid)
        finally:
            process.terminate()
