"""A school's list may hold thousands of entries: twice as many are twice the work, and not four times.

Work is counted in function calls and turns of loops, so that a busy machine changes nothing.
"""

import sys
from collections.abc import Callable
from types import CodeType

import pytest

from domain_lists.layer_remarks import layer_remarks
from domain_lists.layered import LayeredLists
from domain_lists.layering import apply_layer
from domain_lists.lint import PlacedHost, lint
from domain_lists.public_suffix import public_suffixes
from school_policy.vocabulary import HostKind
from tests.domain_lists.layered_samples import entry, layered

NEW = (
    'platform = "new{0}"\nname = "New"\ncategory = "social"\nfront_page = "https://new{0}.test/"\n'
    'sites = ["new{0}.test"]'
)
ADDED = entry("add", 'platform = "book"\nsites = ["new{0}.test"]')
ENTRIES = {
    "new platforms": entry("add", NEW),
    "additions to one platform": ADDED,
    "hosts taken off that are not listed, beside as many that are": ADDED
    + entry("remove", 'hosts = ["off{0}.test"]'),
    "hosts taken off": entry("remove", 'hosts = ["new{0}.book.test"]'),
    "exempt hosts": entry("exempt", 'hosts = ["new{0}.book.test"]'),
    "moves of hosts": entry("move", 'platform = "tube"\nhosts = ["new{0}.book.test"]'),
}
FEW, TIMES = 40, 4
_COUNTER = 4
"""A tool's number that Python gives to nobody."""


@pytest.mark.parametrize("kind", ENTRIES)
def test_four_times_the_entries_are_four_times_the_work(kind: str) -> None:
    few, many = layer_of(kind, FEW), layer_of(kind, FEW * TIMES)
    assert growth(lambda: weighed(few), lambda: weighed(many)) < TIMES * 1.3


def test_the_count_sees_what_grows_with_the_square() -> None:
    def pairs(number: int) -> int:
        return sum(one < other for one in range(number) for other in range(number))

    assert growth(lambda: pairs(FEW), lambda: pairs(FEW * TIMES)) > TIMES * 3


def layer_of(kind: str, number: int) -> LayeredLists:
    return layered(*(ENTRIES[kind].format(index) for index in range(number)))


def weighed(lists: LayeredLists) -> None:
    catalogue = apply_layer(lists.shipped, lists.layer, lists.today)
    layer_remarks(lists)
    hosts = [
        PlacedHost(
            host=rule.host,
            kind=HostKind.SITE,
            below=rule.below,
            owner=platform.id,
            file="a",
            line=1,
            is_added=True,
        )
        for platform in catalogue.platforms
        for rule in platform.hosts
    ]
    lint(hosts, lists.shipped.never_listed, public_suffixes(), None)


def growth(few: Callable[[], object], many: Callable[[], object]) -> float:
    few()  # what is worked out once is worked out by now
    return counted(many) / counted(few)


def counted(work: Callable[[], object]) -> int:
    """Return how many calls and jumps a piece of work takes."""
    count = 0

    def started(_code: CodeType, _offset: int) -> None:
        nonlocal count
        count += 1

    def jumped(_code: CodeType, _offset: int, _to: int) -> None:
        nonlocal count
        count += 1

    watch, events = sys.monitoring, sys.monitoring.events
    watch.use_tool_id(_COUNTER, "work")
    try:
        watch.register_callback(_COUNTER, events.PY_START, started)
        watch.register_callback(_COUNTER, events.JUMP, jumped)
        watch.set_events(_COUNTER, events.PY_START | events.JUMP)
        work()
    finally:
        watch.set_events(_COUNTER, events.NO_EVENTS)
        watch.free_tool_id(_COUNTER)
    return count
