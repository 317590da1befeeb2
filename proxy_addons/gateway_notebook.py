"""What a gateway's process notes in: who is in which cell stays in its memory, how many goes into the spool."""

import datetime as dt
from collections.abc import Callable, Collection

from proxy_addons import ledger as ledgers
from proxy_addons.client_sets import ClientSets
from proxy_addons.spool import Spool
from proxy_addons.tally import Noted
from school_policy.count_report import WronglyListed
from school_policy.dimensions import Dimensions


class GatewayNotebook:
    """What a gateway's process writes in: the sets in memory, and their numbers alone in the spool."""

    def __init__(self, spool: Spool, today: Callable[[], dt.date]) -> None:
        """Take the spool, and what says the day in the school's zone."""
        self._spool = spool
        self._today = today
        self.sets = ClientSets()

    def note(
        self, noted: Collection[Noted], wrongly_listed: Collection[WronglyListed], dimensions: Dimensions
    ) -> None:
        """Note what happened. Raises SpoolError."""
        self._spool.change(
            lambda ledger: ledgers.note(self.sets.note(ledger, noted, dimensions), (), wrongly_listed, dimensions)
        )

    def forget_finished(self) -> None:
        """Drop the sets of the periods that are over."""
        self.sets.forget_finished(self._today())

    def close(self) -> None:
        """Close the spool."""
        self._spool.close()
