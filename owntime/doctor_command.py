"""`owntime doctor`: what an IT admin runs on a device when something seems wrong."""

import json
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from owntime.doctor.case import Case, this_machine
from owntime.doctor.examination import examine
from owntime.doctor.finding import Finding, Level
from owntime.policy_source import PolicySource
from owntime.school_options import as_json, layer_option, of_a_school
from owntime.settings_problems import tell_problems
from owntime.timetable.school_time import WRONG_USE, on_the_clock, refuse
from proxy_addons.clock import Clock
from proxy_addons.paths import state_directory
from school_policy.policy import Policy
from school_policy.structure import did_you_mean
from school_policy.toml_source import Problem, TomlError
from school_policy.vocabulary import GroupId

_WIDTH = 80
_INDENT = " " * 12
_Findings = Sequence[tuple[str, Finding]]


@click.command()
@of_a_school
@layer_option
@click.option("--group", "groups", multiple=True, help="A staff group of this device, as owntime proxy has it.")
@click.option("--proxy-port", type=click.IntRange(1, 65535), default=8481, show_default=True)
@click.option("--pac-port", type=click.IntRange(1, 65535), default=8482, show_default=True)
@click.option(
    "--state", type=click.Path(file_okay=False, path_type=Path), help="Where this device keeps its state."
)
@as_json
@on_the_clock
def doctor(  # noqa: PLR0913, PLR0917 (click: an option, an argument)
    clock: Clock,
    settings: Path,
    lists: Path | None,
    layer: Path | None,
    groups: tuple[str, ...],
    proxy_port: int,
    pac_port: int,
    state: Path | None,
    *,
    as_json: bool,
) -> None:
    """Look at everything that a device needs, and say what to do where something is wrong.

    Give the options that `owntime proxy` has here; it may be running or not. Nothing is changed. Ends with 2 where
    the settings or lists cannot be read, with 1 where something is wrong, else with 0.
    """
    policy, problems = _read(PolicySource(settings, lists, layer=layer, today=clock.now().date))
    if policy is not None:
        _check_groups(policy, groups)
    case = Case(
        settings=settings,
        policy=policy,
        problems=problems,
        groups=tuple(dict.fromkeys(GroupId(group) for group in groups)),
        state=state or state_directory(),
        proxy_port=proxy_port,
        pac_port=pac_port,
        clock=clock,
        machine=this_machine(),
    )
    findings = examine(case)
    if as_json:
        click.echo(json.dumps(_as_data(problems, findings), indent=2))
    else:
        tell_problems(list(problems), as_json=False)
        _tell(findings)
    sys.exit(_code(problems, findings))


def _read(source: PolicySource) -> tuple[Policy | None, tuple[Problem, ...]]:
    try:
        return source.compile(), ()
    except TomlError as error:
        return None, tuple(error.problems)


def _check_groups(policy: Policy, groups: Iterable[str]) -> None:
    known = [str(each.id) for each in policy.groups]
    for group in groups:
        if group in known:
            continue
        refuse(f'the school has no group "{group}"{did_you_mean(group, known) or f"; it has {', '.join(known)}"}')


def _code(problems: Sequence[Problem], findings: _Findings) -> int:
    if problems:
        return WRONG_USE
    return 1 if any(finding.level is Level.WRONG for _, finding in findings) else 0


def _as_data(problems: Sequence[Problem], findings: _Findings) -> dict[str, list[dict[str, str | int]]]:
    return {
        "problems": [{"file": each.file, "line": each.line, "message": each.message} for each in problems],
        "findings": [
            {"level": finding.level, "about": about, "seen": finding.seen, "to_do": finding.to_do}
            for about, finding in findings
        ],
    }


def _tell(findings: _Findings) -> None:
    for about, finding in findings:
        click.echo(_wrapped(f"{about}: {finding.seen}", finding.level.ljust(len(_INDENT))))
        if finding.to_do:
            click.echo(_wrapped(f"To do: {finding.to_do}.", _INDENT))
    counts = Counter(finding.level for _, finding in findings)
    click.echo(", ".join(f"{counts[level]} {level}" for level in reversed(list(Level))) + ".")


def _wrapped(text: str, head: str) -> str:
    """Break lines between words alone: paths and commands are to be copied."""
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=head,
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
