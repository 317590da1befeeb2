import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from owntime.school_pac import SchoolPacError, read_school_pac

PAC = 'function FindProxyForURL(url, host) { return "PROXY filter:3128"; /* é */ }\n'
OLDER = PAC.replace("3128", "8080")
Serve = Callable[[bytes], str]


@pytest.fixture
def last_good(tmp_path: Path) -> Path:
    return tmp_path / "last-good.pac"


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Answer one request with exactly these bytes, and return the address of that."""
    with contextlib.ExitStack() as stack:

        def start(answer: bytes) -> str:
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            thread = threading.Thread(target=_answer_once, args=(listener, answer), name="pac", daemon=True)
            thread.start()
            stack.callback(thread.join, 5)
            return f"http://127.0.0.1:{listener.getsockname()[1]}/proxy.pac"

        yield start


def _answer_once(listener: socket.socket, answer: bytes) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(answer)


def http(body: str | bytes, status: str = "200 OK") -> bytes:
    body = body.encode() if isinstance(body, str) else body
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


def test_where_there_is_none_nothing_is_wrapped_and_nothing_kept(last_good: Path) -> None:
    last_good.write_text(OLDER, "utf-8")

    assert read_school_pac("", last_good) == ""
    assert last_good.read_text("utf-8") == OLDER


def test_a_file_is_read_and_kept(tmp_path: Path, last_good: Path) -> None:
    place = tmp_path / "school.pac"
    place.write_text(PAC, "utf-8")

    assert read_school_pac(str(place), last_good) == PAC
    assert last_good.read_text("utf-8") == PAC


def test_an_address_is_fetched_and_kept(serve: Serve, last_good: Path) -> None:
    last_good.write_text(OLDER, "utf-8")

    assert read_school_pac(serve(http(PAC)), last_good) == PAC
    assert last_good.read_text("utf-8") == PAC


def test_it_is_fetched_past_any_proxy(serve: Serve, last_good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)

    assert read_school_pac(serve(http(PAC)), last_good) == PAC


BAD_ANSWERS = [
    pytest.param(http(PAC, "404 Not Found"), "404", id="not found"),
    pytest.param(http(PAC, "500 Oh"), "500", id="a server's fault"),
    pytest.param(http("<html>please log in</html>"), "no function FindProxyForURL", id="a log-in page"),
    pytest.param(http(b"FindProxyForURL \xff"), "codec can't decode|decode", id="no UTF-8"),
    pytest.param(b"", "Remote end closed", id="no answer at all"),
]


@pytest.mark.parametrize(("answer", "why"), BAD_ANSWERS)
def test_without_any_good_one_the_reason_is_said(answer: bytes, why: str, serve: Serve, last_good: Path) -> None:
    place = serve(answer)

    with pytest.raises(SchoolPacError, match=why) as wrong:
        read_school_pac(place, last_good)

    assert str(wrong.value).startswith(f"[upstream] pac: {place} cannot be read: ")
    assert not last_good.exists()


@pytest.mark.parametrize(("answer", "why"), BAD_ANSWERS)
def test_the_last_good_one_is_used_and_stays(answer: bytes, why: str, serve: Serve, last_good: Path) -> None:
    assert why
    last_good.write_text(OLDER, "utf-8")

    assert read_school_pac(serve(answer), last_good) == OLDER
    assert last_good.read_text("utf-8") == OLDER


def test_where_it_cannot_be_kept_it_is_used_all_the_same_and_the_older_one_stays(
    tmp_path: Path, last_good: Path, caplog: pytest.LogCaptureFixture
) -> None:
    last_good.write_text(OLDER, "utf-8")
    (tmp_path / f"{last_good.name}.part").mkdir()  # as good as a full disk: nothing new can be written
    place = tmp_path / "school.pac"
    place.write_text(PAC, "utf-8")

    assert read_school_pac(str(place), last_good) == PAC
    assert "could not be kept" in caplog.text
    assert last_good.read_text("utf-8") == OLDER


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"no HTTP\r\n\r\n", id="an answer that is no HTTP"),
        pytest.param(http(PAC)[:-9], id="an answer cut short"),
        pytest.param(http(PAC + " " * 1024 * 1024), id="more than a PAC can be: it would be cut"),
    ],
)
def test_half_a_pac_is_no_pac(answer: bytes, serve: Serve, last_good: Path) -> None:
    last_good.write_text(OLDER, "utf-8")

    assert read_school_pac(serve(answer), last_good) == OLDER


@pytest.mark.parametrize("content", [pytest.param(None, id="missing"), pytest.param("var a;", id="no PAC")])
def test_a_file_that_is_no_pac_is_refused(content: str | None, tmp_path: Path, last_good: Path) -> None:
    place = tmp_path / "school.pac"
    if content is not None:
        place.write_text(content, "utf-8")

    with pytest.raises(SchoolPacError, match="cannot be read"):
        read_school_pac(str(place), last_good)

    last_good.write_text(OLDER, "utf-8")
    assert read_school_pac(str(place), last_good) == OLDER


def test_an_address_with_a_space_is_told_as_any_other_failure(last_good: Path) -> None:
    with pytest.raises(SchoolPacError, match="cannot be read"):
        read_school_pac("http://127.0.0.1:1/school proxy.pac", last_good)
