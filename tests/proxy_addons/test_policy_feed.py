"""Asking the school's server what holds, against real servers on loopback."""

import asyncio
import datetime as dt
import logging
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from advisory_server.accounts.role import Role
from proxy_addons.policy_feed import PolicyFeed, ServerAddress
from proxy_addons.policy_transport import MOST_POLICY_BYTES
from proxy_addons.spool import SealedReport
from proxy_addons.transport import Transport
from school_policy.count_report import ReportId
from school_policy.standing import Standing
from tests.advisory_server.accounts.world import a_world
from tests.advisory_server.certificate import write_certificate

PATIENCE_SECONDS = 30.0
AT_SCHOOL = Standing(on_site=True)
A_POLL_LATER = 70.0
"""Seconds after which the next question is due, whatever the last one took."""


async def until(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < give_up
        await asyncio.sleep(0.01)


class World:
    """A device's feed, a server that answers as it is told to, and seconds that are counted by hand."""

    def __init__(self) -> None:
        self.status, self.body = 200, b'{"on_site":true}'
        self.headers: dict[str, str] = {}
        self.asked: list[web.BaseRequest] = []
        self.got: list[Standing] = []
        self.address: ServerAddress | None = None
        self.feed = PolicyFeed(lambda: self.address, self.take)
        self.seconds = 0.0
        self.hang: asyncio.Event | None = None

    def take(self, standing: Standing) -> None:
        self.got.append(standing)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(request)
        if self.hang:
            await self.hang.wait()
        return web.Response(status=self.status, body=self.body, headers=self.headers)

    async def look(self, later: float = 0) -> int:
        """Let seconds pass, look, and return how often was asked so far."""
        self.seconds += later
        await self.feed.look(self.seconds)
        return len(self.asked)


class Listener:
    """A server on loopback that can go away and come back."""

    def __init__(self, handler: Callable[[web.BaseRequest], object]) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)  # type: ignore[arg-type]
        self._app, self._port = app, 0

    async def start(self) -> str:
        self._runner = web.AppRunner(self._app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return f"http://127.0.0.1:{self._port}"

    async def stop(self) -> None:
        await self._runner.cleanup()


@pytest.fixture
async def world() -> AsyncIterator[World]:
    it = World()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", it.answer)
    server = TestServer(app)
    await server.start_server()
    it.address = ServerAddress(url=str(server.make_url("")))
    yield it
    if it.hang:
        it.hang.set()
    running = asyncio.ensure_future(it.feed.run())
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()
    await server.close()


# What it asks, and what it hands on


async def test_the_question_tells_nothing_but_that_an_address_asked(world: World) -> None:
    assert world.address is not None
    # By a name, as clients keep no cookies of bare addresses.
    world.address = ServerAddress(url=world.address.url.replace("127.0.0.1", "localhost"))
    world.headers = {"Set-Cookie": "who=you"}
    for _ in range(2):
        await world.look(A_POLL_LATER)

    for request in world.asked:
        assert (request.method, request.raw_path) == ("GET", "/api/v1/policy")
        assert sorted(request.headers) == ["Accept", "Accept-Encoding", "Connection", "Host"]
        assert not request.body_exists
    assert len(world.asked) == 2


async def test_the_same_look_finds_the_token_of_a_report(world: World) -> None:
    assert world.address is not None
    transport = Transport(world.address.url, "a-token", None)
    await transport.send(SealedReport(id=ReportId("0" * 32), body=b"{}"))
    await transport.close()

    assert {"Authorization", "User-Agent", "Content-Length"} <= set(world.asked[0].headers)


ANSWERS = [
    pytest.param(b'{"on_site":true}', AT_SCHOOL, id="at school"),
    pytest.param(b'{"on_site":false,"paused_until":null}', Standing(on_site=False), id="elsewhere"),
    pytest.param(
        b'{"on_site":true,"paused_until":"2026-06-17T23:00:00Z"}',
        Standing(on_site=True, paused_until=dt.datetime(2026, 6, 17, 23, tzinfo=dt.UTC)),
        id="paused",
    ),
    pytest.param(b'{"on_site":true,"policy":{"format":9},"signature":""}', AT_SCHOOL, id="of a newer server"),
    pytest.param(b'{"on_site":true}'.ljust(MOST_POLICY_BYTES), AT_SCHOOL, id="as large as may be"),
]


@pytest.mark.parametrize(("body", "standing"), ANSWERS)
async def test_an_answer_is_handed_on(world: World, body: bytes, standing: Standing) -> None:
    world.body = body
    await world.look()

    assert world.got == [standing]


async def test_every_answer_is_handed_on_not_only_a_new_one(world: World) -> None:
    for _ in range(3):
        await world.look(A_POLL_LATER)

    assert world.got == [AT_SCHOOL] * 3


NO_ANSWERS = [
    *(pytest.param(status, b'{"on_site":true}', id=str(status)) for status in (201, 302, 307, 401, 404, 429, 500)),
    pytest.param(200, b"", id="nothing"),
    pytest.param(200, b"<html>Log in to the Wi-Fi</html>", id="a page"),
    pytest.param(200, b"{}", id="an empty object"),
    pytest.param(200, b"[true]", id="a list"),
    pytest.param(200, b'{"on_site":"yes"}', id="another type"),
    pytest.param(200, b'{"on_site":true,"paused_until":"tomorrow"}', id="no time"),
    pytest.param(200, b'{"on_site":true,"paused_until":"2026-06-17T23:00:00"}', id="a time without a zone"),
    pytest.param(200, b'{"on_site":true', id="cut off"),
    pytest.param(200, b'{"on_site":true,"x":' + b"[" * 100_000, id="nested beyond reason"),
    pytest.param(200, b'{"on_site":true,"x":"\xff"}\xff', id="no text"),
    pytest.param(200, b'{"on_site":true}'.ljust(MOST_POLICY_BYTES + 1), id="a byte too much"),
]


@pytest.mark.parametrize(("status", "body"), NO_ANSWERS)
async def test_what_is_no_answer_is_not_handed_on_and_asked_again_once_soon(
    world: World, status: int, body: bytes
) -> None:
    world.status, world.body, world.headers = status, body, {"Location": "/elsewhere"}
    assert [await world.look(later) for later in (0, 4, 20, 20, 25, 30)] == [1, 1, 2, 2, 2, 3]

    assert world.got == []
    assert {request.path for request in world.asked} == {"/api/v1/policy"}
    world.status, world.body = 200, b'{"on_site":true}'
    await world.look(A_POLL_LATER)
    assert world.got == [AT_SCHOOL]


async def test_an_endless_answer_is_cut_off(world: World) -> None:
    over = asyncio.Event()

    async def never_ends(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b" " * 65_536)
        except ConnectionError:
            over.set()
        return response

    listener = Listener(never_ends)
    world.address = ServerAddress(url=await listener.start())
    await world.look()
    await asyncio.wait_for(over.wait(), PATIENCE_SECONDS)
    await listener.stop()

    assert world.got == []


async def test_a_server_that_hangs_is_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proxy_addons.policy_transport.ASK_SECONDS", 0.2)
    world.hang = asyncio.Event()
    async with asyncio.timeout(10):
        await world.look()
    assert world.got == []

    world.hang.set()
    monkeypatch.setattr("proxy_addons.policy_transport.ASK_SECONDS", PATIENCE_SECONDS)
    await world.look(30)
    assert world.got == [AT_SCHOOL]


async def test_no_proxy_of_the_environment_is_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    await world.look()

    assert world.got == [AT_SCHOOL]


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
