from dataclasses import dataclass, field

import msgspec
import pytest
from mitmproxy import connection
from mitmproxy.test import tflow

from proxy_addons.connections import REMINDER, Connections, Way
from proxy_addons.interception import client_of
from proxy_addons.newly_listed import follow_lists
from proxy_addons.situations import Situations
from school_policy.hostname import Hostname
from school_policy.platform import HostRule, NeverListed
from school_policy.policy import Policy
from school_policy.vocabulary import REMINDER_HOST, ClientId, HostKind, PlatformId
from tests.proxy_addons.sample import (
    ANNE,
    BEN,
    FACEBOOK,
    OFFICE,
    POLICY,
    TEACHING,
    WOW,
    YOUTUBE,
    at,
    in_force,
    live,
    situation_at,
)

FB = "www.facebook.com"
GROUPS = {ANNE: TEACHING, BEN: OFFICE}
NOT_COVERED = Hostname("www.fb.com")


def without(*platforms: PlatformId) -> Policy:
    return msgspec.structs.replace(
        POLICY, platforms=tuple(its for its in POLICY.platforms if its.id not in platforms)
    )


def exempting(host: str) -> Policy:
    exempt = NeverListed(host=Hostname(host), reason="Lessons")
    return msgspec.structs.replace(POLICY, never_listed=(*POLICY.never_listed, exempt))


def with_facebook_moved_to(platform: PlatformId) -> Policy:
    """The sample, where the hosts of Facebook are another platform's."""
    rule = HostRule(host=Hostname("facebook.com"), kind=HostKind.SITE)
    rest = without(FACEBOOK).platforms
    moved = (msgspec.structs.replace(its, hosts=(*its.hosts, rule)) if its.id == platform else its for its in rest)
    return msgspec.structs.replace(POLICY, platforms=tuple(moved))


@dataclass
class Swap:
    """A gateway with two groups, and what mitmproxy holds open."""

    moment: str = "10:42"
    connections: Connections = field(default_factory=Connections)
    tunnels: list[tuple[connection.Client, connection.Address]] = field(default_factory=list)

    def __post_init__(self) -> None:
        both = tuple(situation_at(self.moment, group=group) for group in (TEACHING, OFFICE))
        self.situations = Situations(both, lambda client: GROUPS.get(client_of(client)))

    def opens(  # noqa: PLR0913 (a connection has so many properties)
        self,
        host: str = FB,
        *,
        sni: str = "the same",
        port: int = 443,
        alpn: tuple[bytes, ...] = (b"h2", b"http/1.1"),
        client: ClientId = ANNE,
        name: str = "1",
    ) -> None:
        made = tflow.tclient_conn()
        made.id, made.peername = name, (client, 50_000)
        made.sni, made.alpn_offers = host if sni == "the same" else sni, alpn
        self.tunnels.append((made, (host, port)))

    def to(self, policy: Policy = POLICY) -> dict[str, Way]:
        """Put a policy in force, and return what is known then."""
        for situation in self.situations:
            situation.in_force = in_force(policy, situation.group)
        follow_lists(iter(self.tunnels), self.connections, self.situations, lambda host: host != NOT_COVERED)
        return {one.id: one.way for one in self.connections}


def test_what_is_open_is_noted_when_its_host_is_listed_and_not_before() -> None:
    swap = Swap()
    swap.opens()
    assert swap.to(without(FACEBOOK)) == {}
    assert swap.to() == {"1": Way.BEFORE_LISTED}
    assert list(swap.connections) == [live(Way.BEFORE_LISTED, since="10:42")]


@pytest.mark.parametrize(
    ("host", "sni", "port"),
    [
        pytest.param("example.org", "example.org", 443, id="not listed"),
        pytest.param("accounts.youtube.com", "accounts.youtube.com", 443, id="never listed"),
        pytest.param("static.fbcdn.net", "static.fbcdn.net", 443, id="an asset host"),
        pytest.param(NOT_COVERED, NOT_COVERED, 443, id="the authority does not cover it"),
        pytest.param(FB, "example.org", 443, id="another SNI"),
        pytest.param("example.org", FB, 443, id="another CONNECT host"),
        pytest.param(FB, FB + ".", 443, id="a trailing dot"),
        pytest.param(FB, FB, 8443, id="another port"),
        pytest.param("192.0.2.7", FB, 443, id="an address"),
        pytest.param("a..b", "a..b", 443, id="no name"),
        pytest.param(REMINDER_HOST, "example.org", 443, id="the reminder's, and odd"),
    ],
)
def test_what_would_pass_anyway_is_not_noted(host: str, sni: str, port: int) -> None:
    swap = Swap()
    swap.opens(host, sni=sni, port=port)
    swap.opens(name="2")
    assert swap.to() == {"2": Way.BEFORE_LISTED}


@pytest.mark.parametrize(("alpn", "noted"), [((), True), ((b"http/1.1",), True), ((b"h2",), False)])
def test_a_program_that_speaks_no_http_1_is_not_noted(alpn: tuple[bytes, ...], *, noted: bool) -> None:
    swap = Swap()
    swap.opens(alpn=alpn)
    assert bool(swap.to()) is noted


def test_each_is_noted_for_its_own_group_and_nobodys_for_none() -> None:
    swap = Swap()
    swap.opens(name="Anne's")
    swap.opens(name="Ben's", client=BEN)
    swap.opens(name="nobody's", client=ClientId("203.0.113.9"))
    swap.to()
    assert {one.id: (one.group, one.client) for one in swap.connections} == {
        "Anne's": (TEACHING, ANNE),
        "Ben's": (OFFICE, BEN),
    }


def test_what_is_known_already_stays_as_it_is() -> None:
    swap = Swap()
    for way in Way:
        swap.opens(name=way.name)
        swap.connections.add(live(way, name=way.name, since="10:41"))
    swap.connections.add(live(Way.INTERCEPTED, name="reminder", platform=REMINDER, host=REMINDER_HOST))
    before = list(swap.connections)
    swap.to()
    assert list(swap.connections) == before


def test_a_second_change_that_takes_the_host_off_undoes_it() -> None:
    swap = Swap()
    swap.to(without(FACEBOOK))
    swap.opens()
    assert swap.to() == {"1": Way.BEFORE_LISTED}
    assert swap.to(exempting("facebook.com")) == {}


def test_what_passes_is_forgotten_when_its_host_is_listed_no_more_and_what_is_intercepted_is_not() -> None:
    swap = Swap()
    for way in Way:
        swap.connections.add(live(way, name=way.name))
        swap.connections.add(live(way, name=f"{way.name} of YouTube", platform=YOUTUBE, host="www.youtube.com"))
    assert set(swap.to(without(FACEBOOK))) == {"INTERCEPTED", *(f"{way.name} of YouTube" for way in Way)}


def test_what_is_another_platforms_now_is_left_alone_from_then_on() -> None:
    swap = Swap()
    swap.opens()
    swap.to()
    for situation in swap.situations:
        situation.clock.set(at("11:00"))
    swap.to(with_facebook_moved_to(WOW))
    assert list(swap.connections) == [live(Way.BEFORE_LISTED, platform=WOW, since="11:00")]
