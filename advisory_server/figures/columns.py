"""Every cell in words, in the policy's order: what the pages call it, and what it means."""

from dataclasses import dataclass

from advisory_server.pages.listed_words import CATEGORY_WORDS
from school_policy.count_report import Band, Cell, Dimension
from school_policy.period import PeriodKind
from school_policy.vocabulary import Outcome

HIDDEN = "Not shown"
"""What a page says of a cell that is not shown; why stands once beside it."""
WHY_HIDDEN = "Not shown: none, or fewer than 10 devices, or too few in use. It looks the same for all three."


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One cell of every period, in words."""

    dimension: Dimension
    words: str
    meaning: str
    value: str = ""

    def cell(self, period: PeriodKind) -> Cell:
        """Return the cell in a week or in a half-term."""
        return Cell(period=period, dimension=self.dimension, value=self.value)


def shown_text(text: str | None) -> str:
    """Return a released text as pages show it; a cell that was not released is not shown."""
    return HIDDEN if text is None or text.startswith(HIDDEN) else text


ANY = Column(
    dimension=Dimension.ANY,
    words="Any of these",
    meaning="Met a reminder or had a listed site open in working time, at least once.",
)
THREE_DAYS = Column(
    dimension=Dimension.THREE_DAYS,
    words="On three or more days",
    meaning="The same, on at least three days of the week.",
)


def _outcome(outcome: Outcome, words: str, meaning: str) -> Column:
    return Column(dimension=Dimension.OUTCOME, value=str(outcome), words=words, meaning=meaning)


CHOSEN = (
    _outcome(
        Outcome.DID_NOT_CARRY_ON,
        "Did not carry on",
        "Met the reminder and chose nothing for ten minutes.",
    ),
    _outcome(Outcome.CARRIED_ON_WORK, "Carried on for work", "Chose “Carry on, it's for work”."),
    _outcome(
        Outcome.CARRIED_ON_CHANNEL,
        "For a school channel",
        "Carried on, and chose one of the school's official channels.",
    ),
)
BACKGROUND = (
    _outcome(
        Outcome.SET_ASIDE,
        "Left open in a tab",
        "A listed site was still open in the background, and was paused.",
    ),
    _outcome(Outcome.APP, "In an app", "A program that is no browser asked for a listed site, and passed."),
)
OUTCOMES = (*CHOSEN, *BACKGROUND)
KINDS = tuple(
    Column(
        dimension=Dimension.CATEGORY,
        value=str(category),
        words=words.capitalize(),
        meaning=f"Any of these with a site of this kind: {words}.",
    )
    for category, words in CATEGORY_WORDS.items()
)
_TIMES = {
    Band.UNTIL_10: "Until 10:00",
    Band.FROM_10_TO_12: "10:00 to 12:00",
    Band.FROM_12_TO_14: "12:00 to 14:00",
    Band.AFTER_14: "After 14:00",
}
TIMES = tuple(
    Column(
        dimension=Dimension.BAND,
        value=str(band),
        words=words,
        meaning="Any of these in this part of the day.",
    )
    for band, words in _TIMES.items()
)

WEEKLY = (ANY, THREE_DAYS, *OUTCOMES, *KINDS, *TIMES)
"""What is released of a week, in the order in which it always is."""
