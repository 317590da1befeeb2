"""Pictures on request: drawn once, in a thread of their own, and kept by what they show."""

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

from aiohttp import web

from advisory_server.charts.picture import Look, Picture

_MOST = 128
"""Pictures kept: three years with all their looks, some 5 MB."""

_DRAWING = "advisory_server.charts.drawing"


class Gallery:
    """Draws pictures off the event loop. The drawing library is imported with the first, in the same thread.

    One thread draws, as the library is not made for more; whoever asks for many pictures waits for them.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Picture, Look], asyncio.Future[bytes]] = OrderedDict()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")

    async def svg(self, picture: Picture, look: Look) -> bytes:
        """Return the picture as SVG (UTF-8): the same bytes each time."""
        key = (picture, look)
        drawing = self._kept.get(key)
        if drawing is None or _failed(drawing):
            drawing = asyncio.get_running_loop().run_in_executor(self._thread, _draw, *key)
            self._keep(key, drawing)
        self._kept.move_to_end(key)
        return await asyncio.shield(drawing)  # whoever goes away takes no picture from others who wait for it

    def close(self) -> None:
        """Finish the picture that is being drawn, and draw no other."""
        self._thread.shutdown(cancel_futures=True)

    def _keep(self, key: tuple[Picture, Look], drawing: asyncio.Future[bytes]) -> None:
        self._kept[key] = drawing
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)


GALLERY = web.AppKey("gallery", Gallery)


def _draw(picture: Picture, look: Look) -> bytes:
    drawn: bytes = import_module(_DRAWING).draw(picture, look)
    return drawn


def _failed(drawing: asyncio.Future[bytes]) -> bool:
    return drawing.done() and (drawing.cancelled() or drawing.exception() is not None)
