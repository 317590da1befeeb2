import datetime as dt
import ssl
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from mitmproxy import tls

from proxy_addons.authority import Authority
from proxy_addons.boundary import Boundary
from proxy_addons.connections import Connections, Way
from proxy_addons.fail_open import Edge
from proxy_addons.interception import Interception
from proxy_addons.situation import Situation
from school_policy.grant import Grant
from school_policy.hostname import Hostname
from school_policy.policy import EVERY_PLATFORM
from school_policy.vocabulary import REMINDER_HOST, Choice, ClientId
from tests.proxy_addons.client_hello import client_context, hello_data
from tests.proxy_addons.sample import (
    ANNE,
    BEN,
    FACEBOOK,
    OFFICE,
    WOW,
    YOUTUBE,
    at,
    in_force,
    quiet_for,
    situation_at,
    situations,
    with_cap,
)

PERMITTED = frozenset({Hostname("facebook.com"), Hostname("youtube.com"), Hostname(REMINDER_HOST)})
FB = "www.facebook.com"


@dataclass
class Desk:
    situation: Situation = field(default_factory=lambda: situation_at("10:42"))
    connections: Connections = field(default_factory=Connections)
    edge: Edge = field(default_factory=Edge)

    def __post_init__(self) -> None:
        moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        authority = Authority(permitted=PERMITTED, not_before=moment, not_after=moment)
        boundary = Boundary(situations(self.situation), self.connections, lambda _name: True)
        self.addon = Interception(
            situations(self.situation), self.connections, boundary, authority.covers, self.edge
        )

    def meets(
        self,
        host: str = FB,
        *,
        sni: str | None = "the same",
        port: int = 443,
        context: ssl.SSLContext | None = None,
        client: ClientId = ANNE,
    ) -> bool:
        """Tell whether a new connection is intercepted."""
        data = hello_data((host, port), host if sni == "the same" else sni, context=context, client=client)
        self.addon.tls_clienthello(data)
        return not data.ignore_connection

    def way(self) -> Way | None:
        one = self.connections.get("1")
        return one.way if one is not None else None

    def refuses(self, context: ssl.SSLContext | None = None, client: ClientId = ANNE, host: str = FB) -> None:
        assert self.meets(host, context=context, client=client)
        self.addon.tls_failed_client(refused("1"))


def refused(name: str, error: str = "The client disconnected during the handshake.") -> tls.TlsData:
    data: Any = SimpleNamespace(
        context=SimpleNamespace(client=SimpleNamespace(id=name)), conn=SimpleNamespace(error=error)
    )
    made: tls.TlsData = data
    return made


@pytest.mark.parametrize(
    ("host", "sni", "port"),
    [
        ("example.org", "example.org", 443),
        ("notfacebook.com", "notfacebook.com", 443),
        ("facebook.com.other.example", "facebook.com.other.example", 443),
        ("accounts.youtube.com", "accounts.youtube.com", 443),
        (FB, "example.org", 443),
        (FB, "m.facebook.com", 443),
        (FB, None, 443),
        (FB, FB + ".", 443),  # no leaf for it: outside the constraints
        (REMINDER_HOST, REMINDER_HOST + ".", 443),
        ("example.org", FB, 443),
        (FB, FB, 8443),
        ("192.0.2.7", FB, 443),
        ("::1", FB, 443),
        ("www.fb.com", "www.fb.com", 443),  # listed, and not covered by the authority
        ("static.fbcdn.net", "static.fbcdn.net", 443),  # an asset host
        (REMINDER_HOST, FB, 443),
        (REMINDER_HOST, None, 443),
        (REMINDER_HOST, REMINDER_HOST, 8443),
        ("a..b", FB, 443),
        ("", FB, 443),
    ],
)
def test_whatever_is_not_surely_a_listed_site_passes(host: str, sni: str | None, port: int) -> None:
    desk = Desk()
    assert not desk.meets(host, sni=sni, port=port)
    assert desk.way() in {None, Way.ANYWAY}
    assert desk.edge.faults == 0


@pytest.mark.parametrize(
    ("host", "sni"), [(FB, FB), ("m.facebook.com", "M.Facebook.com"), (REMINDER_HOST, REMINDER_HOST)]
)
def test_a_listed_site_in_working_time_and_the_reminder_are_intercepted(host: str, sni: str) -> None:
    desk = Desk()
    assert desk.meets(host, sni=sni)
    assert desk.way() is Way.INTERCEPTED


@pytest.mark.parametrize(
    ("alpn", "intercepted"), [((), True), (("http/1.1",), True), (("h2", "http/1.1"), True), (("h2",), False)]
)
def test_a_program_that_speaks_no_http_1_passes(*, alpn: tuple[str, ...], intercepted: bool) -> None:
    assert Desk().meets(context=client_context(*alpn)) is intercepted


