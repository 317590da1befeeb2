"""GET /admin/audit: what was done on this server, and by whom, a page at a time. Nothing of what staff do."""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from aiohttp import web

from advisory_server.keys import IN_FORCE, STORE
from advisory_server.pages.date_words import clock_words, date_words
from advisory_server.pages.render import render
from advisory_server.problem import Problem, ProblemError
from advisory_server.store.audit import Entry, entries

ON_A_PAGE = 50
_MOST_DIGITS = 15
"""Of an entry's number."""

NO_SUCH_PAGE = Problem(status=404, title="There is no such page", detail="The newest entries are at /admin/audit.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """An entry in words."""

    when: str
    who: str
    what: str
    facts: tuple[str, ...]


async def audit(request: web.Request) -> web.Response:
    """Show the newest entries, or those before the one whose number is given."""
    before = _before(request)
    found = await request.app[STORE].run(partial(entries, most=ON_A_PAGE + 1, before=before))
    shown, zone = found[:ON_A_PAGE], request.app[IN_FORCE].school.zone
    return render(
        request,
        "audit.html",
        rows=tuple(_row(entry, zone) for entry in shown),
        is_newest=before is None,
        older=shown[-1].number if len(found) > len(shown) else None,
    )


def _before(request: web.Request) -> int | None:
    if not request.query_string:
        return None
    digits = request.query.get("before", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
        raise ProblemError(NO_SUCH_PAGE)
    return int(digits)


def _row(entry: Entry, zone: ZoneInfo) -> EntryRow:
    return EntryRow(
        when=_when(entry.at.astimezone(zone)),
        who=entry.who,
        what=entry.what,
        facts=tuple(f"{name.replace('_', ' ')}: {_short(name, value)}" for name, value in entry.facts.items()),
    )


def _short(name: str, value: str) -> str:
    """Return as much of a digest as `owntime lists history` shows; it is whole in `owntime audit`."""
    return value[:12] if name == "digest" else value


def _when(at: dt.datetime) -> str:
    return f"{date_words(at.date())}, {clock_words(at.time())}"
