import asyncio
import logging
import sqlite3
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path

import pytest
from aiohttp import ClientResponse, web

from advisory_server.accounts.role import Role
from advisory_server.routes import Route, Who, add_routes
from advisory_server.school import InForce
from advisory_server.server import Server
from advisory_server.settings import Limits, ServerOptions
from advisory_server.store.database import Store
from advisory_server.store.devices import add_device
from school_policy.count_report import CountReport, ReportId, seal
from school_policy.period import week_of
from tests.advisory_server.accounts.world import NOON, Browser, Clock, World, a_world, some_school

PROGRAM = {"Accept": "application/json"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as it:
        yield it


async def breaks(_request: web.Request) -> web.Response:
    raise RuntimeError("www.facebook.com by 192.0.2.1")


async def sends_text(_request: web.Request) -> web.Response:
    return web.Response(body=b"plain", headers={"Content-Type": "text/plain", "Cache-Control": "max-age=60"})


@asynccontextmanager
async def serving(
    folder: Path, **handlers: Callable[[web.Request], Awaitable[web.Response]]
) -> AsyncIterator[Browser]:
    """Serve these handlers beside the usual ones."""
    options = ServerOptions(data=folder, port=0)
    with Store(options.database) as store:
        server = Server(options, store, InForce(some_school()), Clock())
        anybody = frozenset({Who.ANYBODY})
        add_routes(
            server.app, tuple(Route("GET", f"/{name}", anybody, handler) for name, handler in handlers.items())
        )
        async with server as url, Browser(url) as browser:
            yield browser


POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize(
    ("method", "path", "accept", "status"),
    [
        pytest.param("GET", "/", "text/html", 200, id="a page"),
        pytest.param("HEAD", "/", "text/html", 200, id="a page's head"),
        pytest.param("GET", "/healthz", "*/*", 200, id="data"),
        pytest.param("GET", "/static/owntime.css", "text/css", 200, id="a file"),
        pytest.param("GET", "/summary", "text/html", 303, id="a redirect"),
        pytest.param("GET", "/nope", "text/html", 404, id="no page"),
        pytest.param("GET", "/nope", "*/*", 404, id="nothing for a program"),
        pytest.param("DELETE", "/", "text/html", 405, id="another method"),
        pytest.param("POST", "/sign-in", "text/html", 403, id="a forged form"),
        pytest.param("POST", "/api/v1/reports", "*/*", 401, id="a stranger's report"),
        pytest.param("GET", "/breaks", "text/html", 500, id="a fault"),
    ],
)
async def test_every_answer_has_its_headers(
    tmp_path: Path, method: str, path: str, accept: str, status: int
) -> None:
    async with serving(tmp_path, breaks=breaks) as browser:
        answer = await browser.ask(method, path, headers={"Accept": accept})

    given = answer.headers
    assert answer.status == status
    assert given["Content-Security-Policy"] == POLICY
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Referrer-Policy"] == "same-origin"
    assert given["X-Frame-Options"] == "DENY"
    assert given["Cross-Origin-Opener-Policy"] == "same-origin"
    assert given["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in given["Permissions-Policy"]
    assert given["Server"] == "owntime"
    assert given["Cache-Control"] == ("no-cache" if path.startswith("/static/") else "no-store")
    assert "Access-Control-Allow-Origin" not in given
    assert answer.content_type != "text/html" or answer.charset == "utf-8"


async def test_text_says_its_charset_and_a_handler_may_say_how_long_it_keeps(tmp_path: Path) -> None:
    async with serving(tmp_path, text=sends_text) as browser:
        answer = await browser.get("/text")

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "max-age=60"


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        pytest.param("/nope", "text/html,*/*;q=0.8", "text/html", id="a person"),
        pytest.param("/nope", "application/json", "application/problem+json", id="a program"),
        pytest.param("/nope", "*/*", "application/problem+json", id="whatever"),
        pytest.param("/api/nope", "text/html", "application/problem+json", id="beside the pages"),
    ],
)
async def test_who_is_refused_reads_it_in_its_own_form(world: World, path: str, accept: str, kind: str) -> None:
    answer = await world.browser().get(path, headers={"Accept": accept})

    assert (answer.status, answer.content_type) == (404, kind)
    if kind == "text/html":
        assert "There is no such page" in await answer.text()
    else:
        assert (await answer.json(content_type=None))["status"] == 404


