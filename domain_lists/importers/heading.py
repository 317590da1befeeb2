"""What a list says of itself in the comments at its start.

COMMENT = SIGNS KEY ":" VALUE      as in "! Last modified: 20 Nov 2026", "# License: MIT"
"""

import re

from domain_lists.importers.line_fate import Fate, Remark
from domain_lists.importers.name_text import shown

_SAYS = re.compile(r"[\s#!;/*]+([A-Za-z][A-Za-z \-]{2,24}?)\s*(?::|=)\s*(\S.*)")
_KEYS = {
    "title": "title",
    "name": "title",
    "license": "licence",
    "licence": "licence",
    "last modified": "dated",
    "last updated": "dated",
    "last update": "dated",
    "modified": "dated",
    "updated": "dated",
    "date": "dated",
}


class Heading:
    """Looks at the first comments of a list, and keeps the first answer to each question."""

    most_lines = 100

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def look_at(self, text: str, fate: Fate) -> None:
        """Look at a line that is a remark."""
        said = _SAYS.match(text) if isinstance(fate, Remark) else None
        field = _KEYS.get(said[1].lower().replace("-", " ")) if said else None
        if said and field:
            self._found.setdefault(field, shown(said[2].strip()))

    @property
    def title(self) -> str | None:
        """What it is called."""
        return self._found.get("title")

    @property
    def licence(self) -> str | None:
        """Under which licence it stands."""
        return self._found.get("licence")

    @property
    def dated(self) -> str | None:
        """When it was last changed, in its own words."""
        return self._found.get("dated")
