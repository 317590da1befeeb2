"""GET /static/{name}: style, tones and icon of the pages. Files are read at import; no other exists."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from aiohttp import ETag, web

from advisory_server.keys import IN_FORCE
from school_policy.school_colour import palette_of

_TYPES = {"owntime.css": "text/css; charset=utf-8", "owntime.svg": "image/svg+xml"}
_TONES = "school.css"
_ALWAYS_ASK = "no-cache"  # kept by the browser, and asked for again: a 304 costs nothing, an old style much


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """A file beside the pages, as it is sent."""

    body: bytes
    content_type: str

    @property
    def digest(self) -> str:
        """What tells this content from any other."""
        return hashlib.sha256(self.body).hexdigest()[:32]


def _read(name: str, content_type: str) -> StaticFile:
    body = files("advisory_server").joinpath("static", name).read_bytes()
    return StaticFile(body=body, content_type=content_type)


FILES: Mapping[str, StaticFile] = MappingProxyType({name: _read(name, kind) for name, kind in _TYPES.items()})
"""The files by name; the school's tones come from the policy in force."""


async def static(request: web.Request) -> web.Response:
    """Send one file, or only that it has not changed."""
    file = _file(request)
    headers = {"Cache-Control": _ALWAYS_ASK, "ETag": f'"{file.digest}"'}
    if ETag(value=file.digest) in (request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    return web.Response(body=file.body, headers={**headers, "Content-Type": file.content_type})


def _file(request: web.Request) -> StaticFile:
    name = request.match_info["name"]
    if name == _TONES:
        return _tones(request.app[IN_FORCE].school.policy.school.colour)
    if name not in FILES:
        raise web.HTTPNotFound
    return FILES[name]


@lru_cache(maxsize=4)
def _tones(colour: str) -> StaticFile:
    return StaticFile(body=palette_of(colour).encode(), content_type=_TYPES["owntime.css"])
