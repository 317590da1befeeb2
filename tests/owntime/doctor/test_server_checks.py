"""The school's server as a device sees it, and what waits on the device."""

import datetime as dt
import ssl
import threading
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from advisory_server.api.health import healthz
from owntime.doctor import server
from owntime.proxy_status import NEW_TOKEN
from proxy_addons.device_token import NOT_KNOWN, TOKEN_FILE
from proxy_addons.key_file import make_private_directory, write_private
from proxy_addons.spool import SPOOL_FILE, Spool
from school_policy.policy_document import encode
from tests.advisory_server.certificate import Files, write_certificate
from tests.owntime.doctor.device_case import (
    HASTY,
    LOOPBACK,
    NOBODY,
    NOW,
    StandIn,
    Talk,
    case,
    lines,
    mute,
    page,
    saying,
    school,
)
from tests.proxy_addons.made_up_server import LONDON, QUARTER

WELL = b'{"status": "ok"}'
TOKEN = "c2VjcmV0LXNlY3JldC1zZWNyZXQ"  # noqa: S105 (made up)


def date(at: dt.datetime) -> str:
    return f"Date: {format_datetime(at, usegmt=True)}"


def asked(folder: Path, talk: Talk, patience_seconds: float = 20.0) -> tuple[str, list[str]]:
    with StandIn(talk) as stand_in:
        address = f"http://{LOOPBACK}:{stand_in.port}"
        looking = case(folder, patience_seconds=patience_seconds)
        return address, lines(*server.answers(looking, school(server=address)))


async def test_the_server_of_own_time_is_known_by_what_it_says_of_its_health(tmp_path: Path) -> None:
    answer = await healthz(make_mocked_request("GET", "/healthz"))
    assert isinstance(answer, web.Response)
    assert isinstance(answer.body, bytes)
    address, found = asked(tmp_path, saying(page(answer.body, date(NOW))))
    assert found == [f"fine: {address} answers", "fine: its clock and this machine's agree"]


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        pytest.param(page(b"{}"), "wrong: what answers at {} is no server of Own Time", id="another"),
        pytest.param(page(b"<html>"), "wrong: what answers at {} is no server of Own Time", id="a page"),
        pytest.param(
            page(WELL, status="503 No"), "wrong: what answers at {} is no server of Own Time", id="not well"
        ),
        pytest.param(b"220\r\n\r\n", "wrong: {} cannot be asked: it does not speak HTTP as it should", id="mail"),
    ],
)
def test_what_is_no_server_of_ours_is_wrong(tmp_path: Path, answer: bytes, found: str) -> None:
    address, said = asked(tmp_path, saying(answer))
    assert said == [found.format(address)]


def test_a_server_that_says_nothing_or_is_not_there_is_wrong(tmp_path: Path) -> None:
    address, found = asked(tmp_path, mute, HASTY)
    assert found == [f"wrong: {address} cannot be asked: it did not answer in time"]
    gone = f"http://{LOOPBACK}:{NOBODY}"
    assert lines(*server.answers(case(tmp_path), school(server=gone))) == [
        f"wrong: {gone} cannot be asked: Connection refused"
    ]


@pytest.mark.parametrize(
    ("apart", "found"),
    [
        pytest.param(dt.timedelta(seconds=-30), "fine: its clock and this machine's agree", id="30 s behind"),
        pytest.param(
            dt.timedelta(minutes=-10), "to look at: its clock and this machine's are 10 minutes apart", id="behind"
        ),
        pytest.param(
            dt.timedelta(hours=2), "to look at: its clock and this machine's are 120 minutes apart", id="ahead"
        ),
    ],
)
def test_clocks_that_are_far_apart_are_to_be_looked_at(tmp_path: Path, apart: dt.timedelta, found: str) -> None:
    assert asked(tmp_path, saying(page(WELL, date(NOW + apart))))[1][1:] == [found]


@pytest.mark.parametrize("header", ["", "Date: yesterday", "Date: Mon, 23 Nov 2026 10:42:00"])
def test_without_a_date_that_can_be_read_nobody_can_tell(tmp_path: Path, header: str) -> None:
    found = asked(tmp_path, saying(page(WELL, *([header] if header else []))))[1][1:]
    assert found == ["to look at: could not tell whether its clock and this machine's agree"]


