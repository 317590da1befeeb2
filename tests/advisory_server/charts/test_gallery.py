"""Pictures are drawn once, in another thread, and nothing of it is there before the first is asked for."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from advisory_server.charts.gallery import Gallery
from advisory_server.charts.mark import Band, NoBand
from advisory_server.charts.picture import Kind, Line, Look, Picture

LOOK = Look(wide=True, dark=False, tone="#1d4e89")


def picture(words: str) -> Picture:
    line = Line(words=words, newest="10 to 14", marks=(Band(low=10, high=14), NoBand.NOT_SHOWN))
    return Picture(kind=Kind.STRIPS, newest="16 November", lines=(line,))


@pytest.fixture
def gallery() -> Iterator[Gallery]:
    it = Gallery()
    yield it
    it.close()


async def test_a_picture_is_drawn_once_and_by_what_it_shows(gallery: Gallery) -> None:
    first, again, other = await asyncio.gather(*(gallery.svg(picture(words), LOOK) for words in ("A", "A", "B")))
    assert first is again
    assert first is await gallery.svg(picture("A"), LOOK)
    assert other != first


async def test_the_loop_goes_on_while_pictures_are_drawn(gallery: Gallery) -> None:
    drawing = asyncio.gather(*(gallery.svg(picture(str(number)), LOOK) for number in range(5)))
    turns = 0
    while not drawing.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 5
    assert "pictures_0" in {thread.name for thread in threading.enumerate()}


async def test_only_so_many_are_kept(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisory_server.charts.gallery._MOST", 2)
    first = await gallery.svg(picture("A"), LOOK)
    for words in ("B", "C"):
        await gallery.svg(picture(words), LOOK)
    again = await gallery.svg(picture("A"), LOOK)
    assert again == first
    assert again is not first


LOADED = """
import sys, advisory_server.server{}
print(sorted(set(sys.modules) & {{"matplotlib", "numpy", "PIL"}}))
"""


@pytest.mark.parametrize(
    ("more", "loaded"),
    [("", "[]"), (", advisory_server.charts.drawing", "['PIL', 'matplotlib', 'numpy']")],
    ids=["the server", "and the drawing"],
)
def test_a_server_starts_without_the_drawing_library(more: str, loaded: str) -> None:
    done = subprocess.run([sys.executable, "-c", LOADED.format(more)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == loaded
