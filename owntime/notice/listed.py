"""What a notice says of the listed platforms: every name where they are few, else some that everybody knows."""

from advisory_server.pages.listed_words import CATEGORY_WORDS
from school_policy.notice_digest import Told, ToldCategory

_FEW = 20
"""So many names still fit the one page that a notice has."""

_EXAMPLES = 3

BEST_KNOWN = frozenset(
    {
        "Facebook",
        "Instagram",
        "TikTok",
        "YouTube",
        "Twitch",
        "Vimeo",
        "WhatsApp",
        "Messenger",
        "Discord",
        "Reddit",
        "Mumsnet",
        "Quora",
        "Roblox",
        "Minecraft",
        "Nintendo",
        "World of Warcraft / Battle.net",
        "RuneScape",
        "EVE Online",
    }
)
"""Names to give as examples first: what is told is not in which order a list has them."""


def listed(told: Told) -> str:
    """Say what is listed, in one point."""
    names = [name for category in told.listed for name in category.platforms]
    if not names:
        return "Listed: none today."
    if len(names) <= _FEW:
        return f"Listed: {', '.join(sorted(names, key=str.casefold))}."
    kinds = "; ".join(_kind(category) for category in told.listed)
    where = "see the school's page “The rule”" if told.counted else f"ask {told.contacts.it.who}"
    return f"Listed: {kinds}. All {len(names)} by name: {where}."


def _kind(category: ToldCategory) -> str:
    known = sorted(category.platforms, key=lambda name: name not in BEST_KNOWN)  # else as they are: by name
    rest = len(known) - _EXAMPLES
    more = f" and {rest} more" if rest > 0 else ""
    return f"{CATEGORY_WORDS[category.category]} ({', '.join(known[:_EXAMPLES])}{more})"
