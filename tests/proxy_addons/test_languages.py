"""Which language a page is in: what the browser asks for among those there are, else the school's own."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_addons.languages import SHIPPED, read_languages
from tests.proxy_addons.catalogues import compiled, put

SHIPPED_ONLY = read_languages()
POLISH = compiled({"Go back": "Wróć"})


@pytest.mark.parametrize(
    ("wish", "tag"),
    [
        ("", "en-GB"),
        ("cy", "cy"),
        ("cy-GB", "cy"),
        ("CY-gb", "cy"),
        ("en-US,en;q=0.9", "en-GB"),
        ("cy-GB,cy;q=0.9,en-GB;q=0.8,en;q=0.7", "cy"),
        ("en-GB,en;q=0.9,cy;q=0.8", "en-GB"),
        ("en;q=0.5, cy;q=0.8", "cy"),
        ("fr-FR,fr;q=0.9,cy;q=0.1", "cy"),
        ("fr", "en-GB"),
        ("*", "en-GB"),
        ("cy;q=0", "en-GB"),
        ("cy;q=0.000,en;q=0.1", "en-GB"),
        ("cy ; q=0.4 , en ; q=0.3", "cy"),
        ("cy;q=2,en;q=0.1", "en-GB"),
        ("cyx", "en-GB"),
        ("fr," * 300 + "cy", "en-GB"),
        (",,;q=1,\x00", "en-GB"),
    ],
)
def test_the_best_match_of_what_a_browser_asks_for(wish: str, tag: str) -> None:
    assert SHIPPED_ONLY.best(wish).tag == tag


@pytest.mark.parametrize(("own", "tag"), [("en", "en-GB"), ("cy", "cy"), ("cy-GB", "cy"), ("fr", "en-GB")])
@pytest.mark.parametrize("wish", ["", "de,fr;q=0.5", "*"])
def test_where_a_browser_asks_for_none_that_there_is_the_schools_own_is_shown(
    own: str, tag: str, wish: str
) -> None:
    assert read_languages(own).best(wish).tag == tag


@given(st.text(max_size=80))
def test_whatever_a_browser_sends_there_is_a_language(wish: str) -> None:
    assert SHIPPED_ONLY.best(wish) in SHIPPED.values()


weights = st.integers(1, 1000).map(lambda share: share / 1000)


@given(weights, weights)
def test_the_heavier_wish_wins_and_of_two_alike_the_first(welsh: float, english: float) -> None:
    found = SHIPPED_ONLY.best(f"cy;q={welsh:.3f},en;q={english:.3f}").tag
    assert found == ("cy" if welsh > english or math.isclose(welsh, english) else "en-GB")


def test_a_school_adds_a_language_and_the_rest_of_it_is_english(tmp_path: Path) -> None:
    file = put(tmp_path, "pl", POLISH)
    spoken = read_languages("pl", str(tmp_path))
    assert spoken.own.tag == spoken.best("pl-PL").tag == "pl"
    assert spoken.own.words.gettext("Go back") == "Wróć"
    assert spoken.own.words.gettext("More choices") == "More choices"
    (problem,) = spoken.problems
    assert problem.startswith(f"{file}: no translation of ")
    assert "more: English is shown" in problem


def test_a_school_words_something_otherwise_and_the_rest_stays_as_it_is_shipped(tmp_path: Path) -> None:
    put(tmp_path, "cy", compiled({"Go back": "Nôl â chi"}, "cy"))
    put(tmp_path, "en", compiled({"Go back": "Turn round"}, "en"))
    spoken = read_languages("en", str(tmp_path))
    assert spoken.problems == ()
    assert [spoken.best(tag).words.gettext("Go back") for tag in ("cy", "en")] == ["Nôl â chi", "Turn round"]
    assert spoken.best("cy").words.gettext("More choices") == "Dewisiadau eraill"
    assert spoken.best("en").words.gettext("More choices") == "More choices"


def test_a_variant_of_a_shipped_language_falls_back_on_it(tmp_path: Path) -> None:
    put(tmp_path, "cy_GB", compiled({"Go back": "Nôl"}, "cy"))
    spoken = read_languages("en", str(tmp_path))
    assert spoken.problems == ()
    assert spoken.best("cy-GB").words.gettext("More choices") == "Dewisiadau eraill"
    assert (spoken.best("cy-GB").tag, spoken.best("cy").tag) == ("cy-GB", "cy")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "this is no catalogue"),
        (POLISH[:-3], "this is no catalogue"),
        (compiled({"Go back": "%(x)s"}), '"Go back" needs no placeholder'),
    ],
    ids=["empty", "cut short", "a placeholder"],
)
def test_a_broken_catalogue_is_told_and_the_page_is_in_english(tmp_path: Path, content: bytes, says: str) -> None:
    file = put(tmp_path, "pl", content)
    spoken = read_languages("en", str(tmp_path))
    assert spoken.problems[0].startswith(f"{file}: ")
    assert says in spoken.problems[0]
    assert spoken.best("pl").words.gettext("Go back") == "Go back"


@pytest.mark.parametrize("name", ["messages", "polish language", "..", "p"])
def test_a_folder_that_is_named_like_no_language_is_none(tmp_path: Path, name: str) -> None:
    put(tmp_path / "a", name, POLISH)
    spoken = read_languages("en", str(tmp_path / "a"))
    assert spoken.by_tag.keys() == SHIPPED.keys()


def test_a_folder_without_catalogues_and_a_language_without_one_are_told(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "none")
    assert read_languages("fr", nowhere).problems == (
        f"{nowhere}: there is no LANGUAGE/LC_MESSAGES/owntime.mo in it",
        'there is no catalogue for the language "fr"; there are: cy, en',
    )
    (tmp_path / "file").write_text("")
    assert len(read_languages("en", str(tmp_path / "file")).problems) == 1


def test_the_shipped_languages_have_nothing_wrong() -> None:
    assert SHIPPED_ONLY.problems == ()
    assert list(SHIPPED) == ["en", "cy"]
