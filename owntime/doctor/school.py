"""Checks of the school's settings and lists, and of what they say about today."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from advisory_server.pages.date_words import date_words
from owntime.doctor.case import Case
from owntime.doctor.finding import Finding, fine, look, wrong
from owntime.notice.given import GIVE_IT_FIRST, RECORD_IT, changed_since_given, not_told
from owntime.timetable.check_command import what_looks_odd
from school_policy.channel_register import register
from school_policy.group_calendar import GroupCalendar
from school_policy.policy import Policy
from school_policy.state_words import explain


def settings(case: Case) -> Iterator[Finding]:
    """Look whether settings and lists can be read as a whole."""
    if case.policy is None:
        count = len(case.problems)
        seen = f"{case.settings} and the lists cannot be used: {count} problem{'s' * (count != 1)}"
        to_do = "mend each at its line; whatever hangs on the settings could not be looked at here"
        yield wrong(seen, to_do)
        return
    yield fine(f"{case.settings}: {case.policy.school.name}, {len(case.policy.platforms)} platforms listed")


def calendar(case: Case, policy: Policy) -> Iterator[Finding]:
    """Look whether the calendar knows today, and whether anything in it looks odd."""
    today = case.today(policy)
    odd = what_looks_odd(policy, today)
    if odd:
        some = "one thing looks odd" if len(odd) == 1 else f"{len(odd)} things look odd"
        yield look(f"{some} in the calendar and the groups, or is due", "run owntime timetable check")
        return
    term = next((term for term in policy.calendar.terms if term.first <= today <= term.last), None)
    yield fine(f"{date_words(today)} is in the {term.name}" if term else f"{date_words(today)} is in no term")


def group(case: Case, policy: Policy) -> Iterator[Finding]:
    """Say what holds for this device's groups now."""
    zone = ZoneInfo(policy.school.zone)
    for of in filter(None, map(policy.group, case.groups)):
        if of.never_reminded:
            yield fine(f"{of.name} is never reminded: it is quiet for every platform")
        else:
            yield fine(explain(GroupCalendar(of, policy.calendar, zone), case.clock.now()))


def notice(case: Case, policy: Policy) -> Iterator[Finding]:
    """Look whether staff were consulted and told, and whether what they were told still holds."""
    given = policy.notice
    if given.consulted_on is None:
        yield look("no day is given on which staff were consulted", "write it into [notice] consulted_on")
    yield from (
        look(text.removeprefix("notice: "), GIVE_IT_FIRST) for text in not_told(policy, case.today(policy))
    )
    yield from (wrong(each.text, each.to_do) for each in changed_since_given(policy))
    if given.given_on is None or not given.is_given(case.today(policy)):
        return
    if not given.settings:
        seen = f"given on {date_words(given.given_on)}; nobody can tell whether it has changed since"
        yield look(seen, RECORD_IT)
    elif not list(changed_since_given(policy)):
        yield fine(f"given on {date_words(given.given_on)}, and it still says what the settings say")


def channels(case: Case, policy: Policy) -> Iterator[Finding]:
    """Look whether every channel is official, and no review due."""
    entries = register(policy, case.today(policy))
    concerned = [entry for entry in entries if entry.needs_a_look]
    if concerned:
        verb = "lacks" if len(concerned) == 1 else "lack"
        seen = f"{len(concerned)} of {len(entries)} {verb} a condition of the policy, or a review is due"
        yield look(seen, "run owntime channels check")
    else:
        yield fine(f"{len(entries)} in the register, and none needs a look")