async def test_another_method_is_told_which_there_are(world: World) -> None:
    for accept in ("text/html", "*/*"):
        answer = await world.browser().ask("PUT", "/sign-in", headers={"Accept": accept})
        assert (answer.status, answer.headers["Allow"]) == (405, "GET,HEAD,POST")


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
async def test_a_fault_is_told_by_a_number_that_finds_its_place_in_the_log(
    tmp_path: Path, accept: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(tmp_path, breaks=breaks) as browser:
        answer = await browser.get("/breaks", headers={"Accept": accept})
        text = await answer.text()

    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    number, _, rest = record.getMessage().partition(": ")
    assert answer.status == 500
    assert number in text
    assert rest.startswith("RuntimeError at test_middleware.py:")
    assert record.exc_info is None
    for shown in (text, caplog.text):
        assert "facebook" not in shown
        assert "192.0.2.1" not in shown
        assert "Traceback" not in shown


async def test_trouble_with_the_database_is_told_and_lets_nobody_in(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    browser = await world.signed_in(Role.HEADTEACHER)
    with closing(sqlite3.connect(world.path)) as other:
        other.execute("DROP TABLE sessions")

    answer = await browser.get("/summary")

    assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
    assert "the database: OperationalError (SQLITE_ERROR) at " in caplog.text
    assert "no such table" not in caplog.text + await answer.text()
    assert (await browser.get("/healthz")).status == 200


def lines(caplog: pytest.LogCaptureFixture) -> list[list[str]]:
    """Return the words of each line but its milliseconds."""
    return [
        record.getMessage().split()[:3]
        for record in caplog.records
        if record.name == "owntime.server" and record.levelno == logging.INFO and " ms" in record.getMessage()
    ]


async def test_each_request_is_one_line_without_path_address_or_browser(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = world.browser()
    await browser.get("/staff?by=jane")
    await browser.get("/set-up/secret-token")
    await browser.get("/nope/jane")
    await browser.get("/summary")
    await browser.ask("PROPFIND", "/staff")

    assert lines(caplog) == [
        ["GET", "/staff", "200"],
        ["GET", "/set-up/{token}", "404"],
        ["GET", "-", "404"],
        ["GET", "/summary", "303"],
        ["-", "-", "405"],
    ]
    for secret in ("jane", "PROPFIND", "secret-token", "127.0.0.1", "aiohttp/"):
        assert secret not in "".join(record.getMessage() for record in caplog.records if "owntime" in record.name)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "identity", "x", ""])
@pytest.mark.parametrize("path", ["/api/v1/reports", "/sign-in", "/nope"])
async def test_a_body_that_wants_unpacking_is_refused_by_its_header(world: World, path: str, coding: str) -> None:
    answer = await world.browser().ask(
        "POST", path, data=b"{}", headers={"Content-Encoding": coding, "Origin": world.url}, skip_auto_headers=()
    )

    assert answer.status == 415
    assert answer.headers["Accept-Encoding"] == "identity"
    assert answer.headers["Connection"] == "close"


def bomb() -> bytes:
    """Return 1 MiB that unpacks to a thousand times as much: one packed piece, again and again."""
    packer = zlib.compressobj(9)
    start = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(bytes(1 << 24)) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + piece * ((1 << 20) // len(piece))


async def throw(world: World, body: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(world.url.rpartition(":")[2]))
    head = "POST /api/v1/reports HTTP/1.1", "Host: a", "Content-Encoding: deflate", f"Content-Length: {len(body)}"
    writer.write("\r\n".join((*head, "", "")).encode() + body)
    answer = await reader.read(12)
    writer.transport.abort()
    return answer


async def test_eight_bombs_keep_nobody_waiting(world: World) -> None:
    body, loop, browser = bomb(), asyncio.get_running_loop(), world.browser()
    waits: list[float] = []
    async with asyncio.TaskGroup() as tasks:
        thrown = [tasks.create_task(throw(world, body)) for _ in range(8)]
        while not waits or not all(task.done() for task in thrown):
            began = loop.time()
            assert (await browser.get("/healthz")).status == 200
            waits.append(loop.time() - began)

    assert [task.result() for task in thrown] == [b"HTTP/1.1 415"] * 8
    assert max(waits) < 1.0


async def chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 1000):
        yield b"x" * 1000


@pytest.mark.parametrize("length", ["said", "unsaid"])
async def test_a_body_that_is_too_large_is_refused(world: World, length: str) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": world.url, **PROGRAM}
    body = b"x" * 10_000 if length == "said" else chunks(10_000)

    answer = await world.browser().ask("POST", "/sign-in", data=body, headers=form)

    assert (answer.status, answer.content_type) == (413, "application/problem+json")


async def test_a_forged_form_is_noted_without_what_it_held(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "owntime.audit")
    answer: ClientResponse = await world.browser().ask(
        "POST", "/sign-in", data={"name": "jane"}, headers={"Origin": "https://evil.test"}
    )

    assert answer.status == 403
    assert "Open the page again" in await answer.text()
    who = 'by="somebody not signed in"'
    assert caplog.messages == [
        f'{NOON.isoformat()} form of another site refused {who} page="/sign-in" times_today="1"'
    ]


async def test_a_report_that_was_taken_is_no_line_and_one_that_was_not_is(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    token = world.store.run_here(partial(add_device, name="Laptop", today=NOON.date()))
    week = week_of(NOON.date())
    body = seal(CountReport(id=ReportId("0" * 32), week=week))
    for bearer, status in ((token, 200), ("nobody's", 401)):
        headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
        answer = await world.browser().ask("POST", "/api/v1/reports", data=body, headers=headers)
        assert answer.status == status

    assert lines(caplog) == [["POST", "/api/v1/reports", "401"]]


async def test_an_upload_that_does_not_come_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    async with a_world(tmp_path, limits=Limits(upload_seconds=0.2)) as world:
        browser = await world.signed_in(Role.IT_ADMIN)
        headers = {"Origin": world.url, "Content-Type": "multipart/form-data; boundary=x"}

        async def stuck() -> AsyncIterator[bytes]:
            yield b"--x\r\n"
            await waiting.wait()

        waiting = asyncio.Event()
        async with asyncio.timeout(40):
            answer = await browser.ask("POST", "/admin/lists/import", data=stuck(), headers=headers)
        waiting.set()

    assert answer.status == 408
