"""How a device's counting stands, for `owntime proxy --status`: read beside a running proxy; nothing changes."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from proxy_addons.device_token import NOT_KNOWN, REFUSED, TOKEN_FILE, TokenError, read_token
from proxy_addons.spool import SPOOL_FILE, SpoolError, SpoolStatus, read_status
from school_policy.policy_document import PolicyDocumentError, decode

_LEAST_ROOM = 128 * 1024
"""Bytes that the spool's log grows by before it is folded back: with less, notes begin to fail."""

NEW_TOKEN = (
    f"run `owntime device add NAME` on the server (`--gateway NAME` for a gateway), and put what it says into"
    f" {TOKEN_FILE} in this device's state"
)


class CountingStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Whether this device counts, and what waits to be sent."""

    counting: bool
    why_not: str = ""
    spool: SpoolStatus | None = None
    problem: str = ""
    """Why the spool cannot be read."""
    disk_full: bool = False
    """Whether there is no room for the spool: what happens then stands in memory alone, and nothing is sealed."""
    token_refused: bool = False
    """Whether reports wait as the server, when it was last asked, did not take this device's token."""

    @property
    def is_fine(self) -> bool:
        """Tell whether nothing needs an IT admin's look."""
        return not (
            self.problem
            or self.disk_full
            or self.token_refused
            or (self.spool and (self.spool.set_aside or self.spool.set_aside_files))
        )


def counting_status(state: Path) -> CountingStatus:
    """Look at a device's state directory."""
    why_not = _why_not(state)
    status = CountingStatus(counting=not why_not, why_not=why_not, disk_full=_has_no_room(state))
    try:
        spool = read_status(state / SPOOL_FILE)
    except SpoolError as problem:
        return msgspec.structs.replace(status, problem=str(problem))
    return msgspec.structs.replace(status, spool=spool, token_refused=_is_token_refused(spool))


def _is_token_refused(spool: SpoolStatus | None) -> bool:
    return spool is not None and spool.waiting > 0 and spool.last_answer in (NOT_KNOWN, REFUSED)


def _has_no_room(state: Path) -> bool:
    try:
        return shutil.disk_usage(state).free < _LEAST_ROOM
    except OSError:  # no such folder, which is said otherwise
        return False


def _why_not(state: Path) -> str:
    try:
        server = decode((state / "policy.json").read_bytes()).counting.server
        if not server:
            return "the school's settings name no server ([counting] in school.toml)"
        read_token(state)
    except FileNotFoundError:
        return f"no proxy has run with its state in {state}"
    except OSError as problem:
        return f"{state} cannot be read: {problem.strerror}"
    except PolicyDocumentError as problem:
        return f"the policy in {state} cannot be read: {problem}"
    except TokenError as problem:
        return str(problem)
    return ""


def in_lines(status: CountingStatus) -> Iterator[str]:
    """Yield what an IT admin reads."""
    yield "Counting: on" if status.counting else f"Counting: off, as {status.why_not}"
    if status.disk_full:
        yield "Disk: full; make room, as nothing can be noted until then"
    if status.problem:
        yield f"Spool: {status.problem}"
    elif status.spool is None:
        yield "Spool: nothing was counted here yet"
    else:
        yield from _spool_lines(status.spool)
    if status.token_refused:
        yield f"To do: {NEW_TOKEN}"


def _spool_lines(spool: SpoolStatus) -> Iterator[str]:
    yield f"Reports: {spool.waiting} waiting, {spool.sent} sent, {spool.late} late, {spool.set_aside} set aside"
    for each in spool.newest_set_aside:
        yield f"  set aside {each.id}: {each.reason}"
    yield f"Last sealed: {_moment(spool.last_sealed)}"
    yield f"Last answer: {_moment(spool.last_answer_at)} {spool.last_answer}".rstrip()
    if spool.closed_before:
        yield f"Nothing is counted before: {spool.closed_before}"
    for name in spool.set_aside_files:
        yield f"Damaged spool, kept: {name}"


def _moment(at: dt.datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC") if at else "never"
