"""Proof that a form was sent from our own page: its Origin, and a token that another site cannot read."""

import hashlib
import hmac
from functools import partial

from aiohttp import web

from advisory_server.accounts.form import read_form
from advisory_server.accounts.tokens import new_token
from advisory_server.keys import FORM_KEY, OPTIONS, SIGNED_IN
from advisory_server.problem import Problem
from advisory_server.upload import UPLOAD, read_upload

FIELD = "csrf"
"""The field of every form that carries the token."""

FORGED = Problem(
    status=403,
    title="That form was not accepted",
    detail="It did not come from a page of this server, or the page was open for too long. "
    "Open the page again and send the form from there.",
)


def token_of_session(session: str) -> str:
    """Return the token for the forms of a session; it tells nothing about the session's own token."""
    return hmac.digest(session.encode(), b"form", hashlib.sha256).hex()


class Visit:
    """A browser that shows a form to somebody not signed in: a random cookie, and a token made from it."""

    def __init__(self, request: web.Request) -> None:
        secure = request.app[OPTIONS].secure
        self._cookie = "__Host-owntime-form" if secure else "owntime-form"
        self._secure = secure
        self._key = request.app[FORM_KEY]
        self._known = request.cookies.get(self._cookie, "")
        self._random = self._known or new_token()

    @property
    def token(self) -> str:
        """The token for its forms."""
        return hmac.digest(self._key, self._random.encode("utf-8", "surrogateescape"), hashlib.sha256).hex()

    def remember(self, response: web.Response) -> None:
        """Give the browser its cookie."""
        if not self._known:
            response.set_cookie(
                self._cookie, self._random, path="/", secure=self._secure, httponly=True, samesite="Strict"
            )


async def is_own_form(request: web.Request, *, signed_in_only: bool) -> bool:
    """Tell whether the request's form is our own page's. Raises ProblemError where it is no form."""
    if not _same_origin(request):
        return False
    expected = _expected(request, signed_in_only=signed_in_only)
    return _is_same(expected, (await read_form(request)).get(FIELD, ""))


async def is_own_upload(request: web.Request) -> bool:
    """Tell the same of a form with a file, of people signed in, and put what it sent into request[UPLOAD].

    Where it is not our own, no more than its beginning is read. Raises ProblemError where it is no such form.
    """
    if not _same_origin(request):
        return False
    expected = _expected(request, signed_in_only=True)
    upload = await read_upload(request, partial(_is_same, expected), FIELD)
    if upload is None:
        return False
    request[UPLOAD] = upload
    return True


def _is_same(expected: str, given: str) -> bool:
    return bool(expected) and hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogateescape"))


def _same_origin(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    # Our own scheme, never a forwarded one: nothing stands before this server that it trusts.
    scheme = "https" if request.app[OPTIONS].secure else "http"
    return origin == f"{scheme}://{request.host}"


def _expected(request: web.Request, *, signed_in_only: bool) -> str:
    if signed_in_only:
        signed_in = request.get(SIGNED_IN)
        return "" if signed_in is None else signed_in.csrf
    return Visit(request).token  # without a cookie one that nobody can know
