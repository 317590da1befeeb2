"""What a policy lets be told apart in figures: its half-terms, and the platforms with their categories.

Server and device freeze this when they first see a half-term (or, outside of any, a week): a platform that is
added, removed or moved meanwhile changes no cell before the next one begins.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from school_policy.half_term import HalfTerm, half_terms_of
from school_policy.policy import Policy
from school_policy.vocabulary import Category, PlatformId

FEWEST_VALUES = 4
"""With fewer, what is shown of a whole would say something of a part that is not (architecture: L <= (m-1)*9)."""


class CountedPlatform(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A platform as figures know it."""

    id: PlatformId
    category: Category


class Dimensions(msgspec.Struct, frozen=True, kw_only=True):
    """What a policy lets be told apart."""

    half_terms: tuple[HalfTerm, ...] = ()
    platforms: tuple[CountedPlatform, ...] = ()
    """Those that some group is reminded about, in the policy's order: of others, nothing can be counted."""


NOT_TOLD_APART = Dimensions()
"""No half-terms and no platforms: weeks alone are counted, and of them no kinds of site."""


def dimensions_of(policy: Policy) -> Dimensions:
    """Return what a policy lets be told apart."""
    return Dimensions(half_terms=half_terms_of(policy.calendar), platforms=tuple(_counted(policy)))


def sizes_of(platforms: Iterable[CountedPlatform]) -> Mapping[Category, int]:
    """Return how many platforms each category has; 0 for what is not there."""
    return Counter(platform.category for platform in platforms)


def too_few_values(dimensions: Dimensions) -> tuple[str, ...]:
    """Say why these cannot be counted by, if so; a category of 1, 2 or 3 platforms has rules of its own.

    Outcomes and the parts of the day are four or more whatever a policy says. Where nobody is reminded about
    anything, nothing is counted either.
    """
    platforms = len(dimensions.platforms)
    categories = len(sizes_of(dimensions.platforms))
    return tuple(
        f"figures need at least {FEWEST_VALUES} {of_what} that somebody is reminded about, and there are "
        f"{number}: with fewer, a number that is shown would tell of one that is not"
        for number, of_what in ((platforms, "platforms"), (categories, "kinds of site"))
        if 0 < number < FEWEST_VALUES
    )


def _counted(policy: Policy) -> Iterator[CountedPlatform]:
    for platform in policy.platforms:
        if not policy.groups or not all(group.is_quiet(platform.id) for group in policy.groups):
            yield CountedPlatform(id=platform.id, category=platform.category)
