"""Checks of the proxy on this device: whether it runs, is this device's own, and serves this device alone."""

import http
import http.client
import socket
from collections.abc import Iterator

from owntime.doctor import wire
from owntime.doctor.case import Case
from owntime.doctor.finding import Finding, fine, look, wrong
from proxy_addons.authority import CERTIFICATE_FILE
from proxy_addons.options import place
from school_policy.vocabulary import REMINDER_HOST

_STYLE = "/reminder.css"
"""Asked for as no page is shown by it."""

_OTHERS = "end what holds the port, or give owntime proxy another with --proxy-port; name --state as it has it"


def runs(case: Case) -> Iterator[Finding]:
    """Ask the proxy for the reminder's style, and trust nobody but this device's own authority."""
    for door in case.doors:
        yield _at(case, door.port) if case.is_served else unserved(case, door.port)


def unserved(case: Case, port: int) -> Finding:
    """Say that a gateway cannot be asked from here."""
    seen = f"a gateway at {place(case.address, port)} answers its clients alone, and this machine is none of them"
    return look(seen, "run owntime doctor on one of them")


def _at(case: Case, port: int) -> Finding:
    where = place(case.address, port)
    certificate = case.authority / CERTIFICATE_FILE
    try:
        socket.create_connection((case.address, port), timeout=case.patience_seconds).close()
        answer = _ask(case, port)
    except ConnectionRefusedError:
        to_do = "start owntime proxy, where it is meant to run; name its port with --proxy-port"
        return look(f"nothing answers at {where}: browsers go on without a reminder", to_do)
    except FileNotFoundError:
        to_do = "name the folder of the running proxy with --state"
        return look(f"something listens at {where}; there is no {certificate} to know it by", to_do)
    except TimeoutError:
        return wrong(f"what listens at {where} says nothing", f"start owntime proxy anew; else {_OTHERS}")
    except wire.FAILED as error:
        return wrong(f"what listens at {where} is not this device's reminder ({wire.why(error)})", _OTHERS)
    if answer.status == http.HTTPStatus.OK:
        return fine(f"the reminder answers at {where}, with this device's certificate")
    seen = f"the reminder at {where} answered its own host with status {answer.status}"
    return wrong(seen, "start owntime proxy anew, and look into its log")


def _ask(case: Case, port: int) -> wire.Answer:
    tls = wire.trusting(case.authority / CERTIFICATE_FILE)
    proxy = http.client.HTTPSConnection(case.address, port, timeout=case.patience_seconds, context=tls)
    proxy.set_tunnel(REMINDER_HOST, 443)
    return wire.get(proxy, _STYLE)


def from_elsewhere(case: Case) -> Iterator[Finding]:
    """Look whether other machines reach the proxy's ports or the PAC's."""
    ports = [*(("the proxy's port", door.port) for door in case.doors), ("the PAC's port", case.pac_port)]
    reached = [
        (what, address, port) for what, port in ports for address in _others(case) if _answers(case, address, port)
    ]
    for what, address, port in reached:
        seen = f"{what} answers at {address} port {port} too, where other machines may reach it"
        yield wrong(seen, "end what listens there: owntime proxy listens on this machine alone")
    if not reached and _others(case):
        yield fine("its ports do not answer at this machine's other addresses")
    elif not reached:
        yield fine("this machine has no other address now at which its ports could answer")


def _others(case: Case) -> list[str]:
    """Return the addresses at which nothing is to answer: a gateway is to answer at its own."""
    its = case.policy.gateway if case.policy is not None else None
    return [address for address in case.machine.addresses if its is None or address != its.address]


def _answers(case: Case, address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), timeout=case.patience_seconds / 2).close()
    except OSError:
        return False
    return True
