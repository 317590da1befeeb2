import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain_lists.importers import NameRule, NameSet, Reach
from school_policy.hostname import Hostname
from tests.domain_lists.importers.lines import rule, rule_said
from tests.domain_lists.importers.made import HOSTS, RULES, lists

MANY = st.lists(RULES, max_size=12)


@given(rules=MANY, longest_wins=st.booleans(), hosts=st.lists(HOSTS, min_size=1, max_size=8))
def test_a_set_lists_what_its_rules_asked_one_by_one_list(
    *, rules: list[NameRule], longest_wins: bool, hosts: list[Hostname]
) -> None:
    names = NameSet(rules, longest_wins=longest_wins)
    for host in [*hosts, *(one.host for one in rules)]:
        assert names.lists(host) is lists(rules, host, longest_wins=longest_wins), host


@given(rules=MANY, longest_wins=st.booleans(), hosts=st.lists(HOSTS, min_size=1, max_size=8))
def test_what_is_kept_lists_the_same_but_for_its_holes(
    *, rules: list[NameRule], longest_wins: bool, hosts: list[Hostname]
) -> None:
    names = NameSet(rules, longest_wins=longest_wins)
    kept = list(names.kept(str))
    as_rules = [rule(one.host, one.reach) for one in kept]
    for host in [*hosts, *(one.host for one in rules)]:
        listed = lists(as_rules, host, longest_wins=False)
        holes = {hole for one in kept for hole in one.holes}
        if not any(host == hole or host.endswith(f".{hole}") for hole in holes):
            assert listed is names.lists(host), host
        else:
            assert listed or not names.lists(host), host


@given(MANY, st.randoms(use_true_random=False))
def test_the_order_of_rules_does_not_matter(rules: list[NameRule], chance: random.Random) -> None:
    shuffled = list(rules)
    chance.shuffle(shuffled)
    first, second = NameSet(rules), NameSet(shuffled)
    assert first == second
    assert list(first.rules()) == list(second.rules())


@given(MANY)
def test_the_rules_of_a_set_make_the_same_set(rules: list[NameRule]) -> None:
    assert NameSet(NameSet(rules).rules()) == NameSet(rules)


def test_a_name_and_the_names_below_it_are_one_rule_together() -> None:
    names = NameSet([rule("x.com", Reach.ONLY_BELOW), rule("x.com", Reach.EXACT, attributes=("ads",))])
    assert [rule_said(one) for one in names.rules()] == ["< x.com @ads"]


@pytest.mark.parametrize(("longest_wins", "listed"), [(True, True), (False, False)], ids=["longest", "exception"])
def test_formats_differ_in_whether_a_longer_name_wins_over_an_exception(
    *, longest_wins: bool, listed: bool
) -> None:
    names = NameSet([rule("x.com", exception=True), rule("a.x.com")], longest_wins=longest_wins)
    assert names.lists(Hostname("a.x.com")) is listed
    assert not names.lists(Hostname("x.com"))


def test_an_exception_is_a_hole_in_what_stands_above_it_only() -> None:
    names = NameSet([rule("x.com"), rule("a.x.com", exception=True), rule("b.com")])
    assert [(one.host, one.holes) for one in names.kept(str)] == [("b.com", ()), ("x.com", ("a.x.com",))]
