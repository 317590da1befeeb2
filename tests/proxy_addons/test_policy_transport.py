"""What the question after the policy tells, and which answers to it count, against a server on loopback."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from proxy_addons.policy_feed import ServerAddress
from proxy_addons.policy_transport import MOST_POLICY_BYTES
from proxy_addons.spool import SealedReport
from proxy_addons.transport import Transport
from school_policy.count_report import ReportId
from school_policy.standing import Standing
from tests.proxy_addons.feed_world import A_POLL_LATER, AT_SCHOOL, PATIENCE_SECONDS, Listener, World, a_feed


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with a_feed() as it:
        yield it


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
