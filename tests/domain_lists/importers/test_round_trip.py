"""What is written in a format is read from it as the same, wherever the format can hold it."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain_lists.importers import (
    TRAITS,
    Format,
    Member,
    NameRule,
    NameSet,
    Reach,
    open_stream,
    read_lists,
)
from tests.domain_lists.importers.lines import rule
from tests.domain_lists.importers.made import RULES

BOTH, EXACT, BELOW = Reach.WITH_BELOW, Reach.EXACT, Reach.ONLY_BELOW
HOLDS = {
    Format.HOSTS: {(EXACT, False)},
    Format.PLAIN: {(EXACT, False), (BOTH, False), (BELOW, False)},
    Format.ADBLOCK: {(reach, exception) for reach in Reach for exception in (False, True)},
    Format.DNSMASQ: {(reach, exception) for reach in (BOTH, BELOW) for exception in (False, True)},
    Format.RPZ: {(reach, exception) for reach in Reach for exception in (False, True)},
    Format.V2FLY: {(EXACT, False), (BOTH, False)},
    Format.SQUIDGUARD: {(BOTH, False)},
}


def names_of(text: str, format_: Format) -> NameSet:
    with open_stream(io.BytesIO(text.encode()), "list") as container:
        assert isinstance(container.members[0], Member)
        return read_lists(container, format_).names


def written(rules: list[NameRule], format_: Format) -> str:
    traits = TRAITS[format_]
    lines = [*traits.heading, *(line for rule in rules for line in traits.write_rule(rule))]
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("format_", Format)
def test_each_format_says_what_it_can_hold(format_: Format) -> None:
    held = {
        (reach, exception)
        for reach in Reach
        for exception in (False, True)
        if TRAITS[format_].write_rule(rule("x.com", reach, exception=exception))
    }
    assert held == HOLDS[format_]


@pytest.mark.parametrize("format_", Format)
@given(rules=st.lists(RULES, min_size=1, max_size=12))
def test_what_is_written_is_read_as_the_same(format_: Format, rules: list[NameRule]) -> None:
    held = [rule for rule in rules if (rule.reach, rule.exception) in HOLDS[format_]]
    text = written(held, format_) or "# nothing\n"
    assert names_of(text, format_) == NameSet(held)


@given(st.lists(st.sampled_from(["ads", "cn", "!cn"]), max_size=3, unique=True))
def test_v2fly_keeps_what_is_said_about_a_name(words: list[str]) -> None:
    told = rule("x.com", attributes=tuple(sorted(words)))
    assert names_of(written([told], Format.V2FLY), Format.V2FLY) == NameSet([told])
