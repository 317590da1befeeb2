"""Sessions: a random token in a cookie, its digest in the database."""

from functools import partial

from aiohttp import web

from advisory_server.accounts.audit import do_and_note
from advisory_server.accounts.csrf import token_of_session
from advisory_server.accounts.signed_in import SignedIn
from advisory_server.accounts.tokens import digest_of, new_token
from advisory_server.keys import NOW, OPTIONS, SIGNED_IN, STORE
from advisory_server.store import sessions
from advisory_server.store.audit import Deed, What
from advisory_server.store.database import Connection


def cookie_name(*, secure: bool) -> str:
    """Return the cookie's name; over TLS one that browsers take from this host alone."""
    return "__Host-owntime" if secure else "owntime"


async def look_up(request: web.Request) -> SignedIn | None:
    """Return who asks, if the request has a session that is in force."""
    token = _token(request)
    if not token:
        return None
    app = request.app
    holder = await app[STORE].run(partial(sessions.find_session, digest=digest_of(token), now=app[NOW]()))
    if holder is None:
        return None
    return SignedIn(name=holder.name, role=holder.role, csrf=token_of_session(token))


async def begin(request: web.Request, response: web.Response, account: int, name: str) -> bool:
    """Begin a session and give its cookie; tell whether it began, as the account may be disabled by now."""
    app, token, old = request.app, new_token(), _token(request)
    now = app[NOW]()
    work = partial(
        sessions.begin_session,
        digest=digest_of(token),
        account=account,
        now=now,
        in_place_of=digest_of(old) if old else None,
    )
    signed_in = Deed(at=now, who=name, what=What.SIGNED_IN)
    began = await do_and_note(app[STORE], work, lambda began: signed_in if began else None)
    if began:
        secure = app[OPTIONS].secure
        response.set_cookie(
            cookie_name(secure=secure), token, path="/", secure=secure, httponly=True, samesite="Strict"
        )
    return began


async def end(request: web.Request, response: web.Response) -> None:
    """End the request's session, here and in the browser."""
    app, who, digest = request.app, request[SIGNED_IN], digest_of(_token(request))
    deed = Deed(at=app[NOW](), who=who.name, what=What.SIGNED_OUT) if who else None

    def work(connection: Connection) -> None:
        sessions.end_session(connection, digest)

    await do_and_note(app[STORE], work, lambda _: deed)
    secure = app[OPTIONS].secure
    response.del_cookie(cookie_name(secure=secure), path="/", secure=secure, httponly=True, samesite="Strict")


def _token(request: web.Request) -> str:
    return request.cookies.get(cookie_name(secure=request.app[OPTIONS].secure), "")
