"""Where the hosts of a platform come from."""

import pytest

from domain_lists.host_origin import entry_for, origin_of, taken_off
from domain_lists.layer import Addition, Move
from school_policy.platform import Platform
from tests.domain_lists.layered_samples import entry, layered

ADDED = entry("add", 'platform = "tube"\nsites = ["more.test"]')
MOVED = entry("move", 'platform = "tube"\nhosts = ["book.test"]')
STAYS = entry("move", 'platform = "tube"\nhosts = ["tube.test"]')
NEW = entry(
    "add",
    'platform = "new"\nname = "New"\ncategory = "social"\nfront_page = "https://new.test/"\nsites = ["new.test"]',
)
OVER = entry("exempt", 'hosts = ["tube.test"]').replace("[[exempt]]", "[[exempt]]\nuntil = 2026-11-23")


def platform(name: str, *entries: str) -> Platform:
    return next(each for each in layered(*entries).catalogue.platforms if each.id == name)


@pytest.mark.parametrize(
    ("name", "host", "entries", "kind"),
    [
        pytest.param("tube", "tube.test", [ADDED], type(None), id="shipped beside an addition"),
        pytest.param("tube", "more.test", [ADDED], Addition, id="added"),
        pytest.param("tube", "book.test", [MOVED, NEW], Move, id="moved from another"),
        pytest.param("tube", "cdn.tube.test", [STAYS], type(None), id="moved to where it was"),
        pytest.param("new", "new.test", [NEW], Addition, id="a new platform's"),
    ],
)
def test_each_host_has_its_origin(name: str, host: str, entries: list[str], kind: type) -> None:
    lists = layered(*entries)
    (rule,) = (rule for rule in platform(name, *entries).hosts if rule.host == host)
    found = origin_of(platform(name).id if name == "tube" else platform(name, *entries).id, rule, lists)
    assert isinstance(found, kind)


def test_a_platform_is_as_shipped_or_owed_to_an_entry() -> None:
    move = entry("move", 'platform = "tube"\ncategory = "gaming"')
    assert entry_for(platform("tube", ADDED), layered(ADDED)) is None
    assert isinstance(entry_for(platform("new", NEW), layered(NEW)), Addition)
    assert isinstance(entry_for(platform("tube", move), layered(move)), Move)


def test_what_was_taken_off_a_platform_is_told_while_it_holds() -> None:
    off = entry("remove", 'hosts = ["cdn.tube.test"]')
    (found,) = taken_off(platform("tube", off).id, layered(off))
    assert [rule.host for rule in found.hosts] == ["cdn.tube.test"]
    assert found.entry.reason == "why"
    assert taken_off(platform("tube").id, layered(OVER)) == ()
    assert taken_off(platform("book").id, layered(off)) == ()
