"""What people look at stays between them and the site: no path, cookie, header, body or host is ever written."""

import secrets
import ssl
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from owntime.demo.client import AS_A_BROWSER
from school_policy.vocabulary import REMINDER_HOST
from tests.flow.chain import stage_with
from tests.flow.proxy_process import ProxyProcess, write_school
from tests.flow.traveller import Arrival, Traveller, trusting
from tests.flow.tunnel import open_tunnel

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Canaries:
    """Random words, each in a place of its own."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def one(self) -> str:
        self._words.append("canary" + secrets.token_hex(8))
        return self._words[-1]

    def found_in(self, *texts: bytes) -> list[str]:
        return [word for word in self._words for text in texts if word.encode() in text]


def headers_with(canaries: Canaries) -> dict[str, str]:
    return {
        **AS_A_BROWSER,
        "Cookie": f"session={canaries.one()}",
        "Authorization": f"Bearer {canaries.one()}",
        "X-Own": canaries.one(),
        "Referer": f"https://{canaries.one()}.example.org/{canaries.one()}",
    }


def visit(traveller: Traveller, host: str, canaries: Canaries, sending: str = "POST") -> list[Arrival]:
    url = f"https://{host}/{canaries.one()}?q={canaries.one()}"
    post = traveller.ask(
        url,
        headers_with(canaries) | {"Content-Type": "text/plain"},
        method=sending,
        body=canaries.one().encode(),
    )
    poll = headers_with(canaries) | {"Accept": "*/*", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}
    return [traveller.ask(url, headers_with(canaries)), post, traveller.ask(url, poll)]


def carry_on(traveller: Traveller, canaries: Canaries, token: str, origin: str) -> int:
    fields = {"platform": "facebook", "token": token, "choice": "work", canaries.one(): canaries.one()}
    headers = headers_with(canaries) | FORM | {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
    url = f"https://{REMINDER_HOST}/continue?{canaries.one()}"
    return traveller.ask(url, headers, method="POST", body=urlencode(fields).encode()).status


def break_rules(proxy: ProxyProcess, traveller: Traveller, canaries: Canaries) -> None:
    """Do what makes mitmproxy complain: refuse a certificate, speak no http, ask for what is not there."""
    with pytest.raises(ssl.SSLCertVerificationError):
        Traveller(proxy=proxy.address, trusted=trusting()).ask(f"https://{canaries.one()}.reddit.com/")
    host = f"{canaries.one()}.instagram.com"
    with traveller.trusted.wrap_socket(open_tunnel(proxy.address, f"{host}:443"), server_hostname=host) as secured:
        secured.sendall(f"{canaries.one()} / {canaries.one()}\r\n\r\n".encode())
        secured.recv(1024)
    with open_tunnel(proxy.address, f"{canaries.one()}.nowhere.test:443") as nowhere:
        nowhere.sendall(canaries.one().encode())
        nowhere.recv(1)


@pytest.fixture(scope="module")
def after_a_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ProxyProcess, Canaries]]:
    """A proxy that was used in every way, and has ended; and the words that went through it."""
    folder, canaries = tmp_path_factory.mktemp("school"), Canaries()
    with stage_with(folder) as stage:
        settings = write_school(folder, stage.upstream.forward)
        with ProxyProcess(folder, settings) as proxy:
            trusted = trusting(proxy.certificate.read_bytes(), stage.authority.certificate_pem)
            traveller = Traveller(proxy=proxy.address, trusted=trusted)
            unlisted = visit(traveller, f"{canaries.one()}.example.org", canaries, "GET")
            assert [one.status for one in unlisted] == [200, 200, 200]
            first, *others = visit(traveller, "www.facebook.com", canaries)
            assert [first.status, *(one.status for one in others)] == [302, 302, 403]
            token = first.location.rpartition("/")[2]
            assert carry_on(traveller, canaries, token, f"https://{canaries.one()}.example.org") == 403
            assert carry_on(traveller, canaries, canaries.one(), f"https://{REMINDER_HOST}") == 303
            assert traveller.ask(f"https://{REMINDER_HOST}/{canaries.one()}").status == 404
            granted = visit(traveller, "www.facebook.com", canaries, "GET")
            assert [one.status for one in granted] == [200, 200, 200]
            break_rules(proxy, traveller, canaries)
        yield proxy, canaries


def everything_written(proxy: ProxyProcess) -> list[bytes]:
    """All output, the log, and every file's name and content in the state directory."""
    files = [path for path in proxy.state.rglob("*") if path.is_file()]
    assert files
    names = "\n".join(str(path) for path in proxy.state.rglob("*")).encode()
    return [proxy.output.encode(), proxy.errors.encode(), names, *(path.read_bytes() for path in files)]


@pytest.mark.trust("T23")
def test_no_word_that_went_through_is_written_anywhere(after_a_day: tuple[ProxyProcess, Canaries]) -> None:
    proxy, canaries = after_a_day
    assert not canaries.found_in(*everything_written(proxy))


@pytest.mark.trust("T23")
def test_no_host_that_was_visited_is_in_the_log(after_a_day: tuple[ProxyProcess, Canaries]) -> None:
    proxy, _ = after_a_day
    said = proxy.output + proxy.errors
    assert not [host for host in ("facebook", "example.org", "reddit", "instagram", "nowhere") if host in said]
    assert "Traceback" not in said


@pytest.mark.trust("T23", control=True)
@pytest.mark.parametrize("place", ["state/note", "state/authority/note", "errors.txt"])
def test_the_same_look_finds_a_word_that_is_written(
    after_a_day: tuple[ProxyProcess, Canaries], place: str
) -> None:
    proxy, canaries = after_a_day
    path = proxy.folder / place
    before = path.read_bytes() if path.exists() else None
    path.write_bytes(b"x" + canaries.one().encode())
    try:
        assert canaries.found_in(*everything_written(proxy))
    finally:
        path.unlink() if before is None else path.write_bytes(before)
