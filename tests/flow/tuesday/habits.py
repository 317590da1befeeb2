"""What 26 made-up staff of the sample school do on a Tuesday: ordinary habits, and nobody is modelled on a person.

Every number here is an assumption, and each stands here alone:

- 12 teachers and 8 assistants (group "teaching"), 4 in the office, 2 site staff.
- A teacher opens YouTube eight times in lessons: five pages, and three clips in the school's own pages.
- Three of four use one listed platform for their work, two to five times: Pinterest for a display, the school's
  Facebook page, LinkedIn, X; who looks after the site, a film that shows how to mend something.
- Before work and after it four of ten open something, at lunch six of ten, one to three things each time.
- Half of those at lunch leave a tab open until they go home; it asks again every five minutes, and its WebSocket
  too. Three of ten of them turn to it once more in the afternoon, and ask for a page.
- In working time something is opened out of habit: nothing by about seven of ten, once by about a quarter. Two of
  three go back when the reminder comes, the third carries on.
- The school's learning pages, with a clip and a like button, are opened three times by whoever teaches.
- Three of ten sign in somewhere with Facebook; three of ten have a program that asks every 15 minutes, all day.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

TUESDAY = dt.date(2026, 11, 24)
PLEASURES = ("www.facebook.com", "www.instagram.com", "web.whatsapp.com", "x.com", "www.reddit.com")
AT_WORK = ("www.pinterest.co.uk", "www.facebook.com", "www.linkedin.com", "x.com")
YOUTUBE = "www.youtube.com"


class Kind(Enum):
    """What is done."""

    PAGE = auto()
    """A page is opened."""
    TAB = auto()
    """A page is opened and left open."""
    RETURN = auto()
    """The tab is looked at again, and asks for a page."""
    ASK_AGAIN = auto()
    """The tab asks by itself, once and by a WebSocket."""
    CLIP = auto()
    """Another site's page embeds a clip."""
    LIKE_BUTTON = auto()
    LOG_IN = auto()
    PROGRAM = auto()
    """A program that is no browser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that one person, or what runs on the machine, does."""

    time: dt.time
    kind: Kind
    host: str
    carries_on: bool = False
    """If the reminder comes, the person carries on for work; else goes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One of the staff: the group, and its hours as the school has them."""

    group: str
    teaches: bool
    work: tuple[tuple[str, str], ...]
    lunch: tuple[str, str]

    def in_own_time(self, time: dt.time) -> bool:
        """Tell whether it is own time, by the hours as a person reads them."""
        return not any(_time(start) <= time < _time(end) for start, end in self.work)


_TEACHING = (("08:30", "12:15"), ("13:15", "15:45"))
TEACHER = Person(group="teaching", teaches=True, work=_TEACHING, lunch=("12:15", "13:15"))
ASSISTANT = Person(group="teaching", teaches=False, work=_TEACHING, lunch=("12:15", "13:15"))
OFFICE = Person(
    group="office", teaches=False, work=(("08:00", "12:30"), ("13:30", "16:30")), lunch=("12:30", "13:30")
)
SITE = Person(group="site", teaches=False, work=(("06:30", "10:00"), ("14:30", "18:00")), lunch=("10:00", "14:30"))
STAFF = (*(TEACHER,) * 12, *(ASSISTANT,) * 8, *(OFFICE,) * 4, *(SITE,) * 2)


def make_up_day(person: Person, chance: random.Random) -> list[Deed]:
    """Return one person's day, in order. The same chance makes up the same day."""
    deeds = [
        *_lessons(person, chance),
        *_for_work(person, chance),
        *_own_time(person, chance),
        *_out_of_habit(person, chance),
        *_no_pages(person, chance),
    ]
    return sorted(deeds, key=lambda deed: deed.time)


def _lessons(person: Person, chance: random.Random) -> Iterator[Deed]:
    if person.teaches:
        for kind in (*(Kind.PAGE,) * 5, *(Kind.CLIP,) * 3):
            yield Deed(time=_at_work(person, chance), kind=kind, host=YOUTUBE)
    if person.group == "teaching":
        for _ in range(3):
            time = _at_work(person, chance)
            yield Deed(time=time, kind=Kind.CLIP, host=YOUTUBE)
            yield Deed(time=time, kind=Kind.LIKE_BUTTON, host="www.facebook.com")


def _for_work(person: Person, chance: random.Random) -> Iterator[Deed]:
    if chance.random() < 3 / 4:
        host = YOUTUBE if person is SITE else chance.choice(AT_WORK)
        for _ in range(chance.randint(2, 5)):
            yield Deed(time=_at_work(person, chance), kind=Kind.PAGE, host=host, carries_on=True)


def _own_time(person: Person, chance: random.Random) -> Iterator[Deed]:
    start, end = person.work[0][0], person.work[-1][1]
    for share, (first, last) in ((0.4, ("06:00", start)), (0.4, (end, "19:00")), (0.6, person.lunch)):
        if chance.random() < share:
            for _ in range(chance.randint(1, 3)):
                time = _between(first, last, chance)
                yield Deed(time=time, kind=Kind.PAGE, host=chance.choice(PLEASURES))
            if (first, last) == person.lunch and chance.random() < 1 / 2:
                yield from _tab(person, chance)


def _tab(person: Person, chance: random.Random) -> Iterator[Deed]:
    host, end = chance.choice(PLEASURES), _time(person.work[-1][1])
    opened = _between(*person.lunch, chance)
    yield Deed(time=opened, kind=Kind.TAB, host=host)
    yield from (Deed(time=time, kind=Kind.ASK_AGAIN, host=host) for time in _every(5, opened, end))
    if chance.random() < 0.3:
        carries_on = chance.random() < 1 / 3
        yield Deed(time=_between(*person.work[-1], chance), kind=Kind.RETURN, host=host, carries_on=carries_on)


def _out_of_habit(person: Person, chance: random.Random) -> Iterator[Deed]:
    for _ in range(4):
        if chance.random() < 0.09:
            carries_on = chance.random() < 1 / 3
            time = _at_work(person, chance)
            yield Deed(time=time, kind=Kind.PAGE, host=chance.choice(PLEASURES), carries_on=carries_on)


def _no_pages(person: Person, chance: random.Random) -> Iterator[Deed]:
    if chance.random() < 0.3:
        yield Deed(time=_at_work(person, chance), kind=Kind.LOG_IN, host="www.facebook.com")
    if chance.random() < 0.3:
        host = chance.choice(("web.whatsapp.com", "www.instagram.com"))
        times = _every(15, _time("06:00"), _time("19:00"))
        yield from (Deed(time=time, kind=Kind.PROGRAM, host=host) for time in times)


def _time(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


def _seconds(time: dt.time) -> int:
    return time.hour * 3_600 + time.minute * 60 + time.second


def _clock(seconds: int) -> dt.time:
    return dt.time(seconds // 3_600, seconds // 60 % 60, seconds % 60)


def _between(first: str, last: str, chance: random.Random) -> dt.time:
    return _clock(chance.randrange(_seconds(_time(first)), _seconds(_time(last))))


def _at_work(person: Person, chance: random.Random) -> dt.time:
    lengths = [_seconds(_time(end)) - _seconds(_time(start)) for start, end in person.work]
    (session,) = chance.choices(person.work, weights=lengths)
    return _between(*session, chance)


def _every(minutes: int, start: dt.time, end: dt.time) -> Iterator[dt.time]:
    yield from (_clock(seconds) for seconds in range(_seconds(start) + 60, _seconds(end), minutes * 60))
