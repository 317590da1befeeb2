"""Checks of a gateway: from the machine that is one, and from those that it serves."""

import http
import socket
from collections.abc import Iterator

from owntime.doctor import wire
from owntime.doctor.case import Case, is_client, is_here
from owntime.doctor.finding import Finding, fine, look, wrong
from proxy_addons.options import place
from school_policy.policy import Gateway, Policy
from school_policy.vocabulary import REMINDER_HOST


def gateway(case: Case, policy: Policy) -> Iterator[Finding]:
    """Look whether the gateway that the settings name is there, and serves this machine."""
    its = policy.gateway
    if its is None:
        return
    if is_here(its.address):
        yield _here(case, its)
        return
    yield elsewhere(case, its)
    yield from out_of_range(case, its)


def _here(case: Case, its: Gateway) -> Finding:
    where = place(its.address, case.proxy_port)
    try:
        socket.create_connection((its.address, case.proxy_port), timeout=case.patience_seconds).close()
    except OSError as error:
        to_do = "start owntime proxy --gateway; name its port with --proxy-port"
        return look(f"{where} is this machine's, and nothing answers there: {wire.why(error)}", to_do)
    return fine(f"{where} is this machine's, and something listens there")


def out_of_range(case: Case, its: Gateway) -> Iterator[Finding]:
    """Say so where this machine is none of the gateway's clients."""
    if case.machine.addresses and not any(is_client(its, address) for address in case.machine.addresses):
        seen = f"this machine's address {case.machine.addresses[0]} is in none of [gateway] clients"
        yield look(f"{seen}: the gateway hangs up on it", "add its range, if it is to be served")


def elsewhere(case: Case, its: Gateway) -> Finding:
    """Ask for a tunnel to the reminder, as browsers do."""
    where = place(its.address, case.proxy_port)
    to_do = "see [gateway] address and --proxy-port, and whether owntime proxy --gateway runs there"
    try:
        with socket.create_connection((its.address, case.proxy_port), timeout=case.patience_seconds) as proxy:
            answer = wire.ask_for_tunnel(proxy, REMINDER_HOST, 443)
    except wire.FAILED as error:
        return wrong(f"the gateway at {where} cannot be used from here: {wire.why(error)}", to_do)
    if answer.status != http.HTTPStatus.OK:
        return wrong(f"what answers at {where} does not lead to the reminder (status {answer.status})", to_do)
    return fine(f"the gateway at {where} leads to the reminder")
