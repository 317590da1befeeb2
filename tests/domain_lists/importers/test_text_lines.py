import io
from typing import BinaryIO, cast

import pytest

from domain_lists.importers.limits import CHUNK, LONGEST_LINE
from domain_lists.importers.text_lines import read_batches


def lines_of(data: bytes) -> list[str]:
    return [line for batch in read_batches(io.BytesIO(data), lambda _: None) for line in batch]


class Endless(io.RawIOBase):
    """Gives the same letter again and again, and then a line end."""

    def __init__(self, size: int) -> None:
        self._left = size

    def read(self, size: int = -1) -> bytes:
        size = min(size, self._left)
        self._left -= size
        return b"x" * size if self._left or not size else b"x" * (size - 2) + b"\ny"


def test_a_line_without_an_end_takes_no_more_memory_than_its_limit() -> None:
    stream = cast("BinaryIO", Endless(40 * CHUNK))
    first, second = [line for batch in read_batches(stream, lambda _: None) for line in batch]
    assert LONGEST_LINE < len(first) <= LONGEST_LINE + 1 + CHUNK
    assert second == "y"


def test_a_line_of_the_longest_length_is_whole() -> None:
    line = "x" * LONGEST_LINE
    assert lines_of(f"{line}\n{line}".encode()) == [line, line]


@pytest.mark.parametrize("at", [CHUNK - 2, CHUNK - 1, CHUNK, CHUNK + 1])
def test_lines_hold_across_the_borders_of_what_is_read_at_once(at: int) -> None:
    for end in ("\r\n", "\n", "\r"):
        text = "a\n" * (at // 2) + "b" * (at % 2)
        assert lines_of(f"{text}é{end}c".encode()) == [*["a"] * (at // 2), "b" * (at % 2) + "é", "c"]


def test_bytes_that_are_no_text_stay_in_their_line() -> None:
    assert lines_of(b"a\nb\xffc\nd") == ["a", "b\udcffc", "d"]
    assert lines_of(b"a\x0bb\x1cc\xc2\x85d\n") == ["a\x0bb\x1cc\x85d"]
