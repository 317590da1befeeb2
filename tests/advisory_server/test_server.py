import asyncio
import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from advisory_server.routes import Route, Who, add_routes
from advisory_server.school import InForce
from advisory_server.server import NotLoopbackError, Server, ServerError
from advisory_server.settings import Limits, ServerOptions
from advisory_server.store.database import Store
from tests.advisory_server.accounts.world import Browser, Clock, a_world, some_school
from tests.advisory_server.certificate import Files, write_certificate


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return write_certificate(tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "owntime.db") as it:
        yield it


@pytest.fixture
def options(tmp_path: Path) -> ServerOptions:
    return ServerOptions(data=tmp_path, port=0)


def server(options: ServerOptions, store: Store) -> Server:
    return Server(options, store, InForce(some_school()), Clock())


@pytest.mark.parametrize("listen", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
async def test_loopback_needs_no_certificate(options: ServerOptions, store: Store, listen: str) -> None:
    async with server(replace(options, listen=listen), store) as url, Browser(url) as browser:
        assert url.startswith("http://")
        assert (await browser.get("/healthz")).status == 200


@pytest.mark.parametrize("listen", ["0.0.0.0", "::", "192.0.2.1", "school-server", ""])  # noqa: S104
def test_the_network_is_refused_without_a_certificate(options: ServerOptions, store: Store, listen: str) -> None:
    with pytest.raises(NotLoopbackError, match="--certificate and --key"):
        server(replace(options, listen=listen), store)


async def test_the_network_is_served_over_tls(options: ServerOptions, store: Store, files: Files) -> None:
    over_tls = replace(options, listen="0.0.0.0", certificate=files.certificate, key=files.key)  # noqa: S104
    async with server(over_tls, store) as url:
        assert url.startswith("https://localhost:")
        async with Browser(url.replace("localhost", "127.0.0.1"), files.trust()) as browser:
            assert (await browser.get("/healthz")).status == 200


BAD_FILES: list[tuple[Callable[[Files], tuple[Path | None, Path | None]], str]] = [
    (lambda files: (files.certificate, None), "go together"),
    (lambda files: (None, files.key), "go together"),
    (lambda files: (files.certificate.with_name("none.pem"), files.key), "none.pem: there is no such file"),
    (lambda files: (files.key, files.certificate), "no certificate and its unencrypted private key"),
    (lambda files: (files.certificate, files.locked_key), "no certificate and its unencrypted private key"),
]


@pytest.mark.parametrize(
    ("given", "told"), BAD_FILES, ids=["no key", "no certificate", "no file", "the wrong way round", "locked"]
)
def test_bad_files_are_told_at_once(
    options: ServerOptions,
    store: Store,
    files: Files,
    given: Callable[[Files], tuple[Path | None, Path | None]],
    told: str,
) -> None:
    certificate, key = given(files)
    with pytest.raises(ServerError, match=told):
        server(replace(options, certificate=certificate, key=key), store)


def test_a_key_of_another_certificate_is_told(
    options: ServerOptions, store: Store, files: Files, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = write_certificate(tmp_path / "other")
    with pytest.raises(ServerError, match="KEY_VALUES_MISMATCH"):
        server(replace(options, certificate=files.certificate, key=other.key), store)


def old_tls(files: Files) -> ssl.SSLContext:
    context = files.trust()
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="deprecated"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="deprecated"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


async def test_nothing_below_tls_1_2_is_spoken(options: ServerOptions, store: Store, files: Files) -> None:
    over_tls = replace(options, certificate=files.certificate, key=files.key)
    async with server(over_tls, store) as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises((ssl.SSLError, ConnectionResetError)):
            await asyncio.open_connection("127.0.0.1", port, ssl=old_tls(files))


async def test_over_tls_cookies_are_bound_to_the_host_and_the_browser_stays_with_tls(
    tmp_path: Path, files: Files
) -> None:
    async with a_world(tmp_path, files.trust(), certificate=files.certificate, key=files.key) as world:
        world.add_account()
        browser = world.browser()
        page = await browser.get("/sign-in")
        answer = await browser.sign_in()
        summary = await browser.get("/summary")

    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    for cookie, name in [
        (page.headers["Set-Cookie"], "__Host-owntime-form"),
        (answer.headers["Set-Cookie"], "__Host-owntime"),
    ]:
        given, *flags = cookie.split("; ")
        assert given.partition("=")[0] == name
        assert sorted(flags) == ["HttpOnly", "Path=/", "SameSite=Strict", "Secure"]
    assert (answer.status, summary.status) == (303, 200)


async def test_on_loopback_cookies_have_every_flag_but_secure(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        world.add_account()
        browser = world.browser()
        page = await browser.get("/sign-in")
        cookies = [page.headers["Set-Cookie"], (await browser.sign_in()).headers["Set-Cookie"]]

    assert "Strict-Transport-Security" not in page.headers
    assert [cookie.partition("=")[0] for cookie in cookies] == ["owntime-form", "owntime"]
    for cookie in cookies:
        assert sorted(cookie.split("; ")[1:]) == ["HttpOnly", "Path=/", "SameSite=Strict"]


async def test_a_port_that_is_taken_is_told(options: ServerOptions, store: Store) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        async with server(replace(options, port=taken.getsockname()[1]), store):
            pass


async def test_a_request_under_way_is_answered_when_the_server_stops(options: ServerOptions, store: Store) -> None:
    begun, finish = asyncio.Event(), asyncio.Event()

    async def slow(_request: web.Request) -> web.Response:
        begun.set()
        await finish.wait()
        return web.Response(text="done")

    it = server(options, store)
    add_routes(it.app, (Route("GET", "/slow", frozenset({Who.ANYBODY}), slow),))
    async with Browser(await it.__aenter__()) as browser, asyncio.TaskGroup() as tasks:
        asking = tasks.create_task(browser.get("/slow"))
        await begun.wait()
        stopping = tasks.create_task(it.__aexit__(None, None, None))
        await asyncio.sleep(0)
        finish.set()

    assert stopping.done()
    assert await asking.result().text() == "done"


async def raw(url: str, *parts: bytes) -> bytes:
    """Send some bytes as they are, and return all that comes until the server closes."""
    host, _, port = url.removeprefix("http://").rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    for part in parts:
        writer.write(part)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def test_a_connection_whose_headers_never_end_is_closed(options: ServerOptions, store: Store) -> None:
    impatient = replace(options, limits=Limits(header_seconds=0.1))
    async with server(impatient, store) as url, asyncio.timeout(10):
        assert await raw(url, b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ") == b""
        assert await raw(url) == b""


async def test_a_body_that_never_ends_is_refused(options: ServerOptions, store: Store) -> None:
    impatient = replace(options, limits=Limits(body_seconds=0.1))
    head = (
        b"POST /api/v1/reports HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
    )
    async with server(impatient, store) as url, asyncio.timeout(10):
        answer = await raw(url, head)

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"Connection: close" in answer


@pytest.mark.parametrize(
    "bytes_",
    [
        pytest.param(b"\x16\x03\x01\x02\x00\x01", id="TLS to a port without"),
        pytest.param(b"GARBAGE\r\n\r\n", id="no request line"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n", id="no header"),
        pytest.param(b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", id="a long line"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 9000 + b"\r\n\r\n", id="a long header"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 99 + b"\r\n", id="many headers"),
    ],
)
async def test_what_is_no_good_http_learns_no_version_and_leaves_nothing_in_the_log(
    options: ServerOptions, store: Store, bytes_: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with server(options, store) as url, asyncio.timeout(10):
        answer = await raw(url, bytes_)

    assert answer.startswith(b"HTTP/1.0 400 ")
    assert b"Server: owntime\r\n" in answer
    assert b"aiohttp" not in answer
    assert not any(word in caplog.text for word in ("127.0.0.1", "GARBAGE", "bad header", "xxx", "Traceback"))
