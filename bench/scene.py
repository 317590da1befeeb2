"""What stands around both sides: the sample school in lesson time, an upstream, a load client, a folder."""

import contextlib
import datetime as dt
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.disk import Disk, find_disk
from bench.load import Done, Job
from bench.posts import Posted, PostJob
from bench.probe import Probed, ProbeJob
from bench.sides import Side, mitmdump, own_time
from bench.worker import Worker
from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.device import Device, DeviceOptions
from owntime.policy_source import PolicySource
from proxy_addons.options import ProxyOptions
from school_policy.policy import Upstream
from school_policy.vocabulary import GroupId

LESSON = dt.datetime.fromisoformat("2026-11-24T10:42+00:00")  # a Tuesday
EVENING = dt.datetime.fromisoformat("2026-11-24T19:30+00:00")
GROUP = "teaching"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured: more takes longer and varies less."""

    repeats: int
    connections: int
    """Of one repeat of one side."""
    starts: int
    """Of each program whose memory is measured."""
    rest_seconds: float
    """Between a start and the look at its memory."""
    posts: int
    """Reports of one repeat of one side."""
    attack_seconds: float
    """How long an attack goes on in one repeat."""
    bomb_mib: int
    """What a bomb inflates to; it is a thousandth of that itself."""
    looks: int
    """At the calendar, in one repeat."""
    crossings: int
    """Repeats of what a boundary does."""
    listed: int
    """Connections that a boundary closes."""
    unlisted: int
    """Connections beside them."""
    lines: int
    """Of a list that is imported."""
    swap_seconds: float
    """How long a policy is swapped again and again in one repeat."""


FULL = Size(
    repeats=15,
    connections=100,
    starts=5,
    rest_seconds=3.0,
    posts=3_000,
    attack_seconds=1.0,
    bomb_mib=1_024,
    looks=2_000,
    crossings=5,
    listed=500,
    unlisted=100,
    lines=1_000_000,
    swap_seconds=8.0,
)
QUICK = Size(
    repeats=2,
    connections=8,
    starts=1,
    rest_seconds=0.2,
    posts=200,
    attack_seconds=0.1,
    bomb_mib=64,
    looks=50,
    crossings=1,
    listed=30,
    unlisted=10,
    lines=3_000,
    swap_seconds=1.5,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Both sides can be started here, any number of times."""

    folder: Path
    disk: Disk
    """What the folder is on."""
    upstream: str
    options: ProxyOptions
    client: Worker[Job, Done]
    posts: Worker[PostJob, Posted]
    probe: Worker[ProbeJob, Probed]
    size: Size

    def ours(self) -> contextlib.AbstractContextManager[Side]:
        """Start our proxy process."""
        return own_time(self.options)

    def bare(self, addon: str, **settings: object) -> contextlib.AbstractContextManager[Side]:
        """Start mitmdump with a bare add-on."""
        return mitmdump(addon, self.options.authority_directory, self.upstream, **settings)

    def new_folder(self) -> Path:
        """Return a new private folder on the disk."""
        return Path(tempfile.mkdtemp(dir=self.folder))


@contextlib.contextmanager
def set_scene(size: Size) -> Iterator[Scene]:
    """Compile the sample school's policy as a device does, and start what both sides need."""
    disk = find_disk()
    with (
        tempfile.TemporaryDirectory(prefix="owntime-bench-", dir=disk.folder) as folder,
        _upstream("bench.origin") as upstream,
        Worker[Job, Done]("bench.load", Done) as client,
        Worker[PostJob, Posted]("bench.posts", Posted) as posts,
        Worker[ProbeJob, Probed]("bench.probe", Probed) as probe,
    ):
        yield Scene(
            folder=Path(folder),
            disk=disk,
            upstream=upstream,
            options=_device(Path(folder) / "state", upstream).supervisor.options,
            client=client,
            posts=posts,
            probe=probe,
            size=size,
        )


@contextlib.contextmanager
def before_echo(state: Path) -> Iterator[Side]:
    """Start our proxy process before origins that give back whatever comes."""
    with _upstream("bench.echo") as upstream, own_time(_device(state, upstream).supervisor.options) as side:
        yield side


def _device(state: Path, upstream: str) -> Device:
    source = PolicySource(SAMPLE_SCHOOL, upstream=Upstream(forward=upstream))
    options = DeviceOptions(state=state, groups=(GroupId(GROUP),), proxy_port=0, pac_port=0, at=LESSON)
    return Device(source, options)


@contextlib.contextmanager
def _upstream(module: str) -> Iterator[str]:
    command = [sys.executable, "-m", module]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.stdin.close()
