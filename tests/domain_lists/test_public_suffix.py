import pytest
import tldextract
from hypothesis import given
from hypothesis import strategies as st

from domain_lists.public_suffix import public_suffixes, suffixes_of
from school_policy.hostname import Hostname, lineage, normalise

SUFFIXES = public_suffixes()
EXTRACT = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
RULES = sorted(EXTRACT.tlds)
LABELS = st.sampled_from(["a", "b-c", "www", "city", "kobe", "s3", "x--y"])


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.facebook.com", "facebook.com"),
        ("facebook.com", "facebook.com"),
        ("a.b.example.co.uk", "example.co.uk"),
        ("co.uk", "co.uk"),
        ("class4.github.io", "class4.github.io"),
        ("x.class4.github.io", "class4.github.io"),
        ("a.b.anything.ck", "b.anything.ck"),
        ("a.www.ck", "www.ck"),
        ("a.city.kobe.jp", "city.kobe.jp"),
        ("a.b.nosuchsuffix", "b.nosuchsuffix"),
        ("word", "word"),
        ("a.xn--55qx5d.cn", "a.xn--55qx5d.cn"),
    ],
)
def test_the_registrable_domain_is_what_one_owner_has(host: str, domain: str) -> None:
    assert SUFFIXES.registrable_domain(Hostname(host)) == domain


def in_wildcard(rule: str) -> bool:
    """Tell whether another rule's * stands for a part of this one: there tldextract forgets the *."""
    names = lineage(Hostname(rule.removeprefix("*.")))
    return not rule.startswith("!") and any(name.partition(".")[2] in SUFFIXES.wild for name in names)


@given(st.lists(LABELS, max_size=3), st.sampled_from([rule for rule in RULES if not in_wildcard(rule)]))
def test_the_registrable_domain_is_the_one_that_tldextract_finds(labels: list[str], rule: str) -> None:
    host = Hostname(".".join([*labels, normalise(rule.removeprefix("*.").removeprefix("!"))]))
    assert SUFFIXES.registrable_domain(host) == (EXTRACT(host).top_domain_under_public_suffix or host)


@pytest.mark.parametrize(
    ("host", "many", "provider"),
    [
        ("com", True, False),
        ("co.uk", True, False),
        ("anything.ck", True, False),
        ("kobe.jp", True, False),
        ("www.ck", False, False),
        ("github.io", True, True),
        ("blogspot.com", True, True),
        ("facebook.com", False, False),
        ("class4.github.io", False, False),
    ],
)
def test_a_suffix_stands_for_many(host: str, *, many: bool, provider: bool) -> None:
    assert SUFFIXES.stands_for_many(Hostname(host)) is many
    assert (many and SUFFIXES.is_provider(Hostname(host))) is provider


def test_wildcards_make_suffixes_of_all_children_but_the_exempt() -> None:
    made = suffixes_of({"test", "*.city.test", "!hall.city.test"}, {"*.host.test"})
    assert [
        made.stands_for_many(Hostname(host))
        for host in ("city.test", "a.city.test", "hall.city.test", "a.host.test", "b.a.host.test", "host.test")
    ] == [True, True, False, True, False, True]
    assert made.is_provider(Hostname("a.host.test"))
    assert not made.is_provider(Hostname("a.city.test"))
    assert made.registrable_domain(Hostname("y.x.a.city.test")) == "x.a.city.test"
    assert made.registrable_domain(Hostname("x.hall.city.test")) == "hall.city.test"
    assert made.registrable_domain(Hostname("x.city.test")) == "x.city.test"
