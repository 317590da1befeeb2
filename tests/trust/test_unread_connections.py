"""Row T3. Whatever is not a listed site in working time: no certificate is made, and equal bytes come out."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from owntime.demo.stand_in_filter import Direction
from tests.flow.chain import EVENING, LESSON, ORIGIN_ISSUER, device_on, stage_with
from tests.flow.proxy_here import ProxyHere
from tests.flow.test_unread import Heard, Load
from tests.flow.tunnel import Echo, open_tunnel, send_and_read, whose_page
from tests.proxy_addons.client_hello import hello_bytes
from tests.trust.hellos import GREASE, encrypted, with_extension

FB, UNLISTED = "www.facebook.com", "www.ashover.example"
_NAMES = random.Random(3)  # noqa: S311 (the same names in each run)


def minted(proxy: ProxyHere) -> int:
    """How many certificates the proxy has made."""
    return len(proxy.proxy._master.addons.get("tlsconfig").certstore.certs)  # noqa: SLF001 (the test's own proxy)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def names_below(*parents: str, times: int) -> list[str]:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    label = ["".join(_NAMES.choices(letters, k=_NAMES.randrange(3, 30))) for _ in range(times)]
    return [f"n{one}.{parents[number % len(parents)]}" for number, one in enumerate(label)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    proxy: ProxyHere
    heard: Heard

    def changed_on_the_way(self, hosts: list[str]) -> list[str]:
        """Load each host's page, and return those of which other bytes came out than went in."""
        found = []
        for host in hosts:
            load = Load(host)
            load.run(self.proxy.address, self.proxy.trusted)
            ends = [(load.sent, Direction.TO_ORIGIN), (load.received, Direction.TO_CLIENT)]
            same = all(digest(ours) == digest(self.heard.chunks[host, way]) for ours, way in ends)
            if not (same and load.issuer == ORIGIN_ISSUER and load.page.startswith(b"HTTP/1.1 200")):
                found.append(host)
        return found


def scene_at(moment: str, folder: Path) -> Iterator[Scene]:
    heard = Heard()
    with stage_with(folder, heard.listen) as stage, ProxyHere(device_on(stage, moment), stage) as proxy:
        yield Scene(proxy=proxy, heard=heard)


@pytest.fixture
def lesson(tmp_path: Path) -> Iterator[Scene]:
    yield from scene_at(LESSON, tmp_path)


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Scene]:
    yield from scene_at(EVENING, tmp_path)


many = pytest.mark.parametrize(
    "times", [pytest.param(20, id="a few"), pytest.param(1_000, id="1,000", marks=pytest.mark.exam)]
)


@pytest.mark.trust("T3")
@many
def test_unlisted_names_make_no_certificate_and_arrive_as_they_were_sent(lesson: Scene, times: int) -> None:
    names = names_below("example.org", "www.gov.uk", "www.bbc.co.uk", "example.com", times=times)
    assert lesson.changed_on_the_way(names) == []
    assert minted(lesson.proxy) == 0


@pytest.mark.trust("T3")
@many
def test_listed_names_out_of_hours_make_none_either(evening: Scene, times: int) -> None:
    names = names_below("facebook.com", "instagram.com", "youtube.com", times=times)
    assert evening.changed_on_the_way(names) == []
    assert minted(evening.proxy) == 0


@pytest.mark.trust("T3", control=True)
def test_the_same_look_sees_a_listed_name_in_lesson_time(lesson: Scene) -> None:
    assert lesson.changed_on_the_way([UNLISTED, FB]) == [FB]
    assert minted(lesson.proxy) > 0


@pytest.fixture(scope="module")
def to_echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProxyHere]:
    """A proxy in lesson time behind which every site only sends back what it gets."""
    folder = tmp_path_factory.mktemp("stage")
    with (
        Echo() as echo,
        stage_with(folder, origin=echo.address) as stage,
        ProxyHere(device_on(stage), stage) as proxy,
    ):
        yield proxy


HELLOS = {
    "no SNI": (FB, hello_bytes(None)),
    "an SNI that is listed nowhere": (FB, hello_bytes("nowhere.example")),
    "an SNI in the place of another listed host": (FB, hello_bytes("www.instagram.com")),
    "a listed SNI in a tunnel to an unlisted host": (UNLISTED, hello_bytes(FB)),
    "ECH at an unlisted host": (UNLISTED, encrypted(hello_bytes(UNLISTED))),
    "ECH at a listed host, whose outer name is the provider's": (FB, encrypted(hello_bytes("ech.example"))),
    "GREASE at an unlisted host": (UNLISTED, with_extension(hello_bytes(UNLISTED), GREASE, b"\x00")),
}


@pytest.mark.trust("T3")
@pytest.mark.parametrize(("host", "hello"), HELLOS.values(), ids=HELLOS)
def test_odd_client_hellos_come_out_as_they_went_in(to_echo: ProxyHere, host: str, hello: bytes) -> None:
    before = minted(to_echo)
    with open_tunnel(to_echo.address, f"{host}:443") as connection:
        assert digest(send_and_read(connection, hello, len(hello))) == digest(hello)
    assert minted(to_echo) == before


@pytest.mark.trust("T3")
@pytest.mark.parametrize("address", ["192.0.2.7", "[2001:db8::7]"])
def test_an_address_instead_of_a_name_is_left_to_the_filter(to_echo: ProxyHere, address: str) -> None:
    before = minted(to_echo)
    with open_tunnel(to_echo.address, f"{address}:443") as connection:
        assert send_and_read(connection, hello_bytes(FB), 1) == b""  # the stand-in filter refuses addresses
    assert minted(to_echo) == before


@pytest.mark.trust("T3", control=True)
def test_the_same_look_sees_that_a_plain_hello_of_a_listed_host_does_not_come_out(to_echo: ProxyHere) -> None:
    before, grease = minted(to_echo), with_extension(hello_bytes(FB), GREASE, b"\x00")
    with open_tunnel(to_echo.address, f"{FB}:443") as connection:
        assert send_and_read(connection, grease, len(grease))[:3] != grease[:3] or minted(to_echo) > before
    with open_tunnel(to_echo.address, f"{FB}:443") as connection:
        assert whose_page(connection, to_echo.trusted, FB)[1] == 302
    assert minted(to_echo) > before
