"""Sealing and sending beside the supervisor, against a server on loopback and a clock that is turned."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from owntime.demo.stand_in_authority import StandInAuthority
from proxy_addons.clock import Clock
from proxy_addons.ledger import KEPT
from proxy_addons.reporting import LOOK_SECONDS, TROUBLE_SECONDS, Reporting
from proxy_addons.spool import SealedReport, Spool
from proxy_addons.target import Target
from school_policy.beside_report import DeviceState
from school_policy.count_report import ReportId
from school_policy.vocabulary import Outcome
from tests.proxy_addons.made_up_server import LONDON, MORNING, QUARTER, MadeUpServer, cells_of, noted

TOKEN = "c2VjcmV0LXNlY3JldC1zZWNyZXQ"  # noqa: S105 (made up)


class World:
    """A device's reporting, and the server that it may reach."""

    def __init__(self, path: Path) -> None:
        self.spool = Spool(path)
        self.clock = Clock()
        self.clock.set(MORNING)
        self.target: Target | None = None
        self.reporting = Reporting(self.spool, self.clock, lambda: self.target, lambda: LONDON)
        self.server = MadeUpServer()
        self.status = 200
        self.tokens: list[str] = []
        self.versions: list[str | None] = []
        self.seconds = 0.0

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.tokens.append(request.headers["Authorization"])
        self.versions.append(request.headers.get("Owntime-Policy-Version"))
        if self.status == 200:
            self.server.take(SealedReport(id=ReportId(""), body=body))
            return web.Response(text='{"taken":"counted"}')
        return web.Response(status=self.status)

    def later(self, span: dt.timedelta = QUARTER) -> None:
        self.clock.set(self.clock.now() + span)

    async def work(self) -> None:
        """Do what is due, with the longest pause over."""
        self.seconds += 10_000
        while await self.reporting.step(self.seconds):
            pass


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    it = World(tmp_path / "spool.db")
    app = web.Application()
    app.router.add_post("/api/v1/reports", it.answer)
    server = TestServer(app)
    await server.start_server()
    it.target = Target(server=str(server.make_url("")), token=TOKEN)
    yield it
    task = asyncio.ensure_future(it.reporting.run())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    await server.close()


async def test_what_was_noted_reaches_the_server_once_in_the_rhythm(world: World) -> None:
    world.spool.note(noted(Outcome.APP), [])
    for _ in range(4):
        await world.work()
        await world.work()
        world.later()

    assert len(world.server.digests) == 4
    assert world.server.counts == dict.fromkeys(cells_of(set(noted(Outcome.APP))), 1)
    assert set(world.tokens) == {f"Bearer {TOKEN}"}
    assert world.spool.status().last_answer == "The server took a report."


async def test_without_a_target_nothing_is_sealed_sent_or_made(world: World, tmp_path: Path) -> None:
    world.target = None
    assert await world.reporting.look() == LOOK_SECONDS

    assert not (tmp_path / "spool.db").exists()
    assert world.tokens == []


async def test_a_token_that_the_server_does_not_know_costs_no_report_and_is_said_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.status = 401
    for _ in range(5):
        await world.work()
        world.later()
    status = world.spool.status()
    assert (status.waiting, status.set_aside) == (5, 0)
    assert status.last_answer.startswith("The server does not know this device's token")
    assert caplog.text.count("does not know this device's token") == 1
    assert TOKEN not in caplog.text

    world.status = 200
    await world.work()
    assert (world.spool.status().sent, world.spool.status().waiting) == (6, 0)


async def test_a_report_that_is_refused_is_set_aside_and_the_next_is_sent(world: World) -> None:
    world.status = 422
    await world.work()
    world.status = 200
    world.later()
    await world.work()

    status = world.spool.status()
    assert (status.set_aside, status.sent, status.waiting) == (1, 1, 0)


async def test_a_changed_server_or_token_takes_effect_at_once_though_it_waited(world: World) -> None:
    good = world.target
    assert good is not None
    world.target = Target(server="http://127.0.0.1:9", token=TOKEN)
    assert not await world.reporting.step(0.0)
    assert world.spool.status().last_answer.startswith("The server cannot be reached")

    world.target = Target(server=good.server, token=TOKEN[::-1])
    assert await world.reporting.step(0.1)
    assert world.tokens == [f"Bearer {TOKEN[::-1]}"]


async def test_a_report_that_waited_goes_out_with_what_holds_when_it_is_sent(world: World) -> None:
    await world.work()
    world.reporting.says = lambda: DeviceState(version=12)
    world.status = 503
    world.later()
    await world.work()
    world.reporting.says = lambda: DeviceState(version=13)
    world.status = 200
    await world.work()

    assert world.versions == [None, "12", "13"]
    assert world.spool.status().sent == 2


async def test_an_authority_that_is_put_right_is_read_at_the_next_try(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    good = world.target
    assert good is not None
    world.target = Target(server=good.server, token=TOKEN, authority=tmp_path / "no.pem")
    assert [await world.reporting.look() for _ in range(3)] == [TROUBLE_SECONDS] * 3
    assert caplog.text.count("is no certificate") == 1
    assert world.spool.status().last_answer.startswith(f"Nothing is sent: {tmp_path / 'no.pem'} is no certificate")

    (tmp_path / "no.pem").write_bytes(_some_root())
    assert await world.reporting.look() == LOOK_SECONDS
    assert world.spool.status().sent == 1


def _some_root() -> bytes:
    return StandInAuthority().certificate_pem


async def test_a_spool_that_cannot_be_used_is_said_once_and_tried_again(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "spool.db").mkdir()
    assert [await world.reporting.look() for _ in range(3)] == [TROUBLE_SECONDS] * 3
    assert caplog.text.count("is a folder; move it away") == 1

    (tmp_path / "spool.db").rmdir()
    assert await world.reporting.look() == LOOK_SECONDS
    assert len(world.server.digests) == 1


async def test_a_fault_of_our_own_ends_nothing_and_is_said_by_its_kind_alone(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Target | None:
        raise RecursionError("www.facebook.com")

    reporting = Reporting(world.spool, world.clock, broken, lambda: LONDON)

    assert [await reporting.look() for _ in range(2)] == [TROUBLE_SECONDS] * 2
    assert caplog.messages == ["counts wait on this device: RecursionError, a fault of Own Time"]


async def test_old_things_are_forgotten_as_days_pass(world: World) -> None:
    await world.work()
    assert world.spool.status().sent == 1
    world.later(KEPT + dt.timedelta(days=8))
    await world.work()

    assert world.spool.status().sent == 1  # the new one


async def test_cancelled_within_a_request_it_ends_and_the_report_waits(world: World) -> None:
    asked, never = asyncio.Event(), asyncio.Event()

    async def hang(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await never.wait()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    async with server:
        world.target = Target(server=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", token=TOKEN)
        task = asyncio.ensure_future(world.reporting.run())
        await asked.wait()
        task.cancel()
        await asyncio.wait([task])
        never.set()

    assert task.cancelled()
    assert world.spool.status().waiting == 1


async def test_while_a_backlog_is_sent_the_rhythm_goes_on(world: World) -> None:
    world.status = 503
    for _ in range(3):
        await world.work()
        world.later()
    world.status, world.seconds = 200, 10**6
    assert await world.reporting.step(world.seconds)  # sealed a fourth and sent the first
    world.later()
    assert await world.reporting.step(world.seconds)

    assert (world.spool.status().waiting, world.spool.status().sent) == (3, 2)


def test_the_token_is_in_no_repr() -> None:
    assert TOKEN not in repr(Target(server="https://school", token=TOKEN))
