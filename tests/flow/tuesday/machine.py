"""One person's machine: a browser's requests before the real add-ons and boundary, and a clock that is stepped."""

import datetime as dt
import itertools
import json
from collections.abc import Mapping
from enum import Enum, auto
from functools import cache
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from mitmproxy import http, options, tls
from mitmproxy.proxy.context import Context
from mitmproxy.test import tflow

from proxy_addons.authority import Authority
from proxy_addons.boundary import Boundary
from proxy_addons.connections import Connections
from proxy_addons.fail_open import Edge
from proxy_addons.grants import Grants
from proxy_addons.in_force import InForce
from proxy_addons.interception import Interception
from proxy_addons.reminder import Reminder
from proxy_addons.situation import Situation
from proxy_addons.tally import Tally
from school_policy.count_report import Band
from school_policy.hostname import Hostname
from school_policy.policy import Policy
from school_policy.vocabulary import REMINDER_HOST, ClientId, HostKind, Outcome, PlatformId
from tests.proxy_addons.client_hello import hello
from tests.proxy_addons.sample import ANNE, StoppedClock, at_school, request, situations

_MOST_TRIES = 4
_OWN = f"https://{REMINDER_HOST}"
_NAVIGATES = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


class Met(Enum):
    """How what was asked for ended."""

    ARRIVED = auto()
    """It went through to the site."""
    REMINDED = auto()
    """The reminder's page was seen."""
    SET_ASIDE = auto()
    """It was refused for now, without a page."""
    STUCK = auto()
    """None of these: a mistake of ours."""


class WatchedTally(Tally):
    """Knows of everything that was noted, also of what is noted a second time."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[Outcome] = []

    def note(
        self,
        outcome: Outcome,
        day: dt.date,
        *,
        band: Band | None = None,
        platform: PlatformId | None = None,
        client: ClientId | None = None,
    ) -> None:
        self.noted.append(outcome)
        super().note(outcome, day, band=band, platform=platform, client=client)


class Machine:
    """A device of one person: everything that a decision goes through, but for the sockets."""

    def __init__(self, in_force: InForce, clock: StoppedClock, grants: Grants | None = None) -> None:
        self.tally = WatchedTally()
        self.edge = Edge()
        self.clock = clock
        self.situation = Situation(in_force, clock, has_spool=True, tally=self.tally, contact=at_school())
        self.situation.grants = grants or self.situation.grants
        self._connections = Connections()
        around = situations(self.situation)
        self.boundary = Boundary(around, self._connections, self._close)
        self._interception = Interception(
            around, self._connections, self.boundary, _authority(in_force.policy).covers, self.edge
        )
        self._reminder = Reminder(around, self._connections, self.edge)
        self._numbers = itertools.count(1)
        self._tabs: dict[str, str] = {}
        """The live connections of tabs that were left open, by host."""

    def open_page(
        self, url: str, headers: Mapping[str, str], *, carries_on: bool, is_left_open: bool = False
    ) -> Met:
        """Navigate; where the reminder comes, go back, or carry on and follow where that leads."""
        answer = self._ask(url, _NAVIGATES | dict(headers), is_left_open=is_left_open)
        if not isinstance(answer, str):
            return answer
        page = self._ask_reminder(request(answer, _NAVIGATES | {"Sec-Fetch-Site": "cross-site"}))
        if page.status_code != HTTPStatus.OK:
            return Met.STUCK
        if carries_on and self._carry_on(answer, url) is not Met.ARRIVED:
            return Met.STUCK
        return Met.REMINDED

    def fetch(self, url: str, headers: Mapping[str, str]) -> Met:
        """Ask for something that nobody looks at as a page of its own; a redirect to the reminder would be one."""
        answer = self._ask(url, headers)
        return Met.REMINDED if isinstance(answer, str) else answer

    def ask_again(self, url: str, headers: Mapping[str, str]) -> Met:
        """Ask as an open tab: over the connection that it has, if that still lives."""
        host = urlsplit(url).hostname or ""
        return Met.ARRIVED if host in self._tabs else self.fetch(url, headers)

    def _carry_on(self, answer: str, url: str) -> Met:
        _, platform, token = urlsplit(answer).path.split("/")
        form = urlencode({"platform": platform, "token": token, "choice": "work"}).encode()
        headers = {
            "Origin": _OWN,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        led = self._ask_reminder(request(f"{_OWN}/continue", headers, method="POST", body=form))
        location = json.loads(led.content or b"{}").get("location")
        again = self._ask(location, _NAVIGATES) if location == url else Met.STUCK
        return Met.STUCK if isinstance(again, str) else again

    def _ask(self, url: str, headers: Mapping[str, str], *, is_left_open: bool = False) -> Met | str:
        """Ask as browsers do, which follow a 307; return the reminder's address where it leads there."""
        for _ in range(_MOST_TRIES):
            host = urlsplit(url).hostname or ""
            name = self._connect(host)
            if name is None:
                return Met.ARRIVED if not is_left_open else self._leave_open(host)
            response = self._answer(name, request(url, headers))
            self._close(name)
            match response.status_code:
                case 307:
                    url = response.headers["Location"]
                case 302:
                    return str(response.headers["Location"])
                case 403 | 503:
                    return Met.SET_ASIDE
        return Met.STUCK

    def _leave_open(self, host: str) -> Met:
        self._tabs[host] = f"{next(self._numbers)}"
        self._hello(host, self._tabs[host])
        return Met.ARRIVED

    def _ask_reminder(self, one: http.Request) -> http.Response:
        name = self._connect(REMINDER_HOST)
        assert name is not None
        response = self._answer(name, one)
        self._close(name)
        return response

    def _connect(self, host: str) -> str | None:
        """Open a connection and return its name; None where it passes through, and is closed when all came."""
        name = f"{next(self._numbers)}"
        if self._hello(host, name):
            return name
        self._close(name)
        return None

    def _hello(self, host: str, name: str) -> bool:
        client = tflow.tclient_conn()
        client.id, client.peername = name, (ANNE, 50_000)
        around = Context(client, options.Options())
        around.server.address = (host, 443)
        data = tls.ClientHelloData(around, _hello_to(host))
        self._interception.tls_clienthello(data)
        return not data.ignore_connection

    def _answer(self, name: str, one: http.Request) -> http.Response:
        flow = tflow.tflow(req=one)
        flow.client_conn.id = name
        self._reminder.requestheaders(flow)
        self._reminder.request(flow)
        assert flow.response is not None
        return flow.response

    def _close(self, name: str) -> bool:
        self._connections.remove(name)
        self._tabs = {host: tab for host, tab in self._tabs.items() if tab != name}
        return True


@cache
def _hello_to(host: str) -> tls.ClientHello:
    return hello(host)


def _authority(policy: Policy) -> Authority:
    sites = {rule.host for one in policy.platforms for rule in one.hosts if rule.kind is HostKind.SITE}
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return Authority(permitted=frozenset({*sites, Hostname(REMINDER_HOST)}), not_before=moment, not_after=moment)
