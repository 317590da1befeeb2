"""What was said to be wrongly listed, and what was answered, in words: a platform each."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from advisory_server.pages.date_words import date_words
from advisory_server.store.wrongly_listed import Answer, SaidOfPlatform
from school_policy.policy import Policy
from school_policy.vocabulary import PlatformId


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRow:
    """All that was said of a platform since the last answer."""

    platform: PlatformId
    name: str
    listed: bool
    """Whether it is listed still."""
    days: tuple[str, ...]
    """ "20 November 2026, once", the newest first. """
    before: str
    """That the list was found right before; empty where nobody answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """An answer with nothing said since."""

    name: str
    day: str
    account: str


def said_rows(said: Sequence[SaidOfPlatform], answered: Sequence[Answer], policy: Policy) -> tuple[SaidRow, ...]:
    """Return a row for each platform, the one with the newest day first."""
    names = _names(policy)
    before = {answer.platform: answer for answer in answered}
    newest = {one.platform: one.day for one in reversed(said)}
    in_order = sorted(said, key=lambda one: (-newest[one.platform].toordinal(), one.platform))
    return tuple(
        SaidRow(
            platform=platform,
            name=names.get(platform, platform),
            listed=platform in names,
            days=tuple(_day(one) for one in of_it),
            before=_before(before.get(platform)),
        )
        for platform, of_it in groupby(in_order, attrgetter("platform"))
    )


def answer_rows(
    said: Sequence[SaidOfPlatform], answered: Sequence[Answer], policy: Policy
) -> tuple[AnswerRow, ...]:
    """Return the answers after which nobody said it again, the newest first."""
    names, again = _names(policy), {one.platform for one in said}
    return tuple(
        AnswerRow(name=names.get(one.platform, one.platform), day=date_words(one.on), account=one.account)
        for one in answered
        if one.platform not in again
    )


def _names(policy: Policy) -> dict[PlatformId, str]:
    return {platform.id: platform.name for platform in policy.platforms}


def _day(said: SaidOfPlatform) -> str:
    return f"{date_words(said.day)}, {'once' if said.times == 1 else f'{said.times} times'}"


def _before(answer: Answer | None) -> str:
    return "" if answer is None else f"Before that: the list is right, {date_words(answer.on)}, {answer.account}"
