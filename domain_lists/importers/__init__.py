"""Reading public lists: each line taken, unsupported or wrong, and never skipped in silence.

Nothing here changes a list in force. This package brings tldextract, which the proxy process must not import.
"""

from domain_lists.importers.containers import open_path, open_stream
from domain_lists.importers.formats import TRAITS, Format, reader_of
from domain_lists.importers.guess import guess_format
from domain_lists.importers.imported_list import ImportedList, LineCounts, Source
from domain_lists.importers.line_fate import Fate, NameRule, Reach, Remark, Taken, Unsupported, Why, Wrong
from domain_lists.importers.matching import Matched, match_names
from domain_lists.importers.members import Container, Member, NotRead
from domain_lists.importers.name_set import Kept, NameSet
from domain_lists.importers.reading import Watch, read_lists
from domain_lists.importers.text_lines import NoListError

__all__ = [
    "TRAITS",
    "Container",
    "Fate",
    "Format",
    "ImportedList",
    "Kept",
    "LineCounts",
    "Matched",
    "Member",
    "NameRule",
    "NameSet",
    "NoListError",
    "NotRead",
    "Reach",
    "Remark",
    "Source",
    "Taken",
    "Unsupported",
    "Watch",
    "Why",
    "Wrong",
    "guess_format",
    "match_names",
    "open_path",
    "open_stream",
    "read_lists",
    "reader_of",
]
