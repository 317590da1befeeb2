"""Thirty devices in their own rhythm, a real server and real commands: how long a version takes to reach all."""

import asyncio
import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from owntime.demo.stage import SAMPLE_SCHOOL
from proxy_addons.accepted_policy import Trust
from proxy_addons.clock import Clock
from tests.proxy_addons.fleet import Device, devices_of

DEVICES = 30
MOST_SECONDS = 70.0
SETTLE_SECONDS = 600.0
SCHOOL = "Ashover Primary School"
OWNTIME = str(Path(sys.executable).with_name("owntime"))
CAP, NO_CAP = "daily_cap = 3", "daily_cap = 0"


class School:
    """A school's files, and commands on them as an IT admin types them: each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.data, self.settings = folder / "data", folder / "school.toml"
        self.settings.write_text(SAMPLE_SCHOOL.read_text("utf-8"), "utf-8")

    def change(self, old: str, new: str) -> None:
        text = self.settings.read_text("utf-8")
        assert old in text
        self.settings.write_text(text.replace(old, new), "utf-8")

    async def lists(self, command: str, *words: str) -> str:
        with_files = ("--settings", str(self.settings)) if command == "publish" else ()
        told = [OWNTIME, "lists", command, *words, *with_files, "--data", str(self.data)]
        done = await asyncio.to_thread(subprocess.run, told, stdout=subprocess.PIPE, check=True, text=True)
        return done.stdout

    async def publish(self, command: str = "publish", *words: str) -> int:
        number: int = json.loads(await self.lists(command, *words, "--json"))["version"]
        return number

    @contextmanager
    def serving(self) -> Iterator[str]:
        told = [OWNTIME, "serve", "--settings", str(self.settings), "--data", str(self.data), "--port", "0"]
        with subprocess.Popen(told, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                yield process.stdout.readline().split()[-1].rstrip("/")
            finally:
                process.terminate()


@asynccontextmanager
async def at_work(fleet: list[Device]) -> AsyncIterator[None]:
    """Let each device ask in its own rhythm."""
    tasks = [asyncio.ensure_future(device.feed.run()) for device in fleet]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def reached(fleet: list[Device], version: int, patience: float) -> list[float]:
    """Return after how many seconds from now each device had a version, in order."""
    began = time.monotonic()
    took: dict[int, float] = {}
    while len(took) < len(fleet) and time.monotonic() < began + patience:
        for number, device in enumerate(fleet):
            if number not in took and device.has[0] == version:
                took[number] = time.monotonic() - began
        await asyncio.sleep(0.05)
    assert len(took) == len(fleet), f"{len(took)} of {len(fleet)} have version {version}"
    return sorted(took.values())


@pytest.mark.exam
async def test_a_publish_and_a_rollback_reach_thirty_devices_within_seventy_seconds(tmp_path: Path) -> None:
    school = School(tmp_path)
    assert await school.publish() == 1
    key = (await school.lists("publish", "--key")).strip()
    school.change(NO_CAP, CAP)
    now = Clock().now
    trust = Trust(policy_key=key, school=SCHOOL)
    with school.serving() as url:
        async with devices_of(tmp_path, DEVICES, url, trust, now) as fleet, at_work(fleet):
            await reached(fleet, 1, SETTLE_SECONDS)  # all have just asked: the longest wait lies before them
            for command, words, version in (("publish", (), 2), ("rollback", ("1",), 3)):
                began = dt.datetime.fromtimestamp(time.time(), dt.UTC)
                assert await school.publish(command, *words) == version
                took = await reached(fleet, version, 2 * MOST_SECONDS)
                print(f"{command} at {began:%H:%M:%S}: median {took[len(took) // 2]:.1f} s, last {took[-1]:.1f} s")  # noqa: T201
                assert took[-1] <= MOST_SECONDS
                caps = {
                    device.accepted.current.policy.reminder.daily_cap
                    for device in fleet
                    if device.accepted.current
                }
                assert caps == {3 if version == 2 else 0}
