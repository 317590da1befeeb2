"""/admin/lists: the school's own entries, what waits to be published, and the two presses that undo a mistake."""

from aiohttp import web

from advisory_server.accounts.form import read_form
from advisory_server.accounts.sign_in import see_other
from advisory_server.accounts.who_asks import who_asks
from advisory_server.keys import IN_FORCE
from advisory_server.list_keeping import ChangedMeanwhileError, ListKeepingError, NeedsYesError, Pending
from advisory_server.pages.lists.change_kinds import KINDS
from advisory_server.pages.lists.change_words import change_rows
from advisory_server.pages.lists.entry_words import entry_rows
from advisory_server.pages.lists.kept import LONGEST_NOTE, keeper_of, not_just_now, note_change, today_of
from advisory_server.pages.lists.version_words import version_row
from advisory_server.pages.render import render
from advisory_server.publishing import PUBLISHING
from advisory_server.store.audit import What

_DONE = {
    "saved": "Saved in your list. Devices do not go by it before you publish it.",
    "taken-back": "Taken out of your list.",
    "published": "Published. Devices take it within about a minute.",
    "rolled-back": "Done: the version is in force again, as a new one. Devices take it within about a minute.",
    "nothing-new": "Nothing was published: devices go by just that already.",
}
"""What was done before this page was led to, by the word in its address."""
_LONGEST_NUMBER = 9
"""Digits of a line's number: no form is large enough to fill more lines."""
_NO_TICK = "Tick the box if this is really meant."


async def lists_page(request: web.Request) -> web.Response:
    """Show the list, and what waits."""
    return await _page(request, told=_DONE.get(request.query.get("done", ""), ""))


async def take_back(request: web.Request) -> web.Response:
    """Take one entry out of the list."""
    sent = await read_form(request)
    try:
        await keeper_of(request).take_back(_line(sent.get("line", "")), sent.get("digest", ""))
    except ListKeepingError as error:
        return await _page(request, problem=str(error), status=_status(error))
    await note_change(request, What.LIST_ENTRY_TAKEN_BACK)
    return see_other("/admin/lists?done=taken-back")


async def publish(request: web.Request) -> web.Response:
    """Publish what waits, as the page showed it."""
    sent = await read_form(request)
    note = " ".join(sent.get("note", "").split())
    if len(note) > LONGEST_NOTE or not note.isprintable():
        problem = f"Write a note of {LONGEST_NOTE} characters at most."
        return await _page(request, note_problem=problem, note=note, status=422)
    try:
        published = await keeper_of(request).publish(
            who_asks(request).name, note, sent.get("digest", ""), yes_really=bool(sent.get("yes"))
        )
    except NeedsYesError:
        return await _page(request, yes_problem=_NO_TICK, note=note, status=422)
    except ListKeepingError as error:
        return await _page(request, problem=str(error), note=note, status=_status(error))
    await request.app[PUBLISHING].look()
    return see_other(f"/admin/lists?done={'published' if published.version else 'nothing-new'}")


async def _page(  # noqa: PLR0913 (what the page may show)
    request: web.Request,
    *,
    told: str = "",
    problem: str = "",
    note: str = "",
    note_problem: str = "",
    yes_problem: str = "",
    status: int = 200,
) -> web.Response:
    try:
        own = await keeper_of(request).own_list()
    except ListKeepingError as error:
        raise not_just_now(error) from error
    pending = await keeper_of(request).pending()
    zone = request.app[IN_FORCE].school.zone
    return render(
        request,
        "lists.html",
        status=status,
        kinds=KINDS,
        own=own,
        entries=entry_rows(own, pending, today_of(request)),
        pending=pending,
        change=change_rows(pending.change) if pending.change else None,
        in_force=version_row(pending.in_force, zone) if pending.in_force else None,
        went_back=_went_back(pending),
        told=told,
        problem=problem,
        note=note,
        note_problem=note_problem,
        yes_problem=yes_problem,
    )


def _line(word: str) -> int:
    """Return the number of a line; 0, in which nothing begins, for what is none."""
    return int(word) if word.isdecimal() and len(word) <= _LONGEST_NUMBER else 0


def _went_back(pending: Pending) -> int:
    """Return the version that was gone back to, where the list still says otherwise; else 0."""
    in_force = pending.in_force
    return in_force.content_of or 0 if in_force and pending.change else 0


def _status(error: ListKeepingError) -> int:
    return 409 if isinstance(error, ChangedMeanwhileError) else 503
