"""Deeds that are noted: in the database with what was done, and in the log. No password, token or address."""

import datetime as dt
import json
import logging
from collections.abc import Callable
from functools import partial

from advisory_server.store.audit import Deed, note
from advisory_server.store.database import Connection, Store

_LOG = logging.getLogger("owntime.audit")

type Work[T] = Callable[[Connection], T]
type DeedOf[T] = Callable[[T], Deed | None]
"""Says what to note of work that was done; None: nothing changed by it."""


async def do_and_note[T](store: Store, work: Work[T], deed_of: DeedOf[T]) -> T:
    """Do some work and note it in one transaction: both or neither. Raises sqlite3.Error."""
    done, deed = await store.run(partial(_do_and_note, work=work, deed_of=deed_of))
    _log(deed)
    return done


async def note_done(store: Store, deed: Deed) -> None:
    """Note what was done elsewhere than in the database, such as in a file. Raises sqlite3.Error."""
    await do_and_note(store, lambda _: None, lambda _: deed)


def do_and_note_here[T](store: Store, work: Work[T], deed_of: DeedOf[T]) -> T:
    """Do the same in this thread: for command lines, which have no loop."""
    done, deed = store.run_here(partial(_do_and_note, work=work, deed_of=deed_of))
    _log(deed)
    return done


def _do_and_note[T](connection: Connection, work: Work[T], deed_of: DeedOf[T]) -> tuple[T, Deed | None]:
    done = work(connection)
    deed = deed_of(done)
    if deed is not None:
        note(connection, deed)
    return done, deed


def _log(deed: Deed | None) -> None:
    """Write one line: UTC, what, who, and facts with every character that could forge a line written out."""
    if deed is not None:
        facts = {"by": deed.who, **deed.facts}
        written = "".join(f" {name}={json.dumps(value)}" for name, value in facts.items())
        at = deed.at.astimezone(dt.UTC).isoformat(timespec="seconds")
        _LOG.info("%s %s%s", at, deed.what, written)
