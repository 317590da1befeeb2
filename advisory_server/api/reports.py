"""POST /api/v1/reports: takes a device's report. The answer goes out when it is on the disk."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import assert_never

import msgspec
from aiohttp import web

from advisory_server.counting import COUNTING
from advisory_server.half_terms import HalfTerms
from advisory_server.keys import IN_FORCE, NOW
from advisory_server.problem import Problem, ProblemError
from advisory_server.report_form import (
    cells_of_gateway,
    cells_to_count,
    is_late,
    known_notes,
    latest_day,
    read_report,
)
from advisory_server.school import School
from advisory_server.store.contacts import Contact
from advisory_server.store.counts import Answer, Arrived, Conflict
from advisory_server.store.database import StoreError
from advisory_server.store.devices import Enrolled
from advisory_server.store.frozen import FrozenHalfTerm
from school_policy.beside_report import GROUPS_HEADER, VERSION_HEADER, read_headers
from school_policy.count_report import CellCount, CountReport, Receipt, Sender, Taken

_RETRY_SECONDS = 30
_RECEIPTS = {taken: msgspec.json.encode(Receipt(taken=taken)) for taken in Taken}


async def post_report(request: web.Request) -> web.Response:
    """Take one report, exactly once however often it comes."""
    try:
        return await _take(request)
    except StoreError as error:
        raise ProblemError(_TROUBLE) from error


async def _take(request: web.Request) -> web.Response:
    counting, now = request.app[COUNTING], request.app[NOW]()
    device = await _device_of(request)
    counting.activity.meet(device.id, _contact(request, now))
    if wait := counting.quota.wait(device.id, now):
        raise ProblemError(_too_many(wait))
    body = await _body(request)
    await counting.half_terms.look()
    arrived = _arrived(body, device, request.app[IN_FORCE].school, counting.half_terms, now)
    answer = await counting.ingest.take(arrived)
    if answer is Taken.COUNTED:
        counting.activity.note(device.id, arrived.week)
    return _receipt(answer)


async def _device_of(request: web.Request) -> Enrolled:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    device = await request.app[COUNTING].devices.device_of(token) if scheme.lower() == "bearer" else None
    if device is None:
        raise ProblemError(_WHO)
    return device


def _contact(request: web.Request, now: dt.datetime) -> Contact:
    """Return that a device came today, and what it says of itself."""
    school, headers = request.app[IN_FORCE].school, request.headers
    said = read_headers(
        headers.getall(VERSION_HEADER, ()), headers.getall(GROUPS_HEADER, ()), school.group_names.keys()
    )
    return Contact(day=now.astimezone(school.zone).date(), said=said)


async def _body(request: web.Request) -> bytes:
    if request.content_type != "application/json":
        raise ProblemError(_NOT_JSON)
    if (request.content_length or 0) > request.client_max_size:
        raise ProblemError(_TOO_LARGE)
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge as error:
        raise ProblemError(_TOO_LARGE) from error


def _arrived(body: bytes, device: Enrolled, school: School, half_terms: HalfTerms, now: dt.datetime) -> Arrived:
    report = read_report(body)
    if report.sender is not device.sender:
        raise ProblemError(_WRONG_KIND[device.sender])
    late = is_late(report.week, now, school.zone)
    half_term = half_terms.open(report.half_term, now)
    return Arrived(
        id=report.id,
        digest=hashlib.sha256(body).hexdigest(),
        week=report.week,
        half_term=half_term.half_term.first if half_term else None,
        late=late,
        gateway=device.id if device.sender is Sender.GATEWAY else None,
        cells=() if late else _cells(report, school, half_term, now),
        wrongly_listed=known_notes(report, school, now.astimezone(school.zone).date()),
    )


def _cells(
    report: CountReport, school: School, half_term: FrozenHalfTerm | None, now: dt.datetime
) -> Sequence[CellCount]:
    latest = latest_day(now, school.zone)
    if report.sender is Sender.GATEWAY:
        return cells_of_gateway(report, half_term, latest, school.policy.school.staff)
    return cells_to_count(report, half_term, latest)


def _receipt(answer: Answer) -> web.Response:
    match answer:
        case Taken():
            return web.Response(body=_RECEIPTS[answer], content_type="application/json")
        case Conflict.OTHER_CONTENT:
            raise ProblemError(_CONFLICT)
        case _:
            assert_never(answer)


def _too_many(wait: int) -> Problem:
    return Problem(status=429, title="Too many reports from this device", headers=(("Retry-After", str(wait)),))


_WHO = Problem(
    status=401, title="No token of a device that is enrolled", headers=(("WWW-Authenticate", "Bearer"),)
)
_WRONG_KIND = {
    Sender.DEVICE: Problem(status=403, title="This token is a device's, and a gateway's report came with it"),
    Sender.GATEWAY: Problem(status=403, title="This token is a gateway's, and a device's report came with it"),
}
"""By what the token is. A school counts by one or the other, as whoever both see would be counted twice."""
_NOT_JSON = Problem(status=415, title="A report is application/json")
_TOO_LARGE = Problem(status=413, title="The body is too large")
_CONFLICT = Problem(status=409, title="A report with this id came before, and it said something else")
_TROUBLE = Problem(
    status=503,
    title="The report was not taken",
    detail="The database is in trouble; nothing was counted.",
    headers=(("Retry-After", str(_RETRY_SECONDS)),),
)
