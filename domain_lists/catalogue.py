"""The domain lists as one value: the platforms with their hosts, and the hosts that must never be listed."""

import pathlib
from collections.abc import Mapping
from importlib import resources

import msgspec

from domain_lists.list_file import NEVER_LISTED_FILE, read_never_listed, read_platforms
from domain_lists.list_meaning import Hosts, check_never_listed, check_platforms
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


def load_catalogue() -> Catalogue:
    """Return the lists that come with the program."""
    lists = resources.files("domain_lists").joinpath("catalogue")
    texts = {item.name: item.read_text("utf-8") for item in lists.iterdir() if item.name.endswith(".toml")}
    return read_catalogue(texts | _shipped_never_listed())


def load_lists(folder: pathlib.Path) -> Catalogue:
    """Return a school's own lists: a folder with files of the same form and names.

    What the program never lists stays so; the folder's never_listed.toml, if it has one, adds to it.
    Raises TomlError with every problem of every file.
    """
    texts: dict[str, str] = {}
    problems = []
    for path in sorted(folder.glob("*.toml")):
        try:
            texts[str(path)] = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(str(path), 1, f"the file cannot be read as UTF-8 text: {error}"))
    if not texts and not problems:
        problems.append(Problem(str(folder), 1, "there is no list in this folder: no file ends in .toml"))
    return _read(texts, _shipped_never_listed(), problems)


def read_catalogue(texts: Mapping[str, str]) -> Catalogue:
    """Return the lists in these texts, keyed by file name (a path may stand before it).

    A file is named after its category, or never_listed.toml.
    Raises TomlError with every problem of every file.
    """
    return _read(texts, {}, [])


def _shipped_never_listed() -> dict[str, str]:
    return {NEVER_LISTED_FILE: resources.files("domain_lists").joinpath(NEVER_LISTED_FILE).read_text("utf-8")}


def _read(texts: Mapping[str, str], before: Mapping[str, str], problems: list[Problem]) -> Catalogue:
    own, shipped = _parse(texts, problems), _parse(before, problems)
    sources = [*own, *shipped]
    never = _never_listed(shipped) | _never_listed(own)
    platforms = [
        (category, platform)
        for source in own
        if _file_name(source) != NEVER_LISTED_FILE
        for category in [_category(source)]
        for platform in read_platforms(source)
    ]
    check_platforms([platform for _, platform in platforms], never)
    problems += [problem for source in sources for problem in source.problems]
    if problems:
        raise TomlError(problems)
    return Catalogue(
        platforms=tuple(_platform(platform, category) for category, platform in platforms if category),
        never_listed=tuple(
            NeverListed(host=host, reason=entry.owner, below=entry.below) for host, entry in sorted(never.items())
        ),
    )


def _parse(texts: Mapping[str, str], problems: list[Problem]) -> list[TomlSource]:
    sources = []
    for file, text in sorted(texts.items()):
        try:
            sources.append(TomlSource(text, file))
        except TomlError as error:
            problems += error.problems
    return sources


def _never_listed(sources: list[TomlSource]) -> Hosts:
    written = [
        entry
        for source in sources
        if _file_name(source) == NEVER_LISTED_FILE
        for entry in read_never_listed(source)
    ]
    return check_never_listed(written)


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
