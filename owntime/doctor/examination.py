"""Goes through the checks, all at once and each by itself: none ends the others, none holds them up."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from owntime.doctor import gateway, installation, pac, proxy, published, school, server, state, trust, upstream
from owntime.doctor.case import Case
from owntime.doctor.finding import Finding, look
from school_policy.policy import Policy

LONGEST_SECONDS = 8.0
"""For all of it: two steps of a talk, and a name that is looked up. Whatever takes longer is said to."""

type Check = Callable[[Case], Iterator[Finding]]


def _with_policy(check: Callable[[Case, Policy], Iterator[Finding]]) -> Check:
    """Return a check that has nothing to say where the settings cannot be read."""
    return lambda case: check(case, case.policy) if case.policy is not None else iter(())


@dataclass(frozen=True, slots=True)
class Row:
    """One check, and what it is about."""

    about: str
    check: Check


CHECKS: tuple[Row, ...] = (
    Row("Settings", school.settings),
    Row("Calendar", _with_policy(school.calendar)),
    Row("Group", _with_policy(school.group)),
    Row("Notice", _with_policy(school.notice)),
    Row("Channels", _with_policy(school.channels)),
    Row("Versions", installation.versions),
    Row("TLS keys", installation.key_log),
    Row("Time zone", installation.zones),
    Row("Clock", installation.clock),
    Row("State", state.rights),
    Row("Authority", state.authority),
    Row("Authority", _with_policy(state.coverage)),
    Row("Trust", trust.trusted),
    Row("Proxy", proxy.runs),
    Row("Proxy", proxy.from_elsewhere),
    Row("Gateway", _with_policy(gateway.gateway)),
    Row("PAC", pac.served),
    Row("School's PAC", _with_policy(pac.to_wrap)),
    Row("Way out", _with_policy(upstream.way_out)),
    Row("Way out", _with_policy(upstream.issuer)),
    Row("Server", _with_policy(server.answers)),
    Row("Published policy", _with_policy(published.published)),
    Row("Counting", server.counting),
)


@dataclass(slots=True)
class _Run:
    """One check in a thread of its own, which nobody waits for when the program ends."""

    row: Row
    case: Case
    found: list[Finding] = field(default_factory=list)
    thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._look, name=f"look at {self.row.about}", daemon=True)
        self.thread.start()

    def _look(self) -> None:
        try:
            for finding in self.row.check(self.case):
                self.found.append(finding)
        except OSError as error:
            self.found.append(look(f"could not be looked at: {error.strerror or type(error).__name__}", _AS_OWNER))
        except Exception as fault:  # noqa: BLE001 (the other checks matter the more; the text may name anything)
            seen = f"could not be looked at: {type(fault).__name__}, a fault of Own Time"
            self.found.append(look(seen, "tell those who make it"))


_AS_OWNER = "run owntime doctor as the user that the proxy runs as"


def examine(
    case: Case, checks: Sequence[Row] = CHECKS, longest_seconds: float = LONGEST_SECONDS
) -> tuple[tuple[str, Finding], ...]:
    """Return what every check found, and what each is about, in the order of the table."""
    runs = [_Run(row, case) for row in checks]
    give_up = time.monotonic() + longest_seconds
    findings: list[tuple[str, Finding]] = []
    for run in runs:
        run.thread.join(max(0.0, give_up - time.monotonic()))
        unfinished = run.thread.is_alive()
        findings += [(run.row.about, finding) for finding in list(run.found)]
        if unfinished:
            seen = f"could not tell within {longest_seconds:.0f} seconds"
            findings.append(
                (run.row.about, look(seen, "see whether the network and its names work, and try again"))
            )
    return tuple(findings)
