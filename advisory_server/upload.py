"""A form that may carry a list, read from the network: bounded, and not beyond its token where that is not ours.

The token stands in the first field. Whoever is not signed in never comes here (middleware.py), and of a form from
another site a few kilobytes are read.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import StreamReader, hdrs, web

from advisory_server.keys import OPTIONS
from advisory_server.multipart import MultipartError, Part, boundary_of, parts_of
from advisory_server.problem import Problem, ProblemError
from advisory_server.refused import CLOSE

_FORM = "multipart/form-data"
_HEAD = 2_048
"""Bytes within which the token stands, some ten times over."""
_TYPED = 64 * 1_024
"""Bytes that are still read of a form which says itself that it is too large: what was typed before the file."""

NO_FORM = Problem(status=415, title="Not a form that can carry a file", headers=(("Accept", _FORM), CLOSE))
UNREADABLE = Problem(status=400, title="That form cannot be read", headers=(CLOSE,))
TOO_SLOW = Problem(status=408, title="That took too long", detail="Please send it again.", headers=(CLOSE,))


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file that somebody chose."""

    name: str
    """As the browser tells it: to be shown, never to be opened."""
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What a form sent."""

    fields: Mapping[str, str]
    """What was typed, with line feeds as line ends."""
    files: Mapping[str, SentFile]
    """Those that were chosen."""
    too_large: bool
    """Whether there was more than is taken: then only what came whole before that is here."""


UPLOAD: web.RequestKey[Upload] = web.RequestKey("upload", Upload)


async def read_upload(request: web.Request, is_ours: Callable[[str], bool], token: str) -> Upload | None:
    """Return what was sent; None where the first field is not named as the token or is not ours.

    Raises ProblemError where it is no such form, cut off, or too slow.
    """
    boundary = boundary_of(request.headers.get(hdrs.CONTENT_TYPE, ""))
    if boundary is None:
        raise ProblemError(NO_FORM)
    try:
        async with asyncio.timeout(request.app[OPTIONS].limits.upload_seconds):
            return await _read(request, boundary, lambda part: part.name == token and is_ours(_text(part)))
    except TimeoutError:
        raise ProblemError(TOO_SLOW) from None
    except (MultipartError, UnicodeDecodeError, web.RequestPayloadError):
        raise ProblemError(UNREADABLE) from None


async def _read(request: web.Request, boundary: bytes, is_ours: Callable[[Part], bool]) -> Upload | None:
    body = bytearray()
    await _read_on(request.content, body, _HEAD)
    first = parts_of(body, boundary, whole=False)[:1]
    if not all(map(is_ours, first)) or not first:
        return None
    most = request.app[OPTIONS].limits.upload_bytes
    if (request.content_length or 0) > most:
        most = _TYPED
    ended = await _read_on(request.content, body, most + 1)
    return _upload(parts_of(body, boundary, whole=ended), too_large=not ended)


async def _read_on(content: StreamReader, body: bytearray, upto: int) -> bool:
    """Read on until there are so many bytes; tell whether it ended before."""
    while len(body) < upto:
        chunk = await content.readany()
        if not chunk:
            return True
        body += chunk
    return False


def _upload(parts: tuple[Part, ...], *, too_large: bool) -> Upload:
    if len({part.name for part in parts}) != len(parts):
        raise MultipartError("it has a field twice")
    return Upload(
        fields={part.name: _text(part) for part in parts if part.file_name is None},
        files={part.name: SentFile(name=part.file_name, content=part.content) for part in parts if part.file_name},
        too_large=too_large,
    )


def _text(part: Part) -> str:
    return part.content.decode("utf-8").replace("\r\n", "\n")
