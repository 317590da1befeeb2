import functools
import logging
from collections.abc import Callable

import pytest

from proxy_addons import fail_open
from proxy_addons.fail_open import Edge

HOST = "canary.facebook.com"


def broken() -> str:
    raise ValueError(HOST)


def broken_inside() -> str:
    return broken()


def test_what_works_is_passed_on() -> None:
    edge = Edge()
    assert edge.call("otherwise", str.upper, "x") == "X"
    assert (edge.faults, edge.resting) == (0, False)


def test_a_fault_gives_the_other_answer_is_counted_and_lets_everything_rest() -> None:
    edge = Edge()
    assert edge.call("otherwise", broken) == "otherwise"
    assert (edge.faults, edge.resting) == (1, True)


def test_after_a_minute_the_rest_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fail_open, "REST_SECONDS", 0)
    edge = Edge()
    edge.call(None, broken)
    assert not edge.resting


def test_the_log_tells_kind_and_place_once_and_never_the_text(caplog: pytest.LogCaptureFixture) -> None:
    edge = Edge()
    for _ in range(3):
        edge.call(None, broken_inside)
    edge.call(None, broken)
    assert len(caplog.messages) == 2
    assert all("ValueError" in message and "in broken, line" in message for message in caplog.messages)
    assert HOST not in caplog.text


class Nameless:
    def __call__(self) -> str:
        return broken()


@pytest.mark.parametrize("part", [functools.partial(broken), Nameless()], ids=["partial", "object"])
def test_a_part_without_a_name_may_fail_too(part: Callable[[], str]) -> None:
    assert Edge().call("otherwise", part) == "otherwise"


@pytest.mark.parametrize("fault", [KeyError(HOST), RecursionError(HOST), UnicodeDecodeError("x", b"", 0, 1, HOST)])
def test_every_fault_of_ours_is_caught(fault: Exception) -> None:
    def part() -> None:
        raise fault

    edge = Edge()
    edge.call(None, part)
    assert edge.faults == 1


def test_the_end_of_the_process_is_no_fault() -> None:
    def leave() -> None:
        raise SystemExit

    edge = Edge()
    with pytest.raises(SystemExit):
        edge.call(None, leave)
    assert edge.faults == 0


def test_the_same_look_at_the_log_finds_a_host_that_is_there(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("owntime.proxy").error("fault at %s", HOST)
    assert HOST in caplog.text
