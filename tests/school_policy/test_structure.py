import datetime as dt
from typing import Any

import msgspec
import pytest

from school_policy.structure import Path, did_you_mean, read_table


class Inner(msgspec.Struct, frozen=True, kw_only=True):
    word: str
    number: int = 7


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    inner: Inner
    day: dt.date | None = None
    many: tuple[Inner, ...] = ()
    words: tuple[str, ...] = ()
    yes: bool = True


class Notes:
    """A source that only keeps what it is told."""

    def __init__(self) -> None:
        self.problems: list[tuple[Path, str]] = []

    def complain(self, path: Path, message: str) -> None:
        self.problems.append((path, message))


def read(data: Any) -> tuple[Shape | None, list[tuple[Path, str]]]:
    notes = Notes()
    shape = read_table(notes, data, Shape, ())
    return shape, sorted(notes.problems, key=str)


SOUND: dict[str, Any] = {"name": "a", "inner": {"word": "b"}}


def test_a_sound_table_becomes_its_shape() -> None:
    data = SOUND | {"many": [{"word": "c", "number": 1}], "words": ["d"], "day": dt.date(2026, 9, 1), "yes": False}

    assert read(data) == (
        Shape(
            name="a",
            inner=Inner(word="b"),
            many=(Inner(word="c", number=1),),
            words=("d",),
            day=dt.date(2026, 9, 1),
            yes=False,
        ),
        [],
    )


def test_what_is_left_out_has_its_default() -> None:
    assert read(SOUND) == (Shape(name="a", inner=Inner(word="b", number=7)), [])


@pytest.mark.parametrize(
    ("data", "path", "message"),
    [
        pytest.param({"name": 1}, ("name",), "[name]: expected text, got a whole number", id="no text"),
        pytest.param({"yes": 1}, ("yes",), "[yes]: expected true or false, got a whole number", id="no yes or no"),
        pytest.param({"words": "d"}, ("words",), "[words]: expected a list, got text", id="no list"),
        pytest.param(
            {"words": ["d", True]}, ("words", 1), "[words]: expected text, got true or false", id="in it"
        ),
        pytest.param(
            {"many": [{"word": 1.5}]}, ("many", 0, "word"), "[many.word]: expected text, got a number", id="deep"
        ),
        pytest.param({"many": [3]}, ("many", 0), "[many] must be a table", id="no table in a list"),
        pytest.param(
            {"many": {"word": "c"}}, ("many",), "[many]: expected a list, got a table", id="a table for a list"
        ),
        pytest.param({"inner": []}, ("inner",), "[inner] must be a table", id="a list for a table"),
        pytest.param({"inner": {}}, ("inner",), '[inner] needs the key "word"', id="a key missing"),
        pytest.param(
            {"day": 5}, ("day",), "[day]: expected a date such as 2026-09-01, got a whole number", id="no date"
        ),
        pytest.param(
            {"day": dt.datetime(2026, 9, 1, tzinfo=dt.UTC)},
            ("day",),
            "[day]: expected a date such as 2026-09-01, got a date with a time of day",
            id="a date with a time of day",
        ),
        pytest.param(
            {"day": dt.time(9)},
            ("day",),
            "[day]: expected a date such as 2026-09-01, got a time of day",
            id="a time of day",
        ),
    ],
)
def test_a_wrong_value_is_named_in_plain_words(data: dict[str, Any], path: Path, message: str) -> None:
    assert read(SOUND | data) == (None, [(path, message)])


def test_an_unknown_key_is_a_problem_that_does_not_hide_the_others() -> None:
    shape, problems = read({"name": 1, "inner": {"wrd": "b"}, "nmae": "a", "zzz": 0})

    assert shape is None
    assert problems == [
        (("inner", "wrd"), 'unknown key "wrd" (did you mean "word"?)'),
        (("inner",), '[inner] needs the key "word"'),
        (("name",), "[name]: expected text, got a whole number"),
        (("nmae",), 'unknown key "nmae" (did you mean "name"?)'),
        (("zzz",), 'unknown key "zzz"'),
    ]


def test_a_table_with_an_unknown_key_is_still_read() -> None:
    shape, problems = read(SOUND | {"extra": 1})

    assert shape == Shape(name="a", inner=Inner(word="b"))
    assert problems == [(("extra",), 'unknown key "extra"')]


def test_what_is_no_table_at_all_is_said_of_the_file() -> None:
    assert read([1]) == (None, [((), "the file must be a table")])


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        pytest.param("facebok", ' (did you mean "facebook"?)', id="close"),
        pytest.param("youtbue", ' (did you mean "youtube"?)', id="two letters swapped"),
        pytest.param("zzz", "", id="far from all"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_close_word_is_offered(word: str, hint: str) -> None:
    assert did_you_mean(word, ["facebook", "youtube"]) == hint
