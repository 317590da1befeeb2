"""A whole Tuesday: every person's deeds done on a machine of their own, and what each of them met."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median, quantiles
from zoneinfo import ZoneInfo

from proxy_addons.grants import Grants
from proxy_addons.in_force import InForce, put_in_force
from school_policy.policy import Policy
from school_policy.vocabulary import Outcome
from tests.flow.tuesday.habits import STAFF, TUESDAY, YOUTUBE, Deed, Kind, Person, make_up_day
from tests.flow.tuesday.machine import Machine, Met
from tests.proxy_addons.sample import StoppedClock

ZONE = ZoneInfo("Europe/London")
_LOOK = dt.timedelta(seconds=15)
"""Between two looks at the clock; the proxy looks sixty times as often, at boundaries to the same effect."""
_OPENS, _ENDS = dt.time(5, 59), dt.time(19, 30)
_LATE = dt.timedelta(minutes=10) + _LOOK
"""Until a reminder that nobody carried on from is noted."""
_FROM_ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Referer": "https://learning.school.example/"}
FRAMED = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe", **_FROM_ELSEWHERE}
"""The headers of a frame in another site's page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What one deed met."""

    deed: Deed
    met: Met


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """One person's day."""

    person: Person
    events: tuple[Event, ...]
    noted: tuple[tuple[dt.datetime, Outcome], ...]
    faults: int

    @property
    def pages(self) -> tuple[Event, ...]:
        """The reminder's pages that the person saw."""
        return tuple(event for event in self.events if event.met is Met.REMINDED)

    @property
    def noted_of_own_time(self) -> list[Outcome]:
        """What was noted in own time, but for a reminder of the minutes before it that came to nothing."""
        return [
            outcome
            for moment, outcome in self.noted
            if self.person.in_own_time(moment.time())
            and not (outcome is Outcome.DID_NOT_CARRY_ON and self._was_reminded_before(moment))
        ]

    def _was_reminded_before(self, moment: dt.datetime) -> bool:
        times = (_at(event.deed.time) for event in self.pages if not self.person.in_own_time(event.deed.time))
        return any(time <= moment <= time + _LATE for time in times)


def live(policy: Policy, seed: int, grants: Callable[[], Grants] = Grants) -> list[Lived]:
    """Let all staff live the Tuesday that a seed makes up."""
    chance = random.Random(seed)  # noqa: S311 (made-up habits are no secret)
    groups = {in_force.group.id: in_force for in_force in put_in_force(policy, policy.groups)}
    by_name = {str(group): in_force for group, in_force in groups.items()}
    return [_live(person, make_up_day(person, chance), by_name[person.group], grants()) for person in STAFF]


def youtube_pages(lived: list[Lived]) -> list[Event]:
    """Return the reminders about YouTube that teaching staff saw."""
    teaching = (one for one in lived if one.person.group == "teaching")
    return [event for one in teaching for event in one.pages if event.deed.host == YOUTUBE]


def median_of_pages(lived: list[Lived]) -> float:
    """Return how many reminders a person in the middle saw."""
    return median(len(one.pages) for one in lived)


def pages_of(lived: list[Lived]) -> str:
    """Say how many pages people saw."""
    counts = [len(one.pages) for one in lived]
    ninth = quantiles(counts, n=10, method="inclusive")[-1]
    return f"min {min(counts)}, median {median_of_pages(lived):g}, 90 % {ninth:g}, max {max(counts)}"


def _live(person: Person, deeds: list[Deed], in_force: InForce, grants: Grants) -> Lived:
    machine = Machine(in_force, StoppedClock(_at(_OPENS)), grants)
    events: list[Event] = []
    noted: list[tuple[dt.datetime, Outcome]] = []
    for moment, deed in _looks(deeds):
        machine.clock.set(moment.astimezone(dt.UTC))
        machine.boundary.tick()
        if deed is not None:
            events.append(Event(deed=deed, met=_do(machine, deed)))
        noted += [(moment, outcome) for outcome in machine.tally.noted[len(noted) :]]
    return Lived(person=person, events=tuple(events), noted=tuple(noted), faults=machine.edge.faults)


def _looks(deeds: list[Deed]) -> Iterator[tuple[dt.datetime, Deed | None]]:
    """Yield the moments of the day in order: the looks at the clock, and the deeds."""
    looks = (_at(_ENDS) - _at(_OPENS)) // _LOOK
    moments: list[tuple[dt.datetime, Deed | None]] = [(_at(_OPENS) + n * _LOOK, None) for n in range(looks)]
    moments += [(_at(deed.time), deed) for deed in deeds]
    yield from sorted(moments, key=lambda moment: moment[0])


def _do(machine: Machine, deed: Deed) -> Met:
    """Do it with the headers that Chromium sends, or a program."""
    site = f"https://{deed.host}"
    match deed.kind:
        case Kind.PAGE | Kind.TAB:
            url, headers = f"{site}/some/page", {"Sec-Fetch-Site": "none"}
        case Kind.RETURN:
            url, headers = f"{site}/some/other", {"Sec-Fetch-Site": "same-origin", "Referer": f"{site}/"}
        case Kind.LOG_IN:
            url, headers = f"{site}/v19.0/dialog/oauth?client_id=1", _FROM_ELSEWHERE
        case _:
            return _do_unseen(machine, deed, site)
    return machine.open_page(url, headers, carries_on=deed.carries_on, is_left_open=deed.kind is Kind.TAB)


def _do_unseen(machine: Machine, deed: Deed, site: str) -> Met:
    match deed.kind:
        case Kind.CLIP:
            return machine.fetch(f"{site}/embed/a-clip", FRAMED)
        case Kind.LIKE_BUTTON:
            return machine.fetch(f"{site}/v19.0/plugins/like.php", FRAMED)
        case Kind.ASK_AGAIN:
            own = {"Sec-Fetch-Site": "same-origin", "Referer": f"{site}/", "Origin": site}
            machine.ask_again(f"{site}/socket", own | {"Upgrade": "websocket", "Sec-Fetch-Mode": "websocket"})
            return machine.ask_again(f"{site}/poll", own | {"Accept": "*/*", "Sec-Fetch-Mode": "cors"})
        case _:
            return machine.fetch(f"{site}/api", {"User-Agent": "a program"})


def _at(time: dt.time) -> dt.datetime:
    return dt.datetime.combine(TUESDAY, time, ZONE)
