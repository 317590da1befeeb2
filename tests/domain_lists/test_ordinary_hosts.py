"""What the shipped lists do to hosts that have nothing to do with them."""

from collections.abc import Iterable

import msgspec
import pytest

from domain_lists.catalogue import load_catalogue
from domain_lists.index import HostIndex
from domain_lists.ordinary_hosts import OrdinaryHostsError, load_ordinary_hosts, read_ordinary_hosts
from school_policy.hostname import Hostname, normalise
from school_policy.platform import HostRule, Platform
from school_policy.vocabulary import HostKind

CATALOGUE = load_catalogue()
HOSTS = load_ordinary_hosts()


def caught(platforms: Iterable[Platform], hosts: tuple[Hostname, ...] = HOSTS) -> list[str]:
    index = HostIndex(platforms, CATALOGUE.never_listed)
    return [host for host in hosts if index.find(host)]


def test_the_shipped_lists_catch_no_ordinary_host() -> None:
    assert caught(CATALOGUE.platforms) == []


@pytest.mark.parametrize(
    ("rule", "some"),
    [
        pytest.param("wordpress.com", ["year4.wordpress.com", "ashoverprimary.wordpress.com"], id="class blogs"),
        pytest.param("blogspot.com", ["year5.blogspot.com"], id="Blogger's blogs"),
        pytest.param("substack.com", ["teachernotes.substack.com"], id="newsletters"),
        pytest.param("amazon.co.uk", ["www.amazon.co.uk"], id="a shop for its games"),
        pytest.param("premierleague.com", ["www.premierleague.com"], id="news for its game"),
        pytest.param("digitalspy.com", ["www.digitalspy.com"], id="a magazine for its forum"),
        pytest.param("example.org", ["facebook.com.example.org", "youtu.be.example.org"], id="look-alikes"),
    ],
)
def test_a_rule_that_goes_too_far_is_seen(rule: str, some: list[str]) -> None:
    first, *others = CATALOGUE.platforms
    wide = HostRule(host=normalise(rule), kind=HostKind.SITE)
    too_far = [msgspec.structs.replace(first, hosts=(*first.hosts, wide)), *others]
    assert set(some) <= set(caught(too_far))


def test_they_are_many_and_of_many_kinds() -> None:
    assert len(HOSTS) >= 2_500
    endings = (
        "google.com",
        "gov.uk",
        "sch.uk",
        "nhs.uk",
        "ac.uk",
        "microsoft.com",
        "example.org",
        ".co.uk",
        ".com",
    )
    assert [ending for ending in endings if not any(host.endswith(ending) for host in HOSTS)] == []


def test_a_line_is_a_host_a_comment_or_empty() -> None:
    text = "# Shops\nWWW.Shop.Test.\n\n  other.test  \n# the end"
    assert read_ordinary_hosts(text) == ("www.shop.test", "other.test")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("a.test\nb test\n", r"ordinary_hosts\.txt:2: ", id="no host"),
        pytest.param("10.0.0.1\n", r"ordinary_hosts\.txt:1: .*IP address", id="an address"),
        pytest.param(
            "a.test\n\nA.test\n", r"ordinary_hosts\.txt:3: a\.test stands here twice, first in line 1", id="twice"
        ),
    ],
)
def test_a_wrong_line_is_told_with_its_place(text: str, message: str) -> None:
    with pytest.raises(OrdinaryHostsError, match=message):
        read_ordinary_hosts(text)
