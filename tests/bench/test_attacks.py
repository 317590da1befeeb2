"""What is done to a server: bombs are bombs, and an attack that fails is noticed."""

import threading
import zlib

import pytest

from bench.attacks import bomb, bombs, slow_body, under
from bench.worker import WrongAnswerError
from tests.bench.canned import answering

_MIB = 2**20
_EITHER = 32 + 15  # zlib's "wbits": a zlib or a gzip frame, whichever is there
_REFUSED = b"HTTP/1.1 415 Unsupported Media Type\r\nContent-Length: 0\r\n\r\n"
_TAKEN = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize(("coding", "begins"), [("deflate", b"\x78"), ("gzip", b"\x1f\x8b")])
def test_a_bomb_inflates_to_all_that_it_is_said_to_and_is_a_thousandth_of_it(coding: str, begins: bytes) -> None:
    packed = bomb(coding, 16)
    assert packed.startswith(begins)
    assert len(packed) < 16 * _MIB / 1_000
    inflater = zlib.decompressobj(_EITHER)
    assert inflater.decompress(packed) == bytes(16 * _MIB)
    assert inflater.eof


def test_bombs_go_on_until_the_attack_is_over() -> None:
    before = threading.active_count()
    with answering(_REFUSED) as server:
        attack = bombs("/api/v1/reports", (), "gzip", 1)
        with under([attack, attack], server.port):
            server.wait_for_heads(5)
    assert b"Content-Encoding: gzip\r\n" in server.heads[0]
    assert threading.active_count() == before


def test_a_bomb_that_is_not_refused_is_no_figure() -> None:
    with answering(_TAKEN) as server, pytest.raises(WrongAnswerError, match="200 OK"):  # noqa: SIM117
        with under([bombs("/sign-in", (), "deflate", 1)], server.port):
            server.wait_for_heads(1)


def test_a_slow_body_comes_byte_by_byte_and_is_never_whole() -> None:
    with answering(_TAKEN) as server:
        attack = slow_body("/api/v1/reports", (), 4_096)
        with under([attack], server.port):
            server.wait_for_bytes(2)
    assert b"Content-Length: 4096\r\n" in server.heads[0]
    assert 2 <= len(server.bodies[0]) < 4_096
