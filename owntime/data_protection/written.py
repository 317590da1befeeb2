"""A document of the pack, written out: Markdown (CommonMark), or a page to print without script or network."""

import datetime as dt

import jinja2
import msgspec

from advisory_server.pages.date_words import date_words
from owntime.data_protection.sign_off import SignOff, changes_since, digest_of, said_in
from owntime.data_protection.statement import Document, Part
from owntime.notice.markdown import plain
from school_policy.school_colour import tones_of

LEAD = (
    (
        "Written by a program from the school's settings and from its own code, for the data protection officer "
        "to judge, complete and sign. It is no legal advice."
    ),
    (
        "MEASURED: the program read it when it wrote this. SELF-REPORTED: somebody says so, and it is named who "
        "or where; the program has not checked it. What the school has to write itself is marked TO WRITE."
    ),
)

_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("owntime.data_protection"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


class Foot(msgspec.Struct, frozen=True, kw_only=True):
    """The lines at the end: when it was written, how the sign-off stands, and the digest."""

    written: str
    signed: str
    digest: str


def foot_of(document: Document, signed: SignOff | None, today: dt.date) -> Foot:
    """Return the foot on a day; it changes no digest."""
    return Foot(
        written=f"Written on {date_words(today)}.",
        signed=_signed(document, signed),
        digest=f"Digest: {digest_of(said_in(document))}",
    )


def _signed(document: Document, signed: SignOff | None) -> str:
    if signed is None:
        return "Signed off on: ____________________ by (role): ____________________"
    who = f"SELF-REPORTED: signed off on {date_words(signed.signed_on)} by the role {signed.role}"
    if changes_since(signed, document):
        return f"{who}; what is said here has changed since (then {signed.digest})."
    return f"{who}; nothing said here has changed since."


def as_markdown(document: Document, foot: Foot) -> str:
    """Return the whole document."""
    parts = [f"# {plain(document.title)}", f"**{plain(document.school)}**", *map(plain, LEAD)]
    for part in document.parts:
        parts += _part(part)
    return "\n\n".join([*parts, plain(foot.written), plain(foot.signed), foot.digest]) + "\n"


def _part(part: Part) -> list[str]:
    lines = [f"- **{each.basis}** {plain(each.text)} ({plain(each.source)})" for each in part.statements]
    lines += [f"- **TO WRITE** {plain(prompt)} \\_\\_\\_\\_\\_\\_\\_\\_\\_\\_" for prompt in part.to_write]
    return [f"## {plain(part.heading)}", "\n".join(lines)]


def as_html(document: Document, foot: Foot, colour: str) -> str:
    """Return the page, in the tones of the school's colour (#rrggbb)."""
    tones = tones_of(colour).partition("\n")[0]  # of the two, those of a light page
    template = _TEMPLATES.get_template("document.html")
    return template.render(document=document, lead=LEAD, foot=foot, tones=tones)
