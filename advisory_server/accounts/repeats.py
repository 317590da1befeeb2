"""What anybody can bring about again and again, such as a wrong password: noted so that it fills no disk.

Of what happens alike on a day the 1st, 2nd, 4th, 8th … time is noted, with how often it was by then: a million
tries are twenty entries. What is alike is the kind of deed and the account that it is about, so that a flood
about one account hides nothing about another. The count is in memory, and begins anew with the server.
"""

import datetime as dt
from collections import Counter

from aiohttp import web

from advisory_server.accounts.audit import note_done
from advisory_server.keys import NOW, STORE
from advisory_server.store.audit import Deed, What

NOT_SIGNED_IN = "somebody not signed in"

_Alike = tuple[What, str, str]
"""What, who, and which account it is about: as many as there are accounts, whatever is typed."""


class Repeats:
    """How often what is alike happened today, in UTC."""

    def __init__(self) -> None:
        self._day: dt.date | None = None
        self._times: Counter[_Alike] = Counter()

    def times_to_note(self, alike: _Alike, now: dt.datetime) -> int | None:
        """Count it, and return how often it was today where that is to be noted."""
        today = now.astimezone(dt.UTC).date()
        if today != self._day:
            self._day = today
            self._times.clear()
        self._times[alike] += 1
        times = self._times[alike]
        return times if times.bit_count() == 1 else None


REPEATS = web.AppKey("repeats", Repeats)


async def note_repeat(request: web.Request, what: What, who: str = NOT_SIGNED_IN, **facts: str) -> None:
    """Note what somebody brought about who changed nothing by it. Raises StoreError.

    Facts are this server's own words, but for the name of an account that exists.
    """
    now = request.app[NOW]()
    times = request.app[REPEATS].times_to_note((what, who, facts.get("account", "")), now)
    if times is not None:
        deed = Deed(at=now, who=who, what=what, facts={**facts, "times_today": str(times)})
        await note_done(request.app[STORE], deed)
