import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain_lists.index import HostIndex, Listing
from school_policy.hostname import Hostname
from school_policy.platform import HostRule, NeverListed, Platform
from school_policy.vocabulary import Category, HostKind, PlatformId


def platform(name: str, *rules: HostRule) -> Platform:
    return Platform(
        id=PlatformId(name),
        name=name.title(),
        category=Category.SOCIAL,
        front_page=f"https://{name}.test/",
        hosts=rules,
    )


def site(host: str, *, below: bool = True) -> HostRule:
    return HostRule(host=Hostname(host), kind=HostKind.SITE, below=below)


def asset(host: str, *, below: bool = True) -> HostRule:
    return HostRule(host=Hostname(host), kind=HostKind.ASSET, below=below)


def never(host: str, *, below: bool = True) -> NeverListed:
    return NeverListed(host=Hostname(host), reason=f"why {host}", below=below)


VIDEO = platform("video", site("tube.test"), asset("img.tube.test"), site("studio.img.tube.test"))
BLOGS = platform("blogs", site("press.test", below=False), site("www.press.test", below=False))
INDEX = HostIndex((VIDEO, BLOGS), (never("accounts.tube.test"), never("bank.test", below=False)))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        pytest.param("tube.test", ("video", "site", "tube.test"), id="the host itself"),
        pytest.param("m.tube.test", ("video", "site", "tube.test"), id="a name below"),
        pytest.param("a.b.c.tube.test", ("video", "site", "tube.test"), id="far below"),
        pytest.param("img.tube.test", ("video", "asset", "img.tube.test"), id="a longer rule of another kind"),
        pytest.param("x.img.tube.test", ("video", "asset", "img.tube.test"), id="below the longer rule"),
        pytest.param("studio.img.tube.test", ("video", "site", "studio.img.tube.test"), id="the longest of three"),
        pytest.param("accounts.tube.test", None, id="never listed, below a site"),
        pytest.param("eu.accounts.tube.test", None, id="below a never-listed host"),
        pytest.param("press.test", ("blogs", "site", "press.test"), id="that very host"),
        pytest.param("www.press.test", ("blogs", "site", "www.press.test"), id="another very host"),
        pytest.param("year4.press.test", None, id="below a rule for one host only"),
        pytest.param("nottube.test", None, id="inside a label"),
        pytest.param("tube.test.evil.test", None, id="as a prefix"),
        pytest.param("tube-test", None, id="with a hyphen for the dot"),
        pytest.param("test", None, id="the parent of a listed host"),
        pytest.param("elsewhere.example", None, id="not listed"),
    ],
)
def test_the_longest_rule_wins_label_by_label(host: str, expected: tuple[str, str, str] | None) -> None:
    found = INDEX.find(Hostname(host))
    assert (found and (found.platform.id, found.kind, found.host)) == expected


LABELS = st.sampled_from(["a", "b", "ab", "ba"])
HOSTS = st.lists(LABELS, min_size=1, max_size=4).map(lambda labels: Hostname(".".join(labels)))
RULES = st.lists(
    st.tuples(HOSTS, st.sampled_from(["p", "q"]), st.sampled_from(HostKind), st.booleans()), max_size=8
)
NEVER = st.lists(st.tuples(HOSTS, st.booleans()), max_size=4)

WrittenRules = list[tuple[Hostname, str, HostKind, bool]]
WrittenNever = list[tuple[Hostname, bool]]


def build(rules: WrittenRules, never_listed: WrittenNever) -> HostIndex:
    platforms = [
        platform(
            name,
            *(HostRule(host=host, kind=kind, below=below) for host, owner, kind, below in rules if owner == name),
        )
        for name in ("p", "q")
    ]
    return HostIndex(platforms, [never(host, below=below) for host, below in never_listed])


