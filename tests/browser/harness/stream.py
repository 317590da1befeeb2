"""Downloads that go on until they are told to end: `/stream` sends made-up bytes, a piece again and again."""

import asyncio
import contextlib
import hashlib
import secrets
from dataclasses import dataclass, field

from aiohttp import web

_PIECE = 8 * 1024  # bytes
_PAUSE = 0.05  # seconds between two pieces


@dataclass(slots=True, kw_only=True)
class Stream:
    """One download as the origin saw it."""

    host: str
    length: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    wanted: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when it is to end."""
    is_whole: bool = False
    """The last byte was sent, on the connection that the first one was sent on."""

    def piece(self) -> bytes:
        made = secrets.token_bytes(_PIECE)
        self.length += len(made)
        self.digest.update(made)
        return made


STREAMS: web.AppKey[list[Stream]] = web.AppKey("streams", list)


def prepare(app: web.Application) -> None:
    app[STREAMS] = []
    app.on_shutdown.append(end_all)


async def end_all(app: web.Application) -> None:
    for stream in app[STREAMS]:
        stream.wanted.set()


async def _stream(request: web.Request) -> web.StreamResponse:
    stream = Stream(host=request.host)
    request.app[STREAMS].append(stream)
    response = web.StreamResponse(headers={"Content-Type": "application/octet-stream"})
    await response.prepare(request)
    while not stream.wanted.is_set():
        await response.write(stream.piece())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stream.wanted.wait(), _PAUSE)
    await response.write_eof()
    stream.is_whole = True
    return response


ROUTES = [web.get("/stream", _stream)]
