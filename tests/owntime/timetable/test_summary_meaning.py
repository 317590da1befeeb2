import datetime as dt

import pytest

from owntime.timetable.ical_events import DatedEvent
from owntime.timetable.summary_meaning import Meaning, NotUnderstood, meaning_of

MONDAY = dt.date(2026, 10, 26)


def meaning(summary: str, days: int, *, whole_days: bool = True) -> Meaning | NotUnderstood:
    last = MONDAY + dt.timedelta(days=days - 1)
    return meaning_of(DatedEvent(first=MONDAY, last=last, summary=summary, whole_days=whole_days))


UNDERSTOOD = [
    ("Autumn Term 2026 starts", 1, Meaning.TERM_STARTS),
    ("Autumn Term begins", 1, Meaning.TERM_STARTS),
    ("Start of Spring Term", 1, Meaning.TERM_STARTS),
    ("First day of term", 1, Meaning.TERM_STARTS),
    ("Term 3 starts", 1, Meaning.TERM_STARTS),
    ("School re-opens", 1, Meaning.TERM_STARTS),
    ("Pupils return after half-term", 1, Meaning.TERM_STARTS),
    ("First day back after the Christmas holidays", 1, Meaning.TERM_STARTS),
    ("School starts for all pupils", 1, Meaning.TERM_STARTS),
    ("School opens for Summer Term", 1, Meaning.TERM_STARTS),
    ("Autumn Term 2026 ends", 1, Meaning.TERM_ENDS),
    ("End of term (school closes at 1.30pm)", 1, Meaning.TERM_ENDS),
    ("Last day of Summer term", 1, Meaning.TERM_ENDS),
    ("End of first half of Autumn term", 1, Meaning.TERM_ENDS),
    ("School closes for half term", 1, Meaning.TERM_ENDS),
    ("Break up for Easter", 1, Meaning.TERM_ENDS),
    ("Last day before Christmas", 1, Meaning.TERM_ENDS),
    ("School year ends", 1, Meaning.TERM_ENDS),
    ("Autumn Term 2026", 108, Meaning.TERM),
    ("Term 1", 52, Meaning.TERM),
    ("Autumn: first half-term", 52, Meaning.TERM),
    ("October half term", 5, Meaning.HALF_TERM),
    ("Half-Term Holiday", 9, Meaning.HALF_TERM),
    ("Autumn halfterm break", 12, Meaning.HALF_TERM),
    ("Christmas holidays", 16, Meaning.HOLIDAY),
    ("Easter Break 2027", 16, Meaning.HOLIDAY),
    ("School summer holidays", 45, Meaning.HOLIDAY),
    ("INSET Day", 1, Meaning.INSET),
    ("Inset day 2 \N{EN DASH} school closed to pupils", 1, Meaning.INSET),
    ("INSET: phonics", 1, Meaning.INSET),
    ("Staff Training Day", 1, Meaning.INSET),
    ("Non-pupil day", 1, Meaning.INSET),
    ("Teacher training (no children in school)", 2, Meaning.INSET),
    ("May Day Bank Holiday", 1, Meaning.BANK_HOLIDAY),
    ("Good Friday", 1, Meaning.BANK_HOLIDAY),
    ("New Year\N{RIGHT SINGLE QUOTATION MARK}s Day", 1, Meaning.BANK_HOLIDAY),
    ("Bank holiday (school closed)", 1, Meaning.BANK_HOLIDAY),
    ("Occasional Day", 1, Meaning.CLOSURE),
    ("School closed", 2, Meaning.CLOSURE),
]


@pytest.mark.parametrize(
    ("summary", "days", "meant"), UNDERSTOOD, ids=[f"{words}, {days} d" for words, days, _ in UNDERSTOOD]
)
def test_the_words_of_schools_are_understood(summary: str, days: int, meant: Meaning) -> None:
    assert meaning(summary, days) == meant


LEFT = [
    ("Autumn term ends: carol service", 1, '"carol" is no word of term dates'),
    ("Harvest festival", 1, '"harvest" is no word of term dates'),
    ("Open day", 1, '"open" is no word of term dates'),
    ("First day of term for Year 1", 1, "it concerns some years only"),
    ("Half term begins", 1, "it may mean the last day at school, or the first or last day off"),
    ("Christmas holidays start", 1, "it may mean the last day at school, or the first or last day off"),
    ("October half term", 1, "it may mean the last day at school, or the first or last day off"),
    ("Autumn term", 1, "it does not say whether a term starts or ends"),
    ("Term starts and term ends", 1, "it does not say whether a term starts or ends"),
    ("School finishes at 2pm", 1, "it does not say whether a term starts or ends"),
    ("Autumn term", 16, "it lasts 16 days"),
    ("Autumn term", 151, "it lasts 151 days"),
    ("Summer holidays", 61, "it lasts 61 days"),
    ("Easter bank holiday", 4, "it is a bank holiday of more than one day"),
    ("Twilight INSET", 1, "it is no whole INSET day"),
    ("INSET day in lieu of twilights", 1, "it is no whole INSET day"),
    ("School week", 5, "it names neither a term nor a holiday"),
    ("(no summary)", 1, '"summary" is no word of term dates'),
    ("!!!", 1, "it does not say whether a term starts or ends"),
]


@pytest.mark.parametrize(("summary", "days", "why"), LEFT, ids=[f"{words}, {days} d" for words, days, _ in LEFT])
def test_what_could_mean_something_else_is_left_to_a_person(summary: str, days: int, why: str) -> None:
    assert meaning(summary, days) == NotUnderstood(reason=why)


def test_an_inset_of_some_hours_is_no_inset_day() -> None:
    assert meaning("INSET day", 1, whole_days=False) == NotUnderstood(reason="it is no whole INSET day")


@pytest.mark.parametrize(("days", "meant"), [(16, Meaning.HALF_TERM), (17, Meaning.TERM)])
def test_a_half_term_is_a_break_up_to_two_weeks_and_weeks_at_school_beyond(days: int, meant: Meaning) -> None:
    assert meaning("Autumn half term", days) == meant
