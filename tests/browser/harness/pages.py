"""The pages of the sites, one file each in `pages/`; what a page needs to know comes with its address.

| address | page |
|---|---|
| `/links?to=URL` | links to another address: in this tab, in a new one |
| `/lesson?embed=URL` | a lesson with an embed in an iframe |
| `/embed/CLIP` | the embed: fetches `/clip/status` again and again, and links to `/watch` |
| `/resources?of=https://HOST` | asks another site for every kind of sub-resource, and shows how each went |
| `/feed` | polls `/poll` each second and keeps a WebSocket open |
| `/worker?variant=request` | registers `/sw-VARIANT.js`: request, url, preload or forge |
| `/app?at=https://HOST` | an application with "sign in with HOST" |
| `/form?to=URL` | a form with unsent work |
| `/speculation?kind=prefetch&to=URL` | prefetch-link, prefetch or prerender of another address |
| `/forge?how=fetch&to=URL&token=…` | posts every other parameter to the address: fetch or form |
| anything else | the front page, which names the host and the path |
"""

import html
from collections import defaultdict
from pathlib import Path
from string import Template

from aiohttp import web

_FOLDER = Path(__file__).parent / "pages"
_NAMED = (
    "links",
    "lesson",
    "resources",
    "feed",
    "worker",
    "app",
    "form",
    "speculation",
    "forge",
)


async def _page(request: web.Request) -> web.Response:
    return _shown(request, request.path.removeprefix("/"))


async def _embed(request: web.Request) -> web.Response:
    return _shown(request, "embed")


async def _front(request: web.Request) -> web.Response:
    return _shown(request, "front")


def _shown(request: web.Request, name: str) -> web.Response:
    values = defaultdict(str, {**request.query, "host": request.host, "path": request.path})
    escaped = defaultdict(str, {key: html.escape(value) for key, value in values.items()})
    page = Template((_FOLDER / f"{name}.html").read_text()).substitute(escaped)
    return web.Response(text=page, content_type="text/html")


ROUTES = [
    *(web.get(f"/{name}", _page) for name in _NAMED),
    web.get("/embed/{clip}", _embed),
    web.get("/{path:.*}", _front),
]
