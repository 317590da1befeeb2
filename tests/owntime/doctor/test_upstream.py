"""The way to the internet, with stand-ins for filters of every kind."""

import threading
from pathlib import Path

import msgspec
import pytest

from owntime.demo.stand_in_filter import Contact, Direction
from owntime.doctor import upstream
from owntime.doctor.finding import Finding
from school_policy.policy import Policy
from tests.flow.chain import ORIGIN_ISSUER, stage_with
from tests.owntime.doctor.device_case import (
    HASTY,
    LOOPBACK,
    NOBODY,
    StandIn,
    Talk,
    case,
    lines,
    mute,
    page,
    saying,
    school,
)

LISTED = "www.facebook.com"
START_PAGE = "https://www.ashover.example/"
NO_SITE_OPENS = "no listed site opens through it, in own time either"


def policy_for(forward: str) -> Policy:
    """The sample school, whose first listed site is Facebook."""
    policy = school(forward, start_page=START_PAGE)
    return msgspec.structs.replace(policy, platforms=tuple(p for p in policy.platforms if p.id == "facebook"))


def way_out(folder: Path, talk: Talk, patience_seconds: float = 20.0) -> tuple[str, list[Finding]]:
    with StandIn(talk) as stand_in:
        forward = f"http://{LOOPBACK}:{stand_in.port}"
        looking = case(folder, policy_for(forward), patience_seconds=patience_seconds)
        return forward, list(upstream.way_out(looking, policy_for(forward)))


def refusal(status: str, *headers: str) -> Talk:
    return saying(page(b"", *headers, status=status))


FOR_PEOPLE = "and the reminder cannot sign in for people (a known limit): " + NO_SITE_OPENS
PASSWORD = "and the reminder has no password to give: " + NO_SITE_OPENS
ASKED = "407 Proxy Authentication Required"
FILTERS = [
    pytest.param(refusal("200 OK"), f"fine: {{}} lets a connection to {LISTED} through", id="200"),
    pytest.param(
        refusal(ASKED, "Proxy-Authenticate: NTLM"), f"wrong: {{}} wants a sign-in (NTLM), {FOR_PEOPLE}", id="NTLM"
    ),
    pytest.param(
        refusal(ASKED, "Proxy-Authenticate: Negotiate", 'proxy-authenticate: Basic realm="canary"'),
        f"wrong: {{}} wants a sign-in (Negotiate, Basic), {FOR_PEOPLE}",
        id="Negotiate or Basic",
    ),
    pytest.param(
        refusal(ASKED, "Proxy-Authenticate: kerberos abc"),
        f"wrong: {{}} wants a sign-in (kerberos), {FOR_PEOPLE}",
        id="Kerberos",
    ),
    pytest.param(
        refusal(ASKED, 'Proxy-Authenticate: Basic realm="School"'),
        f"wrong: {{}} wants a sign-in (Basic), {PASSWORD}",
        id="Basic",
    ),
    pytest.param(refusal(ASKED), f"wrong: {{}} wants a sign-in (of no kind that it names), {PASSWORD}", id="407"),
    pytest.param(
        refusal("403 Forbidden"),
        f"to look at: {{}} answered 403 for {LISTED}. "
        "Behind the reminder its refusal page looks like a failed connection",
        id="403",
    ),
    pytest.param(
        saying(b"220 mail.school ESMTP\r\n\r\n"),
        "wrong: {} cannot be used as a proxy: what answers there does not speak as a proxy does",
        id="no proxy",
    ),
    pytest.param(
        lambda _connection, _closing: None,
        "wrong: {} cannot be used as a proxy: what answers there does not speak as a proxy does",
        id="hangs up",
    ),
    pytest.param(
        saying(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 4000),
        "wrong: {} cannot be used as a proxy: what answers there does not speak as a proxy does",
        id="never ends",
    ),
]


@pytest.mark.parametrize(("talk", "wanted"), FILTERS)
def test_what_a_filter_answers_is_said_in_words(tmp_path: Path, talk: Talk, wanted: str) -> None:
    forward, found = way_out(tmp_path, talk)
    (finding,) = found
    assert lines(finding) == [wanted.format(forward)]
    assert bool(finding.to_do) == (finding.level != "fine")
    assert "canary" not in f"{finding}"


def test_a_filter_that_says_nothing_is_wrong(tmp_path: Path) -> None:
    forward, found = way_out(tmp_path, mute, HASTY)
    assert lines(*found) == [f"wrong: {forward} cannot be used as a proxy: it did not answer in time"]


def test_a_filter_that_is_not_there_is_wrong(tmp_path: Path) -> None:
    forward = f"http://{LOOPBACK}:{NOBODY}"
    found = upstream.way_out(case(tmp_path), policy_for(forward))
    assert lines(*found) == [f"wrong: {forward} cannot be used as a proxy: Connection refused"]


def test_control_characters_of_a_filter_reach_no_terminal(tmp_path: Path) -> None:
    _, found = way_out(tmp_path, refusal(ASKED, "Proxy-Authenticate: \x1b[31mNTLM\x07"))
    assert "([31mNTLM)" in found[0].seen


def test_a_listed_site_is_named_to_the_filter_and_never_spoken_to(tmp_path: Path) -> None:
    spoken_to: list[str] = []
    lock = threading.Lock()

    def tap(contact: Contact, way: Direction, _chunk: bytes) -> None:
        with lock:
            spoken_to.extend([contact.host] * (way is Direction.TO_ORIGIN))

    with stage_with(tmp_path, tap) as stage:
        policy = policy_for(stage.upstream.forward)
        (through,) = upstream.way_out(case(tmp_path), policy)
        (issuer,) = upstream.issuer(case(tmp_path), policy)
        assert stage.school_filter.contacts == {LISTED: 1, "www.ashover.example": 1}
    assert lines(through) == [f"fine: {stage.upstream.forward} lets a connection to {LISTED} through"]
    assert set(spoken_to) == {"www.ashover.example"}  # which shows that the tap hears what is said
    assert issuer.level == "fine"
    assert f'for www.ashover.example came a certificate issued by "CN={ORIGIN_ISSUER}"' in issuer.seen


def test_no_certificate_is_to_be_looked_at(tmp_path: Path) -> None:
    def issuer(talk: Talk) -> list[str]:
        with StandIn(talk) as stand_in:
            policy = policy_for(f"http://{LOOPBACK}:{stand_in.port}")
            return lines(*upstream.issuer(case(tmp_path), policy))

    assert issuer(refusal("403 Forbidden")) == [
        "to look at: the filter answered 403 for the school's start page at www.ashover.example"
    ]
    assert issuer(refusal(ASKED)) == []
    (found,) = issuer(saying(b"HTTP/1.1 200 OK\r\n\r\nnothing of TLS"))
    assert found.startswith("to look at: no certificate came through the filter for www.ashover.example: ")


def test_without_a_filter_only_the_start_page_is_dialled(tmp_path: Path) -> None:
    with StandIn(mute) as start_page:
        policy = school(start_page=f"https://{LOOPBACK}:{start_page.port}/staff")
        assert lines(*upstream.way_out(case(tmp_path), policy)) == [
            f"fine: a direct connection to the school's start page at {LOOPBACK} is possible"
        ]
        assert [*upstream.issuer(case(tmp_path), policy)] == []
    gone = school(start_page=f"https://{LOOPBACK}:{NOBODY}/")
    (found,) = upstream.way_out(case(tmp_path), gone)
    assert lines(found) == [
        f"wrong: no direct connection to the school's start page at {LOOPBACK}: Connection refused"
    ]
    assert "[upstream] forward" in found.to_do
