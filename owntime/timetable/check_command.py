"""`owntime timetable check`: what is wrong with the school's time, and what looks like a mistake."""

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from owntime.notice.given import changed_since_given, not_recorded, not_told
from owntime.policy_source import PolicySource
from owntime.school_options import as_json, of_a_school
from owntime.settings_problems import as_data, tell_finding, tell_problems
from owntime.timetable.school_time import WRONG_USE, on_the_clock
from owntime.timetable.words import day_words
from proxy_addons.clock import Clock
from proxy_addons.languages import read_languages
from school_policy.calendar_check import Finding, suspicious
from school_policy.policy import Policy
from school_policy.quiet_reviews import overdue_reviews
from school_policy.toml_source import TomlError

_SUSPICIOUS = 1
_WIDTH = 80


@click.command("check")
@of_a_school
@as_json
@on_the_clock
def check(clock: Clock, settings: Path, lists: Path | None, *, as_json: bool) -> None:
    """Find what is wrong in school.toml, and what looks odd.

    Ends with 2 where the file cannot be used, with 1 where something looks like a mistake, else with 0.
    """
    now = clock.now()
    try:
        policy = PolicySource(settings, lists, today=now.date).compile()
    except TomlError as error:
        tell_problems(error.problems, "findings", "remarks", as_json=as_json)
        sys.exit(WRONG_USE)
    today = now.astimezone(ZoneInfo(policy.school.zone)).date()
    findings = (*what_looks_odd(policy, today), *changed_since_given(policy))
    remarks = [*not_told(policy, today), *not_recorded(policy, today)]
    if as_json:
        rows = [as_data(each) for each in findings]
        click.echo(json.dumps({"problems": [], "findings": rows, "remarks": remarks}, indent=2))
    else:
        _tell_findings(findings, settings, policy)
        for remark in remarks:
            click.echo(click.wrap_text(remark, _WIDTH, subsequent_indent="  "))
    sys.exit(_SUSPICIOUS if findings else 0)


def what_looks_odd(policy: Policy, today: dt.date) -> tuple[Finding, ...]:
    """Return what looks like a mistake in the school's time, overdue reviews, and what lacks words."""
    return (*suspicious(policy, today), *overdue_reviews(policy, today), *_untranslated(policy))


def _tell_findings(findings: tuple[Finding, ...], settings: Path, policy: Policy) -> None:
    if not findings:
        click.echo(click.wrap_text(f"{settings}: nothing to look at. {_reach(policy)}", _WIDTH))
        return
    for each in findings:
        tell_finding(each)
    click.echo(f"Look at each in {settings}; what is meant may stay.")


def _untranslated(policy: Policy) -> Iterator[Finding]:
    for problem in read_languages(policy.school.language, policy.school.translations).problems:
        to_do = "put it right in the catalogue's .po file, and compile it again"
        yield Finding(text=problem, about="translations", to_do=to_do)


def _reach(policy: Policy) -> str:
    if not policy.calendar.terms:
        return "Without terms, the weekly timetables hold all year."
    first = min(term.first for term in policy.calendar.terms)
    last = max(term.last for term in policy.calendar.terms)
    return f"The terms reach from {day_words(first)} to {day_words(last)}."
