"""`owntime lists publish` and `rollback`: the policy as it is, or as it was, as a new version for every device."""

import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click
import msgspec

from advisory_server.signing import Signer, SigningKeyError
from advisory_server.store.database import Store
from advisory_server.store.publications import Draft
from domain_lists.weighing import Weighing
from owntime.lists.consequence import as_data, weighing_lines
from owntime.lists.new_version import Outcome, VersionError, policy_of, publish_if_changed, signer_of, version_of
from owntime.lists.policy_changes import in_lines
from owntime.lists.weighed import UnfitListsError, Weighed, weighed_school, weighed_version
from owntime.school_options import as_json, of_a_school
from owntime.server_data import data_option, looking_into, working_on
from owntime.typed_by import process_user, typed_by
from proxy_addons.clock import Clock
from school_policy.policy_document import encode
from school_policy.publication import without_machines

EXPECTED = (SigningKeyError, UnfitListsError, VersionError)
_LONGEST = 200
"""Characters of a note or a name: one line each."""
_NEEDS_A_YES = 1


def _line(_context: click.Context, parameter: click.Parameter, text: str) -> str:
    """Check that a note or a name is one line."""
    if not (len(text) <= _LONGEST and text.isprintable()):
        raise click.BadParameter(f"{parameter.name} is one line of {_LONGEST} printable characters at most")
    return text


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """How it is to be published, and told."""

    note: str
    author: str
    dry: bool
    yes_really: bool
    as_json: bool


_YES = "Publish although hosts of teaching, health or such are caught."


def _as_asked[F: Callable[..., Any]](command: F) -> F:
    """Add the options that publish and rollback have."""
    for option in (
        as_json,
        click.option("--yes-really", is_flag=True, help=_YES),
        click.option("--dry-run", "dry", is_flag=True, help="Say what would change, and publish nothing."),
        click.option(
            "--author", default=process_user, callback=_line, show_default="this user", help="Who it is."
        ),
        click.option("--note", default="", callback=_line, help="Why, for the history."),
    ):
        command = option(command)
    return command


@click.command()
@of_a_school
@data_option
@_as_asked
@click.option("--key", "key_alone", is_flag=True, help="Print the key that devices are to trust, and end.")
def publish(settings: Path, lists: Path | None, data: Path, *, key_alone: bool, **options: Any) -> None:
    """Publish the settings and lists as they are: devices go by them within about a minute.

    The lists are checked first, as `owntime lists check` does it; where it finds an error it ends with 2. Where
    more hosts of teaching, government, health or banks would be caught than now, it names them and ends with 1,
    unless --yes-really. In both cases nothing is published.
    """
    asked = _Asked(**options)
    now = Clock().now()
    with working_on(data, *EXPECTED) as store:
        signer = signer_of(store, data)
        if key_alone:
            click.echo(signer.public)
            return
        weighed = weighed_school(store, settings, lists, now.date())
        policy = without_machines(weighed.policy)
        draft = Draft(school=policy.school.name, document=encode(policy), author=asked.author, note=asked.note)
        outcome = _published(store, signer, draft, weighed, asked)
    _end(outcome, weighed.weighing, signer, asked)


@click.command()
@click.argument("number", type=int)
@data_option
@_as_asked
def rollback(number: int, data: Path, **options: Any) -> None:
    """Publish what version NUMBER said once more, as a new version. Your files stay as they are.

    It is checked as `publish` checks, with the same ends: 2 with an error, 1 where it needs --yes-really.
    """
    asked = _Asked(**options)
    with looking_into(data, *EXPECTED) as store:
        earlier = store.run_here(partial(version_of, number=number))
        policy = policy_of(earlier)
        weighed = weighed_version(store, number, policy)
        draft = Draft(
            school=policy.school.name,
            document=earlier.document,
            author=asked.author,
            note=asked.note,
            content_of=number,
        )
        signer = signer_of(store, data)
        outcome = _published(store, signer, draft, weighed, asked)
    _end(outcome, weighed.weighing, signer, asked)


def _published(store: Store, signer: Signer, draft: Draft, weighed: Weighed, asked: _Asked) -> Outcome:
    held = asked.dry or _needs_a_yes(weighed.weighing, asked)
    return publish_if_changed(store, signer, draft, Clock().now(), after=weighed.before, dry=held, who=typed_by())


def _needs_a_yes(weighing: Weighing, asked: _Asked) -> bool:
    return bool(weighing.precious) and not asked.yes_really


def _end(outcome: Outcome, weighing: Weighing, signer: Signer, asked: _Asked) -> None:
    if asked.as_json:
        click.echo(json.dumps(_as_data(outcome, weighing, signer)))
    else:
        for line in _lines(outcome, weighing, signer, in_full=asked.dry):
            click.echo(line)
    sys.exit(_NEEDS_A_YES if _needs_a_yes(weighing, asked) else 0)


def _as_data(outcome: Outcome, weighing: Weighing, signer: Signer) -> dict[str, Any]:
    return {
        "version": outcome.version.number if outcome.version else None,
        "digest": outcome.version.digest if outcome.version else None,
        "changes": msgspec.to_builtins(outcome.changes),
        "weighing": as_data(weighing),
        "policy_key": signer.public,
    }


def _lines(outcome: Outcome, weighing: Weighing, signer: Signer, *, in_full: bool) -> Iterator[str]:
    yield from in_lines(outcome.changes)
    yield from weighing_lines(weighing, in_full=in_full)
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
