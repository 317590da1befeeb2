import asyncio
import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import BinaryIO

import msgspec
import pytest

from proxy_addons.lines import Lines, write_report
from proxy_addons.options import Beat, Heard, Listener, ProxyOptions, Ready, SetClock, Told
from school_policy.standing import Standing
from school_policy.vocabulary import GroupId
from tests.proxy_addons.sample import at

OPTIONS = ProxyOptions(
    policy_document="/p", authority="/a", listeners=(Listener(port=0, group=GroupId("teaching")),)
)


def line(message: msgspec.Struct) -> bytes:
    return msgspec.json.encode(message) + b"\n"


def pipe_with(content: bytes) -> BinaryIO:
    reader, writer = os.pipe()
    os.write(writer, content)
    os.close(writer)
    return os.fdopen(reader, "rb")


async def delivered(content: bytes) -> list[Told]:
    """Return what was delivered until the end was told; fails if it never is."""
    told: list[Told] = []
    ended = asyncio.Event()
    with pipe_with(content) as pipe:
        Lines(pipe).deliver(asyncio.get_running_loop(), told.append, ended.set)
        await asyncio.wait_for(ended.wait(), 5)
    return told


def test_the_first_line_is_the_options() -> None:
    with pipe_with(line(OPTIONS) + line(SetClock(at=at("10:42")))) as pipe:
        assert Lines(pipe).options() == OPTIONS


@pytest.mark.parametrize("content", [b"", b"\n", b"{}\n", b'{"port":0}\n', line(SetClock(at=at("10:42")))])
def test_anything_else_in_their_place_is_refused(content: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        Lines(io.BytesIO(content)).options()


async def test_changes_are_delivered_in_order_and_then_the_end() -> None:
    changes = [
        SetClock(at=at("10:42")),
        Heard(standing=Standing(on_site=True, paused_until=at("15:45")), said_at=12.5),
        SetClock(at=at("10:00")),
    ]
    assert await delivered(b"".join(line(change) for change in changes)) == changes


@pytest.mark.parametrize("broken", [b"{", b"nonsense\n", b'{"type":"set_clock","at":"soon"}\n', b"\xff\n"])
async def test_a_line_that_cannot_be_read_ends_the_work_as_the_pipes_end_does(
    broken: bytes, recwarn: pytest.WarningsRecorder
) -> None:
    assert await delivered(line(SetClock(at=at("10:42"))) + broken) == [SetClock(at=at("10:42"))]
    assert not recwarn.list


def test_reports_are_lines(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_report(Ready(ports=(8481,)))
    write_report(Beat(faults=2))
    first, second = capfdbinary.readouterr().out.splitlines()
    assert msgspec.json.decode(first) == {"type": "ready", "ports": [8481]}
    assert msgspec.json.decode(second) == {"type": "beat", "faults": 2}


class Gone(io.BytesIO):
    def flush(self) -> None:
        raise BrokenPipeError


def test_a_supervisor_that_is_gone_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=Gone()))
    write_report(Beat())


def test_options_know_their_paths() -> None:
    assert (OPTIONS.policy_path, OPTIONS.authority_directory) == (Path("/p"), Path("/a"))
