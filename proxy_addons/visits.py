"""The pages that people came for, behind random tokens, while they look at the reminder. Memory only."""

import datetime as dt
import secrets
from dataclasses import dataclass

from school_policy.vocabulary import ClientId, PlatformId

MEMORY = dt.timedelta(minutes=10)
"""How long the page a person came for is remembered."""

_MOST = 2_000
"""Visits kept at once, about 1 MB; the oldest go first, and then lead to the platform's front page."""


@dataclass(slots=True, kw_only=True)
class Visit:
    """One person's way to one page, interrupted by the reminder."""

    client: ClientId
    platform: PlatformId
    url: str
    started: dt.datetime
    from_unlisted_site: bool
    """Going back in history leads to a page that is not listed."""
    form_lost: bool
    """It was a form being sent."""
    seen: bool = False
    """The reminder was shown for it: a reload is no second view."""
    settled: bool = False
    """It is known how its reminder ended, or nobody asks: it is never one that nobody carried on from."""

    def is_remembered(self, now: dt.datetime) -> bool:
        """Tell whether the visit is still remembered; a clock set back ends it too."""
        return self.started <= now < self.started + MEMORY


class Visits:
    """The remembered visits."""

    def __init__(self) -> None:
        self._visits: dict[str, Visit] = {}

    def remember(self, visit: Visit) -> str:
        """Keep a visit and return its token (128 random bits, URL-safe)."""
        while len(self._visits) >= _MOST:
            self._visits.pop(next(iter(self._visits)))
        token = secrets.token_urlsafe(16)
        self._visits[token] = visit
        return token

    def find(self, token: str, client: ClientId, platform: PlatformId, now: dt.datetime) -> Visit | None:
        """Return the visit behind a token, if it is this client's, of this platform, and remembered."""
        visit = self._visits.get(token)
        if visit is None or (visit.client, visit.platform) != (client, platform):
            return None
        return visit if visit.is_remembered(now) else None

    def settle(self, client: ClientId, platform: PlatformId, now: dt.datetime) -> None:
        """Settle all the visits of one client to one platform that are remembered: its tabs are one reminder."""
        for visit in self._visits.values():
            if (visit.client, visit.platform) == (client, platform) and visit.is_remembered(now):
                visit.settled = True

    def forget_old(self, now: dt.datetime) -> list[Visit]:
        """Drop what is no longer remembered, and return the visits whose reminder nobody carried on from.

        Their page was shown, and ten minutes went by without a choice. Where the clock was set back nobody knows
        how long it was, and a choice may still come: those are not among them. Nor is what the bound pushed out,
        for the same reason; besides, so many at once are a program's.
        """
        gone = [visit for visit in self._visits.values() if not visit.is_remembered(now)]
        if gone:
            self._visits = {token: visit for token, visit in self._visits.items() if visit.is_remembered(now)}
        return [visit for visit in gone if visit.seen and not visit.settled and visit.started <= now]


class DailyViews:
    """How many reminders each client saw today, for the daily cap. Tabs of the same minute count once."""

    def __init__(self) -> None:
        self._day: dt.date | None = None
        self._counts: dict[ClientId, int] = {}
        self._minutes: dict[ClientId, dt.datetime] = {}

    def note(self, client: ClientId, local: dt.datetime) -> None:
        """Note a first view at a local time."""
        self._turn_to(local.date())
        minute = local.replace(second=0, microsecond=0)
        if self._minutes.get(client) != minute:
            self._minutes[client] = minute
            self._counts[client] = self._counts.get(client, 0) + 1

    def has_reached(self, cap: int, client: ClientId, local: dt.datetime) -> bool:
        """Tell whether a client has seen as many as the cap (0: none) on this local day."""
        self._turn_to(local.date())
        return cap > 0 and self._counts.get(client, 0) >= cap

    def _turn_to(self, day: dt.date) -> None:
        if day != self._day:
            self._day = day
            self._counts.clear()
            self._minutes.clear()
