from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from school_policy.structure import Path
from school_policy.toml_source import Problem, TomlError, TomlSource
from tests.school_policy.toml_writer import Table, Written, plain, tables, write_table

SAMPLE = '''\
title = "a" # line 1
"quoted key" = 1
dotted.one.two = 3
dotted."on.e" = 4

[table]
inline = { a = 1, b.c = 2, d = [1,
  2] }
text = """
not.a.key = 1
[not a table]
"""
after = 1

[[group]]
list = [ # a comment is no element
    "first",
    # nor is this
    { name = "x" }, { name = "y" },
    [
        5,
    ],
]

    [[group.timetable]]
    work = 1
    [[group.timetable]]
    work = 2
    [group.timetable.deep]
    x = 1

[[group]]
[[group.timetable]]
work = 3

[a.b.c]
x = 1
[a]
y = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param(("title",), 1, id="a key"),
        pytest.param(("quoted key",), 2, id="a quoted key"),
        pytest.param(("dotted", "one", "two"), 3, id="a dotted key"),
        pytest.param(("dotted", "one"), 3, id="a table made by a dotted key"),
        pytest.param(("dotted", "on.e"), 4, id="a dotted key with a quoted part"),
        pytest.param(("table",), 6, id="a table"),
        pytest.param(("table", "inline", "a"), 7, id="in an inline table"),
        pytest.param(("table", "inline", "b", "c"), 7, id="a dotted key in an inline table"),
        pytest.param(("table", "inline", "d", 1), 8, id="an element on the next line, in an inline table"),
        pytest.param(("table", "text"), 9, id="a text of several lines"),
        pytest.param(("table", "after"), 13, id="after a text of several lines"),
        pytest.param(("group",), 15, id="an array of tables as a whole"),
        pytest.param(("group", 0), 15, id="its first element"),
        pytest.param(("group", 0, "list"), 16, id="an array"),
        pytest.param(("group", 0, "list", 0), 17, id="an element"),
        pytest.param(("group", 0, "list", 1, "name"), 19, id="an element after a comment"),
        pytest.param(("group", 0, "list", 2, "name"), 19, id="two elements on one line"),
        pytest.param(("group", 0, "list", 3, 0), 21, id="an array in an array"),
        pytest.param(("group", 0, "timetable", 0), 25, id="a nested array of tables"),
        pytest.param(("group", 0, "timetable", 0, "work"), 26, id="a key of its first element"),
        pytest.param(("group", 0, "timetable", 1, "work"), 28, id="a key of its second element"),
        pytest.param(("group", 0, "timetable", 1, "deep", "x"), 30, id="a table of its latest element"),
        pytest.param(("group", 1), 32, id="the second element"),
        pytest.param(("group", 1, "timetable", 0, "work"), 34, id="the nested array begins anew"),
        pytest.param(("a", "b"), 36, id="a table that only a header below it names"),
        pytest.param(("a",), 38, id="a table whose own header comes late"),
        pytest.param(("group", 1, "name"), 32, id="missing: the table that lacks it"),
        pytest.param(("group", 0, "list", 1, "what", 3), 19, id="missing: the element that lacks it"),
        pytest.param(("nothing",), 1, id="missing from the file"),
        pytest.param((), 1, id="the file"),
    ],
)
def test_a_value_knows_its_line(path: Path, line: int) -> None:
    assert TomlSource(SAMPLE, "sample.toml").line(path) == line


def test_windows_line_ends_count_once() -> None:
    source = TomlSource(SAMPLE.replace("\n", "\r\n"), "sample.toml")

    assert source.line(("group", 1, "timetable", 0, "work")) == 34


@given(tables(2))
@settings(max_examples=70)
def test_every_value_of_a_written_file_has_the_line_it_was_written_to(table: Table) -> None:
    out = Written()
    write_table(out, table)

    source = TomlSource(out.text, "written.toml")

    assert source.data == plain(table)
    assert {path: source.line(path) for path in out.lines} == out.lines
    assert set(paths(source.data)) == set(out.lines)


def paths(data: Any, path: Path = ()) -> list[Path]:
    inner: list[tuple[str | int, Any]] = []
    if isinstance(data, dict):
        inner = list(data.items())
    elif isinstance(data, list):
        inner = list(enumerate(data))
    return [found for key, value in inner for found in [(*path, key), *paths(value, (*path, key))]]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        pytest.param("a = 1\nb =\nc = 3\n", 2, "Invalid value", id="a value missing"),
        pytest.param("a = 1\n[b\n", 2, "]", id="a bracket missing"),
        pytest.param("a = 1\na = 2\n", 2, "overwrite", id="a key twice"),
        pytest.param("a = [\n  1,\n", 2, "Invalid value", id="an array that never ends"),
        pytest.param('a = """\nb\n', 2, "Unterminated", id="a text that never ends"),
        pytest.param("a", 1, "Expected '='", id="a word alone"),
        pytest.param("a = 2026-13-01\n", 1, "Expected newline", id="a month that does not exist"),
    ],
)
def test_what_is_no_toml_is_one_problem_with_its_line(text: str, line: int, word: str) -> None:
    with pytest.raises(TomlError) as wrong:
        TomlSource(text, "bad.toml")

    (problem,) = wrong.value.problems
    assert (problem.file, problem.line) == ("bad.toml", line)
    assert word in problem.message


@given(st.text('a=[]{}"\n., 1#', max_size=20))
@settings(max_examples=150)
def test_the_line_of_a_problem_lies_in_the_file(text: str) -> None:
    try:
        source = TomlSource(text, "any.toml")
    except TomlError as error:
        (problem,) = error.problems
        assert 1 <= problem.line <= max(1, len(text.splitlines()))
        assert problem.message
    else:
        for path in paths(source.data):
            assert 1 <= source.line(path) <= len(text.splitlines())


def test_complaints_are_raised_together_in_the_order_of_their_lines_each_once() -> None:
    source = TomlSource(SAMPLE, "sample.toml")
    source.complain(("table", "after"), "second")
    source.complain(("title",), "first")
    source.complain(("table", "after"), "second")

    with pytest.raises(TomlError) as wrong:
        source.finish()

    assert wrong.value.problems == [Problem("sample.toml", 1, "first"), Problem("sample.toml", 13, "second")]
    assert str(wrong.value) == "sample.toml:1: first\nsample.toml:13: second"


def test_without_complaints_finish_raises_nothing() -> None:
    source = TomlSource(SAMPLE, "sample.toml")

    source.finish()

    assert source.data["title"] == "a"
