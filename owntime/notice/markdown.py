"""A notice as Markdown (CommonMark); what schools write into their settings stays text."""

import re

from owntime.notice.text import NoticeText, Section

_MEANS_SOMETHING = re.compile(r"([\\`*_\[\]<>#|&~]|^[-+]|(?<=^\d)[.)])")


def as_markdown(notice: NoticeText) -> str:
    """Return the whole document."""
    parts = [f"# {_text(notice.title)}", f"**{_text(notice.school)}**", _text(notice.lead)]
    for section in notice.sections:
        parts += _section(section)
    return "\n\n".join([*parts, notice.given, notice.digest]) + "\n"


def _section(section: Section) -> list[str]:
    parts = [f"## {_text(section.heading)}"]
    if section.sentences:
        parts.append(" ".join(map(_text, section.sentences)))
    if section.points:
        parts.append("\n".join(f"- {_text(point)}" for point in section.points))
    return parts


def _text(words: str) -> str:
    return _MEANS_SOMETHING.sub(r"\\\1", " ".join(words.split()))
