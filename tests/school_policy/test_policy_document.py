import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from school_policy.hostname import Hostname
from school_policy.platform import HostRule, NeverListed, Platform
from school_policy.policy import Policy, compile_policy
from school_policy.policy_document import MOST_BYTES, PolicyDocumentError, decode, encode
from school_policy.vocabulary import Category, HostKind, PlatformId
from tests.school_policy.policies import POLICIES
from tests.school_policy.test_settings import SAMPLE, read

TUBE = Platform(
    id=PlatformId("tube"),
    name="Tube",
    category=Category.VIDEO,
    front_page="https://tube.test/",
    hosts=(
        HostRule(host=Hostname("tube.test"), kind=HostKind.SITE),
        HostRule(host=Hostname("i.tube.test"), kind=HostKind.ASSET, below=False),
    ),
    embed_hosts=(Hostname("embed.test"),),
)
BANK = NeverListed(host=Hostname("bank.test"), reason="banks")
POLICY = compile_policy(read(SAMPLE), (TUBE,), (BANK,))


def problems(document: bytes) -> dict[str, str]:
    with pytest.raises(PolicyDocumentError) as wrong:
        decode(document)
    return wrong.value.problems


def altered(alter: Callable[[Any], object]) -> bytes:
    """Give the sample's document after a change to its data."""
    data = json.loads(encode(POLICY))
    alter(data)
    return json.dumps(data).encode()


def test_the_compiled_sample_holds_the_schools_settings_and_the_lists() -> None:
    school = read(SAMPLE)

    for part in ("school", "notice", "upstream", "groups", "channels", "contacts", "reminder", "counting"):
        assert getattr(POLICY, part) == getattr(school, part)
    assert (POLICY.platforms, POLICY.never_listed) == ((TUBE,), (BANK,))


def test_a_group_is_found_by_its_id() -> None:
    office = POLICY.groups[1]

    assert POLICY.group(office.id) is office
    assert POLICY.group(type(office.id)("caretakers")) is None


@given(POLICIES)
@settings(max_examples=50)
def test_a_policy_comes_back_as_it_went(policy: Policy) -> None:
    document = encode(policy)

    assert decode(document) == policy
    assert encode(decode(document)) == document
    assert decode(json.dumps(json.loads(document), indent=1, sort_keys=True).encode()) == policy


@given(st.binary(max_size=20) | st.text('{}[]":,format1\\', max_size=12).map(str.encode))
@settings(max_examples=150)
def test_other_bytes_are_refused_with_a_reason(document: bytes) -> None:
    assert all(why for why in problems(document).values())
    assert problems(document)


@given(st.data())
@settings(max_examples=60)
def test_a_document_cut_short_is_no_policy(data: st.DataObject) -> None:
    document = encode(POLICY)
    length = data.draw(st.integers(0, len(document) - 1))

    assert list(problems(document[:length])) == [""]


DEEP = 100_000


@pytest.mark.parametrize(
    ("document", "why"),
    [
        pytest.param(b"", "no JSON: Input data was truncated", id="nothing"),
        pytest.param(b"format = 1", "no JSON: JSON is malformed", id="TOML"),
        pytest.param(b"[1]", "the file must be a table", id="a list"),
        pytest.param(b"null", "the file must be a table", id="null"),
        pytest.param(
            encode(POLICY) + b"}", "no JSON: JSON is malformed: trailing characters", id="garbage behind"
        ),
        pytest.param(b"[1] x", "no JSON: JSON is malformed: trailing characters", id="a list and garbage"),
        pytest.param(b'{"format": 2, ', "no JSON: Input data was truncated", id="a wrong format, and cut short"),
        pytest.param(b'{"format": 2, "school": "\xff"}', "no JSON: 'utf-8' codec can't decode", id="no UTF-8"),
        pytest.param(b"[" * DEEP + b"]" * DEEP, "no JSON: maximum recursion depth exceeded", id="nested deeply"),
        pytest.param(b'{"a":' + b"[" * DEEP, "no JSON: maximum recursion depth exceeded", id="nested in a key"),
        pytest.param(b" " * (MOST_BYTES + 1), f"larger than {MOST_BYTES} bytes", id="too large"),
    ],
)
def test_what_is_no_policy_at_all_is_said_of_the_top(document: bytes, why: str) -> None:
    (found,) = problems(document).items()

    assert found[0] == ""
    assert found[1].startswith(why)


