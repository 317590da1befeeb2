"""Who keeps this server's lists, and who asks: what every page of the lists begins with."""

import datetime as dt

from aiohttp import web

from advisory_server.accounts.audit import note_done
from advisory_server.accounts.who_asks import who_asks
from advisory_server.keys import IN_FORCE, NOW, STORE
from advisory_server.list_keeping import LISTS, ListKeeper, ListKeepingError
from advisory_server.problem import Problem, ProblemError
from advisory_server.store.audit import Deed, What

LONGEST_NOTE = 200
"""Characters of a note or a reason: a line or two in the history."""

_NOT_HERE = Problem(
    status=503, title="The lists are not kept here", detail="This server was started without the school's files."
)


def keeper_of(request: web.Request) -> ListKeeper:
    """Return who keeps the lists. Raises ProblemError where nobody does."""
    keeper = request.app[LISTS]
    if keeper is None:
        raise ProblemError(_NOT_HERE)
    return keeper


def not_just_now(error: ListKeepingError) -> ProblemError:
    """Return the answer where there is nothing else to be shown."""
    return ProblemError(Problem(status=503, title="The lists cannot be used just now", detail=str(error)))


async def note_change(request: web.Request, what: What, **facts: str) -> None:
    """Note in the audit what was done with the school's own list."""
    now = request.app[NOW]()
    await note_done(request.app[STORE], Deed(at=now, who=who_asks(request).name, what=what, facts=facts))


def today_of(request: web.Request) -> dt.date:
    """Return the day at the school."""
    return request.app[NOW]().astimezone(request.app[IN_FORCE].school.zone).date()
