"""Checks of what a device keeps: its directory, its certificate authority, and which hosts that covers."""

import datetime as dt
from collections.abc import Iterator

from advisory_server.pages.date_words import date_words
from domain_lists.index import HostIndex
from owntime.doctor.case import Case
from owntime.doctor.finding import Finding, fine, look, wrong
from proxy_addons.authority import KEY_FILE, AuthorityError, load_authority
from proxy_addons.device_token import TOKEN_FILE
from proxy_addons.key_file import LooseRightsError, check_private
from school_policy.policy import Policy

_SOON = dt.timedelta(days=60)
_MOST_NAMED = 5


def rights(case: Case) -> Iterator[Finding]:
    """Look whether the state is there, and for the proxy alone."""
    if not case.state.is_dir():
        to_do = "start owntime proxy, or name the right folder with --state (each user has another)"
        yield look(f"there is no {case.state}: no proxy has run with it", to_do)
        return
    loose = False
    for path in (case.state, case.authority, case.authority / KEY_FILE, case.state / TOKEN_FILE):
        try:
            if path.exists():
                check_private(path)
        except LooseRightsError as problem:
            loose = True
            seen, _, to_do = str(problem).partition("; ")
            yield wrong(seen, to_do)
    if not loose:
        yield fine(f"{case.state} is for its owner alone")


def authority(case: Case) -> Iterator[Finding]:
    """Look whether the certificate authority is there, and for how long it is valid."""
    try:
        its = load_authority(case.authority)
    except FileNotFoundError:
        yield look("there is none yet", "start owntime proxy: it makes one at its first start")
        return
    except LooseRightsError:
        return  # said of the state directory
    except AuthorityError as problem:
        yield wrong(
            str(problem), f"remove {case.authority}, start owntime proxy and have browsers trust the new one"
        )
        return
    now, until = case.clock.now(), date_words(its.not_after.date())
    if not its.is_valid(now):
        since = date_words(its.not_before.date())
        yield wrong(f"valid from {since} to {until}, not now: every site passes through, unread", _renew(case))
    elif its.not_after - now < _SOON:
        yield look(f"valid until {until} only; then every site passes through, unread", _renew(case))
    else:
        yield fine(f"valid until {until}")


def coverage(case: Case, policy: Policy) -> Iterator[Finding]:
    """Look which listed hosts the authority may not sign for."""
    try:
        its = load_authority(case.authority)
    except (FileNotFoundError, LooseRightsError, AuthorityError):
        return  # said of the authority
    hosts = HostIndex(policy.platforms).site_hosts()
    missing = [host for host in hosts if not its.covers(host)]
    if not missing:
        yield fine(f"the certificate covers all {len(hosts)} listed hosts of sites")
        return
    named = ", ".join(missing[:_MOST_NAMED]) + (
        f" and {len(missing) - _MOST_NAMED} more" * (len(missing) > _MOST_NAMED)
    )
    seen = f"the certificate does not cover {len(missing)} of {len(hosts)} listed hosts: {named}"
    yield look(f"{seen}. They pass through without a reminder until it is renewed", _renew(case))


def _renew(case: Case) -> str:
    return f"run owntime ca renew (with --state {case.state}), and do as it says"
