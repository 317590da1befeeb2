"""Asking the school's server minute by minute: whom, when, and what is said of it in the log."""

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from advisory_server.accounts.role import Role
from proxy_addons.policy_feed import PolicyFeed, ServerAddress
from school_policy.standing import Standing
from tests.advisory_server.accounts.world import a_world
from tests.advisory_server.certificate import write_certificate
from tests.proxy_addons.feed_world import A_POLL_LATER, AT_SCHOOL, PATIENCE_SECONDS, Listener, World, a_feed, until


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with a_feed() as it:
        yield it


# Whom it asks, and when


async def test_it_asks_at_once_and_then_once_a_minute(world: World) -> None:
    assert [await world.look(later) for later in (0, 20, 20, 30, 20, 20, 30)] == [1, 1, 1, 2, 2, 2, 3]


async def test_where_no_server_is_named_nobody_is_asked_until_one_is(world: World) -> None:
    named, world.address = world.address, None
    assert [await world.look(A_POLL_LATER) for _ in range(2)] == [0, 0]

    world.address = named
    assert await world.look() == 1
    world.address = None
    assert await world.look(A_POLL_LATER) == 1


async def test_a_server_that_changes_is_asked_at_once(world: World) -> None:
    await world.look()
    elsewhere: list[str] = []

    async def other(request: web.BaseRequest) -> web.Response:
        elsewhere.append(request.path)
        return web.Response(body=b'{"on_site":false}')

    listener = Listener(other)
    world.address = ServerAddress(url=await listener.start() + "/")
    await world.look()
    await listener.stop()

    assert (elsewhere, len(world.asked)) == (["/api/v1/policy"], 1)
    assert world.got == [AT_SCHOOL, Standing(on_site=False)]


async def test_an_answer_of_a_server_that_is_no_longer_named_is_dropped(world: World) -> None:
    world.hang = asyncio.Event()
    looking = asyncio.ensure_future(world.look())
    await until(lambda: len(world.asked) == 1)
    world.address = None
    world.hang.set()
    await looking

    assert world.got == []


async def test_a_server_that_goes_away_and_comes_back_is_asked_again(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    listener = Listener(world.answer)
    url = await listener.start()
    world.address = ServerAddress(url=url)
    for _ in range(2):
        await world.look(A_POLL_LATER)
        await listener.stop()
        for _ in range(5):
            await world.look(A_POLL_LATER)
        assert await listener.start() == url
        await world.look(A_POLL_LATER)
    await listener.stop()

    assert world.got == [AT_SCHOOL] * 4
    said = (
        f"{url} does not say whether this device is at school: The server cannot be reached: Connection refused."
    )
    assert caplog.messages == [said] * 2


async def test_one_lost_answer_is_not_worth_a_line(world: World, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        world.status = 500
        await world.look(A_POLL_LATER)
        world.status = 200
        await world.look(30)

    assert len(world.got) == 3
    assert caplog.messages == []


async def test_a_log_names_the_servers_address_and_nothing_that_it_says(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "owntime")
    assert world.address is not None
    for status, body in ((302, b"www.facebook.com"), (200, b"www.facebook.com"), (500, b"www.facebook.com")):
        world.status, world.body, world.headers = status, body, {"Location": "https://www.facebook.com/"}
        for _ in range(3):
            await world.look(A_POLL_LATER)

    (line,) = (record.getMessage() for record in caplog.records if record.name.startswith("owntime"))
    reason = "The server answered with status 302."
    assert line == f"{world.address.url} does not say whether this device is at school: {reason}"


# As the task that it is


async def test_a_poke_asks_at_once(world: World) -> None:
    running = asyncio.ensure_future(world.feed.run())
    await until(lambda: len(world.got) == 1)
    world.feed.poke()
    world.feed.poke()
    await until(lambda: len(world.got) == 2)
    assert len(world.asked) == 2
    running.cancel()
    await asyncio.wait([running])


async def test_a_poke_during_a_question_asks_once_more(world: World) -> None:
    world.hang = asyncio.Event()
    running = asyncio.ensure_future(world.feed.run())
    await until(lambda: len(world.asked) == 1)
    world.feed.poke()
    world.hang.set()
    await until(lambda: len(world.got) == 2)
    running.cancel()
    await asyncio.wait([running])


async def test_a_poke_after_an_outage_gives_it_its_second_try_again(world: World) -> None:
    world.status = 500
    for _ in range(4):
        await world.look(A_POLL_LATER)
    asked = await world.look(1)
    world.feed.poke()
    assert [await world.look(later) - asked for later in (0, 20, 20)] == [1, 2, 2]


async def test_cancelled_within_a_question_it_ends(world: World) -> None:
    world.hang = asyncio.Event()
    running = asyncio.ensure_future(world.feed.run())
    await until(lambda: len(world.asked) == 1)
    running.cancel()
    await asyncio.wait([running], timeout=PATIENCE_SECONDS)

    assert running.cancelled()
    assert world.got == []


async def test_a_fault_of_our_own_ends_nothing_asks_no_faster_and_is_said_by_its_kind_alone(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_standing: Standing) -> None:
        raise RecursionError("www.facebook.com")

    feed = PolicyFeed(lambda: world.address, broken)
    asked = []
    for seconds in range(0, 200, 4):
        await feed.look(seconds)
        asked.append(len(world.asked))

    assert asked[-1] <= 5  # at once, once soon, and each minute
    (line,) = caplog.messages
    assert line.endswith(": RecursionError, a fault of Own Time")


# Over TLS, and against the server itself


async def test_over_tls_the_authority_must_vouch_for_the_server_and_a_file_put_right_is_read(
    tmp_path: Path, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "another").mkdir()
    files, another = write_certificate(tmp_path), write_certificate(tmp_path / "another")
    authority = tmp_path / "authority.pem"
    async with a_world(tmp_path, files.trust(), certificate=files.certificate, key=files.key) as school:
        world.address = ServerAddress(url=school.url, authority=authority)
        for content in (None, b"no certificate"):
            if content:
                authority.write_bytes(content)
            await world.look(A_POLL_LATER)
        world.address = ServerAddress(url=school.url)  # the system's own roots do not know it
        await world.look(A_POLL_LATER)
        await world.look(A_POLL_LATER)
        world.address = ServerAddress(url=school.url, authority=authority)
        authority.write_bytes(another.certificate.read_bytes())
        await world.look(A_POLL_LATER)
        assert world.got == []

        authority.write_bytes(files.certificate.read_bytes())
        await world.look(A_POLL_LATER)

    assert world.got == [AT_SCHOOL]
    reasons = [line.partition("at school: ")[2] for line in caplog.messages if "at school" in line]
    assert reasons == [
        "The certificate that is to vouch for it cannot be used.",
        "The server's certificate is not trusted here: self-signed certificate.",
    ]
    assert str(tmp_path) not in caplog.text


async def test_a_press_at_school_reaches_the_device_with_its_next_question(tmp_path: Path, world: World) -> None:
    async with a_world(tmp_path) as school:
        world.address = ServerAddress(url=school.url)
        head = await school.signed_in(Role.HEADTEACHER)
        await world.look()
        await head.send("/pause", {}, page="/summary")
        await world.look(A_POLL_LATER)
        await head.send("/pause/end", {}, page="/summary")
        await world.look(A_POLL_LATER)

    midnight = dt.datetime(2026, 6, 17, 23, tzinfo=dt.UTC)
    assert world.got == [AT_SCHOOL, Standing(on_site=True, paused_until=midnight), AT_SCHOOL]
