"""What the summary of a calendar entry says about term dates, in the words of English councils and schools.

Strict on purpose: but for INSET days, every word must be one that term dates are made of. "Autumn term ends" is
understood; "Autumn term ends: carol service" is not, and is left to a person. So are words that people mean in two
ways: "half-term begins" is the last day at school in one calendar, and the first day off in the next.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

from owntime.timetable.ical_events import DatedEvent


class Meaning(Enum):
    """What an entry is to the school's year."""

    TERM = auto()
    """From the first to the last day of a term, or of a part of one."""
    TERM_STARTS = auto()
    """The first day at school after whatever break."""
    TERM_ENDS = auto()
    """The last day at school before whatever break."""
    HALF_TERM = auto()
    HOLIDAY = auto()
    INSET = auto()
    BANK_HOLIDAY = auto()
    CLOSURE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUnderstood:
    """Why an entry means nothing to the school's year."""

    reason: str


_WORDS = frozenset(
    "a all and at of on for from in is no not the to after before following until with our "  # noqa: SIM905
    "autumn spring summer winter michaelmas christmas xmas easter whitsun whit may february feb october oct "
    "january jan march mar april apr june jun july jul august aug september sept sep november nov december dec "
    "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun "
    "half term terms halfterm year years school schools academy day days date dates week weeks "
    "holiday holidays hols break breaks breaking vacation recess up bank public early late new boxing good "
    "substitute starts start starting begins begin beginning commences commence opens reopen reopens re return "
    "returns resume resumes back first second third fourth fifth sixth one two three four five six final last "
    "end ends ending finish finishes finishing closes closed closure occasional st andrews patricks "
    "pupil pupils child children student students everyone lessons academic england wales uk "
    "am pm noon midday lunchtime".split()
)
_NUMBER = re.compile(r"\d+(st|nd|rd|th|am|pm)?")

_INSET = re.compile(
    r"\b(inset|baker day|(pd|cpd) day|non pupil day|pupil free day|professional development day"
    r"|(staff|teachers?) (training|development)|training day)\b"
)
_NO_WHOLE_INSET = re.compile(r"\b(twilight|disaggregated|in lieu|instead|replaced|reminder)\b")
_BANK_HOLIDAY = re.compile(
    r"\b((bank|public) holiday|good friday|easter monday|christmas day|boxing day|new years day|may day"
    r"|st (andrews|patricks) day)\b"
)
_CLOSURE = re.compile(r"\b(occasional day|closed|closure)\b")
_TERM = re.compile(r"\bterm\b")
_SOME_PUPILS = re.compile(r"\byears? \d{1,2}\b")

_HALF_TERM = r"half ?term"
_BREAK = rf"{_HALF_TERM}|holidays?|hols|break|vacation|recess"
_NAMES_A_BREAK = re.compile(rf"\b({_BREAK})\b")
_A_BREAK = rf"( \w+){{0,3}}? ({_BREAK}|(christmas|xmas|easter|summer|winter)(?! term))\b"
_GOES_INTO_BREAK = re.compile(rf"\b(for|before){_A_BREAK}|\bbreak(s|ing)? up\b")
_COMES_OUT_OF_BREAK = re.compile(rf"\b(after|from|following){_A_BREAK}")
_STARTS = re.compile(
    r"\b(starts?|starting|begins?|beginning|commences?|opens|reopens?|re opens|returns?|resumes?|first day|back)\b"
)
_ENDS = re.compile(r"\b(ends?|ending|finish(es)?|finishing|(last|final) day)\b")
_ENDS_WHAT = re.compile(r"\b(term|year|autumn|spring|summer)\b")  # "school finishes at 2 pm" ends nothing of these

_LONGEST_BREAK = 16  # days: two weeks, with the weekends around them
_LONGEST_HOLIDAY = 60
_SHORTEST_TERM = 17  # so that no half-term is taken for half a term
_LONGEST_TERM = 150


def meaning_of(event: DatedEvent) -> Meaning | NotUnderstood:
    """Return what the event means, or why it means nothing that is known."""
    words = _words(event.summary)
    days = (event.last - event.first).days + 1
    if _INSET.search(words):
        return _inset(words, days, whole_days=event.whole_days)
    if unknown := [word for word in words.split() if word not in _WORDS and not _NUMBER.fullmatch(word)]:
        return NotUnderstood(reason=f'"{unknown[0]}" is no word of term dates')
    if _SOME_PUPILS.search(words):
        return NotUnderstood(reason="it concerns some years only")
    return _day(words) if days == 1 else _days(words, days)


def _words(summary: str) -> str:
    """Return the words in small letters with single spaces: no punctuation, "half-term" as "half term"."""
    plain = summary.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "").replace("'", "")
    return " ".join(re.findall(r"[^\W_]+", plain))


def _inset(words: str, days: int, *, whole_days: bool) -> Meaning | NotUnderstood:
    if _NO_WHOLE_INSET.search(words) or not whole_days:
        return NotUnderstood(reason="it is no whole INSET day")
    return _bounded(Meaning.INSET, days, longest=7)


def _day(words: str) -> Meaning | NotUnderstood:
    if _COMES_OUT_OF_BREAK.search(words):
        return Meaning.TERM_STARTS
    if _GOES_INTO_BREAK.search(words):
        return Meaning.TERM_ENDS
    if _BANK_HOLIDAY.search(words):
        return Meaning.BANK_HOLIDAY
    if _CLOSURE.search(words):
        return Meaning.CLOSURE
    if _NAMES_A_BREAK.search(words):
        return NotUnderstood(reason="it may mean the last day at school, or the first or last day off")
    return _edge(words)


def _edge(words: str) -> Meaning | NotUnderstood:
    starts = bool(_STARTS.search(words))
    ends = bool(_ENDS.search(words) and _ENDS_WHAT.search(words))
    if starts == ends:
        return NotUnderstood(reason="it does not say whether a term starts or ends")
    return Meaning.TERM_STARTS if starts else Meaning.TERM_ENDS


def _days(words: str, days: int) -> Meaning | NotUnderstood:
    if re.search(rf"\b{_HALF_TERM}\b", words):  # a long one is "first half term": the weeks at school
        return Meaning.HALF_TERM if days <= _LONGEST_BREAK else _bounded(Meaning.TERM, days, longest=_LONGEST_TERM)
    if _BANK_HOLIDAY.search(words):
        return NotUnderstood(reason="it is a bank holiday of more than one day")
    if _TERM.search(words):
        return _bounded(Meaning.TERM, days, shortest=_SHORTEST_TERM, longest=_LONGEST_TERM)
    if _NAMES_A_BREAK.search(words):
        return _bounded(Meaning.HOLIDAY, days, longest=_LONGEST_HOLIDAY)
    if _CLOSURE.search(words):
        return _bounded(Meaning.CLOSURE, days, longest=_LONGEST_BREAK)
    return NotUnderstood(reason="it names neither a term nor a holiday")


def _bounded(meaning: Meaning, days: int, *, shortest: int = 1, longest: int) -> Meaning | NotUnderstood:
    if shortest <= days <= longest:
        return meaning
    return NotUnderstood(reason=f"it lasts {days} days")
