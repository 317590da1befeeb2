import pytest

from domain_lists.importers import Format, Why, reader_of
from tests.domain_lists.importers.lines import Meaning, said

LINES: list[tuple[str, Meaning]] = [
    ("address=/x.example/0.0.0.0", "< x.example"),
    ("address=/X.Example/::", "< x.example"),
    ("address=/x.example/#", "< x.example"),
    ("address=/x.example/", "< x.example"),
    ("address=/x.example/127.0.0.1", "< x.example"),
    ("address=/x.example/y.example/0.0.0.0", "< x.example, < y.example"),
    ("address = /x.example/0.0.0.0 # why", "< x.example"),
    ("--address=/x.example/", "< x.example"),
    ("local=/x.example/", "< x.example"),
    ("server=/x.example/", "< x.example"),
    ("address=/*.x.example/#", "* x.example"),
    ("address=/.x.example/#", "< x.example"),
    ("server=/x.example/#", "not < x.example"),
    ("server=/*.x.example/#", "not * x.example"),
    ("", "remark"),
    ("# address=/x.example/", "remark"),
    ("address=/x.example/192.0.2.1", Why.REDIRECT),
    ("server=/x.example/192.0.2.1", Why.REDIRECT),
    ("local=/x.example/192.0.2.1", Why.REDIRECT),
    ("ipset=/x.example/set", Why.OPTION),
    ("nftset=/x.example/4#inet#t#s", Why.OPTION),
    ("server=192.0.2.1", Why.OPTION),
    ("domain-needed", Why.OPTION),
    ("cache-size=1000", Why.OPTION),
    ("conf-file=/etc/more.conf", Why.OPTION),
    ("address=/#/0.0.0.0", Why.EVERYTHING),
    ("address=/*./0.0.0.0", Why.EVERYTHING),
    ("address=/co.uk/", Why.PUBLIC_SUFFIX),
    ("server=/co.uk/#", Why.LOST_EXCEPTION),
    ("address=/blogspot.com/", Why.HOSTING_PROVIDER),
    ("address=/192.0.2.1/", Why.IP_ADDRESS),
    ("address=/printer.lan/", Why.NEARBY),
    ("server=//", Why.NEARBY),
    ("address=/x*.example/", Why.KEYWORD),
    ("address=/x.example", "wrong"),
    ("address=x.example", "wrong"),
    ("address=/x..example/", "wrong"),
    ("x.example", "wrong"),
    ("= /x.example/", "wrong"),
]


@pytest.mark.parametrize(("line", "meaning"), LINES, ids=[line or "empty" for line, _ in LINES])
def test_a_line_has_its_fate(line: str, meaning: Meaning) -> None:
    assert said(reader_of(Format.DNSMASQ, "list.conf")(line)) == meaning