def model(rules: WrittenRules, never_listed: WrittenNever, host: str) -> tuple[str, str, str] | None:
    """Ask every rule in turn, comparing lists of labels, and keep the one that wins."""

    def covers(rule: str, *, below: bool) -> bool:
        mine, theirs = host.split("."), rule.split(".")
        return mine == theirs or (below and len(mine) > len(theirs) and mine[-len(theirs) :] == theirs)

    candidates = [
        (-len(rule.split(".")), 1, below, owner, str(kind), rule)
        for rule, owner, kind, below in rules
        if covers(rule, below=below)
    ] + [
        (-len(rule.split(".")), 0, below, "", "", rule)
        for rule, below in never_listed
        if covers(rule, below=below)
    ]
    if not candidates:
        return None
    _, listed, _, owner, kind, rule = min(candidates)
    return (owner, kind, rule) if listed else None


def answer(found: Listing | None) -> tuple[str, str, str] | None:
    return (found.platform.id, str(found.kind), found.host) if found else None


@given(RULES, NEVER, HOSTS)
def test_every_answer_is_that_of_asking_each_rule_in_turn(
    rules: WrittenRules, never_listed: WrittenNever, host: Hostname
) -> None:
    assert answer(build(rules, never_listed).find(host)) == model(rules, never_listed, host)


@given(RULES, NEVER, HOSTS)
def test_the_explanation_names_the_same_winner_and_every_rule_that_covers_the_host(
    rules: WrittenRules, never_listed: WrittenNever, host: Hostname
) -> None:
    index = build(rules, never_listed)
    explanation = index.explain(host)
    assert explanation.listing == index.find(host)
    related = [rule for rule in [*rules, *never_listed] if f".{host}".endswith(f".{rule[0]}")]
    assert len(explanation.matches) + len(explanation.too_narrow) == len(related)
    lengths = [rule.host.count(".") for rule in explanation.matches]
    assert lengths == sorted(lengths, reverse=True)


@given(RULES, NEVER, HOSTS, st.randoms(use_true_random=False))
def test_the_order_of_the_entries_never_matters(
    rules: WrittenRules, never_listed: WrittenNever, host: Hostname, chance: random.Random
) -> None:
    shuffled, never_shuffled = rules.copy(), never_listed.copy()
    chance.shuffle(shuffled)
    chance.shuffle(never_shuffled)
    assert answer(build(rules, never_listed).find(host)) == answer(build(shuffled, never_shuffled).find(host))


def test_the_model_would_notice_a_match_inside_a_label() -> None:
    rules = [(Hostname("b.a"), "p", HostKind.SITE, True)]
    host = Hostname("ab.a")
    careless = any(host.endswith(rule[0]) for rule in rules)
    assert careless
    assert model(rules, [], host) is None


def test_the_explanation_of_a_cut_out_host_gives_the_reason_first_and_the_site_second() -> None:
    explanation = INDEX.explain(Hostname("eu.accounts.tube.test"))
    assert explanation.winner == never("accounts.tube.test")
    assert [rule.host for rule in explanation.matches] == ["accounts.tube.test", "tube.test"]
    assert explanation.listing is None


def test_the_explanation_names_the_rules_that_were_too_narrow() -> None:
    explanation = INDEX.explain(Hostname("year4.press.test"))
    assert explanation.matches == ()
    assert explanation.winner is None
    assert [rule.host for rule in explanation.too_narrow] == ["press.test"]


def test_site_hosts_are_the_hosts_of_site_rules_in_order() -> None:
    assert INDEX.site_hosts() == ("press.test", "studio.img.tube.test", "tube.test", "www.press.test")


def test_listings_are_all_rules_that_list_in_the_order_of_their_hosts() -> None:
    assert [(rule.host, rule.kind.value, rule.below) for rule in INDEX.listings()] == [
        ("img.tube.test", "asset", True),
        ("press.test", "site", False),
        ("studio.img.tube.test", "site", True),
        ("tube.test", "site", True),
        ("www.press.test", "site", False),
    ]


def test_cut_outs_are_the_never_listed_hosts_below_a_listed_one_only() -> None:
    assert INDEX.cut_outs() == ("accounts.tube.test",)


def test_an_index_cannot_be_given_anything_more() -> None:
    with pytest.raises(AttributeError):
        INDEX.more = 1  # type: ignore[attr-defined]
