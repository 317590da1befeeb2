"""What a program is told when its request is refused: a problem document (RFC 9457)."""

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with a request's body."""

    pointer: str
    """Where: a JSON pointer (RFC 6901); empty for the whole body."""
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a request is refused, and what may be done about it."""

    status: int
    title: str
    """The kind of problem, the same each time."""
    detail: str = ""
    """This time; never anything secret."""
    errors: tuple[Fault, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    """Sent with it, such as Retry-After in seconds."""


class ProblemError(Exception):
    """A request is refused; raised by handlers, and answered with `problem_response`."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(f"{problem.status} {problem.title}")


def problem_response(problem: Problem) -> web.Response:
    """Return the problem as an answer that nobody keeps (application/problem+json)."""
    return web.Response(
        status=problem.status,
        # In ASCII: what a client sent, and is quoted, may hold what UTF-8 cannot (a lone surrogate).
        body=json.dumps(_document(problem)).encode("ascii"),
        content_type="application/problem+json",
        headers=[*problem.headers, ("Cache-Control", "no-store")],
    )


def _document(problem: Problem) -> dict[str, Any]:
    document: dict[str, Any] = {"type": "about:blank", "title": problem.title, "status": problem.status}
    if problem.detail:
        document["detail"] = problem.detail
    if problem.errors:
        document["errors"] = [{"pointer": fault.pointer, "detail": fault.detail} for fault in problem.errors]
    return document
