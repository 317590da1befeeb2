"""The server of a storm: the real application on loopback, by the storm's clock; parts may be made wrong."""

import asyncio
import logging
import os
import signal
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any

from advisory_server.ingest import Ingest
from advisory_server.school import InForce
from advisory_server.server import Server
from advisory_server.settings import ServerOptions
from advisory_server.store import counts
from advisory_server.store.counts import Answer, Arrived
from advisory_server.store.database import Store
from school_policy.count_report import Taken
from tests.advisory_server.counting_world import some_school
from tests.flow.exactly_once.mortal import watch_for
from tests.flow.exactly_once.nursery import STANDARD_INPUT, Say
from tests.flow.exactly_once.stepped_clock import SteppedClock
from tests.flow.exactly_once.told import Mutation, Told, swap

_UNCOMMITTED_SECONDS = 0.05


def work(told: Told, say: Say) -> None:
    logging.disable(logging.WARNING)
    _make_wrong(told.mutation)
    watch_for(told, say, "INSERT INTO seen")
    asyncio.run(_serve(told, say))


async def _serve(told: Told, say: Say) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    loop.add_reader(STANDARD_INPUT, os._exit, 0)  # the test is gone
    clock, options = SteppedClock(told.clock), ServerOptions(data=told.server_data, port=0)
    with Store(options.database) as store:
        async with Server(options, store, InForce(some_school()), clock.now) as address:
            say({"is": "serving", "port": int(address.rpartition(":")[2])})
            await ended.wait()


def _make_wrong(mutation: Mutation) -> None:
    if mutation is Mutation.COUNTS_REPEATS:
        swap(counts, "_seen_among", lambda _connection, _reports: {})
        swap(counts, "_note_seen", _note_again)
    if mutation is Mutation.ANSWERS_FIRST:
        swap(Ingest, "take", _answer_first)


def _note_again(connection: sqlite3.Connection, fresh: Sequence[tuple[Any, ...]], today: date) -> None:
    for report, digest, taken in fresh:
        row = (report, digest, str(taken), today.isoformat())
        connection.execute("REPLACE INTO seen (report, digest, taken, received_on) VALUES (?, ?, ?, ?)", row)


_take = Ingest.take


def _answer_first(ingest: Ingest, report: Arrived) -> asyncio.Future[Answer]:
    loop = asyncio.get_running_loop()
    loop.call_later(_UNCOMMITTED_SECONDS, _take, ingest, report)
    answer: asyncio.Future[Answer] = loop.create_future()
    answer.set_result(Taken.LATE if report.late else Taken.COUNTED)
    return answer
