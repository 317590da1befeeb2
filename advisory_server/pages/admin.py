"""GET /admin: what waits for the IT admin: what staff say of the list, reviews, pauses. No figure stands here."""

from aiohttp import web

from advisory_server.keys import IN_FORCE, NOW, STORE
from advisory_server.pages.pause_words import pause_row, pause_sentence
from advisory_server.pages.render import render
from advisory_server.pages.review_words import review_lines
from advisory_server.pages.wrongly_listed_words import answer_rows, said_rows
from advisory_server.pausing import PAUSING
from advisory_server.store.database import Connection
from advisory_server.store.pauses import Pause, recent_pauses
from advisory_server.store.wrongly_listed import Answer, SaidOfPlatform, answers, listed

_PAUSES = 10
"""Pauses that are listed: more than a term's."""


async def admin(request: web.Request) -> web.Response:
    """Show what waits for the IT admin."""
    said, answered, pauses = await request.app[STORE].run(_read)
    school, now = request.app[IN_FORCE].school, request.app[NOW]()
    today = now.astimezone(school.zone).date()
    return render(
        request,
        "admin.html",
        reviews=review_lines(school.policy, today),
        wrongly_listed=said_rows(said, answered, school.policy),
        answered=answer_rows(said, answered, school.policy),
        paused=pause_sentence(request.app[PAUSING].in_force(), school.zone),
        pauses=tuple(pause_row(pause, school.zone, now) for pause in pauses),
    )


def _read(
    connection: Connection,
) -> tuple[tuple[SaidOfPlatform, ...], tuple[Answer, ...], tuple[Pause, ...]]:
    return listed(connection), answers(connection), recent_pauses(connection, _PAUSES)
