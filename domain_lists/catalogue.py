"""The domain lists as one value: the platforms with their hosts, and the hosts that must never be listed."""

import pathlib
from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec

from domain_lists.list_file import NEVER_LISTED_FILE, read_never_listed, read_platforms
from domain_lists.list_meaning import Hosts, ListMeaningError, check_never_listed, check_platforms
from domain_lists.written import WrittenHost, WrittenPlatform
from school_policy.hostname import normalise
from school_policy.platform import HostRule, NeverListed, Platform
from school_policy.structure import did_you_mean
from school_policy.toml_source import Problem, TomlError, TomlSource
from school_policy.vocabulary import Category, PlatformId


class Catalogue(msgspec.Struct, frozen=True, kw_only=True):
    """What is listed and what never may be; platforms in the order of their files' names."""

    platforms: tuple[Platform, ...]
    never_listed: tuple[NeverListed, ...]


@cache
def load_catalogue() -> Catalogue:
    """Return the lists that come with the program, read once: they are part of it."""
    return read_catalogue(_shipped_platforms() | _shipped_never_listed())


def load_lists(folder: pathlib.Path) -> Catalogue:
    """Return a school's own lists: a folder with files of the same form and names.

    What the program never lists stays so; the folder's never_listed.toml, if it has one, adds to it.
    Raises TomlError with every problem of every file.
    """
    texts, problems = _texts(folder)
    return _read(texts, _shipped_never_listed(), problems)


def read_catalogue(texts: Mapping[str, str]) -> Catalogue:
    """Return the lists in these texts, keyed by file name (a path may stand before it).

    A file is named after its category, or never_listed.toml.
    Raises TomlError with every problem of every file.
    """
    return _read(texts, {}, [])


def _texts(folder: pathlib.Path) -> tuple[dict[str, str], list[Problem]]:
    texts: dict[str, str] = {}
    problems = []
    for path in sorted(folder.glob("*.toml")):
        try:
            texts[str(path)] = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(str(path), 1, f"the file cannot be read as UTF-8 text: {error}"))
    if not texts and not problems:
        problems.append(Problem(str(folder), 1, "there is no list in this folder: no file ends in .toml"))
    return texts, problems


def _shipped_platforms() -> dict[str, str]:
    lists = resources.files("domain_lists").joinpath("catalogue")
    return {item.name: item.read_text("utf-8") for item in lists.iterdir() if item.name.endswith(".toml")}


def _shipped_never_listed() -> dict[str, str]:
    return {NEVER_LISTED_FILE: resources.files("domain_lists").joinpath(NEVER_LISTED_FILE).read_text("utf-8")}


def _read(texts: Mapping[str, str], before: Mapping[str, str], problems: list[Problem]) -> Catalogue:
    written = _written(texts, before, problems)
    never, problems = written.check()
    if written.problems:
        raise TomlError([*written.problems, *problems])
    if problems:
        raise ListMeaningError(problems)
    return Catalogue(
        platforms=tuple(_platform(platform, category) for category, platform in written.platforms if category),
        never_listed=tuple(
            NeverListed(host=host, reason=entry.owner, below=entry.below) for host, entry in sorted(never.items())
        ),
    )


def written_lists(folder: pathlib.Path | None) -> "WrittenLists":
    """Return what stands in a folder's lists, or in those that come with the program, before it is used."""
    if folder is None:
        return _written(_shipped_platforms() | _shipped_never_listed(), {}, [])
    texts, problems = _texts(folder)
    return _written(texts, _shipped_never_listed(), problems)


class WrittenLists(msgspec.Struct, frozen=True, kw_only=True):
    """All that stands in list files."""

    sources: tuple[TomlSource, ...]
    platforms: tuple[tuple[Category | None, WrittenPlatform], ...]
    never: tuple[WrittenHost, ...]
    never_shipped: tuple[WrittenHost, ...]
    """What is never listed besides, whatever a folder says; it may say so once more."""
    problems: tuple[Problem, ...]
    """What cannot be read at all, and what is wrong in form."""

    def check(self) -> tuple[Hosts, list[Problem]]:
        """Return the hosts that are never listed, and what is wrong in meaning."""
        before = [len(source.problems) for source in self.sources]
        never = check_never_listed(self.never_shipped) | check_never_listed(self.never)
        check_platforms([platform for _, platform in self.platforms], never)
        each = zip(self.sources, before, strict=True)
        return never, [problem for source, first in each for problem in source.problems[first:]]


def _written(texts: Mapping[str, str], before: Mapping[str, str], problems: list[Problem]) -> WrittenLists:
    own, shipped = _parse(texts, problems), _parse(before, problems)
    sources = (*own, *shipped)
    never, never_shipped = _never_listed(own), _never_listed(shipped)
    platforms = [
        (category, platform)
        for source in own
        if _file_name(source) != NEVER_LISTED_FILE
        for category in [_category(source)]
        for platform in read_platforms(source)
    ]
    return WrittenLists(
        sources=sources,
        platforms=tuple(platforms),
        never=tuple(never),
        never_shipped=tuple(never_shipped),
        problems=(*problems, *(problem for source in sources for problem in source.problems)),
    )


def _parse(texts: Mapping[str, str], problems: list[Problem]) -> list[TomlSource]:
    sources = []
    for file, text in sorted(texts.items()):
        try:
            sources.append(TomlSource(text, file))
        except TomlError as error:
            problems += error.problems
    return sources


def _never_listed(sources: list[TomlSource]) -> list[WrittenHost]:
    return [
        entry
        for source in sources
        if _file_name(source) == NEVER_LISTED_FILE
        for entry in read_never_listed(source)
    ]


def _file_name(source: TomlSource) -> str:
    return pathlib.PurePath(source.file).name


def _category(source: TomlSource) -> Category | None:
    word = _file_name(source).removesuffix(".toml")
    try:
        return Category(word)
    except ValueError:
        known = ", ".join(Category)
        message = f'"{word}" is no category{did_you_mean(word, list(Category))}; a list is named {known}'
        source.complain((), message)
        return None


def _platform(written: WrittenPlatform, category: Category) -> Platform:
    """Return the value of a platform in which nothing was wrong."""
    if written.id is None or written.name is None or written.front_page is None:
        raise AssertionError(written.file)
    return Platform(
        id=PlatformId(written.id.text),
        name=written.name.text,
        category=category,
        front_page=written.front_page.text,
        hosts=tuple(_rule(entry) for entry in written.hosts),
        embed_paths=tuple(path.text for path in written.embed_paths),
        embed_hosts=tuple(normalise(host.text) for host in written.embed_hosts),
        login_paths=tuple(path.text for path in written.login_paths),
    )


def _rule(written: WrittenHost) -> HostRule:
    if written.kind is None:
        raise AssertionError(written.place)
    return HostRule(host=normalise(written.text), kind=written.kind, below=written.below)
