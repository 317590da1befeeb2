import pytest

from domain_lists.host_story import host_story
from domain_lists.plain_english import story_in_words
from school_policy.hostname import Hostname
from tests.domain_lists.layered_samples import entry, layered


@pytest.mark.parametrize(
    ("host", "entries", "fates", "platform"),
    [
        (
            "m.tube.test",
            [
                entry("exempt", 'hosts = ["m.tube.test"]'),
                entry("add", 'platform = "book"\nsites = ["m.tube.test"]'),
            ],
            [("exempt", True), ("add", False)],
            None,
        ),
        (
            "m.tube.test",
            [entry("add", 'platform = "book"\nsites = ["m.tube.test"]'), entry("remove", 'hosts = ["tube.test"]')],
            [("remove", True), ("add", False)],
            None,
        ),
        (
            "x.cdn.tube.test",
            [entry("add", 'platform = "book"\nsites_exact = ["x.cdn.tube.test"]')],
            [("add", True)],
            "book",
        ),
        ("x.bank.test", [entry("add", 'platform = "book"\nsites = ["x.bank.test"]')], [("add", False)], None),
        ("m.tube.test", [entry("move", 'platform = "book"\nhosts = ["m.tube.test"]')], [("move", True)], "book"),
        ("m.tube.test", [entry("remove", 'platform = "tube"')], [("remove", True)], None),
        ("m.tube.test", [entry("remove", 'platform = "tube"\nuntil = 2026-11-23')], [("remove", False)], "tube"),
        ("m.tube.test", [entry("remove", 'platform = "book"')], [], "tube"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_every_entry_that_has_to_do_with_a_host_is_told_with_what_comes_of_it(
    host: str, entries: list[str], fates: list[tuple[str, bool]], platform: str | None
) -> None:
    story = host_story(Hostname(host), layered(*entries))
    listing = story.explanation.listing
    assert [(each.deed, each.counts) for each in story.entries] == fates
    assert all(each.counts == (not each.why_not) for each in story.entries)
    assert (listing and listing.platform.id) == platform


def test_in_words_it_names_the_line_the_author_and_what_would_be_without_the_schools_list() -> None:
    lists = layered(entry("exempt", 'hosts = ["m.tube.test"]\nuntil = 2026-12-24'))
    words = story_in_words(host_story(Hostname("m.tube.test"), lists), "lists.toml")
    assert (
        "  lists.toml:1: [[exempt]] m.tube.test, on 2026-11-01 by IT, until 2026-12-24: why. It counts." in words
    )
    assert "Without your own list: m.tube.test belongs to Tube" in words
    assert "The order, from the top" in words


def test_in_words_an_imported_host_names_its_source() -> None:
    said = 'platform = "tube"\nsites = ["new.test"]\nsource = "title: A list; licence: CC0; sha256: 5e1f"'
    words = story_in_words(host_story(Hostname("new.test"), layered(entry("add", said))), "lists.toml")
    assert "by IT: why. Imported from: title: A list; licence: CC0; sha256: 5e1f. It counts." in words


def test_a_host_of_which_the_school_says_nothing_is_explained_as_ever() -> None:
    words = story_in_words(host_story(Hostname("book.test"), layered()), "lists.toml")
    assert "own list" not in words
