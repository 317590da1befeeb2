"""The transport against a server on loopback."""

import asyncio
import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from proxy_addons.spool import SealedReport
from proxy_addons.target import AuthorityFileError
from proxy_addons.transport import MOST_ANSWER_BYTES, Transport
from proxy_addons.uploader import Accepted, Answer, Rejected, RetryAfter
from school_policy.beside_report import NOT_SAID, DeviceState
from school_policy.count_report import ReportId
from school_policy.vocabulary import GroupId

TOKEN = "c2VjcmV0LXNlY3JldC1zZWNyZXQ"  # noqa: S105 (made up)
REPORT = SealedReport(id=ReportId("0" * 32), body=b'{"format":1}')

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@contextlib.asynccontextmanager
async def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    server = TestServer(app, scheme="https" if tls else "http")
    await server.start_server(ssl=tls)
    try:
        yield str(server.make_url(""))
    finally:
        await server.close()


async def sent_to(url: str, authority: Path | None = None) -> Answer:
    transport = Transport(url, TOKEN, authority)
    try:
        return await transport.send(REPORT)
    finally:
        await transport.close()


def answering(status: int, body: str = "", **headers: str) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(
            status=status, text=body, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    return handler


async def test_a_report_goes_out_as_it_was_sealed_with_the_token_and_nothing_else() -> None:
    seen: list[tuple[str, str, dict[str, str], bytes]] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append((request.method, request.path, dict(request.headers), await request.read()))
        return web.Response(text='{"taken":"counted"}', headers={"Set-Cookie": "who=you"})

    async with serving(handler) as url:
        transport = Transport(url + "/", TOKEN, None)
        assert await transport.send(REPORT) == Accepted(late=False)
        assert await transport.send(REPORT) == Accepted(late=False)
        await transport.close()

    for method, path, headers, body in seen:
        assert (method, path, body) == ("POST", "/api/v1/reports", REPORT.body)
        assert headers["Authorization"] == f"Bearer {TOKEN}"
        assert headers["Content-Type"] == "application/json"
        assert set(headers) - _OF_HTTP == {"Authorization", "Content-Type"}


async def test_what_a_device_says_of_itself_goes_beside_the_report_as_it_is_then_and_leaves_the_report_alone() -> (
    None
):
    came: list[tuple[dict[str, str], bytes]] = []
    states = [
        NOT_SAID,
        DeviceState(version=12, groups=(GroupId("teaching"), GroupId("office"))),
        DeviceState(version=13),
    ]

    async def handler(request: web.Request) -> web.Response:
        said = {name: value for name, value in request.headers.items() if name not in _OF_HTTP}
        came.append((said, await request.read()))
        return web.Response(text='{"taken":"counted"}')

    async with serving(handler) as url:
        transport = Transport(url, TOKEN, None)
        for state in states:
            assert await transport.send(REPORT, state) == Accepted(late=False)
        await transport.close()

    always = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    assert came == [
        (always, REPORT.body),
        ({**always, "Owntime-Policy-Version": "12", "Owntime-Groups": "office, teaching"}, REPORT.body),
        ({**always, "Owntime-Policy-Version": "13"}, REPORT.body),
    ]


_OF_HTTP = {"Host", "Accept", "Accept-Encoding", "User-Agent", "Content-Length"}
"""What says nothing but how the report is to be read; the agent's name is the library's."""


RECEIPTS = [
    pytest.param('{"taken":"counted"}', Accepted(late=False), id="counted"),
    pytest.param('{"taken":"late"}', Accepted(late=True), id="late"),
    pytest.param('{"taken":"counted","more":1}', Accepted(late=False), id="of a newer server"),
]


@pytest.mark.parametrize(("body", "answer"), RECEIPTS)
async def test_a_receipt_is_understood(body: str, answer: Answer) -> None:
    async with serving(answering(200, body)) as url:
        assert await sent_to(url) == answer


@pytest.mark.parametrize("body", ["", "{}", "<html>Log in to the Wi-Fi</html>", '{"taken":"thrown away"}', "[]"])
async def test_an_answer_that_is_no_receipt_confirms_nothing(body: str) -> None:
    async with serving(answering(200, body)) as url:
        answer = await sent_to(url)

    assert answer == RetryAfter(reason="What answers at the server's address is no Own Time server.")


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
async def test_what_is_said_about_the_report_rejects_it(status: int) -> None:
    problem = '{"type":"about:blank","title":"No such cell","detail":"/cells/0 \\u001b[31m is unknown"}'
    async with serving(answering(status, problem)) as url:
        answer = await sent_to(url)

    assert isinstance(answer, Rejected)
    assert answer.reason.endswith("It says: No such cell /cells/0 [31m is unknown")


@pytest.mark.parametrize(
    "status", [201, 204, 302, 307, 401, 403, 404, 405, 406, 408, 418, 425, 429, 500, 502, 503, 504]
)
async def test_what_is_said_about_us_or_the_moment_rejects_no_report(status: int) -> None:
    async with serving(answering(status, Location="/elsewhere", Retry_After="40")) as url:
        answer = await sent_to(url)

    assert isinstance(answer, RetryAfter)
    assert answer.seconds == 40


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "does not know this device's token: run `owntime device add`"),
        (404, r"no Own Time server at that address: see \[counting\]"),
        (429, "too many reports"),
        (503, "not ready"),
        (500, "status 500"),
    ],
)
async def test_the_reason_is_in_plain_words(status: int, words: str) -> None:
    async with serving(answering(status)) as url:
        answer = await sent_to(url)

    assert isinstance(answer, RetryAfter)
    with pytest.raises(ValueError, match=words):
        raise ValueError(answer.reason)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("40", 40),
        ("0", 0),
        ("", None),
        ("-1", None),
        ("1e3", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("9" * 40, None),
        ("\uff14", None),
    ],
)
async def test_only_seconds_are_a_retry_after(header: str, seconds: float | None) -> None:
    async with serving(answering(503, Retry_After=header)) as url:
        answer = await sent_to(url)

    assert isinstance(answer, RetryAfter)
    assert answer.seconds == seconds