@pytest.mark.parametrize("host", [FB, "static.fbcdn.net"])
def test_in_own_time_every_listed_host_passes_and_is_known(host: str) -> None:
    desk = Desk(situation_at("12:20"))
    assert not desk.meets(host)
    assert desk.way() is Way.WHILE_FREE


def test_the_reminder_is_intercepted_in_own_time_too() -> None:
    assert Desk(situation_at("12:20")).meets(REMINDER_HOST)


def test_a_quiet_platform_passes() -> None:
    assert not Desk(situation_at("10:42", group=OFFICE)).meets("www.youtube.com")


def test_where_every_platform_is_quiet_no_listed_host_is_intercepted() -> None:
    hosts = (FB, "www.youtube.com", "m.facebook.com")
    quiet, other = (Desk(situation_at("10:42", quiet_for(one))) for one in (EVERY_PLATFORM, WOW))
    assert [quiet.meets(host) for host in hosts] == [False, False, False]
    assert [other.meets(host) for host in hosts] == [True, True, True]


def test_a_grant_releases_every_host_of_its_platform_for_its_client() -> None:
    desk = Desk()
    desk.situation.grants.give((ANNE, FACEBOOK), Grant(choice=Choice.WORK, start=at("10:42"), end=at("15:45")))
    seen = [
        desk.meets(FB),
        desk.meets("m.facebook.com"),
        desk.meets("www.youtube.com"),
        desk.meets(FB, client=BEN),
    ]
    assert seen == [False, False, True, True]


def test_beyond_the_daily_cap_nothing_is_intercepted() -> None:
    desk = Desk(situation_at("10:42", with_cap(1)))
    assert desk.meets()
    desk.situation.views.note(ANNE, at("10:42"))
    assert not desk.meets()


def test_an_allowance_lets_one_connection_pass_and_only_of_its_platform() -> None:
    desk = Desk()
    desk.situation.grants.allow((ANNE, FACEBOOK), at("10:42"))
    assert [desk.meets("www.youtube.com"), desk.meets(), desk.way(), desk.meets()] == [
        True,
        False,
        Way.STEPPED_ASIDE,
        True,
    ]


def test_what_would_pass_anyway_uses_no_allowance_up() -> None:
    desk = Desk()
    desk.situation.grants.allow((ANNE, FACEBOOK), at("10:42"))
    assert not desk.meets("static.fbcdn.net")
    assert not desk.meets(context=client_context("h2"))
    assert not desk.meets()
    assert desk.way() is Way.STEPPED_ASIDE


def test_two_refusals_let_this_program_pass_and_nobody_else() -> None:
    desk = Desk()
    curl, other = client_context("h2", "http/1.1"), client_context("http/1.1")
    desk.refuses(curl)
    desk.refuses(curl, host="m.facebook.com")
    assert not desk.meets(context=curl)
    assert desk.way() is Way.ANYWAY
    assert desk.meets(context=other)
    assert desk.meets(context=curl, client=BEN)
    assert desk.meets("www.youtube.com", context=curl)


def test_a_refusal_of_the_reminder_itself_is_not_noted() -> None:
    desk = Desk()
    for _ in range(2):
        desk.refuses(host=REMINDER_HOST)
    assert desk.meets(REMINDER_HOST)


def test_working_time_that_just_began_gives_the_grace_before_it_decides() -> None:
    desk = Desk(situation_at("12:20"))
    desk.meets()
    desk.situation.clock.set(at("13:15"))
    assert not desk.meets()
    desk.situation.clock.set(at("13:20"))
    assert desk.meets()


def test_a_connection_that_ended_is_forgotten() -> None:
    desk = Desk()
    data = hello_data((FB, 443), FB)
    desk.addon.tls_clienthello(data)
    desk.addon.client_disconnected(data.context.client)
    assert desk.way() is None


def test_only_an_intercepted_connection_may_not_dial() -> None:
    desk = Desk()
    for host, error in ((FB, "an intercepted connection contacts no origin"), ("example.org", None)):
        data = hello_data((host, 443), host, name=host)
        desk.addon.tls_clienthello(data)
        asked: Any = SimpleNamespace(client=data.context.client, server=data.context.server)
        desk.addon.server_connect(asked)
        assert data.context.server.error == error


def test_a_fault_passes_the_connection_and_everything_for_a_minute() -> None:
    desk = Desk()
    del desk.situation.grants
    assert not desk.meets()
    assert desk.edge.faults == 1
    desk.situation = situation_at("10:42")
    whole = Desk(edge=desk.edge)
    assert not whole.meets()
    assert whole.way() is Way.ANYWAY


def test_a_newly_listed_platform_counts_from_the_next_connection_on() -> None:
    desk = Desk()
    assert desk.meets("www.youtube.com")
    desk.situation.in_force = in_force(group=OFFICE)
    assert not desk.meets("www.youtube.com")
    assert YOUTUBE in desk.situation.in_force.quiet
