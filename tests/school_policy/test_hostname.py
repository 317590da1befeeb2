import re
import string

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from school_policy.hostname import Hostname, HostnameError, lineage, normalise

LABELS = st.from_regex(r"[a-z0-9_]([a-z0-9_-]{0,12}[a-z0-9_])?", fullmatch=True)
NAMES = (
    st.lists(LABELS, min_size=1, max_size=5)
    .map(".".join)
    .filter(lambda name: "xn--" not in name and re.fullmatch(r"[a-z_].*", name.rpartition(".")[2]) is not None)
    .map(Hostname)
)
ANY_TEXT = st.one_of(
    st.text(max_size=24),
    st.text(string.ascii_letters + string.digits + "-_.:[]* ü\u07c0ßẞ。\uff0e\uff21①\u00ad\u200d", max_size=24),
    st.text(string.ascii_lowercase + string.digits + "-", max_size=12).map(lambda tail: f"xn--{tail}.example"),
)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        pytest.param("example.com", "example.com", id="as it is"),
        pytest.param("WWW.Example.COM", "www.example.com", id="case"),
        pytest.param("example.com.", "example.com", id="the root's dot"),
        pytest.param("example.com:443", "example.com", id="a port"),
        pytest.param("EXAMPLE.com.:8443", "example.com", id="case, root and port at once"),
        pytest.param("  example.com\r\n", "example.com", id="white space around it"),
        pytest.param("localhost", "localhost", id="one label"),
        pytest.param("_dmarc.example.com", "_dmarc.example.com", id="an underscore in front"),
        pytest.param("my_shop.example.com", "my_shop.example.com", id="an underscore within"),
        pytest.param("r3---sn-4g5e.googlevideo.com", "r3---sn-4g5e.googlevideo.com", id="three hyphens"),
        pytest.param("1.example", "1.example", id="a label of digits that is not the last"),
        pytest.param("a.1b", "a.1b", id="a last label that only begins with a digit"),
        pytest.param("a.0xg", "a.0xg", id="a last label that is no hexadecimal number"),
        pytest.param("a" * 63 + ".uk", "a" * 63 + ".uk", id="the longest label"),
        pytest.param("bücher.example", "xn--bcher-kva.example", id="an umlaut"),
        pytest.param("BÜCHER.example", "xn--bcher-kva.example", id="a capital umlaut"),
        pytest.param("bu\u0308cher.example", "xn--bcher-kva.example", id="an umlaut in two characters"),
        pytest.param("XN--BCHER-KVA.Example", "xn--bcher-kva.example", id="punycode in capitals"),
        pytest.param("faß.example", "xn--fa-hia.example", id="a sharp s is a letter of its own (IDNA 2008)"),
        pytest.param("\uff25\uff58ample\uff0ecom", "example.com", id="full-width letters and full stop"),
        pytest.param("bücher。example", "xn--bcher-kva.example", id="an ideographic full stop"),
        pytest.param("\u212aing.example", "king.example", id="the Kelvin sign is a k"),
        pytest.param("exam\u00adple.com", "example.com", id="a soft hyphen is nothing"),
        pytest.param("א.example", "xn--4db.example", id="written from right to left"),
        pytest.param("_x.bücher.example", "_x.xn--bcher-kva.example", id="an underscore beside an umlaut"),
        pytest.param("r3---sn.bücher.example", "r3---sn.xn--bcher-kva.example", id="hyphens beside an umlaut"),
    ],
)
def test_a_host_has_one_normal_form(text: str, normal: str) -> None:
    assert normalise(text) == normal


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("", "the host name is empty", id="empty"),
        pytest.param(" \t", "the host name is empty", id="white space"),
        pytest.param(".", "the host name is empty", id="the root"),
        pytest.param(":443", "the host name is empty", id="only a port"),
        pytest.param("a..b", "has an empty part between two dots", id="two dots"),
        pytest.param(".example.com", "has an empty part between two dots", id="a dot in front"),
        pytest.param("example.com..", "has an empty part between two dots", id="two dots at the end"),
        pytest.param("a" * 64 + ".uk", "has a part longer than 63 characters", id="a label too long"),
        pytest.param("ü" * 60 + ".uk", "is no host name: Label too long", id="a label too long once encoded"),
        pytest.param(".".join(["a" * 49] * 5) + ".uk.x", "is longer than 253 characters", id="254 characters"),
        pytest.param("-a.uk", "has a part that starts or ends with a hyphen", id="a hyphen in front"),
        pytest.param("a-.uk", "has a part that starts or ends with a hyphen", id="a hyphen at the end"),
        pytest.param("192.0.2.1", "is an IP address", id="IPv4"),
        pytest.param("192.0.2.1:80", "is an IP address", id="IPv4 with a port"),
        pytest.param("192.0.2.1.", "ends in a number", id="IPv4 with the root's dot"),
        pytest.param("1.2.3", "ends in a number", id="IPv4 in three numbers"),
        pytest.param("3221225985", "ends in a number", id="IPv4 in one number"),
        pytest.param("0300.0.2.1", "ends in a number", id="IPv4 in octal"),
        pytest.param("0xC0000201", "ends in a number", id="IPv4 in one hexadecimal number"),
        pytest.param("a.0x", "ends in a number", id="0x alone counts as a number"),
        pytest.param("example.1", "ends in a number", id="a number for a top-level domain"),
        pytest.param("\uff11\uff19\uff12.0.2.1", "ends in a number", id="IPv4 with full-width digits"),
        pytest.param("::1", "is an IP address", id="IPv6"),
        pytest.param("[2001:db8::1]", "is an IP address", id="IPv6 in brackets"),
        pytest.param("[2001:db8::1]:443", "is an IP address", id="IPv6 with a port"),
        pytest.param("fe80::1%eth0", "is an IP address", id="IPv6 with a zone"),
        pytest.param("[example.com]", "is no host name", id="a name in brackets"),
        pytest.param("example.com:", "is no host name", id="a colon without a port"),
        pytest.param("example.com:http", "is no host name", id="a port in words"),
        pytest.param("https://example.com", "is no host name", id="a URL"),
        pytest.param("example.com/path", "is no host name", id="a path behind it"),
        pytest.param("user@example.com", "is no host name", id="a user before it"),
        pytest.param("*.example.com", "is no host name", id="an asterisk"),
        pytest.param("exa mple.com", "is no host name", id="a space inside"),
        pytest.param("exa\x00mple.com", "is no host name", id="a null inside"),
        pytest.param("xn--a.example", "is no host name", id="punycode of a control character"),
        pytest.param("xn--.example", "is no host name", id="punycode of nothing"),
        pytest.param("xn--bcher-kva-.example", "is no host name", id="punycode with a hyphen at the end"),
        pytest.param("xn--bücher.example", "is no host name", id="punycode that is not ASCII"),
        pytest.param("xn--ab-.example", "is no host name", id="punycode of plain letters"),
        pytest.param("☃.example", "is no host name", id="a symbol (IDNA 2008 has letters and digits only)"),
        pytest.param("℀.example", "is no host name", id="a character that maps to a slash"),
        pytest.param("a\u200db.example", "is no host name", id="an invisible joiner"),
    ],
)
def test_what_is_no_host_name_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(HostnameError) as wrong:
        normalise(text)

    assert why in str(wrong.value)


