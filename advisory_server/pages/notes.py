"""POST /summary/notes: the Headteacher's short note on a released week, which nobody else sees."""

import datetime as dt
from functools import partial

from aiohttp import web

from advisory_server.accounts.form import read_form
from advisory_server.accounts.sign_in import see_other
from advisory_server.figures.year import school_year_of
from advisory_server.keys import STORE
from advisory_server.pages.addresses import day_of
from advisory_server.problem import Problem, ProblemError
from advisory_server.store.database import Connection
from advisory_server.store.notes import write_note
from advisory_server.store.released_parts import weeks_between
from school_policy.period import next_week

LONGEST_NOTE = 200
"""Characters of a note: a sentence or two, such as what kind of week it was."""

TOO_LONG = Problem(
    status=400,
    title="That note is too long",
    detail=f"A note has at most {LONGEST_NOTE} characters. Nothing was kept.",
)
NO_SUCH_WEEK = Problem(
    status=400, title="That week has no release", detail="A note stands beside a released week. Nothing was kept."
)


async def note(request: web.Request) -> web.Response:
    """Keep a note in place of what stood there, or take it away where it is empty. Raises ProblemError."""
    form = await read_form(request)
    week, text = day_of(form.get("week", "")), plain(form.get("note", ""))
    if len(text) > LONGEST_NOTE:
        raise ProblemError(TOO_LONG)
    if not await request.app[STORE].run(partial(_write, week=week, text=text)):
        raise ProblemError(NO_SUCH_WEEK)
    return see_other(f"/summary/years/{school_year_of(week)}")


def plain(text: str) -> str:
    """Return a text as one line of characters that can be seen: no line ends, no marks that turn the direction."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _write(connection: Connection, week: dt.date, text: str) -> bool:
    if not weeks_between(connection, week, next_week(week)):
        return False
    write_note(connection, week, text)
    return True