async def test_a_redirect_is_not_followed_as_the_token_would_go_with_it() -> None:
    asked: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        asked.append(request.path)
        raise web.HTTPTemporaryRedirect("/elsewhere")

    async with serving(handler) as url:
        assert isinstance(await sent_to(url), RetryAfter)
    assert asked == ["/api/v1/reports"]


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    async with serving(answering(200, '{"taken":"counted"}')) as url:
        assert await sent_to(url) == Accepted(late=False)


async def test_an_endless_answer_is_cut_off() -> None:
    written = 0

    async def handler(request: web.Request) -> web.StreamResponse:
        nonlocal written
        response = web.StreamResponse()
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            while True:
                await response.write(b" " * 65536)
                written += 65536
        return response

    async with serving(handler) as url:
        assert isinstance(await sent_to(url), RetryAfter)
    assert written < 400 * MOST_ANSWER_BYTES  # what sockets may hold, and no more


async def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proxy_addons.transport.TIMEOUT_SECONDS", 0.05)
    release = asyncio.Event()

    async def handler(_request: web.Request) -> web.Response:
        await release.wait()
        return web.Response()

    async with serving(handler) as url:
        assert await sent_to(url) == RetryAfter(reason="The server did not answer within 0 seconds.")
        release.set()


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{", b"SSH-2.0-nothing\r\n\r\n", b"\0" * 100]
)
async def test_an_answer_that_breaks_off_or_is_none_confirms_nothing(said: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(REPORT.body)
        writer.write(said)
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert isinstance(await sent_to(f"http://127.0.0.1:{port}"), RetryAfter)


@pytest.mark.parametrize("status", [200, 422])
async def test_an_answer_nested_beyond_reason_is_no_answer(status: int) -> None:
    async with serving(answering(status, '{"a":' + "[" * 20_000)) as url:
        answer = await sent_to(url)

    assert (
        answer
        == {
            200: RetryAfter(reason="What answers at the server's address is no Own Time server."),
            422: Rejected(reason="The server does not take what it says."),
        }[status]
    )


async def test_a_server_that_is_not_there_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    answer = await sent_to(f"http://127.0.0.1:{port}")

    assert isinstance(answer, RetryAfter)
    assert answer.reason == "The server cannot be reached: Connection refused."


async def test_what_is_wrong_with_a_report_is_said_with_its_place() -> None:
    body = """{"title": "The report is wrong", "status": 422, "errors": [
        {"pointer": "/week", "detail": "in the future"}, {"pointer": "/cells/0", "detail": "no cell"}]}"""
    async with serving(answering(422, body)) as url:
        answer = await sent_to(url)

    assert answer == Rejected(
        reason="The server does not take what it says. "
        "It says: The report is wrong (/week: in the future; /cells/0: no cell)"
    )


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server's certificate that vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "school server")])
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=20_000))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return path


async def test_over_tls_the_server_must_be_vouched_for(certificate: Path) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    async with serving(answering(200, '{"taken":"counted"}'), tls) as url:
        assert await sent_to(url, certificate) == Accepted(late=False)
        refused = await sent_to(url)
        misnamed = await sent_to(url.replace("127.0.0.1", "localhost"), certificate)

    assert isinstance(refused, RetryAfter)
    assert refused.reason == "The server's certificate is not trusted here: self-signed certificate."
    assert isinstance(misnamed, RetryAfter)
    assert misnamed.reason.endswith("certificate is not valid for 'localhost'.")


async def test_a_server_without_tls_where_there_should_be_some_is_said() -> None:
    async with serving(answering(200, '{"taken":"counted"}')) as url:
        answer = await sent_to(url.replace("http:", "https:"))

    assert answer == RetryAfter(reason="What answers at the server's address does not speak TLS as it should.")


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_an_authority_that_is_none_is_said(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "authority.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(AuthorityFileError, match=f"{path} is no certificate"):
        Transport("https://127.0.0.1:1", TOKEN, path)


async def test_the_token_is_in_no_repr_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    transport = Transport("http://127.0.0.1:1", TOKEN, None)
    answer = await transport.send(REPORT)
    await transport.close()

    assert TOKEN not in f"{transport!r} {answer!r} {caplog.text}"
