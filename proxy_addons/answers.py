"""The answers to requests on an intercepted connection, beside the reminder itself."""

import string
from typing import assert_never
from urllib.parse import quote

from mitmproxy import http

from proxy_addons.connections import Live
from proxy_addons.language import ENGLISH, Language
from proxy_addons.reminder_page import set_aside_body
from school_policy.decision import Answer
from school_policy.hostname import Hostname

HEAD_OF_ANSWER = {"Cache-Control": "no-store"}
_CLOSE = {**HEAD_OF_ANSWER, "Connection": "close"}

RETRY_AFTER_SECONDS = 60
"""What background traffic is asked to wait: well-behaved programs then make a handful of connections an hour."""


def answer_request(
    answer: Answer, request: http.Request, live: Live, language: Language = ENGLISH
) -> http.Response:
    """Return the response for an answer other than the reminder."""
    match answer:
        case Answer.TRY_AGAIN:
            return try_again(request, live.host)
        case Answer.REFUSE_AND_CLOSE:
            return http.Response.make(403, b"", _CLOSE)
        case Answer.NOT_NOW:
            return http.Response.make(503, b"", _CLOSE)
        case Answer.SET_ASIDE:
            return http.Response.make(403, set_aside_body(live.platform, language), _set_aside_headers())
        case Answer.REMIND:
            raise ValueError("the reminder is answered by its add-on")
        case _:
            assert_never(answer)


def try_again(request: http.Request, host: Hostname) -> http.Response:
    """Return a 307 to the same URL that ends the connection: the next one passes through.

    The CORS headers open nothing, as the final answer is judged by the origin's own; without them a browser
    does not follow the redirect of a CORS request.
    """
    headers = {"Location": f"https://{host}{path_of(request)}", **_CLOSE}
    origin = request.headers.get("origin", "")
    if origin and origin.isascii() and origin.isprintable():
        headers["Access-Control-Allow-Origin"] = origin
        headers["Access-Control-Allow-Credentials"] = "true"
        headers["Vary"] = "Origin"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return http.Response.make(307, b"", headers)


def path_of(request: http.Request) -> str:
    """Return the path and query that a request asks for: from the root, and in ASCII whatever bytes came."""
    path = quote(request.data.path, safe=string.punctuation)
    return path if path.startswith("/") else "/"


def _set_aside_headers() -> dict[str, str]:
    return {
        **HEAD_OF_ANSWER,
        "Content-Type": "text/html; charset=utf-8",
        "Retry-After": str(RETRY_AFTER_SECONDS),
    }
