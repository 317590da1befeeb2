"""How much of a form with a list is read from the network, and of whom."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from yarl import URL

from tests.owntime.lists.multipart_form import BOUNDARY, TYPE, field, form
from tests.owntime.lists.school_at_work import SchoolAtWork, it_admin, write_few_lists
from tests.owntime.lists.test_import_page import HOSTS, IMPORT, WHY, ImportDesk, told

MIB = 2**20
PATIENCE = 40


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[ImportDesk]:
    school = SchoolAtWork(tmp_path, write_few_lists(tmp_path / "lists"))
    async with school.serving() as url, it_admin(url) as browser:
        yield ImportDesk(school, browser)


class Line:
    """A connection on which as much of a request is sent as a test wants, and no more."""

    def __init__(self, url: str, cookie: str) -> None:
        self._url = URL(url)
        self._cookie = cookie

    async def answer(self, headings: dict[str, str], *sent: bytes) -> bytes:
        """Send the head of a request and some of its body, and return the answer to that."""
        assert self._url.host
        reader, writer = await asyncio.open_connection(self._url.host, self._url.port)
        lines = {
            "Host": self._url.authority,
            "Origin": str(self._url.origin()),
            "Content-Type": TYPE,
            "Cookie": self._cookie,
            "Accept": "text/html",
            **headings,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        try:
            async with asyncio.timeout(PATIENCE):
                writer.write(f"POST {IMPORT} HTTP/1.1\r\n{head}\r\n".encode())
                for piece in sent:
                    writer.write(piece)
                answer = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", answer)
                assert length
                return answer + await reader.readexactly(int(length[1]))
        finally:
            writer.close()


def chunk(content: bytes) -> bytes:
    return f"{len(content):x}\r\n".encode() + content + b"\r\n"


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


async def line_of(desk: ImportDesk) -> tuple[Line, str]:
    cookie = f"owntime={desk.browser.cookie('owntime')}"
    return Line(desk.browser.url, cookie), await desk.browser.token("/")


CHUNKED = {"Transfer-Encoding": "chunked"}
LARGE = {"Content-Length": str(8 * MIB)}
HUGE = {"Content-Length": str(2 * 1024 * MIB)}


@pytest.mark.parametrize(
    ("cookie", "headings"),
    [
        pytest.param("", LARGE, id="nobody"),
        pytest.param("", CHUNKED, id="nobody, without a length"),
        pytest.param("owntime=no-such-session", LARGE, id="a session that is over"),
    ],
)
async def test_who_is_not_signed_in_is_answered_before_anything_is_sent(
    desk: ImportDesk, cookie: str, headings: dict[str, str]
) -> None:
    assert status(await Line(desk.browser.url, cookie).answer(headings)) == 403


@pytest.mark.parametrize(
    ("headings", "first"),
    [
        pytest.param({"Origin": "https://elsewhere.example"}, b"", id="from another site"),
        pytest.param({}, field("csrf", "0" * 64) + field("list", "x" * 3_000), id="another token"),
        pytest.param({}, field("reason", "why") + field("list", "x" * 3_000), id="no token at first"),
        pytest.param({}, field("csrf", "x" * 3_000), id="a token that is too long"),
        pytest.param({}, b"--" + BOUNDARY.encode() + b"--\r\n" + b" " * 3_000, id="no field"),
    ],
)
async def test_a_form_that_is_not_ours_is_answered_by_its_beginning(
    desk: ImportDesk, headings: dict[str, str], first: bytes
) -> None:
    line, _ = await line_of(desk)
    assert status(await line.answer({**LARGE, **headings}, first)) == 403


@pytest.mark.parametrize("headings", [HUGE, CHUNKED], ids=["by its length", "without a length"])
async def test_two_gigabytes_are_refused_long_before_they_are_sent_and_what_was_typed_stays(
    desk: ImportDesk, headings: dict[str, str]
) -> None:
    line, token = await line_of(desk)
    typed = field("csrf", token) + field("reason", "Typed with care") + field("licence", "MIT")
    begun = typed + field("list", "") + field("file", ("hosts.txt", b""))[:-2]
    if headings is HUGE:
        sent = [begun, b"\n" * (64 * 1_024)]
    else:
        sent = [chunk(begun), *[chunk(b"\n" * MIB)] * 8, chunk(b"\n" * 65_537)]
    answer = await line.answer(headings, *sent)
    assert status(answer) == 413
    for said in (b"larger than 8 MiB", b"owntime lists import", b'value="Typed with care"', b'value="MIT"'):
        assert said in answer
    assert b"connection: close" in answer.lower()
    assert (await desk.send_list(list=HOSTS)).status == 200


async def test_a_list_of_almost_8_mib_is_read(desk: ImportDesk) -> None:
    text = "# no name\n" * (8 * MIB // 10 - 10)
    answer = await desk.send_list(file=("hosts.txt", (HOSTS + text[: 2 * MIB]).encode()))
    assert answer.status == 200
    answer = await desk.send_list(file=("hosts.txt", (HOSTS + text).encode()))
    assert "more than 300,000 lines" in await told(answer)


@pytest.mark.parametrize(
    ("headings", "parts", "said"),
    [
        pytest.param({"Content-Encoding": "gzip"}, b"", 415, id="a packed body"),
        pytest.param({"Content-Type": "application/x-www-form-urlencoded"}, b"", 415, id="another form"),
        pytest.param({}, field("list", "x", "Content-Encoding: gzip"), 400, id="a packed part"),
        pytest.param({}, field("list", "eA==", "Content-Transfer-Encoding: base64"), 400, id="an encoded part"),
        pytest.param({}, field("list", "x") * 2, 400, id="a field twice"),
        pytest.param({}, field("list", b"\xff"), 400, id="no UTF-8"),
    ],
)
async def test_forms_that_are_odd_are_refused(
    desk: ImportDesk, headings: dict[str, str], parts: bytes, said: int
) -> None:
    line, token = await line_of(desk)
    fields = {"csrf": token, **WHY}
    body = form(fields)[: -len(BOUNDARY) - 6] + parts + f"--{BOUNDARY}--\r\n".encode()
    headings = {"Connection": "close", "Content-Length": str(len(body)), **headings}
    assert status(await line.answer(headings, body)) == said


async def test_a_form_that_is_cut_off_is_refused(desk: ImportDesk) -> None:
    line, token = await line_of(desk)
    body = form({"csrf": token, **WHY, "list": HOSTS})[:-20]
    assert status(await line.answer({"Content-Length": str(len(body))}, body)) == 400
