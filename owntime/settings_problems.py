"""What is wrong with the settings, or looks odd in them, as the commands that check them say it."""

import json
from typing import Any

import click

from school_policy.calendar_check import Finding
from school_policy.toml_source import Problem

_WIDTH = 80


def tell_problems(problems: list[Problem], *other_keys: str, as_json: bool) -> None:
    """Say every problem, a line each, on stderr; in JSON on stdout, with an empty list for each other key."""
    if as_json:
        rows = [{"file": each.file, "line": each.line, "message": each.message} for each in problems]
        answer: dict[str, Any] = {"problems": rows, **{each: [] for each in other_keys}}
        click.echo(json.dumps(answer, indent=2))
        return
    for problem in problems:
        click.echo(str(problem), err=True)


def tell_finding(finding: Finding) -> None:
    """Say what looks odd, and below it what to do."""
    click.echo(click.wrap_text(f"{finding.about}: {finding.text}", _WIDTH, subsequent_indent="  "))
    to_do = f"To do: {finding.to_do}."
    click.echo(click.wrap_text(to_do, _WIDTH, initial_indent="  ", subsequent_indent="    "))


def as_data(finding: Finding) -> dict[str, str]:
    """Return what looks odd as JSON has it."""
    return {"about": finding.about, "text": finding.text, "to_do": finding.to_do}
