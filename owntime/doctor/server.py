"""Checks of the school's server as this device sees it, and of what waits here to be sent."""

import datetime as dt
import http
import http.client
import json
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from owntime.doctor import wire
from owntime.doctor.case import Case
from owntime.doctor.finding import Finding, fine, look, wrong
from owntime.proxy_status import NEW_TOKEN, CountingStatus, counting_status
from school_policy.policy import Counting, Policy

_FAR_OFF = dt.timedelta(seconds=60)


def answers(case: Case, policy: Policy) -> Iterator[Finding]:
    """Ask the server whether it is there. The token is not shown to it."""
    server = policy.counting.server
    if not server:
        yield fine("the settings name no server, so nothing is counted")
        return
    try:
        answer = wire.get(connection(case, policy.counting), "/healthz")
    except wire.FAILED as error:
        to_do = (
            "see [counting] server and authority, and whether owntime serve runs there; until then reports wait"
        )
        yield wrong(f"{server} cannot be asked: {wire.why(error)}", to_do)
        return
    if answer.status != http.HTTPStatus.OK or not _is_well(answer.body):
        yield wrong(f"what answers at {server} is no server of Own Time", "see [counting] server")
        return
    yield fine(f"{server} answers")
    yield from _difference(case, answer)


def connection(case: Case, counting: Counting) -> http.client.HTTPConnection:
    """Return a connection to the school's server, not opened yet. Raises ValueError."""
    parts = urlsplit(counting.server)
    host, patience = parts.hostname or "", case.patience_seconds
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, parts.port, timeout=patience)
    try:
        tls = wire.trusting(Path(counting.authority) if counting.authority else None)
    except OSError as error:
        raise ValueError(f"{counting.authority} is no certificate that can vouch for it") from error
    return http.client.HTTPSConnection(host, parts.port, timeout=patience, context=tls)


def _is_well(body: bytes) -> bool:
    try:
        return bool(json.loads(body) == {"status": "ok"})
    except (ValueError, RecursionError):
        return False


def _difference(case: Case, answer: wire.Answer) -> Iterator[Finding]:
    """Compare the clocks; a report says its week, and one of a week to come is refused."""
    try:
        theirs = parsedate_to_datetime(answer.values("Date")[0])
        difference = abs(theirs - case.clock.now())
    except (IndexError, TypeError, ValueError):
        yield look("could not tell whether its clock and this machine's agree", "look at both clocks")
        return
    if difference > _FAR_OFF:
        seen = f"its clock and this machine's are {_length(difference)} apart"
        yield look(seen, "set both by network time")
    else:
        yield fine("its clock and this machine's agree")


def _length(difference: dt.timedelta) -> str:
    minutes = round(difference.total_seconds() / 60)
    return f"{minutes} minutes" if minutes > 1 else f"{difference.seconds} seconds"


def counting(case: Case) -> Iterator[Finding]:
    """Say how this device's counting stands."""
    status = counting_status(case.state)
    if status.problem:
        yield wrong(status.problem, "see owntime proxy --status, and whether the disk is well")
    if status.disk_full:
        yield wrong("the disk is full, so nothing can be noted", "make room")
    if status.token_refused:
        yield wrong("the server does not take this device's token, so reports wait", NEW_TOKEN)
    if status.spool and (status.spool.set_aside or status.spool.set_aside_files):
        yield wrong("reports or a damaged spool were set aside", "see owntime proxy --status for the reasons")
    if not status.counting:
        yield from _off(case, status)
    elif status.is_fine:
        yield fine(f"on; {_waiting(status)}")


def _off(case: Case, status: CountingStatus) -> Iterator[Finding]:
    seen = f"off, as {status.why_not}"
    if case.policy is not None and case.policy.counting.server:
        yield look(seen, "nothing if it is meant to be off; else see the reason")
    else:
        yield fine(seen)


def _waiting(status: CountingStatus) -> str:
    if status.spool is None:
        return "nothing was counted here yet"
    said = wire.plainly(status.spool.last_answer)
    return f"{status.spool.waiting} reports wait, {status.spool.sent} were sent. {said}".rstrip()
