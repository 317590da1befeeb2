import pytest

from domain_lists.importers import Format, guess_format

FILES = [
    ("list", "# hosts\n127.0.0.1 localhost\n::1 localhost\n0.0.0.0 x.example", Format.HOSTS),
    ("list", "x.example\n# a comment\ny.example # why", Format.PLAIN),
    ("list", "*.x.example\n.y.example", Format.PLAIN),
    ("list", "########\n# heading #\n########\nx.example", Format.PLAIN),
    ("list", "[Adblock Plus 2.0]\n! Title: x\n||x.example^", Format.ADBLOCK),
    ("list", "x.example##.ad\ny.example##.ad\n||z.example^", Format.ADBLOCK),
    ("list", "address=/x.example/0.0.0.0\nserver=/y.example/", Format.DNSMASQ),
    ("list", "ipset=/x.example/set", Format.DNSMASQ),
    ("list", "$TTL 60\n@ SOA a. b. 1 2 3 4 5\nx.example CNAME .", Format.RPZ),
    ("list", "x.example 60 IN CNAME rpz-passthru.", Format.RPZ),
    ("list", "domain:x.example\nfull:y.example", Format.V2FLY),
    ("list", "x.example\ny.example\nz.example @ads", Format.V2FLY),
    ("list", "include:other", Format.V2FLY),
    ("list", "x.example\ny.example\n||z.example^", Format.PLAIN),
    ("domains", "x.example", Format.SQUIDGUARD),
    ("expressions", "(a|b)", Format.SQUIDGUARD),
    ("list", "\ufeffx.example", Format.PLAIN),
    ("README", "Some words about this\nAnd more", None),
    ("list", "# only comments", None),
    ("list", "domain,category\nx.example,social", None),
    ("list", '"x.example"\n"y.example"', None),
    ("list", "bücher.example\nx_y.example", Format.PLAIN),
]


@pytest.mark.parametrize(
    ("name", "text", "format_"), FILES, ids=[f"{name} {text!r:.30}" for name, text, _ in FILES]
)
def test_a_format_is_known_by_its_lines_and_its_file(name: str, text: str, format_: Format | None) -> None:
    assert guess_format(name, text.splitlines()) == format_
