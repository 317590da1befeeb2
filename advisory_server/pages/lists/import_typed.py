"""What somebody typed into the form for a public list, and which list it is about.

A file does not stay chosen from the check to the saving, as browsers forget it. So its new names stand in the text
area after the check, below a line that tells where they came from: saving needs no second upload, the server keeps
nothing meanwhile, and names can be taken out by hand before.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Self

from advisory_server.pages.lists.typed import Typed
from advisory_server.upload import Upload
from domain_lists.importers import TRAITS, Format, ImportedList, Kept, NameRule
from domain_lists.importers.source_words import source_words

MATCH, KNOWN, ONE, NEW = "match", "known", "one", "new"
"""Where names go: each to its platform, others to new ones; the same without these; all to one; to a new one."""
_TAKEN_FROM = "# Taken from "
_LONGEST_SOURCE = 600
"""Characters of a source: a title, a licence and a date of 80 each, a file's name, and a digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTyped:
    """The fields of the form."""

    about: Typed
    """Those that every change has."""
    goes_to: str = MATCH
    format: str = ""
    licence: str = ""
    list: str = ""
    """What was pasted, or what the check left of a file."""

    @classmethod
    def of(cls, upload: Upload) -> Self:
        """Return what a form sent."""
        own = [each.name for each in fields(cls) if each.name != "about"]
        sent = upload.fields
        return cls(about=Typed.of(sent), **{name: sent[name] for name in own if name in sent})


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A list as it was given."""

    name: str
    content: bytes
    is_file: bool
    format: Format | None
    """None: to be guessed."""
    source: str = ""
    """Where it came from, as an earlier check told it; empty: it is told now."""


class WrongFormatError(ValueError):
    """There is no such format."""


def given_list(typed: ImportTyped, upload: Upload) -> Given | None:
    """Return the list: a file before what stands in the text area; None: neither was given.

    Raises WrongFormatError.
    """
    try:
        format_ = Format(typed.format) if typed.format else None
    except ValueError:
        raise WrongFormatError(typed.format) from None
    file = upload.files.get("file")
    if file is not None:
        return Given(name=file.name, content=file.content, is_file=True, format=format_)
    first, _, rest = typed.list.partition("\n")
    if first.startswith(_TAKEN_FROM):
        source = first.removeprefix(_TAKEN_FROM)[:_LONGEST_SOURCE].strip()
        return Given(name="list", content=rest.encode(), is_file=False, format=Format.V2FLY, source=source)
    if not typed.list.strip():
        return None
    return Given(name="pasted text", content=typed.list.encode(), is_file=False, format=format_)


def source_of(given: Given, imported: ImportedList) -> str:
    """Return where the names came from, in one line."""
    if given.source:
        return given.source
    if len(imported.sources) == 1:
        (source,) = imported.sources
        said = f"{source.name} ({TRAITS[source.format].title}); {source_words(source)}"
    else:
        digest = hashlib.sha256(given.content).hexdigest()
        said = f"{given.name} ({len(imported.sources)} files); sha256: {digest}"
    return said[:_LONGEST_SOURCE]


def left_of(source: str, names: Iterable[Kept]) -> str:
    """Return the names of a file as they stand in the text area after its check."""
    write = TRAITS[Format.V2FLY].write_rule
    lines = [line for each in names for line in write(NameRule(host=each.host, reach=each.reach))]
    return "\n".join([f"{_TAKEN_FROM}{source}", *lines])
