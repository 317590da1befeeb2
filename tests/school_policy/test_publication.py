"""Which statement a device takes, by what it says: each rule by itself, the signature being good."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given

from school_policy.policy import Counting, Gateway, Policy, Upstream
from school_policy.policy_document import MOST_BYTES, encode
from school_policy.publication import (
    SKEW,
    STANDS_FOR,
    PublicationError,
    Statement,
    check_statement,
    digest_of,
    is_fresher,
    on_this_machine,
    read_document,
    read_statement,
    without_machines,
    write_statement,
)
from tests.school_policy.policies import POLICIES

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
SCHOOL = "Ashover Primary School"
STATEMENT = Statement(
    school=SCHOOL,
    version=5,
    published_at=NOON - 30 * STANDS_FOR,
    signed_at=NOON,
    expires_at=NOON + STANDS_FOR,
    digest=digest_of(b"five"),
    size=4,
)

POLICY = msgspec.convert(
    {
        "school": {"name": SCHOOL, "zone": "Europe/London", "colour": "#123456", "start_page": "", "staff": 9},
        "notice": {},
        "upstream": {"forward": "direct"},
        "groups": [],
        "channels": [],
        "contacts": {who: {"who": "", "how": ""} for who in ("safeguarding", "headteacher", "it")},
        "reminder": {},
        "platforms": [],
        "never_listed": [],
    },
    Policy,
)


def other(**parts: Any) -> Statement:
    return msgspec.structs.replace(STATEMENT, **parts)


def problem(statement: Statement, *, last: Statement | None = None, now: dt.datetime = NOON) -> str:
    try:
        check_statement(statement, school=SCHOOL, now=now, last=last)
    except PublicationError as refused:
        return str(refused)
    return ""


FINE = [
    pytest.param(STATEMENT, None, NOON, id="the first"),
    pytest.param(STATEMENT, other(version=4, digest=digest_of(b"four")), NOON, id="the next"),
    pytest.param(STATEMENT, other(version=1), NOON, id="the next but three, with the first one's content"),
    pytest.param(STATEMENT, STATEMENT, NOON, id="the same"),
    pytest.param(other(expires_at=NOON + HOUR), STATEMENT, NOON, id="the same, signed earlier"),
    pytest.param(STATEMENT, None, NOON + STANDS_FOR - HOUR, id="just before its end"),
    pytest.param(STATEMENT, None, NOON - SKEW, id="by a clock that is a day behind"),
    pytest.param(other(size=MOST_BYTES), None, NOON, id="as large as may be"),
]


@pytest.mark.parametrize(("statement", "last", "now"), FINE)
def test_a_good_one_is_taken(statement: Statement, last: Statement | None, now: dt.datetime) -> None:
    assert problem(statement, last=last, now=now) == ""


REFUSED = [
    pytest.param(other(school="Belper Primary School"), None, NOON, 'it is for "Belper', id="another school"),
    pytest.param(STATEMENT, other(version=6), NOON, "is older than version 6", id="an older version"),
    pytest.param(STATEMENT, other(digest=digest_of(b"")), NOON, "says something else", id="the same number twice"),
    pytest.param(STATEMENT, None, NOON + STANDS_FOR, "ran out on 2026-11-30 12:00 UTC", id="expired"),
    pytest.param(STATEMENT, None, NOON - SKEW - HOUR, "from the future", id="from the future"),
    pytest.param(
        other(expires_at=NOON + STANDS_FOR + HOUR), None, NOON, "longer than 7 days", id="good for too long"
    ),
    pytest.param(other(size=MOST_BYTES + 1), None, NOON, "larger than 4194304 bytes", id="too large"),
]


@pytest.mark.parametrize(("statement", "last", "now", "told"), REFUSED)
def test_a_bad_one_is_refused_with_its_reason(
    statement: Statement, last: Statement | None, now: dt.datetime, told: str
) -> None:
    assert told in problem(statement, last=last, now=now)


def test_only_a_higher_version_or_a_later_end_is_news() -> None:
    assert is_fresher(STATEMENT, None)
    assert is_fresher(STATEMENT, other(version=4, expires_at=NOON + 2 * STANDS_FOR))
    assert is_fresher(STATEMENT, other(expires_at=NOON + STANDS_FOR - HOUR))
    assert not is_fresher(STATEMENT, STATEMENT)
    assert not is_fresher(other(expires_at=NOON + HOUR), STATEMENT)


def test_a_statement_is_read_as_it_was_written() -> None:
    assert read_statement(write_statement(STATEMENT)) == STATEMENT


@given(POLICIES)
def test_a_document_is_read_as_it_was_published_and_no_other_passes_for_it(policy: Policy) -> None:
    document = encode(policy)
    statement = other(digest=digest_of(document), size=len(document))

    assert read_document(statement, document) == policy
    for spoiled in (document[:-1], document + b" ", document.replace(b"1", b"2", 1), b""):
        if spoiled != document:
            with pytest.raises(PublicationError, match="did not arrive as it was signed"):
                read_document(statement, spoiled)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"format":2}'])
def test_what_was_signed_and_is_no_policy_is_refused(content: bytes) -> None:
    with pytest.raises(PublicationError, match="no policy that is known here"):
        read_document(other(digest=digest_of(content), size=len(content)), content)


@given(POLICIES, POLICIES)
def test_a_published_policy_says_nothing_of_machines_and_takes_that_from_the_device(
    policy: Policy, own: Policy
) -> None:
    published = without_machines(policy)
    there = on_this_machine(published, own, NOON)

    assert (published.upstream, published.counting, published.gateway) == (
        Upstream(forward="direct"),
        Counting(),
        None,
    )
    assert (published.school.networks, published.school.translations) == ((), "")
    assert (there.upstream, there.counting, there.gateway) == (own.upstream, own.counting, own.gateway)
    assert there.school.translations == own.school.translations
    assert (there.groups, there.platforms, there.calendar) == (policy.groups, policy.platforms, policy.calendar)
    assert without_machines(there) == published


def test_a_policy_that_is_published_names_no_address_of_the_network() -> None:
    gateway = Gateway(address="10.20.0.5", clients=("10.20.0.0/16",))
    counting = Counting(server="https://owntime.school:8480", authority="/etc/owntime/server.pem")
    published = POLICIES.map(
        lambda policy: without_machines(msgspec.structs.replace(policy, gateway=gateway, counting=counting))
    )

    @given(published)
    def nothing_of_it_is_there(policy: Policy) -> None:
        assert not any(word in encode(policy) for word in (b"10.20.0.5", b"owntime.school", b"server.pem"))

    nothing_of_it_is_there()


def test_a_policy_holds_until_its_end() -> None:
    def policy_until(end: dt.datetime | None) -> Policy:
        return msgspec.structs.replace(POLICY, valid_until=end)

    assert policy_until(None).is_valid(NOON)
    assert policy_until(NOON + HOUR).is_valid(NOON)
    assert not policy_until(NOON).is_valid(NOON)
