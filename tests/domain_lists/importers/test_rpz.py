import pytest

from domain_lists.importers import Format, Why, reader_of
from tests.domain_lists.importers.lines import Meaning, said

LINES: list[tuple[str, Meaning]] = [
    ("x.example CNAME .", "= x.example"),
    ("X.Example 60 IN cname .", "= x.example"),
    ("x.example IN 1h CNAME *.", "= x.example"),
    ("x.example CNAME rpz-drop.", "= x.example"),
    ("*.x.example CNAME .", "* x.example"),
    ("x.example A 0.0.0.0", "= x.example"),
    ("x.example AAAA ::", "= x.example"),
    ("x.example CNAME rpz-passthru.", "not = x.example"),
    ("*.x.example CNAME rpz-passthru. ; why", "not * x.example"),
    ("", "remark"),
    ("; x.example CNAME .", "remark"),
    ("$TTL 3600", "remark"),
    ("@ SOA localhost. root.localhost. 1 2 3 4 5", "remark"),
    ("@ 3600 IN NS localhost.", "remark"),
    ("x.example CNAME forcesafesearch.google.com.", Why.REDIRECT),
    ("x.example A 192.0.2.1", Why.REDIRECT),
    ("x.example CNAME rpz-tcp-only.", Why.REDIRECT),
    ('x.example TXT "a ; b"', Why.ANSWER),
    ("32.1.2.0.192.rpz-ip CNAME .", Why.ANSWER),
    ("ns.x.example.rpz-nsdname CNAME .", Why.ANSWER),
    ("32.1.2.0.192.rpz-ip CNAME rpz-passthru.", Why.LOST_EXCEPTION),
    ("$INCLUDE more.zone", Why.OTHER_FILE),
    ("$GENERATE 1-9 x$ CNAME .", Why.OPTION),
    ("* CNAME .", Why.EVERYTHING),
    ("*.com CNAME .", Why.PUBLIC_SUFFIX),
    ("co.uk CNAME rpz-passthru.", Why.LOST_EXCEPTION),
    ("*.github.io CNAME .", Why.HOSTING_PROVIDER),
    ("192.0.2.1 CNAME .", Why.IP_ADDRESS),
    ("localhost CNAME .", Why.NEARBY),
    ("x.example. CNAME .", "wrong"),
    ("x.example CNAME", "wrong"),
    ("x.example", "wrong"),
    ("x..example CNAME .", "wrong"),
    ("    CNAME .", "wrong"),
]


@pytest.mark.parametrize(("line", "meaning"), LINES, ids=[line or "empty" for line, _ in LINES])
def test_a_line_has_its_fate(line: str, meaning: Meaning) -> None:
    assert said(reader_of(Format.RPZ, "db.rpz")(line)) == meaning


def fates(zone: str) -> list[Meaning]:
    read = reader_of(Format.RPZ, "db.rpz")
    return [said(read(line)) for line in zone.splitlines()]


def test_names_stand_below_the_zone_that_the_file_names() -> None:
    zone = """$ORIGIN rpz.school.test.
@ IN SOA ns.school.test. hostmaster.school.test. (
    1 ; serial
    3600 600 86400 3600 )
  IN NS ns.school.test.
x.example CNAME .
y.example.rpz.school.test. CNAME .
z.example. CNAME .
$ORIGIN example.rpz.school.test.
w CNAME .
*.w CNAME .
  CNAME rpz-passthru."""
    taken = ["= x.example", "= y.example", "wrong", "remark", "= w.example", "* w.example", "not * w.example"]
    assert fates(zone) == ["remark"] * 5 + taken


def test_the_owner_of_the_soa_names_the_zone_where_no_origin_does() -> None:
    zone = """rpz.school.test. IN SOA ns.school.test. hostmaster.school.test. 1 3600 600 86400 3600
x.example.rpz.school.test. CNAME .
y.other.test. CNAME ."""
    assert fates(zone) == ["remark", "= x.example", "wrong"]


def test_a_record_over_several_lines_is_not_taken_and_each_line_of_it_is_told() -> None:
    zone = """x.example CNAME (
.
)
y.example CNAME ."""
    assert fates(zone) == ["wrong", "wrong", "wrong", "= y.example"]
