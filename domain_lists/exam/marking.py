"""How lists answer an exam paper: what is found, what is missed, and what is caught that must not be.

A host is right where the platform and the kind are those expected. Of a platform and a kind, recall is the part of
the expected hosts that is right, precision the part of the caught hosts (of this paper) that is right. A macro
average is the mean over platforms, so that a small one counts as much as a large one; a platform of which nothing
is expected (or, for precision, nothing caught) has no part in it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction

import msgspec

from domain_lists.exam.names import MatchedBy, OurName, OurNames
from domain_lists.exam.paper import Paper, Question
from domain_lists.index import HostIndex, Listing
from school_policy.hostname import Hostname
from school_policy.vocabulary import Category, HostKind


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Hosts of one kind of a platform."""

    expected: int = 0
    caught: int = 0
    right: int = 0

    @property
    def recall(self) -> Fraction | None:
        """The part of the expected hosts that is right; None where none is expected."""
        return Fraction(self.right, self.expected) if self.expected else None

    @property
    def precision(self) -> Fraction | None:
        """The part of the caught hosts that is right; None where none is caught."""
        return Fraction(self.right, self.caught) if self.caught else None


class PlatformMarks(msgspec.Struct, frozen=True, kw_only=True):
    """How a platform comes off."""

    platform: str
    """Our id; where we have none, the paper's name."""
    asked_as: tuple[tuple[str, MatchedBy], ...]
    """The paper's names for it, and how each was matched; none where only a wrong catch leads to it."""
    site: Tally
    asset: Tally


class CaughtHost(msgspec.Struct, frozen=True, kw_only=True):
    """A host that must not be listed, and is."""

    line: int
    host: Hostname
    platform: str
    category: Category
    kind: HostKind


class Miss(msgspec.Struct, frozen=True, kw_only=True):
    """A host that is expected of a platform and not found there, or as the other kind."""

    line: int
    host: Hostname
    expected: str
    """The paper's name of the platform."""
    kind: HostKind
    found: str | None
    """Our platform, or None: it is not listed."""
    found_kind: HostKind | None
    is_known: bool
    """We have a platform by that name."""


class OtherCategory(msgspec.Struct, frozen=True, kw_only=True):
    """A host that is listed, in another category than the paper's."""

    line: int
    host: Hostname
    expected: str
    found: Category


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """The whole outcome."""

    questions: int
    unlisted: int
    """Questions of hosts that must not be listed."""
    platforms: tuple[PlatformMarks, ...]
    """By id."""
    categories_asked: int
    """Of hosts that are listed."""
    other_categories: tuple[OtherCategory, ...]
    false_catches: tuple[CaughtHost, ...]
    misses: tuple[Miss, ...]

    def recall(self, kind: HostKind) -> Fraction | None:
        """Return the macro average; None where no host of the kind is expected."""
        return _mean(_tally(each, kind).recall for each in self.platforms)

    def precision(self, kind: HostKind) -> Fraction | None:
        """Return the macro average; None where no host of the kind is caught."""
        return _mean(_tally(each, kind).precision for each in self.platforms)

    def holds(self, aim: Fraction) -> bool:
        """Tell whether recall on sites reaches an aim, where any is expected, and nothing is caught wrongly."""
        recall = self.recall(HostKind.SITE)
        return not self.false_catches and (recall is None or recall >= aim)


def mark(paper: Paper, index: HostIndex, names: OurNames) -> Marks:
    """Return how the lists of an index answer a paper."""
    answers = [_answer(question, index, names) for question in paper.questions]
    return Marks(
        questions=len(answers),
        unlisted=sum(each.question.platform is None for each in answers),
        platforms=tuple(_platforms(answers)),
        categories_asked=sum(each.listing is not None and each.question.category is not None for each in answers),
        other_categories=tuple(_other_categories(answers)),
        false_catches=tuple(_false_catches(answers)),
        misses=tuple(_misses(answers)),
    )


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    question: Question
    ours: OurName | None
    listing: Listing | None

    @property
    def expected(self) -> tuple[str, HostKind] | None:
        its = self.question
        if its.platform is None or its.kind is None or self.ours is None:
            return None
        return self.ours.platform or its.platform, its.kind

    @property
    def caught(self) -> tuple[str, HostKind] | None:
        return (self.listing.platform.id, self.listing.kind) if self.listing else None

    @property
    def is_right(self) -> bool:
        return self.ours is not None and self.ours.platform is not None and self.expected == self.caught


def _answer(question: Question, index: HostIndex, names: OurNames) -> _Answer:
    ours = names.find(question.platform) if question.platform is not None else None
    return _Answer(question=question, ours=ours, listing=index.find(question.host))


def _platforms(answers: list[_Answer]) -> Iterator[PlatformMarks]:
    expected = Counter(each.expected for each in answers if each.expected)
    caught = Counter(each.caught for each in answers if each.caught)
    right = Counter(each.expected for each in answers if each.expected and each.is_right)
    asked: dict[str, dict[str, MatchedBy]] = {}
    for each in answers:
        if each.expected and each.question.platform and each.ours:
            asked.setdefault(each.expected[0], {})[each.question.platform] = each.ours.by
    for platform in sorted({key[0] for key in (*expected, *caught)}):
        by_kind = {
            kind: Tally(
                expected=expected[platform, kind], caught=caught[platform, kind], right=right[platform, kind]
            )
            for kind in HostKind
        }
        names = asked.get(platform, {})
        yield PlatformMarks(
            platform=platform,
            asked_as=tuple(sorted(names.items())),
            site=by_kind[HostKind.SITE],
            asset=by_kind[HostKind.ASSET],
        )


def _other_categories(answers: list[_Answer]) -> Iterator[OtherCategory]:
    for each in answers:
        category = each.question.category
        if each.listing is None or category is None or category.lower() == each.listing.platform.category:
            continue
        yield OtherCategory(
            line=each.question.line,
            host=each.question.host,
            expected=category,
            found=each.listing.platform.category,
        )


def _false_catches(answers: list[_Answer]) -> Iterator[CaughtHost]:
    for each in answers:
        if each.question.platform is None and each.listing is not None:
            yield CaughtHost(
                line=each.question.line,
                host=each.question.host,
                platform=each.listing.platform.id,
                category=each.listing.platform.category,
                kind=each.listing.kind,
            )


def _misses(answers: list[_Answer]) -> Iterator[Miss]:
    for each in answers:
        its = each.question
        if its.platform is None or its.kind is None or each.ours is None or each.is_right:
            continue
        yield Miss(
            line=its.line,
            host=its.host,
            expected=its.platform,
            kind=its.kind,
            found=each.listing.platform.id if each.listing else None,
            found_kind=each.listing.kind if each.listing else None,
            is_known=each.ours.platform is not None,
        )


def _tally(marks: PlatformMarks, kind: HostKind) -> Tally:
    return marks.site if kind is HostKind.SITE else marks.asset


def _mean(parts: Iterable[Fraction | None]) -> Fraction | None:
    counted = [part for part in parts if part is not None]
    return sum(counted, Fraction()) / len(counted) if counted else None
