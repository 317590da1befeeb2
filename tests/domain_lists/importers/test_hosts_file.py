import pytest

from domain_lists.importers import Format, Taken, Why, reader_of
from tests.domain_lists.importers.lines import Meaning, said

LINES: list[tuple[str, Meaning]] = [
    ("0.0.0.0 x.example", "= x.example"),
    ("127.0.0.1\tWWW.X.example.", "= www.x.example"),
    (":: x.example", "= x.example"),
    ("::1 x.example", "= x.example"),
    ("127.0.0.53 x.example", "= x.example"),
    ("0.0.0.0 x.example y.example # both", "= x.example, = y.example"),
    ("0.0.0.0 bücher.example", "= xn--bcher-kva.example"),
    ("0.0.0.0 xn--bcher-kva.example", "= xn--bcher-kva.example"),
    ("0.0.0.0 _dmarc.x.example", "= _dmarc.x.example"),
    ("", "remark"),
    ("   ", "remark"),
    ("# 0.0.0.0 x.example", "remark"),
    ("127.0.0.1 localhost", Why.NEARBY),
    ("127.0.0.1 localhost.localdomain", Why.NEARBY),
    ("fe80::1%lo0 localhost", Why.NEARBY),
    ("ff02::1 ip6-allnodes", Why.NEARBY),
    ("255.255.255.255 broadcasthost", Why.NEARBY),
    ("0.0.0.0 printer.local", Why.NEARBY),
    ("0.0.0.0 reminder.owntime.internal", Why.NEARBY),
    ("0.0.0.0 0.0.0.0", Why.IP_ADDRESS),
    ("0.0.0.0 2001:db8::1", Why.IP_ADDRESS),
    ("216.239.38.120 www.google.com", Why.REDIRECT),
    ("0.0.0.0 com", Why.PUBLIC_SUFFIX),
    ("0.0.0.0 co.uk", Why.PUBLIC_SUFFIX),
    ("0.0.0.0 CO.UK.", Why.PUBLIC_SUFFIX),
    ("0.0.0.0 anything.ck", Why.PUBLIC_SUFFIX),
    ("0.0.0.0 www.ck", "= www.ck"),
    ("0.0.0.0 github.io", Why.HOSTING_PROVIDER),
    ("0.0.0.0 blogspot.com", Why.HOSTING_PROVIDER),
    ("0.0.0.0 class4.github.io", "= class4.github.io"),
    ("0.0.0.0 *", Why.EVERYTHING),
    ("0.0.0.0 *.x.example", Why.KEYWORD),
    ("0.0.0.0 x.example/path", Why.PATH),
    ("0.0.0.0 x.example:8080", Why.PATH),
    ("127.0.0.1", "wrong"),
    ("0.0.0.0 facebook", "wrong"),
    ("0.0.0.0 -x.example", "wrong"),
    ("0.0.0.0 x..example", "wrong"),
    (f"0.0.0.0 {'a' * 64}.example", "wrong"),
    (f"0.0.0.0 {'abcdefgh.' * 30}example", "wrong"),
    ("0.0.0.0 x\x00y.example", "wrong"),
    ("0.0.0.0 x\udcff.example", "wrong"),
    ("x.example", "wrong"),
    ("999.0.0.1 x.example", "wrong"),
]


@pytest.mark.parametrize(("line", "meaning"), LINES, ids=[line[:40] or "empty" for line, _ in LINES])
def test_a_line_has_its_fate(line: str, meaning: Meaning) -> None:
    assert said(reader_of(Format.HOSTS, "hosts")(line)) == meaning


def test_what_else_stands_in_a_line_that_is_taken_is_told() -> None:
    fate = reader_of(Format.HOSTS, "hosts")("0.0.0.0 co.uk x.example facebook")
    assert isinstance(fate, Taken)
    assert said(fate) == "= x.example"
    assert [said(part) for part in fate.left_out] == [Why.PUBLIC_SUFFIX, "wrong"]
