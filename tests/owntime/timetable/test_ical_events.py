import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from owntime.timetable.ical_events import MOST_BYTES, MOST_EVENTS, DatedEvent, IcalError, read_events
from tests.owntime.timetable.calendar_file import calendar_file, one_event

LONDON = ZoneInfo("Europe/London")


def only(*lines: str) -> DatedEvent:
    events, unread = read_events(one_event("SUMMARY:Half term", *lines), LONDON)
    assert unread == []
    return events[0]


def days(event: DatedEvent) -> tuple[str, str]:
    return event.first.isoformat(), event.last.isoformat()


DAYS = [
    pytest.param(
        ["DTSTART;VALUE=DATE:20261026", "DTEND;VALUE=DATE:20261031"], "2026-10-26", "2026-10-30", id="week"
    ),
    pytest.param(
        ["DTSTART;VALUE=DATE:20261026", "DTEND;VALUE=DATE:20261027"], "2026-10-26", "2026-10-26", id="day"
    ),
    pytest.param(["DTSTART;VALUE=DATE:20261026"], "2026-10-26", "2026-10-26", id="no end: one day"),
    pytest.param(
        ["DTSTART;VALUE=DATE:20261026", "DTEND;VALUE=DATE:20261026"],
        *("2026-10-26", "2026-10-26"),
        id="the end as some programs write it",
    ),
    pytest.param(["DTSTART;VALUE=DATE:20261026", "DURATION:P5D"], "2026-10-26", "2026-10-30", id="duration"),
    pytest.param(
        ["DTSTART:20261026T000000", "DTEND:20261031T000000"],
        *("2026-10-26", "2026-10-30"),
        id="midnight to midnight, without zone",
    ),
    pytest.param(
        ["DTSTART:20260720T230000Z", "DTEND:20260721T230000Z"],
        *("2026-07-21", "2026-07-21"),
        id="midnight to midnight of British Summer Time, in UTC",
    ),
    pytest.param(
        ["DTSTART;TZID=/vendor.example/Europe/London:20261026T000000", "DURATION:P5D"],
        *("2026-10-26", "2026-10-30"),
        id="a zone by its name and its vendor's",
    ),
    pytest.param(
        ["DTSTART;TZID=GMT Standard Time:20261025T090000", "DTEND;TZID=GMT Standard Time:20261025T150000"],
        *("2026-10-25", "2026-10-25"),
        id="a zone by its name in Windows, on the day the clocks change",
    ),
]


@pytest.mark.parametrize(("lines", "first", "last"), DAYS)
def test_an_entry_has_its_first_and_its_last_day(lines: list[str], first: str, last: str) -> None:
    assert days(only(*lines)) == (first, last)


@pytest.mark.parametrize(
    ("start", "end", "whole"),
    [
        ("20261026T090000", "20261026T150000", True),
        ("20261026T153000", "20261026T170000", False),
        ("20261026T090000", "20261026T090000", True),
    ],
    ids=["a school day", "an appointment", "a moment, as which some programs write a day"],
)
def test_some_hours_are_not_a_whole_day(start: str, end: str, whole: bool) -> None:  # noqa: FBT001 (a table)
    assert only(f"DTSTART:{start}", f"DTEND:{end}").whole_days is whole


UNREAD = [
    pytest.param(["DTSTART;VALUE=DATE:2026-10-26"], "its dates cannot be read", id="no date"),
    pytest.param(["LOCATION:School"], "its dates cannot be read", id="no start"),
    pytest.param(["DTSTART:20261026", "DTSTART:20261027"], "its dates cannot be read", id="two starts"),
    pytest.param(["DTSTART;VALUE=DATE:99991231"], "its dates cannot be read", id="the end of the calendar"),
    pytest.param(["DTSTART:00010101T000000Z"], "its dates cannot be read", id="the start of the calendar"),
    pytest.param(
        ["DTSTART;VALUE=DATE:20261026", "DTEND:20261027T000000Z"], "its dates cannot be read", id="mixed"
    ),
    pytest.param(
        ["DTSTART;VALUE=DATE:20261026", "DTEND;VALUE=DATE:20261020"], "it ends before it starts", id="back"
    ),
    pytest.param(
        ["DTSTART;VALUE=DATE:20261026", "RRULE:FREQ=YEARLY"], "it repeats, which term dates do not", id="rule"
    ),
    pytest.param(["DTSTART;VALUE=DATE:20261026", "STATUS:CANCELLED"], "it is cancelled", id="cancelled"),
]


@pytest.mark.parametrize(("lines", "reason"), UNREAD)
def test_an_entry_that_cannot_be_used_is_kept_with_the_reason(lines: list[str], reason: str) -> None:
    events, unread = read_events(one_event("SUMMARY:Half term", *lines), LONDON)
    assert (events, [(one.summary, one.reason) for one in unread]) == ([], [("Half term", reason)])


WRONG_FILES = [
    pytest.param(b"", "it has no BEGIN:VCALENDAR", id="empty"),
    pytest.param(b"<html>\n<p>Please sign in</p>", "it has no BEGIN:VCALENDAR", id="a web page"),
    pytest.param(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "there is no event in the file", id="no events"),
    pytest.param(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\n", "is it cut off?", id="cut off"),
    pytest.param(b"BEGIN:VCALENDAR\r\n" * 5_000, "is it cut off?", id="begun a thousand times"),
    pytest.param(b"BEGIN:VCALENDAR\r\nnonsense\r\n", "no iCalendar file that can be read", id="nonsense inside"),
    pytest.param(b"BEGIN:VCALENDAR" + b"\n" * MOST_BYTES, "the file has 1,000,015 bytes", id="too long"),
    pytest.param(calendar_file([("2026-09-01", "", "x")] * (MOST_EVENTS + 1)), "3,001 events", id="too many"),
]


@pytest.mark.parametrize(("data", "message"), WRONG_FILES)
def test_what_is_no_calendar_of_a_school_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(IcalError, match=message.replace("?", r"\?")):
        read_events(data, LONDON)


def test_entries_come_in_the_order_of_their_days_and_each_once() -> None:
    rows = [("2026-12-18", "", "Term ends"), ("2026-09-01", "", "INSET"), ("2026-12-18", "", "Term ends")]
    events, _ = read_events(calendar_file(rows), LONDON)
    assert [event.first for event in events] == [dt.date(2026, 9, 1), dt.date(2026, 12, 18)]


@pytest.mark.parametrize(
    ("line", "summary"),
    [
        ("SUMMARY:Half term\\, week 2\\nof 2", "Half term, week 2 of 2"),
        ("SUMMARY:Half \x1b[31mterm\x07", "Half [31mterm"),
        ("SUMMARY:Half\r\n  term", "Half term"),
        ("SUMMARY:First\r\nSUMMARY:Second", "First"),
        ("SUMMARY:", "(no summary)"),
        ("LOCATION:Hall", "(no summary)"),
        ("SUMMARY:" + "x" * 300, "x" * 200),
    ],
    ids=["escaped", "control characters", "folded", "twice", "empty", "none", "very long"],
)
def test_a_summary_is_one_line_that_can_be_printed(line: str, summary: str) -> None:
    events, _ = read_events(one_event(line, "DTSTART;VALUE=DATE:20261026"), LONDON)
    assert events[0].summary == summary
