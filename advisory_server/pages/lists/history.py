"""/admin/lists/history: every version, what each changed, and one press to go back to it."""

from aiohttp import web

from advisory_server.accounts.form import read_form
from advisory_server.accounts.sign_in import see_other
from advisory_server.accounts.who_asks import who_asks
from advisory_server.keys import IN_FORCE
from advisory_server.list_keeping import ListKeepingError, NeedsYesError, NoSuchVersionError, PastVersion
from advisory_server.pages.lists.change_words import change_rows
from advisory_server.pages.lists.kept import keeper_of, not_just_now
from advisory_server.pages.lists.version_words import version_row
from advisory_server.pages.render import render
from advisory_server.publishing import PUBLISHING

_NO_TICK = "Tick the box if this is really meant."
_LONGEST_NUMBER = 9
"""Digits: what is longer is no version's number, and more than the database holds."""


async def history_page(request: web.Request) -> web.Response:
    """List every version, the newest first."""
    zone = request.app[IN_FORCE].school.zone
    versions = await keeper_of(request).history()
    return render(request, "lists_history.html", versions=tuple(version_row(each, zone) for each in versions))


async def version_page(request: web.Request) -> web.Response:
    """Show what a version changed, and what going back to it would change."""
    return _page(request, await _version(request))


async def roll_back(request: web.Request) -> web.Response:
    """Put a version in force again, as a new one."""
    sent = await read_form(request)
    past = await _version(request)
    number = past.version.number
    try:
        published = await keeper_of(request).roll_back(
            number, who_asks(request).name, f"Back to version {number}", yes_really=bool(sent.get("yes"))
        )
    except NeedsYesError:
        return _page(request, past, yes_problem=_NO_TICK, status=422)
    except ListKeepingError as error:
        return _page(request, past, problem=str(error), status=409)
    await request.app[PUBLISHING].look()
    return see_other(f"/admin/lists?done={'rolled-back' if published.version else 'nothing-new'}")


async def _version(request: web.Request) -> PastVersion:
    """Return the version that the address names. Raises an answer with 404 or 503."""
    word = request.match_info["version"]
    if not (word.isascii() and word.isdecimal() and len(word) <= _LONGEST_NUMBER):
        raise web.HTTPNotFound
    try:
        return await keeper_of(request).version(int(word))
    except NoSuchVersionError:
        raise web.HTTPNotFound from None
    except ListKeepingError as error:
        raise not_just_now(error) from error


def _page(
    request: web.Request, past: PastVersion, *, problem: str = "", yes_problem: str = "", status: int = 200
) -> web.Response:
    return render(
        request,
        "lists_version.html",
        status=status,
        version=version_row(past.version, request.app[IN_FORCE].school.zone),
        in_force=past.in_force,
        since_before=change_rows(past.since_before) if past.since_before else None,
        going_back=change_rows(past.going_back) if past.going_back else None,
        can_go_back=past.going_back is not None,
        problem=problem,
        yes_problem=yes_problem,
    )
