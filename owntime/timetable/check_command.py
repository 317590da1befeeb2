"""`owntime timetable check`: what is wrong with the school's time, and what looks like a mistake."""

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from advisory_server.pages.date_words import date_words
from owntime.policy_source import PolicySource
from owntime.school_options import as_json, of_a_school
from owntime.settings_problems import tell_problems
from owntime.timetable.school_time import WRONG_USE, on_the_clock
from owntime.timetable.words import day_words
from proxy_addons.clock import Clock
from school_policy.calendar_check import Finding, suspicious
from school_policy.notice_digest import notice_digest, told_of
from school_policy.policy import EVERY_PLATFORM, Policy
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
    findings = (*suspicious(policy, today), *_overdue_reviews(policy, today), *_changed_since_notice(policy))
    if as_json:
        rows = [_as_data(each) for each in findings]
        click.echo(json.dumps({"problems": [], "findings": rows, "remarks": list(_remarks(policy))}, indent=2))
    else:
        _tell_findings(findings, settings, policy)
        for remark in _remarks(policy):
            click.echo(click.wrap_text(remark, _WIDTH, subsequent_indent="  "))
    sys.exit(_SUSPICIOUS if findings else 0)


def _tell_findings(findings: tuple[Finding, ...], settings: Path, policy: Policy) -> None:
    if not findings:
        click.echo(click.wrap_text(f"{settings}: nothing to look at. {_reach(policy)}", _WIDTH))
        return
    for each in findings:
        click.echo(click.wrap_text(f"{each.about}: {each.text}", _WIDTH, subsequent_indent="  "))
    click.echo(f"Look at each in {settings}; what is meant may stay.")


def _overdue_reviews(policy: Policy, today: dt.date) -> Iterator[Finding]:
    for group in policy.groups:
        for quiet in group.quiet:
            if quiet.review_on < today:
                what = "every platform" if quiet.platform == EVERY_PLATFORM else quiet.platform
                text = f"{what} is quiet ({quiet.reason}); that was to be reviewed on {quiet.review_on}"
                yield Finding(text=text, about=f'group "{group.id}"')


def _changed_since_notice(policy: Policy) -> Iterator[Finding]:
    notice = policy.notice
    if notice.given_on is not None and notice.settings not in ("", notice_digest(told_of(policy))):
        since = date_words(notice.given_on)
        yield Finding(text=f"what staff were told has changed since {since}: run owntime notice", about="notice")


def _remarks(policy: Policy) -> Iterator[str]:
    """Yield what is no finding, and good to know."""
    if policy.notice.given_on is not None and not policy.notice.settings:
        yield "notice: what staff were told can be recorded as [notice] settings (owntime notice says how)"


def _reach(policy: Policy) -> str:
    if not policy.calendar.terms:
        return "Without terms, the weekly timetables hold all year."
    first = min(term.first for term in policy.calendar.terms)
    last = max(term.last for term in policy.calendar.terms)
    return f"The terms reach from {day_words(first)} to {day_words(last)}."


def _as_data(finding: Finding) -> dict[str, Any]:
    return {"about": finding.about, "text": finding.text}
