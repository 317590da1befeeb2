"""A published version in words."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from advisory_server.pages.date_words import clock_words, date_words
from advisory_server.store.publications import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One version."""

    number: int
    when: str
    author: str
    note: str
    content_of: int
    """The version that it took up again; 0: none."""
    digest: str


def version_row(version: Version, zone: ZoneInfo) -> VersionRow:
    """Return a version in words, by the school's clock."""
    at = version.published_at.astimezone(zone)
    return VersionRow(
        number=version.number,
        when=f"{date_words(at.date())}, {clock_words(at.time())}",
        author=version.author,
        note=version.note,
        content_of=version.content_of or 0,
        digest=version.digest,
    )
