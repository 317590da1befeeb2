"""The client of reports: every report goes out once, and only good answers make a figure."""

import asyncio
import datetime as dt

import msgspec
import pytest

from bench.posts import PostJob, Sender, is_whole, post
from bench.reports import report_request
from bench.worker import WrongAnswerError
from school_policy.count_report import MOST_CELLS, REPORT_BYTES, CountReport, half_term_cells, weekly_cells
from tests.bench.canned import answering

_WEEK = dt.date(2026, 11, 23)
_RECEIPT = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 19\r\n\r\n",
    b'{"taken":"counted"}',
)


@pytest.mark.parametrize(
    ("answer", "whole"),
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", False, id="within the head"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{", False, id="within the body"),
        pytest.param(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", True, id="to the body's end"),
        pytest.param(b"HTTP/1.1 204 No Content\r\n\r\n", True, id="without a body"),
    ],
)
def test_an_answer_is_whole_at_the_end_of_its_body(answer: bytes, *, whole: bool) -> None:
    assert is_whole(answer) is whole


def test_a_report_is_as_large_and_full_as_a_devices_and_has_an_id_that_no_other_has() -> None:
    requests = [report_request("a-token", _WEEK) for _ in range(2)]
    bodies = [request.partition(b"\r\n\r\n")[2] for request in requests]
    reports = [msgspec.json.decode(body, type=CountReport) for body in bodies]
    assert [len(body) for body in bodies] == [REPORT_BYTES] * 2
    assert [cell.cell for cell in reports[0].cells] == [*weekly_cells(), *half_term_cells(())][:MOST_CELLS]
    assert reports[0].id != reports[1].id
    assert b"\r\nAuthorization: Bearer a-token\r\n" in requests[0]


class Kept(asyncio.Transport):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))


async def test_the_next_report_waits_until_the_answer_to_the_one_before_is_whole() -> None:
    sender, transport = Sender(iter([b"1", b"2", b"3"]), asyncio.Future()), Kept()
    sender.connection_made(transport)
    sent = [len(transport.written)]
    for piece in _RECEIPT * 2:
        sender.data_received(piece)
        sent.append(len(transport.written))
    assert sent == [1, 1, 2, 2, 3]


async def test_every_report_is_sent_once_by_the_devices_in_turn_on_connections_that_stay_open() -> None:
    with answering(*_RECEIPT) as server:
        job = PostJob(port=server.port, tokens=("one", "two"), week=_WEEK, count=20, at_once=3)
        done = await post(job)
        assert len(server.bodies) == len(set(server.bodies)) == 20
        assert sum(b"Bearer one\r\n" in head for head in server.heads) == 10
    assert done.cpu_seconds > 0
    assert done.seconds > 0


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", id="not taken"),
        pytest.param(b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n", id="over a quota"),
    ],
)
async def test_a_report_that_is_not_taken_is_no_figure(answer: bytes) -> None:
    with answering(answer) as server, pytest.raises(WrongAnswerError, match=r"HTTP/1\.1 [45]"):
        await post(PostJob(port=server.port, tokens=("one",), week=_WEEK, count=4, at_once=2))