def test_253_characters_are_a_host_name() -> None:
    longest = ".".join(["a" * 49] * 5) + ".uk"

    assert len(longest) + 1 == 253
    assert normalise(longest + "x") == longest + "x"


@example("ẞ.example")
@example("a.\u3002b")
@given(ANY_TEXT)
@settings(max_examples=200)
def test_a_normal_form_is_its_own_normal_form_in_any_spelling(text: str) -> None:
    try:
        host = normalise(text)
    except HostnameError:
        assume(condition=False)
        raise

    assert normalise(host) == host
    assert normalise(f" {host.upper()}.:443 ") == host
    assert re.fullmatch(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*", host)
    assert len(host) <= 253


@given(NAMES)
@settings(max_examples=50)
def test_a_plain_lower_case_name_is_normal_already(host: Hostname) -> None:
    assert normalise(host) == host


@given(NAMES)
@settings(max_examples=50)
def test_lineage_takes_one_label_after_another_away(host: Hostname) -> None:
    labels = host.split(".")

    assert list(lineage(host)) == [".".join(labels[first:]) for first in range(len(labels))]


@given(
    NAMES.flatmap(
        lambda parent: st.tuples(st.one_of(NAMES, NAMES.map(lambda one: f"{one}.{parent}")), st.just(parent))
    )
)
@settings(max_examples=100)
def test_within_means_that_the_last_labels_are_the_parents(names: tuple[str, Hostname]) -> None:
    host, parent = Hostname(names[0]), names[1]
    labels, wanted = host.split("."), parent.split(".")

    assert (parent in lineage(host)) is (labels[-len(wanted) :] == wanted)


@given(NAMES, LABELS)
@settings(max_examples=50)
def test_a_host_is_never_within_one_that_ends_inside_its_label(parent: Hostname, front: str) -> None:
    assert parent not in lineage(Hostname(front + parent))
    assert parent in lineage(Hostname(f"{front}.{parent}"))
    assert Hostname(f"{front}.{parent}") not in lineage(parent)
