"""All checks together: one that fails or hangs ends no other."""

import dataclasses
import threading
from collections.abc import Iterator
from pathlib import Path

from owntime.doctor.case import Case
from owntime.doctor.examination import CHECKS, Row, examine
from owntime.doctor.finding import Finding, fine
from tests.owntime.doctor.device_case import LOOPBACK, StandIn, case, mute, school

CANARY = "canary"


def works(_case: Case) -> Iterator[Finding]:
    yield fine("all well")


def told(found: tuple[tuple[str, Finding], ...]) -> list[tuple[str, str, str]]:
    return [(about, each.level, each.seen) for about, each in found]


def test_a_check_that_fails_is_told_and_ends_no_other(tmp_path: Path) -> None:
    def fails(_case: Case) -> Iterator[Finding]:
        yield fine("until then")
        raise RuntimeError(CANARY)

    def may_not(_case: Case) -> Iterator[Finding]:
        raise PermissionError(13, "Permission denied", CANARY)

    found = examine(case(tmp_path), [Row("a", fails), Row("b", may_not), Row("c", works)], longest_seconds=60.0)
    assert told(found) == [
        ("a", "fine", "until then"),
        ("a", "to look at", "could not be looked at: RuntimeError, a fault of Own Time"),
        ("b", "to look at", "could not be looked at: Permission denied"),
        ("c", "fine", "all well"),
    ]
    assert CANARY not in f"{found}"


def test_a_check_that_hangs_holds_up_no_other(tmp_path: Path) -> None:
    let_go = threading.Event()

    def hangs(_case: Case) -> Iterator[Finding]:
        yield fine("so far")
        let_go.wait()

    found = examine(case(tmp_path), [Row("a", works), Row("b", hangs), Row("c", works)], longest_seconds=3.0)
    let_go.set()
    assert told(found) == [
        ("a", "fine", "all well"),
        ("b", "fine", "so far"),
        ("b", "to look at", "could not tell within 3 seconds"),
        ("c", "fine", "all well"),
    ]


def test_a_device_where_everything_hangs_is_told_of_as_a_whole(tmp_path: Path) -> None:
    with StandIn(mute) as hanging:
        address = f"http://{LOOPBACK}:{hanging.port}"
        policy = school(address, server=address, pac=f"{address}/wpad.dat")
        looking = case(tmp_path, policy, proxy_port=hanging.port, pac_port=hanging.port, patience_seconds=60.0)
        found = examine(looking, longest_seconds=2.0)
    unfinished = {about for about, each in found if each.seen == "could not tell within 2 seconds"}
    assert unfinished >= {"PAC", "School's PAC", "Way out", "Server"}
    assert {about for about, _ in found} >= {"Settings", "Calendar", "Notice", "Channels", "Versions", "State"}


def test_the_checks_of_a_school_without_settings_are_those_of_the_machine(tmp_path: Path) -> None:
    found = examine(dataclasses.replace(case(tmp_path), policy=None), CHECKS, longest_seconds=60.0)
    assert [about for about, _ in found] == [
        *("Settings", "Versions", "Versions", "TLS keys", "Time zone", "Clock", "State", "Authority"),
        *("Proxy", "Proxy", "PAC", "Counting"),
    ]
