"""GET /admin/platforms: everything that is listed, with a search that also says why a host is not."""

from dataclasses import dataclass

from aiohttp import web

from advisory_server.keys import IN_FORCE
from advisory_server.pages.platform_search import by_kind, host_in, matching
from advisory_server.pages.render import render
from domain_lists.host_story import HostStories
from domain_lists.plain_english import answer_in_words
from school_policy.hostname import Hostname
from school_policy.platform import NeverListed, Platform
from school_policy.vocabulary import PlatformId

LONGEST_SEARCH = 1_000
"""Characters that are searched for: a pasted URL's host stands at its beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerForHost:
    """What the lists say of the host that was searched for."""

    host: Hostname
    sentence: str
    platform: PlatformId | None
    may_be_added: bool
    """Whether nothing at all is said of it, so that the school may add it."""


async def platforms(request: web.Request) -> web.Response:
    """Show the platforms that a search finds, or all, for the IT admin."""
    school, search = request.app[IN_FORCE].school, request.query.get("q", "")[:LONGEST_SEARCH].strip()
    host = host_in(search) if search else None
    answer = _answer(host, school.stories) if host else None
    found = _found(school.policy.platforms, search, answer)
    return render(
        request,
        "platforms.html",
        search=search,
        answer=answer,
        kinds=by_kind(found),
        found=len(found),
        all=len(school.policy.platforms),
    )


def _found(platforms: tuple[Platform, ...], search: str, answer: AnswerForHost | None) -> tuple[Platform, ...]:
    """Return what a search finds; a host that is listed finds its platform before all that it is a part of."""
    if not search:
        return platforms
    if answer is None or answer.platform is None:
        return matching(platforms, search)
    return tuple(platform for platform in platforms if platform.id == answer.platform)


def _answer(host: Hostname, stories: HostStories) -> AnswerForHost:
    explanation = stories.of(host).explanation
    listing = explanation.listing
    return AnswerForHost(
        host=host,
        sentence=answer_in_words(explanation),
        platform=listing.platform.id if listing else None,
        may_be_added=listing is None and not isinstance(explanation.winner, NeverListed),
    )
