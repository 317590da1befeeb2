"""What the proxy processes of a storm's devices do: note what happens, again and again where they were killed."""

import select

from proxy_addons.spool import Spool
from proxy_addons.tally import Noted
from tests.flow.exactly_once.mortal import watch_for
from tests.flow.exactly_once.nursery import STANDARD_INPUT, Say
from tests.flow.exactly_once.plan import Event, events_since_yesterday
from tests.flow.exactly_once.stepped_clock import SteppedClock
from tests.flow.exactly_once.told import Told

_LOOK_SECONDS = 0.001


def work(told: Told, say: Say) -> None:
    watch_for(told, say, "REPLACE INTO ledger")
    clock = SteppedClock(told.clock)
    spools = {device: Spool(told.spool(device)) for device in told.devices}
    noted: dict[str, set[Event]] = {device: set() for device in spools}
    while True:
        at = clock.seconds()
        for device, spool in spools.items():
            events = set(events_since_yesterday(told.seed, device, clock.now()))
            for event in events - noted[device]:
                _note(spool, event)
            noted[device] = events
        say({"is": "done", "at": at})
        while clock.seconds() == at:
            if select.select([STANDARD_INPUT], [], [], _LOOK_SECONDS)[0]:
                return  # the test is gone


def _note(spool: Spool, event: Event) -> None:
    if isinstance(event.what, Noted):
        spool.note({event.what}, ())
    else:
        spool.note((), {event.what})
