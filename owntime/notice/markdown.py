"""A notice as Markdown (CommonMark); what schools write into their settings stays text."""

import re

from owntime.notice.text import NoticeText, Section

_MEANS_SOMETHING = re.compile(r"([\\`*_\[\]<>#|&~]|^[-+]|(?<=^\d)[.)])")


def as_markdown(notice: NoticeText) -> str:
    """Return the whole document."""
    parts = [f"# {plain(notice.title)}", f"**{plain(notice.school)}**", plain(notice.lead)]
    for section in notice.sections:
        parts += _section(section)
    return "\n\n".join([*parts, notice.given, notice.digest]) + "\n"


def _section(section: Section) -> list[str]:
    parts = [f"## {plain(section.heading)}"]
    if section.sentences:
        parts.append(" ".join(map(plain, section.sentences)))
    if section.points:
        parts.append("\n".join(f"- {plain(point)}" for point in section.points))
    return parts


def plain(words: str) -> str:
    """Return words that Markdown shows as they are, on one line."""
    return _MEANS_SOMETHING.sub(r"\\\1", " ".join(words.split()))
