import pytest

from domain_lists.index import HostIndex
from school_policy.hostname import Hostname
from tests.domain_lists.layered_samples import entry, layered

MOVE_ALL = entry("move", 'platform = "book"\nhosts = ["tube.test"]')
MOVE_BACK = entry("move", 'platform = "tube"\nhosts = ["cdn.tube.test"]')
ADD_WIDE = entry("add", 'platform = "book"\nsites = ["tube.test"]')
ADD_EXACT = entry("add", 'platform = "book"\nsites_exact = ["m.tube.test"]')
REMOVE = entry("remove", 'hosts = ["m.tube.test"]')


@pytest.mark.parametrize(
    ("entries", "host", "answer"),
    [
        pytest.param([MOVE_ALL], "m.tube.test", ("book", "site"), id="moved with all below"),
        pytest.param([MOVE_ALL], "cdn.tube.test", ("book", "asset"), id="moved, of the kind that it was"),
        pytest.param([MOVE_ALL, MOVE_BACK], "cdn.tube.test", ("tube", "asset"), id="the longer of two moves"),
        pytest.param([MOVE_BACK, MOVE_ALL], "cdn.tube.test", ("tube", "asset"), id="in whatever order"),
        pytest.param([ADD_WIDE], "m.tube.test", ("book", "site"), id="an addition of the very name"),
        pytest.param([ADD_WIDE], "cdn.tube.test", ("tube", "asset"), id="the lists' longer name"),
        pytest.param([ADD_EXACT], "m.tube.test", ("book", "site"), id="a longer name of the school"),
        pytest.param([ADD_EXACT], "x.m.tube.test", ("tube", "site"), id="below that very host"),
        pytest.param([REMOVE], "x.m.tube.test", None, id="cut out of a longer reach"),
        pytest.param([REMOVE], "tube.test", ("tube", "site"), id="beside what is cut out"),
        pytest.param([REMOVE, ADD_EXACT], "m.tube.test", None, id="a removal above an addition"),
        pytest.param(
            [REMOVE, entry("add", 'platform = "book"\nsites = ["x.m.tube.test"]')],
            "x.m.tube.test",
            None,
            id="a removal above a longer addition",
        ),
        pytest.param(
            [entry("remove", 'platform = "tube"'), entry("move", 'platform = "book"\nhosts = ["m.tube.test"]')],
            "m.tube.test",
            ("book", "site"),
            id="moved away before its platform went",
        ),
        pytest.param(
            [entry("add", 'platform = "tube"\nsites = ["x.bank.test"]')], "x.bank.test", None, id="never listed"
        ),
        pytest.param(
            [entry("exempt", 'hosts_exact = ["tube.test"]')], "tube.test", None, id="exempt, that very host"
        ),
        pytest.param(
            [entry("exempt", 'hosts_exact = ["tube.test"]')], "m.tube.test", ("tube", "site"), id="and none below"
        ),
    ],
)
def test_the_order_of_precedence_by_example(entries: list[str], host: str, answer: tuple[str, str] | None) -> None:
    lists = layered(*entries)
    listing = HostIndex(lists.catalogue.platforms, lists.catalogue.never_listed).find(Hostname(host))
    assert (listing and (listing.platform.id, listing.kind)) == answer
