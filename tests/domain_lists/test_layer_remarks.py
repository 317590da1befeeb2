import pytest

from domain_lists.layer_remarks import layer_remarks
from tests.domain_lists.layered_samples import entry, layered

NEW = 'name = "T"\ncategory = "video"\nfront_page = "https://t.test/"'


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([entry("remove", 'platform = "tub"')], 'the lists have no platform "tub" (did you mean "tube"?)'),
        ([entry("remove", 'hosts = ["gone.test"]')], "gone.test is not listed: nothing to remove"),
        ([entry("add", 'platform = "tub"\nsites = ["t.test"]')], 'the lists have no platform "tub"'),
        ([entry("add", 'platform = "tube"\nsites = ["tube.test"]')], "tube.test is in the lists already, just so"),
        ([entry("add", f'platform = "tube"\nsites = ["t.test"]\n{NEW}')], 'the lists have "tube" by now'),
        ([entry("exempt", 'hosts = ["my.bank.test"]')], "my.bank.test needs no exemption"),
        ([entry("move", 'platform = "book"\nhosts = ["gone.test"]')], "gone.test is not listed: nothing to move"),
        ([entry("move", 'platform = "bok"\ncategory = "video"')], 'the lists have no platform "bok"'),
        (
            [entry("exempt", 'hosts = ["t.test"]'), entry("add", 'platform = "tube"\nsites = ["m.t.test"]')],
            "m.t.test is not added: you take it off elsewhere",
        ),
        (
            [entry("exempt", 'hosts = ["tube.test"]'), entry("move", 'platform = "book"\nhosts = ["tube.test"]')],
            "tube.test is not moved: you take it off elsewhere",
        ),
        (
            [entry("remove", 'platform = "tube"'), entry("add", 'platform = "tube"\nsites = ["t.test"]')],
            'nothing comes of this: you remove "tube"',
        ),
        ([entry("remove", 'platform = "tube"\nuntil = 2026-11-20')], "holds no longer since 2026-11-20"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_entry_that_does_nothing_is_remarked_upon(entries: list[str], said: str) -> None:
    (remark,) = layer_remarks(layered(*entries))
    assert remark.message.startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        entry("remove", 'platform = "tube"'),
        entry("remove", 'hosts = ["m.tube.test"]'),
        entry("remove", 'hosts = ["test"]').replace('"test"', '"tube.test"'),
        entry("add", 'platform = "tube"\nsites = ["t.test"]'),
        entry("exempt", 'hosts = ["m.book.test"]'),
        entry("move", 'platform = "book"\nhosts = ["cdn.tube.test"]'),
        entry("move", 'platform = "book"\ncategory = "video"'),
    ],
)
def test_an_entry_that_does_something_is_not(text: str) -> None:
    assert layer_remarks(layered(text)) == ()


def test_a_remark_has_the_line_of_its_entry_and_names_three_hosts_at_most() -> None:
    hosts = ", ".join(f'"{name}.test"' for name in "abcde")
    (remark,) = layer_remarks(
        layered(entry("exempt", 'hosts = ["x.test"]'), entry("remove", f"hosts = [{hosts}]"))
    )
    assert (remark.line, remark.message) == (
        6,
        "a.test, b.test, c.test and 2 more is not listed: nothing to remove",
    )
