"""What is wrong with the settings, as the commands that check them say it."""

import json
from typing import Any

import click

from school_policy.toml_source import Problem


def tell_problems(problems: list[Problem], *other_keys: str, as_json: bool) -> None:
    """Say every problem, a line each, on stderr; in JSON on stdout, with an empty list for each other key."""
    if as_json:
        rows = [{"file": each.file, "line": each.line, "message": each.message} for each in problems]
        answer: dict[str, Any] = {"problems": rows, **{each: [] for each in other_keys}}
        click.echo(json.dumps(answer, indent=2))
        return
    for problem in problems:
        click.echo(str(problem), err=True)
