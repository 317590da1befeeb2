"""What `owntime dpia` and `owntime record` share: a document is written out, checked or signed off."""

import datetime as dt
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec

from owntime.data_protection.sign_off import (
    Changes,
    Said,
    SignOff,
    SignOffError,
    changes_since,
    digest_of,
    read,
    said_in,
    sign_off,
    write,
)
from owntime.data_protection.statement import Document
from owntime.data_protection.written import as_html, as_markdown, foot_of
from owntime.school_options import as_json, of_a_school
from owntime.timetable.school_time import read_school, refuse
from school_policy.policy import Policy

_CHANGED = 1
_WIDTH = 100
DEFAULT_ROLE = "Data Protection Officer"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackOptions:
    """What was asked for on the command line."""

    settings: Path
    lists: Path | None
    form: str
    out: Path | None
    check: bool
    sign_off: bool
    role: str
    signed_off: Path | None
    as_json: bool


def pack_options[F: Callable[..., Any]](command: F) -> F:
    """Add the options of both commands."""
    a_file = click.Path(dir_okay=False, path_type=Path)
    options = (
        click.option(
            "--format",
            "form",
            type=click.Choice(["markdown", "html"]),
            default="markdown",
            show_default=True,
            help="As what; html is a page to print.",
        ),
        click.option("--out", metavar="FILE", type=a_file, help="Write it there [standard output]."),
        click.option("--check", is_flag=True, help="Say what has changed since it was signed off; 1 if anything."),
        click.option("--sign-off", is_flag=True, help="Note that it was signed off today, as it is now."),
        click.option("--role", default=DEFAULT_ROLE, show_default=True, help="Whose sign-off; never a name."),
        click.option(
            "--signed-off",
            metavar="FILE",
            type=a_file,
            help="Where the sign-off is kept [beside the settings: dpia-signed-off.json, record-signed-off.json].",
        ),
        as_json,
        of_a_school,
    )
    for option in reversed(options):
        command = option(command)
    return command


def work(compose: Callable[[Policy], Document], now: dt.datetime, options: PackOptions) -> None:
    """Do what was asked for. Ends with 2 for bad input, and with 1 where a check does not hold."""
    if options.check and options.sign_off:
        refuse("--check and --sign-off: one at a time")
    school = read_school(options.settings, options.lists, now.date())
    document, today = compose(school.policy), now.astimezone(ZoneInfo(school.policy.school.zone)).date()
    path = options.signed_off or options.settings.with_name(f"{document.name}-signed-off.json")
    try:
        if options.sign_off:
            _sign(document, sign_off(document, today, options.role), path)
            return
        signed = read(path, document.name)
        if options.check:
            _check(document, signed, path, as_json=options.as_json)
        _deliver(_written(document, signed, school.policy, today, options), options.out)
    except (SignOffError, OSError) as problem:
        refuse(str(problem))


def _sign(document: Document, signed: SignOff, path: Path) -> None:
    write(path, signed)
    click.echo(f"{path}: {signed.digest} is signed off by the role {signed.role} on {signed.signed_on}.")
    click.echo(f"owntime {document.name} --check says from now on whether anything that is said has changed.")


def _check(document: Document, signed: SignOff | None, path: Path, *, as_json: bool) -> None:
    """Say what has changed, and end the command."""
    changes = changes_since(signed, document) if signed else None
    if as_json:
        click.echo(json.dumps(_as_data(document, signed, changes), indent=2))
    elif signed is None or changes is None:
        click.echo(f"{path}: not signed off yet. To do: read it, then owntime {document.name} --sign-off.")
    elif not changes:
        click.echo(f"{path}: nothing has changed since {signed.signed_on} ({signed.digest}).")
    else:
        _tell(document, signed, changes)
    sys.exit(_CHANGED if signed is None or changes else 0)


def _tell(document: Document, signed: SignOff, changes: Changes) -> None:
    click.echo(f"What is said has changed since {signed.signed_on}, when the role {signed.role} signed it off:")
    for mark, lines in (("-", changes.gone), ("+", changes.new)):
        for said in lines:
            text = f"{mark} {said.part or 'Title'}: {said.text}"
            click.echo(click.wrap_text(text, _WIDTH, subsequent_indent="    "))
    click.echo(f"To do: show it to the data protection officer, then owntime {document.name} --sign-off.")


def _as_data(document: Document, signed: SignOff | None, changes: Changes | None) -> dict[str, Any]:
    def rows(lines: tuple[Said, ...]) -> Any:
        return msgspec.to_builtins(lines)

    return {
        "digest": digest_of(said_in(document)),
        "signed_off": signed and {"on": str(signed.signed_on), "role": signed.role, "digest": signed.digest},
        "changed": signed is None or bool(changes),
        "gone": rows(changes.gone) if changes else [],
        "new": rows(changes.new) if changes else [],
    }


def _written(
    document: Document, signed: SignOff | None, policy: Policy, today: dt.date, options: PackOptions
) -> str:
    foot = foot_of(document, signed, today)
    if options.as_json:
        data = {"digest": digest_of(said_in(document)), **msgspec.to_builtins(document)}
        return json.dumps(data, indent=2) + "\n"
    if options.form == "html":
        return as_html(document, foot, policy.school.colour)
    return as_markdown(document, foot)


def _deliver(page: str, out: Path | None) -> None:
    if out is None:
        click.echo(page.encode(), nl=False)  # bytes: UTF-8 wherever it is written to
    else:
        out.write_bytes(page.encode())
