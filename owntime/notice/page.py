"""A notice as a page to print: one file that needs nothing beside it, no script and no network."""

import jinja2

from owntime.notice.text import NoticeText
from school_policy.school_colour import tones_of

_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("owntime.notice"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


_ROOMY = 3400  # letters: a sheet has room for so many in ordinary type, whatever the system's font


def as_html(notice: NoticeText, colour: str) -> str:
    """Return the page, in the tones of the school's colour (#rrggbb)."""
    tones = tones_of(colour).partition("\n")[0]  # of the two, those of a light page
    letters = sum(len(words) for each in notice.sections for words in (*each.sentences, *each.points))
    return _TEMPLATES.get_template("notice.html").render(notice=notice, tones=tones, dense=letters > _ROOMY)
