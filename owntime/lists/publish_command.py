"""`owntime lists publish` and `rollback`: the policy as it is, or as it was, as a new version for every device."""

import getpass
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click
import msgspec

from advisory_server.signing import Signer, SigningKeyError
from advisory_server.store.publications import Draft
from owntime.lists.new_version import Outcome, VersionError, policy_of, publish_if_changed, signer_of, version_of
from owntime.lists.policy_changes import in_lines
from owntime.policy_source import PolicySource
from owntime.school_options import as_json, of_a_school
from owntime.server_data import data_option, working_on
from owntime.typed_by import typed_by
from proxy_addons.clock import Clock
from school_policy.policy_document import encode
from school_policy.publication import without_machines
from school_policy.toml_source import TomlError

EXPECTED = (SigningKeyError, TomlError, VersionError)
_LONGEST = 200
"""Characters of a note or a name: one line each."""


def _line(_context: click.Context, parameter: click.Parameter, text: str) -> str:
    """Check that a note or a name is one line."""
    if not (len(text) <= _LONGEST and text.isprintable()):
        raise click.BadParameter(f"{parameter.name} is one line of {_LONGEST} printable characters at most")
    return text


def _told_by[F: Callable[..., Any]](command: F) -> F:
    """Add the options that history tells: --note and --author."""
    author = click.option("--author", default=_user, callback=_line, show_default="this user", help="Who it is.")
    return click.option("--note", default="", callback=_line, help="Why, for the history.")(author(command))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "unknown"


_dry = click.option("--dry-run", "dry", is_flag=True, help="Say what would change, and publish nothing.")


@click.command()
@of_a_school
@data_option
@_told_by
@_dry
@click.option("--key", "key_alone", is_flag=True, help="Print the key that devices are to trust, and end.")
@as_json
def publish(  # noqa: PLR0913 (click: an option, an argument)
    settings: Path,
    lists: Path | None,
    data: Path,
    *,
    note: str,
    author: str,
    dry: bool,
    key_alone: bool,
    as_json: bool,
) -> None:
    """Publish the settings and lists as they are: devices go by them within about a minute."""
    with working_on(data, *EXPECTED) as store:
        signer = signer_of(store, data)
        if key_alone:
            click.echo(signer.public)
            return
        policy = without_machines(PolicySource(settings, lists).compile())
        draft = Draft(school=policy.school.name, document=encode(policy), author=author, note=note)
        outcome = publish_if_changed(store, signer, draft, Clock().now(), dry=dry, who=typed_by())
    _tell(outcome, signer, as_json=as_json)


@click.command()
@click.argument("number", type=int)
@data_option
@_told_by
@_dry
@as_json
def rollback(number: int, data: Path, *, note: str, author: str, dry: bool, as_json: bool) -> None:  # noqa: PLR0913
    """Publish what version NUMBER said once more, as a new version. Your files stay as they are."""
    with working_on(data, *EXPECTED) as store:
        earlier = store.run_here(partial(version_of, number=number))
        draft = Draft(
            school=policy_of(earlier).school.name,
            document=earlier.document,
            author=author,
            note=note,
            content_of=number,
        )
        signer = signer_of(store, data)
        outcome = publish_if_changed(store, signer, draft, Clock().now(), dry=dry, who=typed_by())
    _tell(outcome, signer, as_json=as_json)


def _tell(outcome: Outcome, signer: Signer, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_as_data(outcome, signer)))
    else:
        for line in _lines(outcome, signer):
            click.echo(line)


def _as_data(outcome: Outcome, signer: Signer) -> dict[str, Any]:
    return {
        "version": outcome.version.number if outcome.version else None,
        "digest": outcome.version.digest if outcome.version else None,
        "changes": msgspec.to_builtins(outcome.changes),
        "policy_key": signer.public,
    }


def _lines(outcome: Outcome, signer: Signer) -> Iterator[str]:
    yield from in_lines(outcome.changes)
    if outcome.renamed_from:
        yield f'The school was called "{outcome.renamed_from}" until now, and devices know it by its name:'
        yield "they take this version once [school] name in their own settings is the new one."
    if outcome.version is None:
        is_news = bool(outcome.changes) or outcome.is_first
        yield "Nothing was published." if is_news else "Nothing changes: devices go by this already."
        return
    yield f"Version {outcome.version.number} is published; devices take it within about a minute."
    if outcome.is_first:
        yield "To have devices go by it, put this into the settings of each:"
        yield f'    [counting]\n    policy_key = "{signer.public}"'
