"""iCalendar files of schools that there are not, written as councils and schools write theirs."""

import datetime as dt
from collections.abc import Iterable

Row = tuple[str, str, str]
"""First day, last day ("" for the same) and summary."""


def calendar_file(rows: Iterable[Row]) -> bytes:
    """Write all-day events; their DTEND is the day after the last (RFC 5545, section 3.6.1)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ashover Council//Terms//EN"]
    for number, (first, last, summary) in enumerate(rows):
        end = dt.date.fromisoformat(last or first) + dt.timedelta(days=1)
        lines += ["BEGIN:VEVENT", f"UID:{number}@council.example"]
        lines += [f"DTSTART;VALUE=DATE:{first.replace('-', '')}", f"DTEND;VALUE=DATE:{end:%Y%m%d}"]
        lines += [f"SUMMARY:{summary}", "END:VEVENT"]
    return ("\r\n".join([*lines, "END:VCALENDAR"]) + "\r\n").encode()


def one_event(*lines: str) -> bytes:
    """Write a calendar of one event with these lines."""
    whole = ("BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", "")
    return "\r\n".join(whole).encode()


COUNCIL: list[Row] = [
    ("2026-09-01", "2026-09-02", "INSET Day"),
    ("2026-09-03", "", "Autumn Term 2026 starts"),
    ("2026-10-26", "2026-10-30", "October half term"),
    ("2026-12-11", "", "Christmas Fair"),
    ("2026-12-18", "", "Autumn Term 2026 ends"),
    ("2026-12-21", "2027-01-01", "Christmas holidays"),
    ("2027-01-04", "", "INSET: phonics"),
    ("2027-01-05", "", "Spring term begins"),
    ("2027-02-15", "2027-02-19", "February half-term"),
    ("2027-03-24", "", "End of Spring Term (1.30pm)"),
    ("2027-03-26", "", "Good Friday"),
    ("2027-04-12", "", "Summer Term starts"),
    ("2027-05-31", "2027-06-04", "May half term"),
    ("2027-06-18", "", "Occasional day"),
    ("2027-07-21", "", "Last day of Summer term"),
]
"""First and last days, and the half-terms."""

HOLIDAYS_ONLY: list[Row] = [
    ("2026-07-23", "2026-09-01", "Summer Holidays"),
    ("2026-10-26", "2026-10-30", "Half Term"),
    ("2026-12-21", "2027-01-03", "Christmas Holiday"),
    ("2027-02-15", "2027-02-19", "Half Term"),
    ("2027-03-25", "2027-04-09", "Easter Holiday"),
    ("2027-05-31", "2027-06-04", "Half Term"),
    ("2027-07-22", "2027-08-31", "Summer Holidays"),
]
"""What parents book by."""

SIX_TERMS: list[Row] = [
    ("2026-09-02", "2026-10-23", "Term 1"),
    ("2026-11-02", "2026-12-18", "Term 2"),
    ("2027-01-04", "2027-02-12", "Term 3"),
    ("2027-02-22", "2027-03-24", "Term 4"),
    ("2027-04-12", "2027-05-28", "Term 5"),
    ("2027-06-07", "2027-07-21", "Term 6"),
]
"""Each half of a term by itself."""

COMING_AND_GOING: list[Row] = [
    ("2026-09-02", "", "Term starts"),
    ("2026-10-23", "", "School closes for half term"),
    ("2026-11-02", "", "School re-opens"),
    ("2026-12-18", "", "Break up for Christmas"),
    ("2027-01-05", "", "Pupils return after Christmas"),
    ("2027-02-15", "2027-02-19", "Half term"),
    ("2027-02-22", "", "Pupils return after half term"),
    ("2027-03-24", "", "Last day of term"),
]
"""Days on which something changes; one last day is missing."""
