import pytest

from domain_lists.importers import Format, Why, reader_of
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
    ("ip:192.0.2.1", "wrong"),
    ("x.example y.example", "wrong"),
    ("x.example @", "wrong"),
    ("domain:word", "wrong"),
]


@pytest.mark.parametrize(("line", "meaning"), LINES, ids=[line or "empty" for line, _ in LINES])
def test_a_line_has_its_fate(line: str, meaning: Meaning) -> None:
    assert said(reader_of(Format.V2FLY, "x", {"there"})(line)) == meaning
