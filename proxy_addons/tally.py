"""What is to be noted of this device, until it stands in the spool. Memory only, no lock, no IO.

A device is one client, so nothing here names one; and there are days, but no times. A gateway has a tally of its
own (gateway_tally.py).
"""

import datetime as dt
from dataclasses import dataclass

from school_policy.count_report import Band, WronglyListed
from school_policy.vocabulary import ClientId, Outcome, PlatformId


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Something that happened on a day: what a device notes, and notes once."""

    day: dt.date
    """In the school's zone."""
    outcome: Outcome | None = None
    band: Band | None = None
    """The part of the day."""
    platform: PlatformId | None = None
    client: ClientId | None = None
    """Behind a gateway: whose it is. A device is one client, and names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is written to the spool at once."""

    noted: frozenset[Noted] = frozenset()
    wrongly_listed: frozenset[WronglyListed] = frozenset()


_MOST = 1_024
"""Things remembered, the newest of them: thirty a day for seven weeks' work; what is older would be late."""


class Tally:
    """Gathers what happened; each thing is taken from it once."""

    most = _MOST

    def __init__(self) -> None:
        self._remembered: dict[Noted | WronglyListed, bool] = {}  # whether it is still to be taken; oldest first

    def note(
        self,
        outcome: Outcome,
        day: dt.date,
        *,
        band: Band | None = None,
        platform: PlatformId | None = None,
        client: ClientId | None = None,
    ) -> None:
        """Note an outcome on a day (in the school's zone), in a part of it, of a platform.

        Each is noted by itself: not even in memory does it stand what was chosen for which platform, or when.
        """
        whose = self.named(client)
        self._remember(Noted(day=day, outcome=outcome, client=whose))
        if band is not None:
            self._remember(Noted(day=day, band=band, client=whose))
        if platform is not None:
            self._remember(Noted(day=day, platform=platform, client=whose))

    def named(self, client: ClientId | None) -> ClientId | None:  # noqa: ARG002 (a gateway's does)
        """Return what a client is known by here: by nothing, as a device has one."""
        return None

    def note_wrongly_listed(self, platform: PlatformId, day: dt.date) -> None:
        """Note that somebody said on that day that a platform should not be listed."""
        self._remember(WronglyListed(platform=platform, day=day))

    def take(self) -> Batch | None:
        """Return what is new since the last time, if anything is; `put_back` what could not be written."""
        new = [thing for thing, is_new in self._remembered.items() if is_new]
        if not new:
            return None
        self._remembered.update(dict.fromkeys(new, False))
        return Batch(
            noted=frozenset(thing for thing in new if isinstance(thing, Noted)),
            wrongly_listed=frozenset(thing for thing in new if isinstance(thing, WronglyListed)),
        )

    def put_back(self, batch: Batch) -> None:
        """Have a batch taken again later, but for what was pushed out meanwhile."""
        things: set[Noted | WronglyListed] = {*batch.noted, *batch.wrongly_listed}
        self._remembered.update(dict.fromkeys(things & self._remembered.keys(), True))

    def _remember(self, thing: Noted | WronglyListed) -> None:
        if thing in self._remembered:
            return
        while len(self._remembered) >= self.most:
            del self._remembered[next(iter(self._remembered))]
        self._remembered[thing] = True
