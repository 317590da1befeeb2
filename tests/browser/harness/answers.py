"""What the sites answer beside pages: sub-resources, data, redirects, what was posted."""

import base64
import hashlib
import html
from pathlib import Path

from aiohttp import web

_FOLDER = Path(__file__).parent / "pages"
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


async def _pixel(request: web.Request) -> web.Response:
    return web.Response(body=_PIXEL, content_type="image/png", headers=_allowed(request))


async def _script(request: web.Request) -> web.Response:
    return web.Response(
        text="globalThis.scriptRan = true;", content_type="text/javascript", headers=_allowed(request)
    )


async def _worker(request: web.Request) -> web.Response:
    source = (_FOLDER / f"sw-{request.match_info['variant']}.js").read_text()
    return web.Response(text=source, content_type="text/javascript")


async def _resources_script(_request: web.Request) -> web.Response:
    return web.Response(text=(_FOLDER / "resources-of.js").read_text(), content_type="text/javascript")


async def _data(request: web.Request) -> web.Response:
    """Answer with data that only the same site may read."""
    return web.json_response({"host": request.host, "method": request.method})


async def _shared_data(request: web.Request) -> web.Response:
    """Answer with data that every site may read, with credentials; preflights get a real answer."""
    if request.method == "OPTIONS":
        return web.Response(status=204, headers=_allowed(request))
    return web.json_response({"host": request.host, "method": request.method}, headers=_allowed(request))


async def _beacon(_request: web.Request) -> web.Response:
    return web.Response(status=204)


async def _log_in(request: web.Request) -> web.Response:
    """Sign the person in at once and lead back to the application."""
    return _leading_to(f"{request.query['redirect_uri']}?code=stand-in")


async def _redirect(request: web.Request) -> web.Response:
    return _leading_to(request.query["to"])


async def _sent(request: web.Request) -> web.Response:
    names = html.escape(", ".join(sorted(await request.post())))
    page = f'<title>Sent</title><link rel="icon" href="data:,"><p id="sent">{names}</p>'
    return web.Response(text=page, content_type="text/html")


async def _upload(request: web.Request) -> web.Response:
    body = await request.read()
    return web.json_response({"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()})


async def _pinned(request: web.Request) -> web.Response:
    """Answer with a page that asks to be reached over TLS alone from now on."""
    page = f'<title>Pinned</title><link rel="icon" href="data:,"><p id="host">{html.escape(request.host)}</p>'
    pin = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
    return web.Response(text=page, content_type="text/html", headers=pin)


async def _kept(_request: web.Request) -> web.Response:
    """Answer with a page that browsers may keep."""
    page = '<title>Kept</title><link rel="icon" href="data:,"><p>a page that is kept</p>'
    return web.Response(text=page, content_type="text/html", headers={"Cache-Control": "max-age=600"})


async def _bytes(request: web.Request) -> web.Response:
    return web.Response(body=bytes(int(request.match_info["count"])))


def _leading_to(address: str) -> web.Response:
    return web.Response(status=302, headers={"Location": address})


def _allowed(request: web.Request) -> dict[str, str]:
    origin = request.headers.get("Origin")
    if origin is None:
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Allow-Methods": "GET, POST, PUT",
        "Access-Control-Allow-Headers": "Content-Type",
        "Vary": "Origin",
    }


ROUTES = [
    web.get("/pixel.png", _pixel),
    web.get("/script.js", _script),
    web.get("/sw-{variant}.js", _worker),
    web.get("/resources-of.js", _resources_script),
    web.get("/poll", _data),
    web.get("/clip/status", _data),
    web.route("*", "/data", _data),
    web.route("*", "/shared-data", _shared_data),
    web.post("/beacon", _beacon),
    web.get("/dialog/oauth", _log_in),
    web.get("/{version:v[0-9.]+}/dialog/oauth", _log_in),
    web.get("/redirect", _redirect),
    web.post("/sent", _sent),
    web.post("/upload", _upload),
    web.get("/pinned", _pinned),
    web.get("/kept", _kept),
    web.get("/bytes/{count:[0-9]+}", _bytes),
]
