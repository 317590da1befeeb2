"""Checks of the way to the internet: the school's filter proxy, or none.

A listed site is named to the filter in one CONNECT, and never spoken to. The certificate that a filter may show in
a site's place is looked at for the school's own start page.
"""

import http
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from cryptography import x509

from owntime.doctor import wire
from owntime.doctor.case import Case
from owntime.doctor.finding import Finding, fine, look, wrong
from school_policy.policy import Policy

_FOR_PEOPLE = ("ntlm", "negotiate", "kerberos")
_WITHOUT_SIGN_IN = (
    "ask who runs the filter to let this machine through without a sign-in for the listed sites, or to name a "
    "proxy port that needs none, and write that into [upstream] forward"
)


def way_out(case: Case, policy: Policy) -> Iterator[Finding]:
    """Look whether listed sites can be reached the way that the settings name."""
    if policy.upstream.forward == "direct":
        yield _direct(case, policy)
        return
    listed = next((urlsplit(each.front_page).hostname for each in policy.platforms), None)
    if listed:
        yield _by_the_filter(case, policy, listed)


def _direct(case: Case, policy: Policy) -> Finding:
    host, port = _start_page(policy)
    try:
        socket.create_connection((host, port), timeout=case.patience_seconds).close()
    except OSError as error:
        seen = f"no direct connection to the school's start page at {host}: {wire.why(error)}"
        to_do = (
            "if browsers need a filter proxy here, name it in [upstream] forward; else see whether the page is up"
        )
        return wrong(seen, to_do)
    return fine(f"a direct connection to the school's start page at {host} is possible")


def _by_the_filter(case: Case, policy: Policy, listed: str) -> Finding:
    forward = policy.upstream.forward
    try:
        with _filter(case, policy) as proxy:
            return _meaning(forward, listed, wire.ask_for_tunnel(proxy, listed, 443))
    except wire.FAILED as error:
        to_do = "see whether [upstream] forward names the proxy that browsers use, and whether it is up"
        return wrong(f"{forward} cannot be used as a proxy: {wire.why(error)}", to_do)


def _meaning(forward: str, listed: str, answer: wire.Answer) -> Finding:
    if answer.status == http.HTTPStatus.OK:
        return fine(f"{forward} lets a connection to {listed} through")
    if answer.status == http.HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        schemes = [value.partition(" ")[0] for value in answer.values("Proxy-Authenticate")]
        named = wire.plainly(", ".join(schemes)) or "of no kind that it names"
        for_people = any(scheme.lower() in _FOR_PEOPLE for scheme in schemes)
        why = "cannot sign in for people (a known limit)" if for_people else "has no password to give"
        seen = f"{forward} wants a sign-in ({named}), and the reminder {why}"
        return wrong(f"{seen}: no listed site opens through it, in own time either", _WITHOUT_SIGN_IN)
    seen = f"{forward} answered {answer.status} for {listed}. Behind the reminder its refusal page looks like a"
    to_do = "nothing, if the filter is meant to refuse that site: it does so without us; else ask who runs it"
    return look(f"{seen} failed connection", to_do)


def issuer(case: Case, policy: Policy) -> Iterator[Finding]:
    """Say who issued the certificate that comes through the filter for the school's start page."""
    host, port = _start_page(policy)
    if policy.upstream.forward == "direct" or not policy.school.start_page.startswith("https:"):
        return
    to_do = "see whether browsers here open it"
    try:
        with _filter(case, policy) as proxy:
            answer = wire.ask_for_tunnel(proxy, host, port)
            if answer.status == http.HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
                return  # said of the way out
            if answer.status != http.HTTPStatus.OK:
                yield look(f"the filter answered {answer.status} for the school's start page at {host}", to_do)
                return
            with wire.trusting_anybody().wrap_socket(proxy, server_hostname=host) as tunnel:
                shown = x509.load_der_x509_certificate(tunnel.getpeercert(binary_form=True) or b"")
    except wire.FAILED as error:
        yield look(f"no certificate came through the filter for {host}: {wire.why(error)}", to_do)
        return
    name = wire.plainly(shown.issuer.rfc4514_string())
    yield fine(f'for {host} came a certificate issued by "{name}". If that is the filter, it reads what it passes')


def _filter(case: Case, policy: Policy) -> socket.socket:
    parts = urlsplit(policy.upstream.forward)
    return socket.create_connection((parts.hostname, parts.port or 80), timeout=case.patience_seconds)


def _start_page(policy: Policy) -> tuple[str, int]:
    parts = urlsplit(policy.school.start_page)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
