"""The listed platforms by kind, as a person would name the kinds."""

from collections.abc import Sequence
from dataclasses import dataclass

from school_policy.platform import Platform
from school_policy.vocabulary import Category

CATEGORY_WORDS = {
    Category.SOCIAL: "social networks",
    Category.VIDEO: "video",
    Category.MESSAGING: "messaging",
    Category.BLOGS_AND_FORUMS: "blogs and forums",
    Category.GAMING: "games",
    Category.MMORPG: "online worlds",
}
"""Each kind of platform in plain words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedLine:
    """A kind of platform with the names of all that are listed, the best known first."""

    kind: str
    names: tuple[str, ...]


def listed_lines(platforms: Sequence[Platform]) -> tuple[ListedLine, ...]:
    """Return a line for each kind that has any, in the order of the kinds."""
    lines = [
        ListedLine(
            kind=CATEGORY_WORDS[category].capitalize(),
            names=tuple(platform.name for platform in platforms if platform.category is category),
        )
        for category in Category
    ]
    return tuple(line for line in lines if line.names)
