"""The whole server with the sample school, a filled database and a clock that stands still."""

import datetime as dt
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from advisory_server.accounts.csrf import token_of_session
from advisory_server.accounts.passwords import hash_password
from advisory_server.accounts.role import Role
from advisory_server.accounts.tokens import digest_of
from advisory_server.app import build_app
from advisory_server.school import InForce, School
from advisory_server.settings import ServerOptions
from advisory_server.store.accounts import make_account
from advisory_server.store.activity import note_active
from advisory_server.store.contacts import Contact, note_contacts
from advisory_server.store.counts import Arrived, take_reports
from advisory_server.store.database import Connection, Store
from advisory_server.store.devices import add_device, tokens_in_use
from advisory_server.store.releases import begin
from advisory_server.store.sessions import begin_session
from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.policy_source import PolicySource
from school_policy.beside_report import NOT_SAID
from school_policy.count_report import Cell, CellCount, Dimension, ReportId
from school_policy.period import PeriodKind
from school_policy.vocabulary import Outcome

POLICY = PolicySource(SAMPLE_SCHOOL).compile()
SCHOOL = School(policy=POLICY)

WEEK = dt.date(2026, 11, 16)
MONDAY = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
"""After the release of the week."""
SUNDAY = dt.datetime(2026, 11, 22, 20, tzinfo=dt.UTC)
"""Before it."""

PASSWORD = "four words stand here"  # noqa: S105
SESSIONS = {role: f"the-same-session-of-{role}-in-every-test" for role in Role}

ANY = Cell(period=PeriodKind.WEEK, dimension=Dimension.ANY)
WORK = Cell(period=PeriodKind.WEEK, dimension=Dimension.OUTCOME, value=str(Outcome.CARRIED_ON_WORK))


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A week as it was before its release."""

    week: dt.date = WEEK
    active: int = 24
    clients: Mapping[Cell, int]


def fill(store: Store, weeks: tuple[Counted, ...], now: dt.datetime) -> None:
    """Make both accounts, each signed in, enrol devices, and count the weeks, the oldest first."""
    store.run_here(lambda connection: _make_accounts(connection, now))
    for counted in sorted(weeks, key=lambda counted: counted.week):
        store.run_here(lambda connection, counted=counted: count(connection, counted))  # type: ignore[misc]


def _make_accounts(connection: Connection, now: dt.datetime) -> None:
    hashed = hash_password(PASSWORD, PasswordHasher(1, 8, 1))
    for role, session in SESSIONS.items():
        account = make_account(connection, str(role), role, hashed, now)
        begin_session(connection, digest_of(session), account, now, in_place_of=None)


def count(connection: Connection, counted: Counted) -> None:
    """Count a week as it would be before its release, in devices that are enrolled for it."""
    begin(connection, counted.week)
    for number in range(len(tokens_in_use(connection)), counted.active):
        add_device(connection, f"Laptop {number + 1}", counted.week)
    devices = sorted(one.id for one in tokens_in_use(connection).values())[: counted.active]
    note_active(connection, ((counted.week, device) for device in devices))
    friday = Contact(day=counted.week + dt.timedelta(days=4), said=NOT_SAID)
    note_contacts(connection, dict.fromkeys(devices, friday))
    cells = [
        CellCount(period=cell.period, dimension=cell.dimension, value=cell.value, clients=clients)
        for cell, clients in counted.clients.items()
        if clients
    ]
    report = Arrived(
        id=ReportId(secrets.token_hex(16)),
        digest="",
        week=counted.week,
        late=False,
        cells=cells,
        wrongly_listed=(),
    )
    take_reports(connection, [report], counted.week)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """All that comes back, but for when."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return next(value for its, value in self.headers if its.lower() == name.lower())

    @property
    def text(self) -> str:
        """What is written on the page, its white space as one sees it."""
        return " ".join(Dom(self.body).text.split())


@dataclass(frozen=True, kw_only=True)
class Site:
    client: TestClient[web.Request, web.Application]
    store: Store

    async def get(self, path: str, role: Role | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        cookies = {"Cookie": f"owntime={SESSIONS[role]}"} if role else {}
        asked = {"Accept": "text/html", **cookies, **(headers or {})}
        async with self.client.get(path, headers=asked, allow_redirects=False) as answer:
            body = await answer.read()
            return Answer(
                status=answer.status,
                headers=tuple((name, value) for name, value in answer.headers.items() if name != "Date"),
                body=body,
            )

    async def send(self, path: str, fields: Mapping[str, str], role: Role | None = None) -> Answer:
        """Send a form: that of a role's own pages, or for nobody in particular the one that stands on the page."""
        origin = str(self.client.make_url("/")).rstrip("/")
        headers = {"Accept": "text/html", "Origin": origin}
        if role:
            headers["Cookie"] = f"owntime={SESSIONS[role]}"
            token = token_of_session(SESSIONS[role])
        else:
            token = Dom((await self.get(path)).body).value_of("csrf")
        form = {"csrf": token, **fields}
        async with self.client.post(path, data=form, headers=headers, allow_redirects=False) as answer:
            return Answer(status=answer.status, headers=tuple(answer.headers.items()), body=await answer.read())


@asynccontextmanager
async def a_site(
    folder: Path, *weeks: Counted, school: School = SCHOOL, at: dt.datetime = MONDAY
) -> AsyncIterator[Site]:
    options = ServerOptions(data=_made(folder), port=0)
    with Store(options.database) as store:
        fill(store, weeks, at)
        app = build_app(options, store, InForce(school), lambda: at)
        async with TestClient(TestServer(app)) as client:
            yield Site(client=client, store=store)


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


class Dom(HTMLParser):
    """A page as elements, with what is written in them."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.text += " "

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 (each ends a word)
        self.text += " "

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def value_of(self, name: str) -> str:
        """Return what stands in a field of a form, the last of that name."""
        return [field.get("value") or "" for field in self.all("input") if field.get("name") == name][-1]

    def shape(self) -> list[tuple[str, list[str]]]:
        return [(tag, list(attributes)) for tag, attributes in self.elements]
