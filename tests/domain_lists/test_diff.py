import msgspec
import pytest

from domain_lists.catalogue import Catalogue
from domain_lists.diff import ChangedHost, ChangedSide, MovedPlatform, diff_lists
from domain_lists.reference_hosts import ordinary_groups, precious_groups, read_groups, reference_hosts
from school_policy.hostname import Hostname
from school_policy.platform import HostRule
from school_policy.vocabulary import HostKind, PlatformId
from tests.domain_lists.layered_samples import SHIPPED, entry, layered

ORDINARY = {
    Hostname("www.school.test"): "Teaching: lessons",
    Hostname("shop.test"): "Shops",
    Hostname("m.tube.test"): "Clips",
    Hostname("bank.test"): "banks",
}
PRECIOUS = ("Teaching: lessons", "banks")


def of(*entries: str) -> Catalogue:
    return layered(*entries).catalogue


def test_nothing_changes_between_lists_and_themselves() -> None:
    found = diff_lists(SHIPPED, SHIPPED, ORDINARY, PRECIOUS)
    assert (found.platforms_added, found.platforms_removed, found.platforms_moved) == ((), (), ())
    assert (found.hosts, found.never_listed, found.sides) == ((), (), ())


def test_the_difference_in_names_has_platforms_and_hosts_that_came_went_and_moved() -> None:
    after = of(
        entry(
            "add",
            'platform = "new"\nname = "New"\ncategory = "video"\nfront_page = "https://new.test/"\n'
            'sites = ["new.test"]',
        ),
        entry("move", 'platform = "new"\nhosts = ["cdn.tube.test"]'),
        entry("move", 'platform = "tube"\ncategory = "gaming"'),
        entry("exempt", 'hosts = ["m.tube.test"]'),
        entry("remove", 'hosts = ["book.test"]'),
    )
    found = diff_lists(SHIPPED, after, {}, ())
    assert found.platforms_added == ("new",)
    assert found.platforms_moved == (MovedPlatform(platform=PlatformId("tube"), before="video", after="gaming"),)
    assert found.platforms_removed == ("book",)
    assert found.hosts == (
        ChangedHost(host=Hostname("book.test"), before="book, site, with all below", after=None),
        ChangedHost(
            host=Hostname("cdn.tube.test"),
            before="tube, asset, with all below",
            after="new, asset, with all below",
        ),
        ChangedHost(host=Hostname("new.test"), before=None, after="new, site, with all below"),
    )
    assert [each.host for each in found.never_listed] == ["m.tube.test"]
    assert diff_lists(after, SHIPPED, {}, ()).platforms_removed == ("new",)


@pytest.mark.parametrize(
    ("host", "sides", "precious"),
    [
        ("school.test", [("www.school.test", None, "tube")], ["www.school.test"]),
        ("shop.test", [("shop.test", None, "tube")], []),
        ("elsewhere.test", [], []),
    ],
)
def test_a_host_that_would_be_caught_is_named_and_a_precious_one_needs_a_second_yes(
    host: str, sides: list[tuple[str, str | None, str | None]], precious: list[str]
) -> None:
    found = diff_lists(SHIPPED, of(entry("add", f'platform = "tube"\nsites = ["{host}"]')), ORDINARY, PRECIOUS)
    assert [(each.host, each.before, each.after) for each in found.sides] == sides
    assert [each.host for each in found.precious] == precious


def test_a_host_that_is_let_go_changes_side_and_needs_no_second_yes() -> None:
    found = diff_lists(SHIPPED, of(entry("remove", 'platform = "tube"')), ORDINARY, (*PRECIOUS, "Clips"))
    assert found.sides == (
        ChangedSide(host=Hostname("m.tube.test"), group="Clips", before="tube", after=None, is_precious=False),
    )


def test_lists_that_forget_what_is_never_listed_are_found_out_by_it() -> None:
    rule = HostRule(host=SHIPPED.never_listed[0].host, kind=HostKind.SITE)
    tube = msgspec.structs.replace(SHIPPED.platforms[0], hosts=(rule,))
    caught = Catalogue(platforms=(tube,), never_listed=())
    found = diff_lists(SHIPPED, caught, ORDINARY, PRECIOUS)
    assert [each.host for each in found.precious] == ["bank.test"]


def test_a_comment_names_the_group_of_the_hosts_below_it() -> None:
    assert read_groups("# All of them\n\n# group: teaching\na.test\n\n# Shops: big ones\nb.test\nc.test\n") == {
        "a.test": "teaching",
        "b.test": "Shops: big ones",
        "c.test": "Shops: big ones",
    }


def test_the_hosts_that_come_with_the_program_have_groups_and_precious_ones_among_them() -> None:
    groups = ordinary_groups()
    precious = precious_groups(SHIPPED.never_listed)
    assert all(groups.values())
    assert groups.keys() < reference_hosts(SHIPPED.never_listed).keys()
    for word in ("teaching", "government", "health", "bank"):
        assert any(word in group.lower() for group in precious if group in groups.values()), word
    assert not precious >= set(groups.values()), "shops and the like are no matter of a second yes"
    assert "banks" in precious, "the reasons of what is never listed"
