"""/why: somebody asks why the reminder came up for a host or a page, or why it did not.

The form is sent as a POST, so that a page's address that somebody pastes stands in no address line, no history and
no log, neither ours nor that of anything between; of it the host alone is read, and nothing is kept. A GET with
`?host=` gives the same answer, for links that name a host on purpose, as the IT admin's pages have them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from advisory_server.accounts.csrf import Visit
from advisory_server.accounts.form import read_form
from advisory_server.devices_go_by import DEVICES_GO_BY
from advisory_server.keys import IN_FORCE, NOW
from advisory_server.pages.render import render
from advisory_server.pages.why_words import VisitCard, WhyAnswer, difference, visit_cards, why_answer
from advisory_server.pausing import PAUSING
from domain_lists.asked_host import asked_host
from school_policy.hostname import Hostname, HostnameError
from school_policy.policy import Policy
from school_policy.vocabulary import REMINDER_HOST, GroupId

LONGEST = 1_000
"""Characters that may be typed: the host of a page's address stands at its beginning."""

_UNREADABLE = 422

NOTHING = "Please type the name of a site, such as www.facebook.com, or paste the address of the page."
NO_HOST = "That is no name of a site. Please type what stands at the top of the browser, such as www.facebook.com."
NOT_WHOLE = "That is not the whole name of a site. Please type it with its ending, such as www.facebook.com."
THE_REMINDER = "That is the reminder's own address. Please type the name of the site that you wanted."
NO_GROUP = "There is no such staff group. Please choose one of those below."


class AskedError(ValueError):
    """What was asked cannot be answered; the text says why, to whoever typed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks, as it was typed."""

    typed: str = ""
    group: str = ""
    """The id of a group; empty: each of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the page says."""

    answer: WhyAnswer
    difference: str
    visits: tuple[VisitCard, ...]


async def why(request: web.Request) -> web.Response:
    """Show the form, and the answer where the address names a host."""
    query = request.query
    asked = _asked(query)
    return _page(request, asked) if not asked.typed else _answered(request, asked)


async def ask_why(request: web.Request) -> web.Response:
    """Answer the form. It changes nothing."""
    return _answered(request, _asked(await read_form(request)))


def _asked(fields: Mapping[str, str]) -> Asked:
    return Asked(typed=fields.get("host", "").strip()[:LONGEST], group=fields.get("group", ""))


def _answered(request: web.Request, asked: Asked) -> web.Response:
    try:
        host = _host(asked.typed)
        group = _group(asked.group, request.app[DEVICES_GO_BY].school.policy)
    except AskedError as problem:
        return _page(request, asked, problem=str(problem), status=_UNREADABLE)
    return _page(request, Asked(typed=host, group=asked.group), _told(request, host, group))


def _host(typed: str) -> Hostname:
    if not typed:
        raise AskedError(NOTHING)
    try:
        host = asked_host(typed)
    except HostnameError:
        raise AskedError(NO_HOST) from None
    if host == REMINDER_HOST:
        raise AskedError(THE_REMINDER)
    if "." not in host:
        raise AskedError(NOT_WHOLE)
    return host


def _group(group: str, policy: Policy) -> GroupId | None:
    if not group:
        return None
    if policy.group(GroupId(group)) is None:
        raise AskedError(NO_GROUP)
    return GroupId(group)


def _told(request: web.Request, host: Hostname, group: GroupId | None) -> Told:
    devices, paused = request.app[DEVICES_GO_BY], request.app[PAUSING].in_force() is not None
    story = request.app[IN_FORCE].school.stories.of(host)
    here, on_devices = story.explanation.listing, devices.school.stories.of(host).explanation.listing
    return Told(
        answer=why_answer(story),
        difference=difference(here, on_devices, devices.version),
        visits=visit_cards(devices.school, on_devices, group, request.app[NOW](), paused=paused),
    )


def _page(
    request: web.Request, asked: Asked, told: Told | None = None, *, problem: str = "", status: int = 200
) -> web.Response:
    visit = Visit(request)
    policy = request.app[DEVICES_GO_BY].school.policy
    page = render(
        request,
        "why.html",
        status=status,
        token=visit.token,
        asked=asked,
        groups=policy.groups,
        contact=policy.contacts.it,
        told=told,
        problem=problem,
    )
    visit.remember(page)
    return page
