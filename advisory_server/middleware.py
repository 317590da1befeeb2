"""What every request passes, outermost first: a line in the log, errors as answers, the body, permission, forms.

Few and cheap layers, as reports of devices pass them too. No address, path, query or text of an error is logged.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

from advisory_server.accounts.csrf import FORGED, is_own_form, is_own_upload
from advisory_server.accounts.repeats import note_repeat
from advisory_server.accounts.sessions import look_up
from advisory_server.keys import OPTIONS, SIGNED_IN
from advisory_server.problem import Problem, ProblemError
from advisory_server.refused import CLOSE, answer_to, answer_to_database_trouble, answer_to_fault, wants_page
from advisory_server.routes import TABLE, Handler, Route, Who
from advisory_server.store.audit import What
from advisory_server.store.database import StoreError

_LOG = logging.getLogger("owntime.server")

_OK = 200
_SAFE = frozenset({"GET", "HEAD"})
_OPEN = frozenset({Who.ANYBODY, Who.DEVICE})

NOT_PLAIN = Problem(
    status=415, title="Content-Encoding is not taken", headers=(("Accept-Encoding", "identity"), CLOSE)
)
TOO_LARGE = Problem(status=413, title="That is too large", headers=(CLOSE,))
TOO_SLOW = Problem(status=408, title="That took too long", detail="Please send it again.", headers=(CLOSE,))
CUT_OFF = Problem(status=400, title="That body cannot be read", headers=(CLOSE,))
NOT_SIGNED_IN = Problem(
    status=403, title="You are not signed in", detail="Nothing was done. Please sign in and try again."
)
NOT_YOURS = Problem(
    status=403, title="This page is not for you", detail="Each account sees its own part of this server alone."
)

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Server": "owntime",
}
_REFERRER = "same-origin"
"""For pages with forms: "no-referrer" would send `Origin: null` with our own. A page without may ask for less."""
_OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}


def security_headers(*, secure: bool) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Return what gives every answer its headers, whatever made it."""
    always = {**_HEADERS, **(_OVER_TLS if secure else {})}

    async def give_headers(_request: web.Request, response: web.StreamResponse) -> None:
        headers = response.headers
        headers.update(always)
        headers.setdefault("Cache-Control", "no-store")
        headers.setdefault("Referrer-Policy", _REFERRER)
        content_type = headers.get("Content-Type", "")
        if content_type.startswith("text/") and "charset" not in content_type:
            headers["Content-Type"] = f"{content_type}; charset=utf-8"

    return give_headers


@web.middleware
async def line_in_log(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Write one line a request: method, pattern, status and milliseconds; no address and no path.

    What devices send and ask in their rhythm gets none where it went well.
    """
    began, status = time.perf_counter(), 0  # 0: nobody waited for the answer
    try:
        response = await handler(request)
        status = response.status
    except web.HTTPException as redirect:
        status = redirect.status
        raise
    else:
        return response
    finally:
        route = request.app[TABLE].get(request.match_info.route)
        passed_over = route is not None and not route.in_log and status == _OK
        if not passed_over and _LOG.isEnabledFor(logging.INFO):
            method = request.method if request.method in hdrs.METH_ALL else "-"
            took = (time.perf_counter() - began) * 1000
            _LOG.info("%s %s %d %.1f ms", method, route.path if route else "-", status, took)


@web.middleware
async def errors_as_answers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer whatever was raised."""
    try:
        return await handler(request)
    except ProblemError as refused:
        return answer_to(request, refused)
    except web.HTTPException as refused:
        if refused.status < 400:  # noqa: PLR2004 (from 400 on a status is an error)
            raise
        return answer_to(request, refused)
    except StoreError as fault:
        return answer_to_database_trouble(request, fault)
    except ConnectionError:
        raise  # nobody is there to be answered
    except Exception as fault:  # noqa: BLE001 - the server's edge: the one place that catches everything
        return answer_to_fault(request, fault)


@web.middleware
async def plain_body(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a body that must be unpacked, before it is read; wait for a slow one a few seconds and no longer.

    An upload is read later, by `own_forms`, once it is known who sends it.
    """
    if hdrs.CONTENT_ENCODING in request.headers:
        raise ProblemError(NOT_PLAIN)
    route = request.app[TABLE].get(request.match_info.route)
    if route is not None and route.is_upload:
        return await handler(request)
    if not request.content.is_eof() and request.match_info.http_exception is None:
        await _read_body(request)
    return await handler(request)


async def _read_body(request: web.Request) -> None:
    """Read a body that is still on its way; handlers find it read."""
    limits = request.app[OPTIONS].limits
    if (request.content_length or 0) > limits.body_bytes:
        raise ProblemError(TOO_LARGE)
    try:
        async with asyncio.timeout(limits.body_seconds):
            await request.read()
    except TimeoutError:
        raise ProblemError(TOO_SLOW) from None
    except web.HTTPRequestEntityTooLarge:
        raise ProblemError(TOO_LARGE) from None
    except web.RequestPayloadError:
        raise ProblemError(CUT_OFF) from None


@web.middleware
async def permission(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let those in who may ask, as the table says; what is not in the table is refused."""
    route = request.app[TABLE].get(request.match_info.route)
    if route is None:
        if request.match_info.http_exception is None:
            raise ProblemError(NOT_YOURS)
        return await handler(request)
    signed_in = request[SIGNED_IN] = await look_up(request) if route.knows_people else None
    if route.may & _OPEN:
        return await handler(request)
    if signed_in is None:
        if (request.method in _SAFE or route.leads_to_sign_in) and wants_page(request):
            return web.Response(status=303, headers={"Location": "/sign-in"})
        raise ProblemError(NOT_SIGNED_IN)
    if Who(signed_in.role) not in route.may:
        await note_repeat(request, What.PAGE_REFUSED, signed_in.name, page=route.path)
        raise ProblemError(NOT_YOURS)
    return await handler(request)


@web.middleware
async def own_forms(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a form that another site sent; devices send none."""
    if request.method not in _SAFE:
        route = request.app[TABLE].get(request.match_info.route)
        if route is not None and Who.DEVICE not in route.may:
            await _refuse_forged(request, route)
    return await handler(request)


async def _refuse_forged(request: web.Request, route: Route) -> None:
    if route.is_upload:
        is_ours = await is_own_upload(request)
    else:
        is_ours = await is_own_form(request, signed_in_only=Who.ANYBODY not in route.may)
    if not is_ours:
        await note_repeat(request, What.FORM_REFUSED, page=route.path)
        raise ProblemError(FORGED)


MIDDLEWARES = (line_in_log, errors_as_answers, plain_body, permission, own_forms)
