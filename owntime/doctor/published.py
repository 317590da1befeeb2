"""Checks of the policy that the school's server publishes: what this device took of it, and what is offered."""

import datetime as dt
import http
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import msgspec

from advisory_server.pages.date_words import date_words
from owntime.device_policy import trust_of
from owntime.doctor import wire
from owntime.doctor.case import Case
from owntime.doctor.finding import Finding, fine, look, wrong
from owntime.doctor.server import connection
from proxy_addons.accepted_policy import PUBLISHED_FILE, Accepted, Trust, read_kept
from proxy_addons.verifying import verify
from school_policy.policy import Policy
from school_policy.publication import SIGNED_ANEW, PublicationError, Sealed, Statement, check_statement

_LATE = 2 * SIGNED_ANEW
"""A device asks each minute, and the server signs anew each day: after two days something is amiss."""

_PUBLISH = "run owntime lists publish on the server, or publish on its pages"
_KEY = "see [school] name, and whether policy_key is what owntime lists publish --key prints on the server"


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What is read of the server's answer to a device."""

    published: Sealed | None = None


def published(case: Case, policy: Policy) -> Iterator[Finding]:
    """Say which version this device goes by, until when, and whether the server has one that it may take."""
    trust = trust_of(policy)
    if trust is None:
        yield _without_trust(policy)
        return
    try:
        kept = _kept(case, trust)
    except PublicationError as problem:
        yield wrong(f"the version that is kept here is refused: {problem}. Everything passes through", _KEY)
        kept = None
    else:
        yield _as_it_stands(case, policy, kept)
    yield from _offered(case, policy, trust, kept.statement if kept else None)


def _without_trust(policy: Policy) -> Finding:
    if policy.counting.policy_key:
        return wrong("the settings name a key, and no server that publishes", "write [counting] server")
    return fine("this device goes by its own settings and lists: they name no [counting] policy_key")


def _kept(case: Case, trust: Trust) -> Accepted | None:
    """Return what is kept on the disk. Raises PublicationError where it is no good."""
    path = case.state / PUBLISHED_FILE
    return read_kept(path, trust) if path.exists() else None


def _as_it_stands(case: Case, policy: Policy, kept: Accepted | None) -> Finding:
    if kept is None:
        to_do = f"start owntime proxy; where nothing is published yet, {_PUBLISH}"
        return look("none was taken yet: this device goes by its own settings and lists", to_do)
    its, now = kept.statement, case.clock.now()
    version = f"version {its.version}, published on {_day(policy, its.published_at)}"
    reach = "see whether this device reaches the server, and whether both clocks are right"
    if its.expires_at <= now:
        seen = f"{version}, ran out on {_day(policy, its.expires_at)}: everything passes through"
        return wrong(seen, reach)
    seen = f"{version}, signed on {_day(policy, its.signed_at)}, good until {_day(policy, its.expires_at)}"
    return look(f"{seen}: no news for two days", reach) if now - its.signed_at > _LATE else fine(seen)


def _offered(case: Case, policy: Policy, trust: Trust, last: Statement | None) -> Iterator[Finding]:
    """Ask the server as a device does, and judge its answer as a device does."""
    try:
        answer = wire.get(connection(case, policy.counting), "/api/v1/policy")
    except wire.FAILED:
        return  # said of the server
    if answer.status != http.HTTPStatus.OK:
        return
    try:
        sealed = msgspec.json.decode(answer.body, type=_Answer).published
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        yield wrong("what the server says is published cannot be read", "see whether both have the same Own Time")
        return
    if sealed is None:
        yield look("the server has published nothing", _PUBLISH)
        return
    try:
        statement = verify(sealed, trust.policy_key)
        check_statement(statement, school=trust.school, now=case.clock.now(), last=last)
    except PublicationError as problem:
        yield wrong(f"what the server publishes is refused: {wire.plainly(str(problem))}", _KEY)
        return
    if last is not None and last.version == statement.version:
        yield fine("the server has no other")
    else:
        seen = f"the server has version {statement.version}, which this device may take"
        yield look(seen, "start owntime proxy: it takes it within about a minute; else look into its log")


def _day(policy: Policy, at: dt.datetime) -> str:
    return date_words(at.astimezone(ZoneInfo(policy.school.zone)).date())
