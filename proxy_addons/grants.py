"""What lets clients through for a while: grants, graces and allowances, in memory only."""

import datetime as dt
from collections import defaultdict, deque

from school_policy.grant import ALLOWANCE, GRACE, Allowance, Grace, Grant
from school_policy.vocabulary import ClientId, PlatformId

Holder = tuple[ClientId, PlatformId]

_MOST_ALLOWANCES = 64
"""Of one client and platform at once; a page with more embeds than that starts them in turns."""


class Grants:
    """The live grants, graces and allowances of every client and platform."""

    def __init__(self) -> None:
        self._grants: dict[Holder, Grant] = {}
        self._graces: dict[Holder, Grace] = {}
        self._allowances: dict[Holder, deque[Allowance]] = defaultdict(lambda: deque(maxlen=_MOST_ALLOWANCES))

    def give(self, holder: Holder, grant: Grant) -> None:
        """Give a grant; a grant in force that lasts longer stays."""
        current = self._grants.get(holder)
        if current is None or not current.is_live(grant.start) or current.end < grant.end:
            self._grants[holder] = grant

    def is_granted(self, holder: Holder, now: dt.datetime) -> bool:
        """Tell whether a grant is live."""
        grant = self._grants.get(holder)
        return grant is not None and grant.is_live(now)

    def give_grace(self, holder: Holder, now: dt.datetime) -> None:
        """Let open pages stay open for the grace from now."""
        self._graces[holder] = Grace(start=now, end=now + GRACE)

    def is_graced(self, holder: Holder, now: dt.datetime) -> bool:
        """Tell whether a grace is live."""
        grace = self._graces.get(holder)
        return grace is not None and grace.is_live(now)

    def allow(self, holder: Holder, now: dt.datetime) -> None:
        """Allow one connection, soon."""
        self._allowances[holder].append(Allowance(end=now + ALLOWANCE))

    def has_allowance(self, holder: Holder, now: dt.datetime) -> bool:
        """Tell whether an allowance is live, and forget those that are over."""
        waiting = self._allowances.get(holder)
        while waiting and not waiting[0].is_live(now):
            waiting.popleft()
        return bool(waiting)

    def use_allowance(self, holder: Holder) -> None:
        """Use up the oldest allowance."""
        self._allowances[holder].popleft()

    def forget_ended(self, now: dt.datetime) -> None:
        """Drop what is over, so that nothing grows.

        A grant that has yet to begin stays: the clock was set back, and may be set forward again.
        """
        self._grants = {holder: grant for holder, grant in self._grants.items() if now < grant.end}
        self._graces = {holder: grace for holder, grace in self._graces.items() if grace.is_live(now)}
        for holder in list(self._allowances):
            if not self.has_allowance(holder, now):
                del self._allowances[holder]
