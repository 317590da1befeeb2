"""An exam paper: each host with the platform, category and kind that somebody else expects of it.

Rows as in rows.py, with four columns: host, platform, category, kind. "-" in platform, category and kind means
that the host must not be listed; a category "-" beside a platform, that it is not asked for.
"""

import msgspec

from domain_lists.exam.rows import NONE, rows_of, wrong_columns
from school_policy.hostname import Hostname, HostnameError, normalise
from school_policy.toml_source import Problem
from school_policy.vocabulary import HostKind

HEADING = ("host", "platform", "category", "kind")


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One host, and what is expected of it."""

    line: int
    host: Hostname
    platform: str | None = None
    """By whatever name the paper has for it; None: it must not be listed."""
    category: str | None = None
    kind: HostKind | None = None
    """Set where a platform is."""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked."""

    questions: tuple[Question, ...]
    repeated: int
    """Rows that stand there once more, just so; they count once."""


class PaperError(ValueError):
    """A paper that cannot be used; `problems` has every wrong line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def read_paper(text: str, file: str) -> Paper:
    """Return the questions in the order of their lines. Raises PaperError with every wrong line."""
    reader = _Reader(file)
    for line, columns in rows_of(text, HEADING):
        reader.take(line, columns)
    if not reader.problems and not reader.questions:
        reader.complain(1, "nothing is asked: there is no row")
    if reader.problems:
        raise PaperError(reader.problems)
    return Paper(questions=tuple(reader.questions.values()), repeated=reader.repeated)


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file
        self.problems: list[Problem] = []
        self.questions: dict[Hostname, Question] = {}
        self.repeated = 0

    def complain(self, line: int, text: str) -> None:
        self.problems.append(Problem(self._file, line, text))

    def take(self, line: int, columns: list[str]) -> None:
        if problem := wrong_columns(self._file, line, columns, HEADING):
            self.problems.append(problem)
            return
        try:
            question = _question(line, *columns)
        except ValueError as error:
            self.complain(line, str(error))
            return
        first = self.questions.setdefault(question.host, question)
        if first is question:
            return
        if _expected(first) != _expected(question):
            self.complain(line, f"{question.host} stands in line {first.line} with another answer")
        self.repeated += 1


def _question(line: int, host: str, platform: str, category: str, kind: str) -> Question:
    """Return the question of a row. Raises ValueError, which says what is wrong with it."""
    name = _host(host)
    if "" in {platform, category, kind}:
        raise ValueError(f'a column is empty: write "{NONE}" where there is nothing to say')
    if platform == NONE:
        if (category, kind) != (NONE, NONE):
            raise ValueError(f'a host of no platform has no category and no kind: write "{NONE}" in both')
        return Question(line=line, host=name)
    return Question(
        line=line, host=name, platform=platform, category=None if category == NONE else category, kind=_kind(kind)
    )


def _host(text: str) -> Hostname:
    try:
        return normalise(text)
    except HostnameError as error:
        raise ValueError(f'"{text}" is no host: {error}') from error


def _kind(text: str) -> HostKind:
    try:
        return HostKind(text.lower())
    except ValueError as error:
        raise ValueError(f'"{text}" is no kind: write "site" or "asset"') from error


def _expected(question: Question) -> tuple[str | None, str | None, HostKind | None]:
    return question.platform, question.category, question.kind