def test_the_largest_document_is_still_read() -> None:
    document = encode(POLICY)

    assert decode(document + b" " * (MOST_BYTES - len(document))) == POLICY


@pytest.mark.parametrize(
    ("alter", "pointer", "why"),
    [
        pytest.param(
            lambda d: d.update(format=2), "/format", "[format]: Invalid enum value 2", id="another format"
        ),
        pytest.param(lambda d: d.update(extra=1), "/extra", 'unknown key "extra"', id="an unknown field"),
        pytest.param(lambda d: d.update({"a/b~c": 1}), "/a~1b~0c", 'unknown key "a/b~c"', id="an escaped pointer"),
        pytest.param(lambda d: d.pop("school"), "", 'the file needs the key "school"', id="a part missing"),
        pytest.param(
            lambda d: d["platforms"][0].update(category="films"),
            "/platforms/0/category",
            "[platforms.category]: Invalid enum value 'films'",
            id="no category",
        ),
        pytest.param(
            lambda d: d["platforms"][0]["hosts"][1].update(kind=1),
            "/platforms/0/hosts/1/kind",
            "[platforms.hosts.kind]: expected text, got a whole number",
            id="no kind",
        ),
        pytest.param(
            lambda d: d["platforms"][0]["hosts"][1].update(host="I.tube.test"),
            "/platforms/0/hosts/1/host",
            '"I.tube.test" is not in normal form ("i.tube.test")',
            id="a host in capitals",
        ),
        pytest.param(
            lambda d: d["platforms"][0]["embed_hosts"].append("embed.test."),
            "/platforms/0/embed_hosts/1",
            '"embed.test." is not in normal form ("embed.test")',
            id="an embed host with a dot behind",
        ),
        pytest.param(
            lambda d: d["never_listed"][0].update(host="192.0.2.1"),
            "/never_listed/0/host",
            "'192.0.2.1' is an IP address, not a host name",
            id="an address",
        ),
        pytest.param(
            lambda d: d["notice"].update(given_on="soon"),
            "/notice/given_on",
            "[notice.given_on]: expected a date such as 2026-09-01, got other text",
            id="no date",
        ),
    ],
)
def test_a_problem_stands_at_its_pointer(alter: Callable[[Any], object], pointer: str, why: str) -> None:
    assert problems(altered(alter)) == {pointer: why}


def spoil(data: Any) -> None:
    data["format"] = 2
    data["groups"][1]["name"] = 1
    data["groups"][0]["week"][2]["sessions"][1]["start"] = "late"
    del data["contacts"]["it"]
    del data["contacts"]["headteacher"]
    data["contacts"]["caretaker"] = {}


def test_all_problems_are_reported_at_once() -> None:
    found = problems(altered(spoil))

    assert sorted(found) == [
        "/contacts",
        "/contacts/caretaker",
        "/format",
        "/groups/0/week/2/sessions/1/start",
        "/groups/1/name",
    ]
    assert found["/contacts"] == '[contacts] needs the key "headteacher"; [contacts] needs the key "it"'


def test_all_hosts_out_of_form_are_reported_at_once() -> None:
    def spoil_hosts(data: Any) -> None:
        data["platforms"][0]["hosts"][0]["host"] = "Tube.test"
        data["platforms"][0]["embed_hosts"] = ["embed..test"]
        data["never_listed"][0]["host"] = ""

    assert sorted(problems(altered(spoil_hosts))) == [
        "/never_listed/0/host",
        "/platforms/0/embed_hosts/0",
        "/platforms/0/hosts/0/host",
    ]


def test_the_error_says_where_and_why_a_line_each() -> None:
    error = PolicyDocumentError({"": "a", "/b": "c"})

    assert str(error) == "policy document, at the top: a\npolicy document, at /b: c"


@pytest.mark.parametrize("days", [6, 8])
def test_a_week_has_seven_days(days: int) -> None:
    def spoil_week(data: Any) -> None:
        data["groups"][0]["week"] = (data["groups"][0]["week"] * 2)[:days]

    assert problems(altered(spoil_week))


def test_the_same_policy_gives_the_same_bytes() -> None:
    assert encode(msgspec.structs.replace(POLICY)) == encode(POLICY)
    assert encode(compile_policy(read(SAMPLE), (TUBE,), (BANK,))) == encode(POLICY)
