import pytest

from domain_lists.importers import Format, Why, reader_of
from tests.domain_lists.importers.lines import Meaning, said

LINES: list[tuple[str, Meaning]] = [
    ("x.example", "= x.example"),
    ("  X.Example.  # a comment", "= x.example"),
    ("*.x.example", "* x.example"),
    (".x.example", "< x.example"),
    ("", "remark"),
    ("# x.example", "remark"),
    ("! x.example", "remark"),
    ("; x.example", "remark"),
    ("// x.example", "remark"),
    ("/x[0-9]+/", Why.REGULAR_EXPRESSION),
    ("x.example/page", Why.PATH),
    ("https://x.example/", Why.PATH),
    ("x.*.example", Why.KEYWORD),
    ("*", Why.EVERYTHING),
    ("*.", Why.EVERYTHING),
    ("*.*", Why.EVERYTHING),
    (".", Why.EVERYTHING),
    ("*.com", Why.PUBLIC_SUFFIX),
    (".co.uk", Why.PUBLIC_SUFFIX),
    ("*.github.io", Why.HOSTING_PROVIDER),
    ("192.0.2.1", Why.IP_ADDRESS),
    ("192.0.2.0/24", Why.IP_ADDRESS),
    ("2001:db8::1", Why.IP_ADDRESS),
    ("localhost", Why.NEARBY),
    ("two words", "wrong"),
    ("word", "wrong"),
    ("||x.example^", "wrong"),
]


@pytest.mark.parametrize(("line", "meaning"), LINES, ids=[line or "empty" for line, _ in LINES])
def test_a_line_has_its_fate(line: str, meaning: Meaning) -> None:
    assert said(reader_of(Format.PLAIN, "list.txt")(line)) == meaning
