"""How a request that is not granted is answered: a problem document for programs, a page for people.

What went wrong inside is never told and never logged in its own words, as those may carry data.
"""

import logging
import secrets
from pathlib import Path
from types import TracebackType

from aiohttp import web

from advisory_server.pages.render import render
from advisory_server.problem import Problem, ProblemError, problem_response
from advisory_server.store.database import kind_of

_LOG = logging.getLogger("owntime.server")
_ROOT = Path(__file__).parents[1]

CLOSE = ("Connection", "close")
"""The header of a refusal after which the rest of the body is of no use."""

DATABASE_TROUBLE = Problem(
    status=503,
    title="Not possible just now",
    detail="Nothing is lost. Please try again in a minute.",
    headers=(("Retry-After", "60"),),
)

_WORDS = {
    400: ("That request cannot be read", ""),
    403: ("This page is not for you", "It belongs to another role."),
    404: ("There is no such page", "The address may be mistyped, or the page has moved."),
    405: ("That cannot be done here", "The page is there, but not for this kind of request."),
    408: ("That took too long", "Please send it again."),
    413: ("That is too large", ""),
}
"""What people are told, by status; anything else is told by its own reason."""

_FRAMING = frozenset({"content-type", "content-length", "content-encoding"})


def wants_page(request: web.Request) -> bool:
    """Tell whether a person is looking, and no program."""
    return not request.path.startswith("/api/") and "text/html" in request.headers.get("Accept", "")


def answer_to(request: web.Request, refused: ProblemError | web.HTTPException) -> web.Response:
    """Return the answer to a refused request."""
    return _answer(request, refused.problem if isinstance(refused, ProblemError) else _problem(refused))


def answer_to_database_trouble(request: web.Request, fault: BaseException) -> web.Response:
    """Return the answer when the database does not do its part; nothing of it may be taken as done."""
    _log(fault, "the database")
    return _answer(request, DATABASE_TROUBLE)


def answer_to_fault(request: web.Request, fault: BaseException) -> web.Response:
    """Return the answer to a fault of our own, with an id that finds its line in the log."""
    request_id = secrets.token_hex(8)
    _log(fault, request_id)
    return _answer(
        request, Problem(status=500, title="Something went wrong here", detail=f"Our note of it: {request_id}")
    )


def _problem(refused: web.HTTPException) -> Problem:
    title, detail = _WORDS.get(refused.status, (refused.reason, ""))
    headers = tuple((name, value) for name, value in refused.headers.items() if name.lower() not in _FRAMING)
    return Problem(status=refused.status, title=title, detail=detail, headers=headers)


def _answer(request: web.Request, problem: Problem) -> web.Response:
    response = _page(request, problem) if wants_page(request) else problem_response(problem)
    if CLOSE in problem.headers:
        response.force_close()
    return response


def _page(request: web.Request, problem: Problem) -> web.Response:
    page = render(request, "error.html", status=problem.status, title=problem.title, detail=problem.detail)
    page.headers.extend(problem.headers)
    return page


def _log(fault: BaseException, about: str) -> None:
    _LOG.error("%s: %s at %s", about, kind_of(fault), _place(fault.__traceback__))


def _place(trace: TracebackType | None) -> str:
    """Return the file and line that a fault was raised at, and the last of ours on the way there."""
    places: list[str] = []
    ours = ""
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        place = f"{path.name}:{trace.tb_lineno}"
        if path.is_relative_to(_ROOT):
            ours = place
        places.append(place)
        trace = trace.tb_next
    return " from ".join(dict.fromkeys((*places[-1:], ours)))
