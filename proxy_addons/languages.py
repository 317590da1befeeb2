"""The languages that the pages are there in, and the one that a browser asks for.

    FOLDER/LANGUAGE/LC_MESSAGES/owntime.mo    the shipped ones in locale/; a school's own where its settings say

All is read when a policy comes into force; nothing here touches a disk later.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from proxy_addons.language import DOMAIN, ENGLISH, Catalogue, CatalogueError, Language, drop_wrong, read_catalogue

_TAG = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*")
_RANGE = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?")
_LONGEST_WISH = 500  # characters of Accept-Language that are looked at: browsers send a few dozen
_NAMED = 3  # messages that a problem names; the rest are numbered


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """The school's own language, and all that there are."""

    own: Language
    by_tag: Mapping[str, Language]
    """By the tag in lower case."""
    problems: tuple[str, ...] = ()
    """What is wrong with the school's own catalogues, a sentence each, with the file."""

    def speaks(self, tag: str) -> bool:
        """Tell whether there is a catalogue for a language, or for what it is a kind of."""
        return _first(self.by_tag, _kinds(tag)) is not None

    def best(self, wish: str) -> Language:
        """Return the best match of an Accept-Language header (RFC 4647, section 3.4), else the school's own."""
        return _first(self.by_tag, _wished(wish)) or self.own


def read_languages(own: str = "en", folder: str = "") -> Languages:
    """Read a school's own catalogues over the shipped ones; what cannot be used is left out, and told."""
    by_tag = dict(SHIPPED)
    problems: list[str] = []
    for tag, file in _catalogues_of_school(folder, problems):
        try:
            by_tag[tag.lower()] = _language(tag, file, problems)
        except (OSError, CatalogueError) as error:
            problems.append(f"{file}: {error}")
    its_own = _first(by_tag, _kinds(own))
    if its_own is None:
        problems.append(f'there is no catalogue for the language "{own}"; there are: {", ".join(sorted(by_tag))}')
    return Languages(own=its_own or ENGLISH, by_tag=by_tag, problems=tuple(problems))


def written_at(folder: str) -> tuple[tuple[str, int], ...]:
    """Return when each catalogue of a school's own was last written (ns), to tell when one has changed."""
    if not folder:
        return ()
    files = sorted(Path(folder).glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return tuple((str(file), file.stat().st_mtime_ns) for file in files if file.is_file())


def _catalogues_of_school(folder: str, problems: list[str]) -> list[tuple[str, Traversable]]:
    if not folder:
        return []
    try:
        found = list(_catalogues(Path(folder)))
    except OSError as error:
        problems.append(f"{folder}: {error}")
        return []
    if not found:
        problems.append(f"{folder}: there is no LANGUAGE/LC_MESSAGES/{DOMAIN}.mo in it")
    return found


def _language(tag: str, file: Traversable, problems: list[str]) -> Language:
    catalogue = read_catalogue(file.read_bytes())
    shipped = _first(SHIPPED, _kinds(tag))
    wrong = list(drop_wrong(catalogue))
    missing = [] if shipped else _missing(catalogue)
    problems += [f"{file}: {each}" for each in _summed_up(wrong, missing)]
    catalogue.add_fallback((shipped or ENGLISH).words)
    return Language(tag=tag, words=catalogue)


def _first(by_tag: Mapping[str, Language], tags: Iterable[str]) -> Language | None:
    return next((its for tag in tags if (its := by_tag.get(tag)) is not None), None)


def _kinds(tag: str) -> tuple[str, ...]:
    """Return a tag in lower case, and what it is a kind of: pt-br, pt."""
    parts = tag.lower().split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


def _read_shipped() -> Mapping[str, Language]:
    shipped = {"en": ENGLISH}
    for tag, file in _catalogues(files("proxy_addons").joinpath("locale")):
        catalogue = read_catalogue(file.read_bytes())
        shipped[tag.lower()] = Language(tag=tag, words=catalogue)
    return shipped


def _catalogues(folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    """Yield each language that has a catalogue in a folder, in order of their names."""
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name) if folder.is_dir() else ():
        file = each.joinpath("LC_MESSAGES", f"{DOMAIN}.mo")
        if _TAG.fullmatch(each.name) and file.is_file():
            yield each.name.replace("_", "-"), file


SHIPPED: Mapping[str, Language] = _read_shipped()
"""The languages that come with Own Time, by tag; English needs no catalogue."""

# A shipped catalogue has every message there is (a test holds it to that), so it says what a school's own lacks.
_MESSAGES = frozenset(
    key if isinstance(key, str) else key[0]
    for language in SHIPPED.values()
    if isinstance(language.words, Catalogue)
    for key in language.words.messages()
)


def _missing(catalogue: Catalogue) -> list[str]:
    there = {key if isinstance(key, str) else key[0] for key in catalogue.messages()}
    return sorted(_MESSAGES - there)


def _summed_up(wrong: list[str], missing: list[str]) -> Iterator[str]:
    yield from wrong
    if missing:
        named = ", ".join(f'"{message}"' for message in missing[:_NAMED])
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        yield f"no translation of {named}{more}: English is shown"


@lru_cache(maxsize=64)
def _wished(wish: str) -> tuple[str, ...]:
    """Return the tags that a header asks for, each followed by what it is a kind of, the most wanted first."""
    ranges = [found for part in wish[:_LONGEST_WISH].split(",") if (found := _RANGE.fullmatch(part))]
    weighed = [(float(found[2] or 1), found[1]) for found in ranges]
    wanted = sorted((each for each in weighed if each[0] > 0), key=lambda each: -each[0])
    return tuple(kind for _, tag in wanted for kind in _kinds(tag))
