"""Everything that is wrong or odd in lists and a school's layer, in one go: what `owntime lists check` shows."""

import datetime as dt
import pathlib
from collections.abc import Iterator

import msgspec

from domain_lists.catalogue import Catalogue, WrittenLists, written_lists
from domain_lists.layer import NO_LAYER, Layer
from domain_lists.layer_file import LayerFormError, LayerMeaningError
from domain_lists.layer_remarks import layer_remarks
from domain_lists.layered import ReadLayer, layer_of, layered
from domain_lists.lint import Covers, ListFinding, PlacedHost, lint
from domain_lists.public_suffix import public_suffixes
from school_policy.hostname import HostnameError, normalise
from school_policy.toml_source import Problem, TomlError

_PUT_RIGHT = "put it right: until then the lists in force stay as they are"


class ListCheck(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a look at all lists."""

    problems: tuple[Problem, ...] = ()
    """What cannot be read."""
    findings: tuple[ListFinding, ...] = ()
    remarks: tuple[Problem, ...] = ()
    hosts: int = 0

    @property
    def errors(self) -> tuple[str, ...]:
        """Return, a line each, what keeps lists from being published: all but entries that do nothing."""
        found = (each for each in self.findings if not each.is_idle)
        return (
            *map(str, self.problems),
            *(f"{_place(each)}: {each.text} (to do: {each.to_do})" for each in found),
        )


def check_lists(
    folder: pathlib.Path | None, layer_file: pathlib.Path | None, today: dt.date, covers: Covers | None
) -> ListCheck:
    """Look at the lists of a folder, or those that come with the program, and at the layer upon them."""
    return check_layered(folder, layer_of(layer_file, today), today, covers)


def check_layered(
    folder: pathlib.Path | None, read_layer: ReadLayer, today: dt.date, covers: Covers | None
) -> ListCheck:
    """Look at the same with a layer from wherever it is read."""
    written = written_lists(folder)
    findings = [_as_finding(problem) for problem in written.check()[1]]
    is_usable = not written.problems and not findings
    read = _read(read_layer)
    problems = (*written.problems, *read.problems)
    hosts = [*_of_the_lists(written), *_of_the_layer(read.layer.on(today))]
    lists = layered(folder, lambda: read.layer, today) if is_usable else None
    findings += read.findings
    findings += lint(hosts, lists.shipped.never_listed if lists else (), public_suffixes(), covers)
    return ListCheck(
        problems=tuple(sorted(problems)),
        findings=tuple(sorted(set(findings))),
        remarks=layer_remarks(lists) if lists and not problems else (),
        hosts=len(hosts),
    )


class _Read(msgspec.Struct, frozen=True, kw_only=True):
    """A layer as far as it is sound, and what is wrong with the rest."""

    layer: Layer = NO_LAYER
    problems: tuple[Problem, ...] = ()
    findings: tuple[ListFinding, ...] = ()


def _read(read_layer: ReadLayer) -> _Read:
    try:
        return _Read(layer=read_layer())
    except LayerMeaningError as error:
        return _Read(layer=error.layer, findings=tuple(map(_as_finding, error.problems)))
    except LayerFormError as error:
        return _Read(layer=error.layer, problems=tuple(error.problems))
    except TomlError as error:
        return _Read(problems=tuple(error.problems))


def check_published(lists: Catalogue, named: str) -> ListCheck:
    """Look at lists that were published earlier and stand in no file any more: the line is 0."""
    hosts = [
        PlacedHost(host=rule.host, kind=rule.kind, below=rule.below, owner=platform.id, file=named, line=0)
        for platform in lists.platforms
        for rule in platform.hosts
    ]
    return ListCheck(findings=lint(hosts, lists.never_listed, public_suffixes(), None), hosts=len(hosts))


def _place(each: ListFinding) -> str:
    return f"{each.file}:{each.line}" if each.line else each.file


def _as_finding(problem: Problem) -> ListFinding:
    return ListFinding(file=problem.file, line=problem.line, text=problem.message, to_do=_PUT_RIGHT)


def _of_the_lists(written: WrittenLists) -> Iterator[PlacedHost]:
    for _, platform in written.platforms:
        for each in platform.hosts:
            try:
                host = normalise(each.text)
            except HostnameError:
                continue  # a finding already
            if each.kind is not None:
                file, _, line = each.place.rpartition(":")
                yield PlacedHost(
                    host=host, kind=each.kind, below=each.below, owner=each.owner, file=file, line=int(line)
                )


def _of_the_layer(layer: Layer) -> Iterator[PlacedHost]:
    removed = {entry.platform for entry in layer.remove}
    for entry in layer.add:
        if entry.platform in removed:
            continue
        for rule, line in zip(entry.hosts, entry.lines, strict=True):
            yield PlacedHost(
                host=rule.host,
                kind=rule.kind,
                below=rule.below,
                owner=entry.platform,
                file=layer.file,
                line=line,
                is_added=True,
            )
