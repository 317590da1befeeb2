"""The whole server on loopback, a clock that is stepped, and browsers that keep cookies as real ones do."""

import datetime as dt
import re
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import ClientResponse, CookieJar, web
from yarl import URL

from advisory_server.accounts.passwords import hash_password
from advisory_server.accounts.role import Role
from advisory_server.accounts.set_up_links import new_link
from advisory_server.school import InForce, School
from advisory_server.server import Server
from advisory_server.settings import ServerOptions
from advisory_server.store.accounts import make_account
from advisory_server.store.database import Store
from school_policy import policy as parts
from school_policy.policy import Policy

NOON = dt.datetime(2026, 6, 17, 11, tzinfo=dt.UTC)
PASSWORD = "green kettle on monday"  # noqa: S105
NAMES = {Role.HEADTEACHER: "head", Role.IT_ADMIN: "it.admin"}


def some_school() -> School:
    contact = parts.Contact(who="Head", how="0100")
    return School(
        policy=Policy(
            school=parts.School(
                name="Ashover Primary School",
                zone="Europe/London",
                colour="#123456",
                start_page="https://ashover.test/",
                staff=40,
            ),
            notice=parts.Notice(given_on=dt.date(2026, 1, 5)),
            upstream=parts.Upstream(forward="direct"),
            groups=(),
            channels=(),
            contacts=parts.Contacts(safeguarding=contact, headteacher=contact, it=contact),
            reminder=parts.Reminder(),
            platforms=(),
            never_listed=(),
        )
    )


@dataclass
class Clock:
    """The instant that the server is told, moved by hand."""

    at: dt.datetime = NOON

    def __call__(self) -> dt.datetime:
        return self.at

    def step(self, **by: float) -> None:
        self.at += dt.timedelta(**by)


_hash_once = cache(hash_password)
"""Of a password: working it out is slow on purpose, and many accounts here have the same one."""

TOKEN = re.compile(r'name="csrf" value="([^"]*)"')
PAGE = {"Accept": "text/html"}


class Browser:
    """One browser: keeps cookies, follows no redirect by itself, and names its origin with every form."""

    def __init__(self, url: str, trust: ssl.SSLContext | None = None) -> None:
        self.url = url
        self.jar = CookieJar(unsafe=True)  # unsafe: on an address instead of a name
        connector = aiohttp.TCPConnector(ssl=trust or True)
        self._session = aiohttp.ClientSession(cookie_jar=self.jar, connector=connector, headers=PAGE)

    async def ask(self, method: str, path: str, **more: Any) -> ClientResponse:
        answer = await self._session.request(method, self.url + path, allow_redirects=False, **more)
        await answer.read()
        return answer

    async def get(self, path: str, **more: Any) -> ClientResponse:
        return await self.ask("GET", path, **more)

    async def token(self, page: str) -> str:
        found = TOKEN.search(await (await self.get(page)).text())
        assert found, f"no form on {page}"
        return found[1]

    async def send(self, path: str, fields: Mapping[str, str], page: str | None = None) -> ClientResponse:
        """Fill in the form of a page and send it."""
        token = await self.token(page or path)
        return await self.ask("POST", path, data={"csrf": token, **fields}, headers={"Origin": self.url})

    async def sign_in(self, name: str = "head", password: str = PASSWORD) -> ClientResponse:
        return await self.send("/sign-in", {"name": name, "password": password})

    async def sign_out(self) -> ClientResponse:
        return await self.send("/sign-out", {}, page="/")

    def cookie(self, name: str) -> str | None:
        return next((cookie.value for cookie in self.jar if cookie.key == name), None)

    def plant(self, name: str, value: str) -> None:
        self.jar.update_cookies({name: value}, URL(self.url))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()


@dataclass
class World:
    """One server at work, and what a test needs of it."""

    url: str
    app: web.Application
    store: Store
    clock: Clock
    path: Path
    trust: ssl.SSLContext | None = None
    browsers: list[Browser] = field(default_factory=list)

    def browser(self) -> Browser:
        """Open another browser; it is closed with the world."""
        browser = Browser(self.url, self.trust)
        self.browsers.append(browser)
        return browser

    def add_account(self, role: Role = Role.HEADTEACHER, name: str = "", password: str = PASSWORD) -> str:
        """Make an account as another process does, and return its name."""
        name = name or NAMES[role]
        work = partial(make_account, name=name, role=role, password_hash=_hash_once(password), now=self.clock.at)
        with Store(self.path) as other:
            other.run_here(work)
        return name

    def link(self, role: Role = Role.HEADTEACHER) -> str:
        """Make a set-up link as another process does, and return its address."""
        with Store(self.path) as other:
            return f"/set-up/{new_link(other, role, self.clock.at)}"

    async def signed_in(self, role: Role) -> Browser:
        """Return a browser that is signed in with an account of its own."""
        name = self.add_account(role)
        browser = self.browser()
        assert (await browser.sign_in(name)).status == 303
        return browser


@asynccontextmanager
async def a_world(
    data: Path, trust: ssl.SSLContext | None = None, school: School | None = None, **options: Any
) -> AsyncIterator[World]:
    settings, clock = replace(ServerOptions(data=data, port=0), **options), Clock()
    with Store(settings.database) as store:
        server = Server(settings, store, InForce(school or some_school()), clock)
        async with server as url:
            world = World(url, server.app, store, clock, settings.database, trust)
            yield world
            for browser in world.browsers:
                await browser.__aexit__(None, None, None)
