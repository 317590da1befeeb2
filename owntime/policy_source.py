"""From a school's files to the compiled policy: `school.toml` and the lists, read together, watched together."""

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from domain_lists.layered import LayeredLists, load_layered
from owntime.bank_holidays import bank_holidays
from proxy_addons.languages import read_languages, written_at
from school_policy.calendar import BankHoliday, Calendar
from school_policy.dimensions import dimensions_of, too_few_values
from school_policy.policy import Counting, Policy, School, Upstream, compile_policy
from school_policy.school_year import SchoolYear
from school_policy.settings import read_settings
from school_policy.toml_source import Problem, TomlError, TomlSource
from school_policy.vocabulary import PlatformId

LAYER_FILE = "lists.toml"
"""The school's own list, where it stands beside its settings."""


def today() -> dt.date:
    """Return today's date by the system's clock."""
    return dt.datetime.fromtimestamp(time.time(), dt.UTC).date()


def layer_beside(settings: Path) -> Path | None:
    """Return the school's own list beside its settings, if there is one."""
    layer = settings.with_name(LAYER_FILE)
    return layer if layer.exists() else None


class PolicySource:
    """A school's settings file, its own list (the layer) and, where it has one, its folder of lists.

    What a policy says depends on the day too: bank holidays are worked out for the years of the calendar, and
    for the current one with those around it, and entries of the layer end on a date.
    """

    def __init__(  # noqa: PLR0913 (files, and what stands in for them)
        self,
        settings: Path,
        lists: Path | None = None,
        *,
        layer: Path | None = None,
        upstream: Upstream | None = None,
        counting: Counting | None = None,
        today: Callable[[], dt.date] = today,
    ) -> None:
        """Name the files; without `layer` it is lists.toml beside the settings, if that is there.

        `upstream` and `counting` stand in for what the settings say: the demo has its own.
        """
        self._settings = settings
        self._lists = lists
        self._layer = layer
        self._ends: tuple[dt.date, ...] = ()
        self._upstream = upstream
        self._counting = counting
        self._today = today
        self._translations = ""
        self._compiled_from: list[tuple[str, int]] = []
        self.lists: LayeredLists | None = None
        """What the last good policy was compiled with: the shipped lists, and the school's own upon them."""

    @property
    def folder(self) -> Path | None:
        """The school's folder of lists; None: those that come with the program."""
        return self._lists

    @property
    def layer(self) -> Path:
        """Where the school's own list stands, or would stand."""
        return self._layer or self._settings.with_name(LAYER_FILE)

    @property
    def layer_that_is_there(self) -> Path | None:
        """The school's own list, if it has one."""
        return self._layer or layer_beside(self._settings)

    def again(self, today: Callable[[], dt.date]) -> "PolicySource":
        """Return a source of the same files with a calendar of its own; what it reads, this one has yet to see."""
        return PolicySource(
            self._settings,
            self._lists,
            layer=self._layer,
            upstream=self._upstream,
            counting=self._counting,
            today=today,
        )

    def compile(self) -> Policy:
        """Read and compile everything. Raises TomlError with every problem of every file."""
        policy = self._compile()
        if policy.counting.server:
            self._refuse_too_few_values(policy)
        return policy

    def compile_to_count(self) -> Policy:
        """Do the same for a server, which counts whatever the settings say. Raises TomlError."""
        policy = self._compile()
        self._refuse_too_few_values(policy)
        return policy

    def _compile(self) -> Policy:
        self._compiled_from = self._state()
        lists, problems = self._read_lists()
        try:
            text = self._settings.read_text("utf-8-sig")  # some editors write a mark before the text
            settings = read_settings(text, file=str(self._settings), platforms=_ids(lists))
            self._watch_translations(settings.school.translations)
            problems += _language_problems(settings.school, TomlSource(text, str(self._settings)))
        except (OSError, UnicodeDecodeError) as error:
            raise TomlError([*problems, Problem(str(self._settings), 1, f"cannot be read: {error}")]) from error
        except TomlError as error:
            raise TomlError([*problems, *error.problems]) from error
        if problems or lists is None:
            raise TomlError(problems)
        settings = msgspec.structs.replace(
            settings,
            upstream=self._upstream or settings.upstream,
            counting=self._counting or settings.counting,
        )
        self.lists = lists
        return compile_policy(
            settings,
            lists.catalogue.platforms,
            lists.catalogue.never_listed,
            self._bank_holidays(settings.calendar),
        )

    def has_changed(self) -> bool:
        """Tell whether any of the files changed since they were last compiled, a year began or an entry ended."""
        return self._state() != self._compiled_from

    def _refuse_too_few_values(self, policy: Policy) -> None:
        """Raise TomlError where figures by this policy could tell of what they do not show."""
        if reasons := too_few_values(dimensions_of(policy)):
            raise TomlError([Problem(str(self._settings), 1, reason) for reason in reasons])

    def _read_lists(self) -> tuple[LayeredLists | None, list[Problem]]:
        try:
            lists = load_layered(self._lists, self.layer_that_is_there, self._today())
        except TomlError as error:
            return None, error.problems
        self._watch_ends(tuple(entry.until for entry in lists.layer.entries if entry.until is not None))
        return lists, []

    def _state(self) -> list[tuple[str, int]]:
        today = self._today()
        files = [self._settings, self.layer, *(sorted(self._lists.glob("*.toml")) if self._lists else [])]
        written = [(str(file), file.stat().st_mtime_ns if file.exists() else 0) for file in files]
        days = [("the year", today.year), ("ended", sum(end <= today for end in self._ends))]
        return [*written, *written_at(self._translations), *days]

    def _watch_ends(self, ends: tuple[dt.date, ...]) -> None:
        if ends != self._ends:
            self._ends = ends
            self._compiled_from = self._state()

    def _watch_translations(self, folder: str) -> None:
        if folder != self._translations:
            self._translations = folder
            self._compiled_from = self._state()

    def _bank_holidays(self, calendar: Calendar) -> tuple[BankHoliday, ...]:
        year, its = self._today().year, SchoolYear(calendar)
        years = {year - 1, year, year + 1}
        if its.first is not None and its.last is not None:
            years |= set(range(its.first.year, its.last.year + 1))
        return bank_holidays(calendar.region, sorted(years))


def _language_problems(school: School, source: TomlSource) -> list[Problem]:
    """Say what is wrong where the reminder cannot speak the school's language; half a catalogue is none of it."""
    spoken = read_languages(school.language, school.translations)
    if spoken.speaks(school.language):
        return []
    there = ", ".join(sorted(spoken.by_tag))
    message = f'no catalogue is there for the language "{school.language}"; there are: {there}'
    return [Problem(source.file, source.line(("school", "language")), message)]


def _ids(lists: LayeredLists | None) -> list[PlatformId] | None:
    """Return the platforms that settings may name: one that the layer takes off does not make them wrong."""
    if lists is None:
        return None
    both = (*lists.shipped.platforms, *lists.catalogue.platforms)
    return list(dict.fromkeys(platform.id for platform in both))