def with_tls(files: Files, talk: Talk) -> Talk:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(files.certificate, files.key)

    def secure(connection: Any, closing: threading.Event) -> None:
        with tls.wrap_socket(connection, server_side=True) as inside:
            talk(inside, closing)

    return secure


def test_the_servers_certificate_must_be_vouched_for(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    files, other = write_certificate(tmp_path), write_certificate(tmp_path / "other")
    (tmp_path / "none.pem").write_text("nothing")

    def found(authority: Path | str) -> list[str]:
        with StandIn(with_tls(files, saying(page(WELL, date(NOW))))) as stand_in:
            address = f"https://{LOOPBACK}:{stand_in.port}"
            policy = school(server=address, authority=authority)
            return [line.replace(address, "SERVER") for line in lines(*server.answers(case(tmp_path), policy))]

    untrusted = "wrong: SERVER cannot be asked: its certificate is not trusted: "
    assert found(files.certificate) == ["fine: SERVER answers", "fine: its clock and this machine's agree"]
    assert [line[: len(untrusted)] for line in (*found(other.certificate), *found(""))] == [untrusted] * 2
    assert "can vouch for it" in found(tmp_path / "none.pem")[0]


def test_without_a_server_nothing_is_asked(tmp_path: Path) -> None:
    found = lines(*server.answers(case(tmp_path), school()))
    assert found == ["fine: the settings name no server, so nothing is counted"]


@pytest.fixture
def counting(tmp_path: Path) -> Path:
    """The state of a device that counts, and has two reports waiting."""
    state = tmp_path / "state"
    make_private_directory(state)
    write_private(state / "policy.json", encode(school(server="https://school")))
    write_private(state / TOKEN_FILE, TOKEN.encode())
    with_spool(state, "The server did not answer within 20 seconds.")
    return tmp_path


def with_spool(state: Path, answer: str) -> None:
    spool = Spool(state / SPOOL_FILE)
    for quarter in range(2):
        spool.seal(NOW + quarter * QUARTER, LONDON)
    spool.remember_answer(answer, NOW)
    spool.close()


def test_a_device_that_counts_says_what_waits(counting: Path) -> None:
    (found,) = server.counting(case(counting))
    assert lines(found) == ["fine: on; 2 reports wait, 0 were sent. The server did not answer within 20 seconds."]
    assert TOKEN not in f"{found}"


def test_a_token_that_the_server_does_not_know_is_wrong_with_what_to_do(counting: Path) -> None:
    with_spool(counting / "state", NOT_KNOWN)
    (found,) = server.counting(case(counting))
    assert lines(found) == ["wrong: the server does not take this device's token, so reports wait"]
    assert found.to_do == NEW_TOKEN


def test_what_was_set_aside_is_wrong(counting: Path) -> None:
    spool = Spool(counting / "state" / SPOOL_FILE)
    report = spool.oldest_waiting()
    assert report is not None
    spool.set_aside(report.id, "too large")
    spool.close()
    assert lines(*server.counting(case(counting))) == ["wrong: reports or a damaged spool were set aside"]


def test_counting_that_is_off_is_fine_only_where_no_server_is_named(tmp_path: Path, counting: Path) -> None:
    (counting / "state" / TOKEN_FILE).unlink()
    off = "off, as this device has no token, so nothing is counted: run `owntime device add` on the server"
    (meant,), (not_meant,) = (
        list(server.counting(case(tmp_path, school(server=address)))) for address in ("", "https://school")
    )
    assert (meant.level, not_meant.level) == ("fine", "to look at")
    assert not_meant.seen.startswith(off)


def test_a_damaged_spool_is_wrong(counting: Path) -> None:
    (counting / "state" / SPOOL_FILE).write_bytes(b"nothing of the kind" * 500)
    (found,) = server.counting(case(counting))
    assert (found.level, "is damaged" in found.seen) == ("wrong", True)
