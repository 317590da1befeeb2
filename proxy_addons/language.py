"""The words of the reminder in one language: a gettext catalogue, looked through once when it is read.

A catalogue of a school's own may be broken or half done. Whatever it lacks or has wrong is said in the words that
were there before (ours, in English in the end), and told to the IT admin; the page never fails over it.
"""

import gettext
import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

DOMAIN = "owntime"
"""The name of every catalogue: LANGUAGE/LC_MESSAGES/owntime.mo."""

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_BROKEN = (OSError, ValueError, LookupError, TypeError, OverflowError, RecursionError, struct.error)
_NUMBERS = range(1, 61)  # the minutes of own time that a school may set
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})

type _Key = str | tuple[str, int]
"""A message; or the singular of one that has a number in it, and the number of its form."""


class CatalogueError(ValueError):
    """A file that is no catalogue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """The words of the pages in one language."""

    tag: str
    """As a page names its language: cy, en-GB, pt-BR (BCP 47)."""
    words: gettext.NullTranslations

    @property
    def direction(self) -> str:
        """Return the way in which it is written, as HTML says it: ltr or rtl."""
        return "rtl" if self.tag.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


ENGLISH = Language(tag="en-GB", words=gettext.NullTranslations())
"""The language that every message is written in."""


class Catalogue(gettext.GNUTranslations):
    """The messages of one .mo file, to be held against those that the pages have."""

    _catalog: dict[_Key, str]  # as the standard library's parser fills it

    def messages(self) -> dict[_Key, str]:
        """Return every translated message."""
        return {key: text for key, text in self._catalog.items() if key}

    def drop(self, key: _Key) -> None:
        """Forget a translation that cannot be used."""
        del self._catalog[key]

    def plural_form(self, number: int) -> int:
        """Return which form stands with a number. Raises what a formula of somebody else's may raise."""
        return int(self.plural(number))  # type: ignore[attr-defined]


def read_catalogue(content: bytes) -> Catalogue:
    """Read the content of a .mo file. Raises CatalogueError."""
    try:
        catalogue = Catalogue(io.BytesIO(content))
        for number in _NUMBERS:
            catalogue.plural_form(number)
    except (*_BROKEN, ArithmeticError) as error:
        raise CatalogueError(f"this is no catalogue ({error}); compile it again") from error
    return catalogue


def drop_wrong(catalogue: Catalogue) -> Iterator[str]:
    """Drop every translation whose placeholders are not those of its message; say of each what is wrong."""
    for key, text in catalogue.messages().items():
        message = key if isinstance(key, str) else key[0]
        wanted = set(_PLACEHOLDER.findall(message))
        there = set(_PLACEHOLDER.findall(text))
        # A form for one number may do without the number: "one minute".
        right = there == wanted if isinstance(key, str) else there <= wanted
        left = _PLACEHOLDER.sub("", text).replace("%%", "")
        if not right or (wanted and "%" in left):
            names = ", ".join(f"%({name})s" for name in sorted(wanted)) or "no placeholder"
            yield f'"{message}" needs {names}, as the English has it'
            catalogue.drop(key)
