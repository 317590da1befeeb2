"""GET /api/v1/policy: what a device is told each minute, over real connections."""

import asyncio
import datetime as dt
import logging
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import msgspec
import pytest

from advisory_server.accounts.role import Role
from advisory_server.pausing import PAUSING
from advisory_server.school import InForce, School
from advisory_server.server import Server
from advisory_server.settings import ServerOptions
from advisory_server.store.database import Store
from school_policy.standing import Standing
from tests.advisory_server.accounts.world import Clock, World, a_world, some_school

POLL = "/api/v1/policy"
AWAY = "203.0.113.0/24"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as it:
        yield it


def school_at(*networks: str) -> School:
    policy = some_school().policy
    return School(
        policy=msgspec.structs.replace(policy, school=msgspec.structs.replace(policy.school, networks=networks))
    )


async def asked(url: str, from_address: str = "127.0.0.1", **headers: str) -> Standing:
    connector = aiohttp.TCPConnector(local_addr=(from_address, 0))
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.get(url + POLL, headers=headers) as answer,
    ):
        assert answer.status == 200
        return msgspec.json.decode(await answer.read(), type=Standing)


async def test_the_answer_is_json_that_nobody_keeps(world: World) -> None:
    answer = await world.browser().get(POLL)

    assert (answer.status, answer.content_type) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert await answer.json() == {"on_site": True, "paused_until": None}


@pytest.mark.parametrize(
    ("networks", "address", "on_site"),
    [
        pytest.param((), "127.0.0.1", True, id="none named"),
        pytest.param(("127.0.0.2/32",), "127.0.0.2", True, id="named"),
        pytest.param(("127.0.0.2/32",), "127.0.0.1", False, id="a neighbour"),
        pytest.param((AWAY,), "127.0.0.1", False, id="named, and elsewhere"),
    ],
)
async def test_who_asks_is_at_school_by_the_connections_own_address(
    tmp_path: Path, networks: tuple[str, ...], address: str, *, on_site: bool
) -> None:
    async with a_world(tmp_path, school=school_at(*networks)) as world:
        assert (await asked(world.url, address)).on_site is on_site


async def test_over_ipv6_too(tmp_path: Path) -> None:
    options = ServerOptions(data=tmp_path, port=0, listen="::1")
    with Store(options.database) as store:
        for networks, on_site in (((), True), (("::1/128",), True), (("fd00::/8",), False)):
            async with Server(options, store, InForce(school_at(*networks)), Clock()) as url:
                assert (await asked(url, "::1")).on_site is on_site


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "Client-IP"])
async def test_no_header_changes_where_somebody_is(tmp_path: Path, header: str) -> None:
    said = {header: "for=203.0.113.5" if header == "Forwarded" else "203.0.113.5"}
    async with a_world(tmp_path, school=school_at(AWAY)) as world:
        assert not (await asked(world.url, **said)).on_site
    async with a_world(tmp_path, school=school_at("127.0.0.0/8")) as world:
        assert (await asked(world.url, **said)).on_site


async def test_changed_networks_are_in_force_with_the_next_question(tmp_path: Path) -> None:
    in_force = InForce(school_at(AWAY))
    options = ServerOptions(data=tmp_path, port=0)
    with Store(options.database) as store:
        async with Server(options, store, in_force, Clock()) as url:
            assert not (await asked(url)).on_site
            in_force.school = school_at("127.0.0.0/8")
            assert (await asked(url)).on_site


async def test_a_pause_is_told_with_its_end(world: World) -> None:
    browser = await world.signed_in(Role.HEADTEACHER)
    await browser.send("/pause", {}, page="/summary")

    # 17 June 2026 is in summer time.
    assert (await asked(world.url)).paused_until == dt.datetime(2026, 6, 17, 23, tzinfo=dt.UTC)
    assert "2026-06-17T23:00:00Z" in await (await browser.get(POLL)).text()


async def test_no_poll_waits_for_the_database(world: World) -> None:
    held = threading.Event()
    try:
        holding = asyncio.ensure_future(world.store.run(lambda _: held.wait(60)))
        reads = asyncio.ensure_future(world.browser().get("/set-up/none"))  # something that does wait
        for _ in range(50):
            await asked(world.url)
        assert not reads.done()
    finally:
        held.set()
    assert await holding
    assert (await reads).status == 404


async def test_polls_leave_nothing_in_the_log_and_nothing_in_the_database(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await asked(world.url)
    before = world.path.with_name(world.path.name + "-wal").read_bytes()
    for _ in range(3):
        await asked(world.url)
    await world.browser().get("/healthz")

    ours = [record.getMessage() for record in caplog.records if record.name.startswith("owntime")]
    assert [line.partition(" 200 ")[0] for line in ours] == ["GET /healthz"]
    assert world.path.with_name(world.path.name + "-wal").read_bytes() == before


async def test_a_poll_that_fails_is_in_the_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    world.app[PAUSING].in_force = lambda: 1 / 0  # type: ignore[method-assign,assignment,return-value]

    assert (await world.browser().get(POLL)).status == 500
    ours = [record.getMessage() for record in caplog.records if record.name == "owntime.server"]
    assert any(line.startswith("GET /api/v1/policy 500 ") for line in ours)
