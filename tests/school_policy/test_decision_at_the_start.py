"""The decision at the TLS ClientHello, in all combinations of what it is told."""

from dataclasses import fields
from itertools import product

import pytest

from school_policy.decision import Circumstances, Connection, Hello, decide_connection

NAMES = [field.name for field in fields(Circumstances)]
INTERCEPTABLE = Hello(same_host=True, covered=True, speaks_http1=True, refused_before=False)
WORKING = Circumstances(working=True, notice_given=True)
MUST_HOLD = ("working", "notice_given", "same_host", "covered", "speaks_http1")
MUST_NOT_HOLD = ("quiet", "granted", "graced", "paused", "elsewhere", "capped", "refused_before")
"""Section 5 of the design: a listed site host is intercepted only if …"""


def every_circumstance() -> list[Circumstances]:
    return [
        Circumstances(**dict(zip(NAMES, values, strict=True)))
        for values in product((False, True), repeat=len(NAMES))
    ]


def every_hello() -> list[Hello]:
    names = [field.name for field in fields(Hello)]
    return [Hello(**dict(zip(names, values, strict=True))) for values in product((False, True), repeat=len(names))]


def facts(*values: Circumstances | Hello) -> dict[str, bool]:
    return {field.name: getattr(value, field.name) for value in values for field in fields(value)}


def test_the_model_names_every_fact() -> None:
    assert sorted(facts(WORKING, INTERCEPTABLE)) == sorted(MUST_HOLD + MUST_NOT_HOLD)


def test_a_connection_is_intercepted_only_if_all_that_must_hold_holds() -> None:
    for circumstances, hello, allowance in product(every_circumstance(), every_hello(), (False, True)):
        known = facts(circumstances, hello)
        unlisted = [name for name in MUST_HOLD if not known[name]] + [
            name for name in MUST_NOT_HOLD if known[name]
        ]
        if unlisted:
            wanted = Connection.PASS_THROUGH
        else:
            wanted = Connection.STEP_ASIDE if allowance else Connection.INTERCEPT

        assert decide_connection(circumstances, hello, allowance=allowance) is wanted, (known, allowance)


@pytest.mark.parametrize("name", [*MUST_HOLD, *MUST_NOT_HOLD])
def test_one_reason_is_enough_to_pass_through_and_leaves_an_allowance_unused(name: str) -> None:
    odd = {**facts(WORKING, INTERCEPTABLE), name: name in MUST_NOT_HOLD}
    circumstances = Circumstances(**{key: value for key, value in odd.items() if key in NAMES})
    hello = Hello(**{key: value for key, value in odd.items() if key not in NAMES})

    assert decide_connection(circumstances, hello, allowance=True) is Connection.PASS_THROUGH


def test_free_means_own_time_no_notice_yet_or_any_reason_to_let_go() -> None:
    for circumstances in every_circumstance():
        known = facts(circumstances)
        at_work_and_told = known["working"] and known["notice_given"]
        let_go = any(known[name] for name in ("quiet", "granted", "graced", "paused", "elsewhere", "capped"))

        assert circumstances.free is (let_go or not at_work_and_told)
