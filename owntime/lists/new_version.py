"""A new version of the published policy: compared with the last one, signed, and written in one transaction."""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from advisory_server.accounts.audit import do_and_note, do_and_note_here
from advisory_server.signing import KEY_FILE, Signer, SigningKeyError, new_key, read_key
from advisory_server.store.audit import Deed, What
from advisory_server.store.database import Connection, Store
from advisory_server.store.publications import Draft, Published, Version, find, last_number, latest, publish
from domain_lists.catalogue import Catalogue
from owntime.lists.policy_changes import PolicyChanges, changes_between
from proxy_addons.key_file import check_private, write_private
from school_policy.dimensions import dimensions_of, too_few_values
from school_policy.policy import Policy
from school_policy.policy_document import PolicyDocumentError, decode
from school_policy.publication import digest_of


class VersionError(ValueError):
    """There is no such version, or it cannot be published; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What publishing did, or would do."""

    version: Version | None
    """None: nothing was published."""
    is_first: bool
    changes: PolicyChanges
    renamed_from: str = ""
    """The school's name in the version before, where it was another: devices look at it."""


def signer_of(store: Store, data: Path) -> Signer:
    """Return the key of a server's data folder, made where nothing was published yet. Raises SigningKeyError."""
    return store.run_here(partial(find_signer, data=data))


def find_signer(connection: Connection, data: Path) -> Signer:
    """Do the same within the transaction at hand, so that of two who ask one makes it."""
    path = data / KEY_FILE
    signer = read_key(data)
    if signer is not None:
        check_private(path)
        return signer
    if number := last_number(connection):
        raise SigningKeyError(
            f"{path} is gone: put it back from a backup; "
            f"version {number} was signed with it, and devices trust no other"
        )
    write_private(path, new_key())
    made = read_key(data)
    assert made is not None  # noqa: S101 (just written)
    return made


def publish_if_changed(  # noqa: PLR0913 (a version, against which it was weighed, and by whom)
    store: Store,
    signer: Signer,
    draft: Draft,
    now: dt.datetime,
    *,
    after: Published | None,
    dry: bool,
    who: str = "",
) -> Outcome:
    """Publish unless that is what devices go by already; `dry`: only say what would change.

    `after` is the version against which the draft was weighed. Raises VersionError where there is a newer one.
    `who` stands in the audit; empty: the draft's author, where that is an account's name.
    """
    work = partial(_publish_if_changed, signer=signer, draft=draft, now=now, after=after, dry=dry)
    return do_and_note_here(store, work, lambda outcome: _deed(outcome.version, who))


async def publish_beside_others(
    store: Store, signer: Signer, draft: Draft, now: dt.datetime, *, after: Published | None
) -> Outcome:
    """Publish in the same way from a server, whose other work goes on meanwhile. Raises VersionError."""
    work = partial(_publish_if_changed, signer=signer, draft=draft, now=now, after=after, dry=False)
    return await do_and_note(store, work, lambda outcome: _deed(outcome.version, draft.author))


def version_of(connection: Connection, number: int) -> Published:
    """Return a version. Raises VersionError."""
    found = find(connection, number)
    if found is None:
        last = last_number(connection)
        known = f"the versions are 1 to {last}" if last else "nothing was published yet"
        raise VersionError(f"there is no version {number}; {known}")
    return found


def policy_of(published: Published) -> Policy:
    """Return the policy that a version holds. Raises VersionError."""
    try:
        return decode(published.document)
    except PolicyDocumentError as error:
        number = published.version.number
        raise VersionError(f"version {number} is of another Own Time, which this one cannot read") from error


def lists_of(published: Published | None) -> Catalogue | None:
    """Return the lists of a version; None where there is none, or it is of another Own Time."""
    try:
        policy = policy_of(published) if published else None
    except VersionError:
        return None
    return Catalogue(platforms=policy.platforms, never_listed=policy.never_listed) if policy else None


def changes_since(before: Published | None, policy: Policy) -> PolicyChanges:
    """Return what is another than in a version; nothing where that one cannot be compared."""
    try:
        return changes_between(policy_of(before), policy) if before else PolicyChanges()
    except VersionError:
        return PolicyChanges(settings=("everything: the version before is of another Own Time",))


def _publish_if_changed(  # noqa: PLR0913 (as its caller)
    connection: Connection, signer: Signer, draft: Draft, now: dt.datetime, *, after: Published | None, dry: bool
) -> Outcome:
    before = latest(connection)
    if before != after:
        raise VersionError(
            "somebody else has published just now: look at `owntime lists history`, and publish again"
        )
    policy = decode(draft.document)
    if reasons := too_few_values(dimensions_of(policy)):
        raise VersionError("; ".join(reasons))
    outcome = Outcome(
        version=None,
        is_first=before is None,
        changes=changes_since(before, policy),
        renamed_from=_renamed_from(before, draft),
    )
    if dry or (before is not None and before.version.digest == digest_of(draft.document)):
        return outcome
    return Outcome(
        version=publish(connection, draft, now, signer.seal),
        is_first=outcome.is_first,
        changes=outcome.changes,
        renamed_from=outcome.renamed_from,
    )


def _renamed_from(before: Published | None, draft: Draft) -> str:
    try:
        name = policy_of(before).school.name if before else draft.school
    except VersionError:
        return ""
    return name if name != draft.school else ""


def _deed(version: Version | None, who: str) -> Deed | None:
    if version is None:
        return None
    what = What.PUBLISHED if version.content_of is None else What.ROLLED_BACK
    facts = {"version": str(version.number), "author": version.author, "digest": version.digest}
    content_of = {} if version.content_of is None else {"content_of": str(version.content_of)}
    note = {"note": version.note} if version.note else {}
    return Deed(
        at=version.published_at, who=who or version.author, what=what, facts={**facts, **content_of, **note}
    )
