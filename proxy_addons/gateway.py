"""The add-on of a gateway: it relays listed hosts and the reminder's, for the school's own ranges, and no more.

A device's proxy has no need of it: it is bound to loopback, and its PAC brings nothing else.
"""

import http as status
from collections.abc import Callable

from mitmproxy import connection, http

from proxy_addons.fail_open import Edge
from proxy_addons.interception import HTTPS, hostname_of
from school_policy.hostname import Hostname

_REFUSED = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
_WORDS = b"Own Time relays the listed sites of this school, over https, and nothing else.\n"


class Gateway:
    """Refuses whoever is not a client, and whatever is not listed. In doubt too: the PAC's next entry serves."""

    def __init__(
        self,
        answers: Callable[[connection.Client], bool],
        relays: Callable[[Hostname], bool],
        edge: Edge,
    ) -> None:
        self._answers = answers
        self._relays = relays
        self._edge = edge

    def client_connected(self, client: connection.Client) -> None:
        """Hang up on whoever is outside of the ranges."""
        if not self._edge.call(False, self._answers, client):  # noqa: FBT003 (on fault)
            client.error = "not a client of this gateway"

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Answer a CONNECT to anything else with 403."""
        if not self._edge.call(False, self._is_relayed, flow):  # noqa: FBT003 (on fault)
            flow.response = _refusal()

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Have plain http read and not streamed, so that it can be answered."""
        if not flow.client_conn.tls_established:
            flow.request.stream = False

    def request(self, flow: http.HTTPFlow) -> None:
        """Answer plain http with 403: the PAC brings https alone."""
        if not flow.client_conn.tls_established:
            flow.response = _refusal()

    def _is_relayed(self, flow: http.HTTPFlow) -> bool:
        host = hostname_of(flow.request.host)
        return host is not None and flow.request.port == HTTPS and self._relays(host)


def _refusal() -> http.Response:
    return http.Response.make(status.HTTPStatus.FORBIDDEN, _WORDS, _REFUSED)
