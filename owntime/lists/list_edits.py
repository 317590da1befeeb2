"""The school's own list, edited from a page: looked at, weighed with more entries, and written. Calls block."""

import datetime as dt
import errno
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path

from advisory_server.list_keeping import ChangedMeanwhileError, ListKeepingError, NeedsYesError, OwnList, Weighed
from domain_lists.catalogue import Catalogue
from domain_lists.layer import NO_LAYER, Layer
from domain_lists.layer_file import read_layer
from domain_lists.layer_remarks import layer_remarks
from domain_lists.layer_writer import NoSuchEntryError, Proposal, with_entries, without_entry
from domain_lists.layered import LayeredLists, ReadLayer, layered
from domain_lists.list_check import ListCheck, check_layered
from domain_lists.weighing import weigh
from owntime.lists.layer_on_disk import ChangedOnDiskError, LayerOnDisk, LayerText
from school_policy.toml_source import TomlError

CHANGED = "The list was changed meanwhile, by somebody else or in another window. Nothing was done just now."


class ListEdits:
    """The file of a school's own list, which lies over the lists of a folder or those that are shipped."""

    def __init__(self, folder: Path | None, file: Path, today: Callable[[], dt.date]) -> None:
        """Name the files; the school's own need not be there."""
        self._folder = folder
        self._disk = LayerOnDisk(file)
        self._today = today

    def own_list(self) -> OwnList:
        """Return the list as it is, and what is wrong with it. Raises ListKeepingError."""
        now = self._read()
        problems: tuple[str, ...] = ()
        lists: LayeredLists | None
        try:
            lists = self._layered(self._of(now.text))
        except TomlError as error:
            lists, problems = self._without_layer(), tuple(str(problem) for problem in error.problems)
        return OwnList(
            file=str(self._disk.path),
            digest=now.digest,
            layer=lists.layer if lists else NO_LAYER,
            catalogue=lists.catalogue if lists else Catalogue(platforms=(), never_listed=()),
            problems=problems,
        )

    def weigh(self, proposals: Sequence[Proposal]) -> Weighed:
        """Say what would come of entries. Raises ListKeepingError."""
        now = self._read()
        return self._weigh(now, proposals)

    def save(self, proposals: Sequence[Proposal], digest: str, *, yes_really: bool) -> None:
        """Write entries at the end of the file. Raises ListKeepingError."""
        now = self._read()
        if now.digest != digest:
            raise ChangedMeanwhileError(CHANGED)
        weighed = self._weigh(now, proposals)
        if weighed.errors:
            raise ListKeepingError(" ".join(weighed.errors))
        if weighed.change is not None and weighed.change.precious and not yes_really:
            raise NeedsYesError(", ".join(each.host for each in weighed.change.precious))
        self._replace(lambda text: with_entries(text, proposals), digest)

    def take_back(self, line: int, digest: str) -> None:
        """Take the entry of a line out. Raises ListKeepingError."""
        try:
            self._replace(lambda text: without_entry(text, line), digest)
        except NoSuchEntryError as error:
            raise ListKeepingError(
                f"{self._disk.path}: {error} that this page could take out. Take it out by hand."
            ) from error

    def _weigh(self, now: LayerText, proposals: Sequence[Proposal]) -> Weighed:
        try:
            was = self._layered(self._of(now.text))
        except TomlError as error:
            raise ListKeepingError(f"Put the list right by hand first. {error}") from error
        text = with_entries(now.text, proposals)
        layer = self._of(text)
        try:
            would = self._layered(layer)
        except TomlError as error:
            errors = tuple(problem.message for problem in error.problems)
            return Weighed(digest=now.digest, errors=tuple(dict.fromkeys(errors)))
        check = self._check(layer)
        if any(_errors(check)) and (errors := _only_new(_errors(self._check(self._of(now.text))), _errors(check))):
            return Weighed(digest=now.digest, errors=errors)
        idle = (each for each in check.findings if each.is_idle and each.line > now.text.count("\n"))
        return Weighed(
            digest=now.digest,
            remarks=(
                *(f"{each.text}: it changes nothing." for each in idle),
                *_only_new(_remarks(was), _remarks(would)),
            ),
            change=weigh(ListCheck(), would.catalogue, was.catalogue).change,
        )

    def _read(self) -> LayerText:
        try:
            return self._disk.read()
        except (OSError, UnicodeDecodeError) as error:
            raise ListKeepingError(
                f"{self._disk.path} cannot be read: {error}. Put it right on the server, and look again."
            ) from error

    def _replace(self, change: Callable[[str], str], digest: str) -> None:
        try:
            self._disk.replace(change, digest)
        except ChangedOnDiskError as error:
            raise ChangedMeanwhileError(CHANGED) from error
        except OSError as error:
            raise ListKeepingError(
                f"{self._disk.path} cannot be written ({error.strerror}). {what_helps(error, self._disk.path)}, "
                "then save again. Nothing was changed."
            ) from error

    def _layer(self, text: str) -> Layer:
        return read_layer(text, self._disk.path.name, self._today())

    def _of(self, text: str) -> ReadLayer:
        """Return what reads the layer of a text once, however often it is asked: a long one takes a second."""
        return cache(partial(self._layer, text))

    def _layered(self, layer: ReadLayer) -> LayeredLists:
        return layered(self._folder, layer, self._today())

    def _without_layer(self) -> LayeredLists | None:
        try:
            return layered(self._folder, lambda: NO_LAYER, self._today())
        except TomlError:
            return None

    def _check(self, layer: ReadLayer) -> ListCheck:
        return check_layered(self._folder, layer, self._today(), None)


def what_helps(error: OSError, file: Path) -> str:
    """Return what to do where a file cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "Make room on the server's disk"
    return f"Let the user that this server runs as write in the folder {file.resolve().parent}"


def _errors(check: ListCheck) -> Iterator[str]:
    return (f"{each.text}. {_sentence(each.to_do)}" for each in check.findings if not each.is_idle)


def _remarks(lists: LayeredLists) -> Iterator[str]:
    return (f"{each.message}." for each in layer_remarks(lists))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _only_new(before: Iterator[str], after: Iterator[str]) -> tuple[str, ...]:
    known = set(before)
    return tuple(text for text in dict.fromkeys(after) if text not in known)
