"""Checks of the PAC that browsers are given, and of the school's own that it wraps."""

import http
import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

from owntime.doctor import wire
from owntime.doctor.case import Case
from owntime.doctor.finding import Finding, fine, look, wrong
from owntime.doctor.proxy import unserved
from owntime.doors import pac_path
from owntime.school_pac import fetch_school_pac
from proxy_addons.options import place
from proxy_addons.pac import write_pac
from proxy_addons.pac_server import PATH
from school_policy.policy import Policy


def served(case: Case) -> Iterator[Finding]:
    """Fetch each group's PAC as browsers do, and compare it with the one that the settings give."""
    for number, door in enumerate(case.doors):
        if case.is_served:
            yield _at(case, door.port, pac_path(door.group) if number else PATH)
        else:
            yield unserved(case, case.pac_port)


def _at(case: Case, proxy_port: int, path: str) -> Finding:
    where = f"http://{place(case.address, case.pac_port)}{path}"
    connection = http.client.HTTPConnection(case.address, case.pac_port, timeout=case.patience_seconds)
    try:
        answer = wire.get(connection, path)
    except ConnectionRefusedError:
        to_do = "start owntime proxy, where it is meant to run; name the PAC's port with --pac-port"
        return look(f"nothing answers at {where}: browsers go where they went before", to_do)
    except wire.FAILED as error:
        to_do = "end what holds the port, or give owntime proxy another with --pac-port"
        return wrong(
            f"{where} cannot be fetched: {wire.why(error)}. Browsers may wait for it, or go direct", to_do
        )
    return _compared(case, answer, where, proxy_port)


def _compared(case: Case, answer: wire.Answer, where: str, proxy_port: int) -> Finding:
    anew = "look into the log of owntime proxy, and start it anew with the same --settings, --lists and ports"
    if answer.status != http.HTTPStatus.OK or b"FindProxyForURL" not in answer.body:
        return wrong(f"what answers at {where} is no PAC (status {answer.status})", anew)
    if case.policy is None:
        return look(f"{where} serves a PAC; the settings cannot say whether it is theirs", "mend the settings")
    try:
        kept = (case.state / "school.pac").read_text("utf-8") if case.policy.upstream.pac else ""
    except (OSError, UnicodeDecodeError):
        return look(f"{where} serves a PAC; the school's own in {case.state} cannot be read to compare", anew)
    expected = write_pac(case.policy, proxy=place(case.address, proxy_port), school_pac=kept)
    if answer.body != expected.encode():
        return wrong(f"{where} serves a PAC, but not the one that these settings give", anew)
    return fine(f"{where} serves the PAC that the settings give")


def to_wrap(case: Case, policy: Policy) -> Iterator[Finding]:
    """Look whether the school's own PAC can be read."""
    place = policy.upstream.pac
    if not place:
        return
    shown = _shown(place)
    try:
        fetch_school_pac(place, case.patience_seconds)
        yield fine(f"the school's own PAC at {shown} can be read")
    except wire.FAILED as error:
        to_do = "see [upstream] pac, and whether browsers still get it there"
        seen = f"the school's own PAC at {shown} cannot be read: {wire.why(error)}"
        if (case.state / "school.pac").exists():
            yield look(f"{seen}. The one that was read last is in use", to_do)
        else:
            yield wrong(f"{seen}. The proxy does not start without", to_do)


def _shown(place: str) -> str:
    """Leave out what may be a password, before an @ or after a question mark."""
    if not place.startswith(("http://", "https://")):
        return place
    parts = urlsplit(place)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
