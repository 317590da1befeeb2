"""Catalogues as a school might have them: written as .po text, compiled by Babel."""

import io
from collections.abc import Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

type Message = str | tuple[str, str]
type Text = str | tuple[str, ...]

MINUTES = ("%(minutes)s minute without this page.", "%(minutes)s minutes without this page.")


def compiled(messages: Mapping[Message, Text], language: str = "pl") -> bytes:
    """Return the content of a .mo file that says these messages."""
    catalog = Catalog(locale=language)
    for message, text in messages.items():
        catalog.add(message, text)
    content = io.BytesIO()
    write_mo(content, catalog)
    return content.getvalue()


def put(folder: Path, name: str, content: bytes) -> Path:
    """Put a catalogue where a school would."""
    file = folder / name / "LC_MESSAGES" / "owntime.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    return file
