"""/sign-in and /sign-out."""

import datetime as dt
import math
from dataclasses import dataclass, field
from functools import partial

from aiohttp import web

from advisory_server.accounts import sessions
from advisory_server.accounts.csrf import Visit
from advisory_server.accounts.form import read_form
from advisory_server.accounts.repeats import note_repeat
from advisory_server.keys import NOW, PASSWORDS, SIGNED_IN, STORE, TRIES
from advisory_server.pages.render import render
from advisory_server.store import accounts
from advisory_server.store.accounts import Account
from advisory_server.store.audit import What

NOT_RIGHT = "That name and password do not go together. Please try again."
"""The same for an unknown name, a wrong password and a disabled account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    name: str
    password: str = field(repr=False)


async def sign_in_page(request: web.Request) -> web.Response:
    """Show the form; those signed in go to their own page."""
    signed_in = request[SIGNED_IN]
    return see_other(signed_in.role.home) if signed_in else _form(request)


async def sign_in(request: web.Request) -> web.Response:
    """Begin a session for a right name and password."""
    fields = await read_form(request)
    attempt = _Attempt(name=fields.get("name", "").strip(), password=fields.get("password", ""))
    now = request.app[NOW]()
    wait = request.app[TRIES].wait(attempt.name, request.remote or "", now)
    if wait:
        return await _too_many(request, attempt, wait)
    account = await request.app[STORE].run(partial(accounts.find_account, name=attempt.name))
    checked = await request.app[PASSWORDS].check(account.password_hash if account else None, attempt.password)
    if account is None or not checked.right:
        return await _refused(request, attempt, account)
    if checked.fresh_hash:
        keep = partial(accounts.keep_hash, account=account.id, old=account.password_hash, new=checked.fresh_hash)
        await request.app[STORE].run(keep)
    return await _begin(request, attempt, account)


async def sign_out(request: web.Request) -> web.Response:
    """End the session, on the server too."""
    response = see_other("/")
    await sessions.end(request, response)
    return response


def see_other(path: str) -> web.Response:
    """Return what leads to another of our own pages."""
    return web.Response(status=303, headers={"Location": path})


async def _begin(request: web.Request, attempt: _Attempt, account: Account) -> web.Response:
    response = see_other(account.role.home)
    if not await sessions.begin(request, response, account.id, account.name):
        return await _refused(request, attempt, account)
    request.app[TRIES].was_right(attempt.name, request.remote or "")
    return response


async def _refused(request: web.Request, attempt: _Attempt, account: Account | None) -> web.Response:
    # Only a name that exists: people type passwords into the wrong field.
    await note_repeat(request, What.SIGN_IN_FAILED, account=account.name if account else "unknown")
    return _form(request, name=attempt.name, problem=NOT_RIGHT, status=403)


async def _too_many(request: web.Request, attempt: _Attempt, wait: dt.timedelta) -> web.Response:
    await note_repeat(request, What.TOO_MANY_TRIES)
    minutes = math.ceil(wait / dt.timedelta(minutes=1))
    words = "a minute" if minutes == 1 else f"{minutes} minutes"
    problem = f"There were too many tries. Please wait {words}, then try again."
    response = _form(request, name=attempt.name, problem=problem, status=429)
    response.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return response


def _form(request: web.Request, *, name: str = "", problem: str = "", status: int = 200) -> web.Response:
    visit = Visit(request)
    response = render(request, "sign_in.html", status=status, token=visit.token, name=name, problem=problem)
    visit.remember(response)
    return response
