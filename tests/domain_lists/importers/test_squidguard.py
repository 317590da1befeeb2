import pytest

from domain_lists.importers import Format, Why, reader_of
from tests.domain_lists.importers.lines import Meaning, said

LINES: list[tuple[str, str, Meaning]] = [
    ("domains", "x.example", "< x.example"),
    ("domains", " X.Example ", "< x.example"),
    ("domains", ".x.example", "< x.example"),
    ("domains", "", "remark"),
    ("domains", "# x.example", "remark"),
    ("domains", "192.0.2.1", Why.IP_ADDRESS),
    ("domains", "co.uk", Why.PUBLIC_SUFFIX),
    ("domains", "blogspot.com", Why.HOSTING_PROVIDER),
    ("domains", "x.example/page", Why.PATH),
    ("domains", "word", "wrong"),
    ("urls", "x.example/page", Why.PATH),
    ("urls", "x.example", Why.PATH),
    ("urls", "", "remark"),
    ("expressions", "(tube|chat)", Why.REGULAR_EXPRESSION),
    ("expressions", "# one a line", "remark"),
    ("usage", "black", "remark"),
    (".usage", "white", "remark"),
]


@pytest.mark.parametrize(("file", "line", "meaning"), LINES, ids=[f"{file}: {line}" for file, line, _ in LINES])
def test_a_line_has_its_fate(file: str, line: str, meaning: Meaning) -> None:
    assert said(reader_of(Format.SQUIDGUARD, file)(line)) == meaning
