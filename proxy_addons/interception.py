"""The add-on that chooses, at the TLS ClientHello, which connections are intercepted. All others pass unread."""

import datetime as dt
from collections.abc import Callable, Sequence

from mitmproxy import connection, tls
from mitmproxy.proxy import server_hooks

from domain_lists.index import Listing
from proxy_addons.boundary import Boundary
from proxy_addons.connections import REMINDER, Connections, Live, Way
from proxy_addons.fail_open import Edge
from proxy_addons.refusals import Refusals, Refuser, fingerprint
from proxy_addons.situation import Situation
from proxy_addons.situations import Situations
from school_policy.decision import Connection, Hello, decide_connection
from school_policy.hostname import Hostname, HostnameError, normalise
from school_policy.vocabulary import REMINDER_HOST, ClientId, HostKind

HTTPS = 443
_REFUSED_OUTRIGHT = "The client does not trust the proxy's certificate"
"""How mitmproxy's words begin where a TLS alert named the certificate (unknown_ca and its like)."""


class Interception:
    """Classifies each connection and intercepts only those that a reminder may be shown on."""

    def __init__(
        self,
        situations: Situations,
        connections: Connections,
        boundary: Boundary,
        covers: Callable[[Hostname], bool],
        edge: Edge,
    ) -> None:
        self._situations = situations
        self._connections = connections
        self._boundary = boundary
        self._covers = covers
        self._edge = edge
        self._refusals = Refusals()

    def tls_clienthello(self, data: tls.ClientHelloData) -> None:
        """Pass the connection through, unless we are sure that it is to be intercepted."""
        data.ignore_connection = True  # first of all: without it a fault would intercept everything
        data.ignore_connection = not self._edge.call(False, self._intercepts, data)  # noqa: FBT003 (on fault)

    def tls_failed_client(self, data: tls.TlsData) -> None:
        """Note that a client did not accept our certificate."""
        outright = (data.conn.error or "").startswith(_REFUSED_OUTRIGHT)
        self._edge.call(None, self._note_refusal, data.context.client.id, outright=outright)

    def tls_established_client(self, data: tls.TlsData) -> None:
        """Note that a client did accept it."""
        self._edge.call(None, self._note_acceptance, data.context.client.id)

    def client_disconnected(self, client: connection.Client) -> None:
        """Forget the connection."""
        self._edge.call(None, self._connections.remove, client.id)

    def server_connect(self, data: server_hooks.ServerConnectionHookData) -> None:
        """Make sure that an intercepted connection never reaches an origin, whatever asked for it."""
        self._edge.call(None, self._refuse_to_dial, data)

    def _refuse_to_dial(self, data: server_hooks.ServerConnectionHookData) -> None:
        live = self._connections.get(data.client.id)
        if live is not None and live.way is Way.INTERCEPTED:
            data.server.error = "an intercepted connection contacts no origin"

    def _intercepts(self, data: tls.ClientHelloData) -> bool:
        address = data.context.server.address
        connect_host = hostname_of(address[0]) if address is not None and address[1] == HTTPS else None
        situation = self._situations.of(data.context.client)
        if connect_host is None or situation is None:
            return False
        now = situation.now()
        self._boundary.observe(situation, now)
        if not self._is_to_be_answered(data, connect_host, situation, now):
            return False
        # The leaf names this address: a trailing dot would be outside the authority's constraints.
        data.context.server.address = (connect_host, HTTPS)
        return True

    def _is_to_be_answered(
        self, data: tls.ClientHelloData, host: Hostname, situation: Situation, now: dt.datetime
    ) -> bool:
        if host == REMINDER_HOST:
            return self._intercepts_reminder(data, situation, now)
        listing = situation.in_force.index.find(host)
        if listing is None:
            return False
        live = self._classify(data, host, listing, situation, now)
        self._connections.add(live)
        return live.way is Way.INTERCEPTED

    def _intercepts_reminder(self, data: tls.ClientHelloData, situation: Situation, now: dt.datetime) -> bool:
        if not is_named(data.client_hello.sni, Hostname(REMINDER_HOST)):
            return False
        self._connections.add(
            Live(
                id=data.context.client.id,
                group=situation.group,
                client=client_of(data.context.client),
                host=Hostname(REMINDER_HOST),
                platform=REMINDER,
                way=Way.INTERCEPTED,
                since=now,
            )
        )
        return True

    def _classify(
        self,
        data: tls.ClientHelloData,
        host: Hostname,
        listing: Listing,
        situation: Situation,
        now: dt.datetime,
    ) -> Live:
        client, platform = client_of(data.context.client), listing.platform.id
        program = ""
        if self._edge.resting:
            way = Way.ANYWAY
        elif situation.circumstances(client, platform, now).free:
            way = Way.WHILE_FREE
        elif listing.kind is HostKind.ASSET:
            way = Way.ANYWAY
        else:
            program = _fingerprint(data.client_hello)
            refuser = Refuser(client=client, fingerprint=program, platform=platform)
            way = self._way(data.client_hello, host, refuser, situation, now)
        return Live(
            id=data.context.client.id,
            group=situation.group,
            client=client,
            host=host,
            platform=platform,
            way=way,
            since=now,
            fingerprint=program,
        )

    def _way(
        self, hello: tls.ClientHello, host: Hostname, refuser: Refuser, situation: Situation, now: dt.datetime
    ) -> Way:
        holder = (refuser.client, refuser.platform)
        facts = Hello(
            same_host=is_named(hello.sni, host),
            covered=self._covers(host),
            speaks_http1=speaks_http1(hello.alpn_protocols),
            refused_before=self._refusals.passes(refuser, now),
        )
        grants = situation.grants
        circumstances = situation.circumstances(*holder, now)
        match decide_connection(circumstances, facts, allowance=grants.has_allowance(holder, now)):
            case Connection.PASS_THROUGH:
                return Way.ANYWAY
            case Connection.STEP_ASIDE:
                grants.use_allowance(holder)
                return Way.STEPPED_ASIDE
            case Connection.INTERCEPT:
                return Way.INTERCEPTED

    def _now_for(self, live: Live) -> dt.datetime:
        return self._situations.of_group(live.group).now()

    def _note_acceptance(self, connection_id: str) -> None:
        live = self._connections.get(connection_id)
        if live is not None and live.way is Way.INTERCEPTED:
            self._refusals.note_acceptance(live.client, live.fingerprint, self._now_for(live))

    def _note_refusal(self, connection_id: str, *, outright: bool) -> None:
        live = self._connections.get(connection_id)
        if live is not None and live.way is Way.INTERCEPTED and live.platform != REMINDER:
            refuser = Refuser(client=live.client, fingerprint=live.fingerprint, platform=live.platform)
            self._refusals.note(refuser, self._now_for(live), outright=outright)


def client_of(client: connection.Client) -> ClientId:
    """Return whose connection it is: the address without the port."""
    return ClientId(client.peername[0])


def hostname_of(text: str | None) -> Hostname | None:
    """Return a host in normal form, None where it is no DNS name."""
    try:
        return normalise(text) if text else None
    except HostnameError:
        return None


def is_named(sni: str | None, host: Hostname) -> bool:
    """Tell whether the SNI is the very host; with a trailing dot the leaf would be outside the constraints."""
    return (sni or "").lower() == host


def speaks_http1(offers: Sequence[bytes]) -> bool:
    """Tell whether a client speaks HTTP/1.1 by its ALPN: it offers that, or nothing at all."""
    return not offers or b"http/1.1" in offers


def _fingerprint(hello: tls.ClientHello) -> str:
    return fingerprint(hello.cipher_suites, [kind for kind, _ in hello.extensions], hello.alpn_protocols)
