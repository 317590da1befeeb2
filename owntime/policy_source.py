"""From a school's files to the compiled policy: `school.toml` and the lists, read together, watched together."""

from pathlib import Path

import msgspec

from domain_lists.catalogue import Catalogue, load_catalogue, load_lists
from school_policy.policy import Counting, Policy, Upstream, compile_policy
from school_policy.settings import read_settings
from school_policy.toml_source import Problem, TomlError
from school_policy.vocabulary import PlatformId


class PolicySource:
    """A school's settings file and, where it has its own, its folder of lists."""

    def __init__(
        self,
        settings: Path,
        lists: Path | None = None,
        *,
        upstream: Upstream | None = None,
        counting: Counting | None = None,
    ) -> None:
        """Name the files; `upstream` and `counting` stand in for what the settings say: the demo has its own."""
        self._settings = settings
        self._lists = lists
        self._upstream = upstream
        self._counting = counting
        self._compiled_from: list[tuple[str, int]] = []

    def compile(self) -> Policy:
        """Read and compile everything. Raises TomlError with every problem of every file."""
        self._compiled_from = self._state()
        catalogue, problems = self._read_lists()
        try:
            text = self._settings.read_text("utf-8-sig")  # some editors write a mark before the text
            settings = read_settings(text, file=str(self._settings), platforms=_ids(catalogue))
        except (OSError, UnicodeDecodeError) as error:
            raise TomlError([*problems, Problem(str(self._settings), 1, f"cannot be read: {error}")]) from error
        except TomlError as error:
            raise TomlError([*problems, *error.problems]) from error
        if problems or catalogue is None:
            raise TomlError(problems)
        settings = msgspec.structs.replace(
            settings,
            upstream=self._upstream or settings.upstream,
            counting=self._counting or settings.counting,
        )
        return compile_policy(settings, catalogue.platforms, catalogue.never_listed)

    def has_changed(self) -> bool:
        """Tell whether any of the files changed since they were last compiled."""
        return self._state() != self._compiled_from

    def _read_lists(self) -> tuple[Catalogue | None, list[Problem]]:
        try:
            return (load_catalogue() if self._lists is None else load_lists(self._lists)), []
        except TomlError as error:
            return None, error.problems

    def _state(self) -> list[tuple[str, int]]:
        files = [self._settings, *(sorted(self._lists.glob("*.toml")) if self._lists else [])]
        return [(str(file), file.stat().st_mtime_ns if file.exists() else 0) for file in files]


def _ids(catalogue: Catalogue | None) -> list[PlatformId] | None:
    return None if catalogue is None else [platform.id for platform in catalogue.platforms]
