"""GET /what-we-count: what is counted, what never is, and everything that leaves a device."""

from typing import NamedTuple

from aiohttp import web

from advisory_server.figures.columns import ANY, OUTCOMES, THREE_DAYS
from advisory_server.keys import IN_FORCE
from advisory_server.pages.render import render
from school_policy.beside_report import BESIDE_ROWS
from school_policy.count_report import PRIVACY_ROWS


class Kept(NamedTuple):
    """Something that the server keeps."""

    what: str
    how_long: str


RETENTION: tuple[Kept, ...] = (
    Kept("Counts of a week or half-term", "Deleted 7 days after that week or half-term is released."),
    Kept(
        "Which device was in use in which week",
        "Deleted 7 days after that week is released. It is kept apart from the counts.",
    ),
    Kept(
        "When a device was last in contact",
        "The day, and what it said of itself then. Each time in place of the last: no hour, and no list of days. "
        "Deleted 7 days after that week is released. It is kept apart from the counts, for the IT admin.",
    ),
    Kept("When half-terms were, and which platforms were listed then", "For good. It says nothing of devices."),
    Kept(
        "Released figures",
        "For good: the bands as they were shown, how many devices were in use and enrolled, and how many reports "
        "came too late. The counts behind the bands are gone.",
    ),
    Kept(
        "Numbers of reports",
        "Deleted after 90 days. They are random, and stand beside no device and no count.",
    ),
    Kept(
        "Wrongly listed",
        "The platform, the day, and how often it was said; not who said it. For the IT admin, until it is "
        "answered; then the last answer.",
    ),
    Kept("What you ask on “Why this page?”", "Nothing of it."),
    Kept(
        "Pauses of all reminders",
        "When they began and ended, and by which account of the Headteacher or the IT admin. Nothing of staff.",
    ),
    Kept(
        "What the Headteacher adds",
        "A short note on a week, and the address at which staff may read the figures, where there is one: until "
        "the Headteacher takes it away. Notes are in no figure.",
    ),
    Kept("Devices", "The name that the IT admin gave it, when it was added, and when it was revoked."),
)
"""What the server keeps, and for how long."""

KINDS: tuple[str, ...] = (
    "Social media, video, messaging, blogs and forums, games, online worlds: on which kind of site it was.",
    "Until 10:00, until 12:00, until 14:00, after 14:00: in which part of the day it was.",
)
"""What else is counted of a week, in words."""

OF_HALF_TERM: tuple[str, ...] = (
    "Any of these, what was chosen, and the kind of site, as for a week.",
    "On which listed site it was, such as Facebook.",
)
"""What is counted of a half-term, in words."""

LIMITS: tuple[str, ...] = (
    "Ten devices may be fewer than ten people: somebody may use two.",
    "Whoever runs the server could see a report arrive, and from which device. The program keeps these apart.",
    "Who looks at many weeks, and knows who was away when, may guess better than by chance. Bands make it harder.",
)
"""What the figures cannot promise."""


async def what_we_count(request: web.Request) -> web.Response:
    """Show what is counted, and what never is."""
    return render(
        request,
        "what_we_count.html",
        counted=(*(column.meaning for column in (ANY, THREE_DAYS, *OUTCOMES)), *KINDS),
        of_half_term=OF_HALF_TERM,
        retention=RETENTION,
        limits=LIMITS,
        rows=PRIVACY_ROWS,
        beside=BESIDE_ROWS,
        gateway=request.app[IN_FORCE].school.policy.gateway is not None,
    )
