import io
from pathlib import Path

import pytest

from domain_lists.importers import (
    Fate,
    Format,
    ImportedList,
    NoListError,
    Remark,
    Unsupported,
    Watch,
    Why,
    open_path,
    open_stream,
    read_lists,
    reader_of,
    v2fly,
)
from domain_lists.importers.v2fly import Includes
from tests.domain_lists.importers.lines import Meaning, said

LINES: list[tuple[str, Meaning]] = [
    ("x.example", "< x.example"),
    ("domain:x.example", "< x.example"),
    ("full:x.example", "= x.example"),
    ("full:X.Example # why", "= x.example"),
    ("x.example @ads", "< x.example @ads"),
    ("full:x.example @cn @ads &other", "= x.example @ads @cn"),
    ("x.example @!cn", "< x.example @!cn"),
    ("", "remark"),
    ("# x.example", "remark"),
    ("include:there", "remark"),
    ("include:there @ads", "remark"),
    ("include:nowhere", Why.OTHER_FILE),
    ("include:../../etc/passwd", Why.OTHER_FILE),
    ("keyword:tube", Why.KEYWORD),
    ("regexp:^x[0-9]+$", Why.REGULAR_EXPRESSION),
    ("domain:co.uk", Why.PUBLIC_SUFFIX),
    ("full:github.io", Why.HOSTING_PROVIDER),
    ("domain:192.0.2.1", Why.IP_ADDRESS),
    ("domain:localhost", Why.NEARBY),
    ("domain:*", Why.EVERYTHING),
    ("domain:", "wrong"),
    ("include:", "wrong"),
    ("ip:192.0.2.1", "wrong"),
    ("x.example y.example", "wrong"),
    ("x.example @", "wrong"),
    ("domain:word", "wrong"),
]


@pytest.mark.parametrize(("line", "meaning"), LINES, ids=[line or "empty" for line, _ in LINES])
def test_a_line_has_its_fate(line: str, meaning: Meaning) -> None:
    assert said(reader_of(Format.V2FLY, "x", Includes({"there"}))(line)) == meaning


def read_folder(folder: Path, files: dict[str, str]) -> tuple[ImportedList, dict[str, Fate]]:
    """Return what is read of a folder, and the fate of each line that includes something."""
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    fates: dict[str, Fate] = {}

    def on_line(file: str, line: int, text: str, fate: Fate) -> None:
        if text.startswith("include:"):
            fates[f"{file}:{line}"] = fate

    with open_path(folder) as container:
        return read_lists(container, Format.V2FLY, Watch(on_line=on_line)), fates


def test_in_a_folder_what_is_included_is_read_and_said_to_be(tmp_path: Path) -> None:
    imported, fates = read_folder(tmp_path, {"all": "include:book\ninclude:gone\n", "book": "x.example\n"})
    assert [rule.host for rule in imported.names.rules()] == ["x.example"]
    assert fates == {
        "all:1": Remark(detail="book is read as well"),
        "all:2": Unsupported(why=Why.OTHER_FILE, detail="gone"),
    }


CIRCLES = [
    pytest.param({"a": "include:a\n"}, {"a:1": "a > a"}, id="a file and itself"),
    pytest.param({"a": "include:b\n", "b": "include:a\n"}, {"b:1": "b > a > b"}, id="two"),
    pytest.param(
        {"a": "include:b\n", "b": "include:c\n", "c": "x.example\ninclude:a\n"},
        {"c:2": "c > a > b > c"},
        id="three",
    ),
    pytest.param({"a": "include:c\n", "b": "include:c\n", "c": "x.example\n"}, {}, id="twice is no circle"),
    pytest.param({"a": "include:b\ninclude:b\n", "b": "x.example\n"}, {}, id="twice the same is none"),
]


@pytest.mark.parametrize(("files", "circles"), CIRCLES)
def test_the_line_that_closes_a_circle_is_told_with_the_way_round(
    tmp_path: Path, files: dict[str, str], circles: dict[str, str]
) -> None:
    imported, fates = read_folder(tmp_path, files)
    told = {place: fate.detail for place, fate in fates.items() if isinstance(fate, Unsupported)}
    assert told == circles
    assert all(fate.why is Why.CIRCLE for fate in fates.values() if isinstance(fate, Unsupported))
    assert imported.counts.unsupported == len(circles)


def test_of_a_file_alone_each_include_is_told() -> None:
    data = b"include:gone\nx.example\ninclude:gone\ninclude:list\n"
    with open_stream(io.BytesIO(data), "list") as container:
        (source,) = read_lists(container).sources
    assert source.format is Format.V2FLY
    assert dict(source.unsupported) == {Why.OTHER_FILE: 2, Why.CIRCLE: 1}


def test_files_that_include_one_another_without_end_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"f{a:02}": "x.example\n" + "".join(f"include:f{b:02}\n" for b in range(a)) for a in range(20)}
    assert read_folder(tmp_path, files)[0].counts.unsupported == 0
    monkeypatch.setattr(v2fly, "MOST_INCLUDE_STEPS", 100)
    with pytest.raises(NoListError, match="include one another too often"):
        read_folder(tmp_path, files)
