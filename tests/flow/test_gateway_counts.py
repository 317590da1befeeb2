"""Behind a gateway: each client once, whatever is killed and started anew, and no address anywhere on a disk."""

import os
import random
import signal
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial
from ipaddress import ip_address
from pathlib import Path

import msgspec
import pytest

from advisory_server.settings import DATABASE
from advisory_server.store.counts import clients_in
from advisory_server.store.database import Store
from advisory_server.store.devices import add_device
from owntime.demo.stage import Stage
from owntime.device import Device, DeviceOptions
from owntime.policy_source import PolicySource
from owntime.proxy_status import counting_status
from proxy_addons.device_token import TOKEN_FILE
from proxy_addons.key_file import make_private_directory, write_private
from proxy_addons.ledger import Ledger
from proxy_addons.spool import SPOOL_FILE, Spool, read_status
from proxy_addons.spool.schema import read_ledger
from school_policy.count_report import Cell, CountReport, Dimension, Sender
from school_policy.period import PeriodKind
from school_policy.policy import Counting
from school_policy.vocabulary import Outcome
from tests.advisory_server.pages.site import MONDAY
from tests.browser.harness.server import AdvisoryServer
from tests.flow.chain import FACEBOOK, LESSON, DeviceAtWork, moment, stage_with
from tests.flow.gateway_process import APP, GatewayProcess
from tests.flow.test_at_school import until
from tests.flow.test_gateway import from_address, with_gateway

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="127.0.0.0/8 as addresses of many machines")

PEOPLE = [f"127.20.8.{number}" for number in range(131, 147)]
"""Addresses of the office, none of which stands in the settings."""
WEEK = MONDAY.date()
ANY = Cell(period=PeriodKind.WEEK, dimension=Dimension.ANY)
BY_APP = Cell(period=PeriodKind.WEEK, dimension=Dimension.OUTCOME, value=Outcome.APP)
TOKEN = "made-up-token-of-a-gateway"  # noqa: S105


def gateway_on(stage: Stage, server: str, token: str) -> Device:
    state = stage.folder / "gateway"
    make_private_directory(state)
    write_private(state / TOKEN_FILE, token.encode())
    options = DeviceOptions(state=state, proxy_port=0, pac_port=0, at=moment(LESSON), is_gateway=True)
    settings = with_gateway(stage.folder)
    return Device(PolicySource(settings, upstream=stage.upstream, counting=Counting(server=server)), options)


def forms_of(address: str) -> Iterator[bytes]:
    """Yield an address as it may be written: as text, in hexadecimal, packed as four bytes."""
    packed = ip_address(address).packed
    yield from (address.encode(), packed.hex().encode(), packed)


def addresses_in(files: Iterable[Path], addresses: Iterable[str] = tuple(PEOPLE)) -> list[tuple[str, str]]:
    """Return which address is in which file."""
    found = {path: path.read_bytes() for path in files if path.is_file()}
    return [
        (address, path.name)
        for address in addresses
        for path, its in found.items()
        if any(form in its for form in forms_of(address))
    ]


def ledger_in(spool: Path) -> Ledger:
    with closing(sqlite3.connect(spool)) as connection:
        return read_ledger(connection)


def mark_in(spool: Path, dimension: Dimension = Dimension.ANY) -> int:
    """Return the mark of a cell of the week, as it stands on the disk."""
    if not spool.exists():
        return 0
    return max((bit.clients for bit in ledger_in(spool).week(WEEK).bits if bit.dimension is dimension), default=0)


def meet(gateway: DeviceAtWork, sources: Iterable[str]) -> None:
    for source in sources:
        assert from_address(gateway, source).ask(FACEBOOK, APP).status == 307


def kill(gateway: DeviceAtWork) -> None:
    os.kill(gateway.pid, signal.SIGKILL)
    gateway.running = gateway.wait_until_ready()


def test_from_clients_to_the_servers_count_over_kills(tmp_path: Path) -> None:
    data = tmp_path / "server"
    data.mkdir()
    with stage_with(tmp_path) as stage, AdvisoryServer(data, ()) as server, Store(data / DATABASE) as store:
        add = partial(add_device, name="Gateway", today=WEEK, sender=Sender.GATEWAY)
        device = gateway_on(stage, server.url, store.run_here(add))
        state = stage.folder / "gateway"

        def counted(cell: Cell = ANY) -> int:
            return store.run_here(partial(clients_in, start=WEEK, cell=cell))

        def reports() -> int:
            status = read_status(state / SPOOL_FILE)
            return status.sent if status else 0

        with DeviceAtWork(device, stage) as gateway:
            meet(gateway, PEOPLE[:11])
            until(lambda: mark_in(state / SPOOL_FILE) == 11)
            gateway.turn_to("2026-11-23T10:58")
            until(lambda: counted() == 11)

            kill(gateway)
            gateway.turn_to("2026-11-23T11:00")
            meet(gateway, PEOPLE[:4])
            before = reports()
            gateway.turn_to("2026-11-23T11:16")
            until(lambda: reports() > before)
            assert counted() == 11, "who counts from nothing and adds up has 15"

            kill(gateway)
            gateway.turn_to("2026-11-23T11:18")
            meet(gateway, PEOPLE[:13])
            until(lambda: mark_in(state / SPOOL_FILE) == 13)
            gateway.turn_to("2026-11-23T11:34")
            until(lambda: counted() == 13)
            assert counted(BY_APP) == 13

            status = counting_status(state)
            assert (status.counting, status.is_fine) == (True, True)
        everything = [*state.rglob("*"), *data.rglob("*")]
        assert addresses_in(everything) == []
        assert len([path for path in everything if path.name.startswith((SPOOL_FILE, DATABASE))]) > 1
        half_term = {
            row for (row,) in store.run_here(lambda c: c.execute("SELECT DISTINCT kind FROM mark").fetchall())
        }
        assert half_term == set(PeriodKind)


def test_an_address_in_a_file_would_be_found(tmp_path: Path) -> None:
    for number, form in enumerate(forms_of(PEOPLE[0])):
        (tmp_path / f"{number}").write_bytes(b"\x00before" + form + b"after\x00")

    assert len(addresses_in(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("kills", [pytest.param(3, id="3"), pytest.param(40, marks=pytest.mark.exam, id="40")])
def test_killed_at_any_moment_it_never_says_more_than_there_were(tmp_path: Path, kills: int) -> None:
    """Nine people alone, whatever is killed. Who counts from nothing each time and adds up would show them."""
    dice = random.Random(kills)  # noqa: S311
    nine, spool_file = PEOPLE[:9], tmp_path / "gateway" / SPOOL_FILE
    naively, met, said = 0, set[str](), b""
    with stage_with(tmp_path) as stage:
        device = gateway_on(stage, "http://127.0.0.1:9", TOKEN)
        for _ in range(kills):
            of_this_life = set[str]()
            with GatewayProcess(device, stage) as process:
                for source in dice.sample(nine, 6):
                    if process.meet(source, FACEBOOK):
                        of_this_life.add(source)
                process.kill()  # within half a second of the last: before, while or after it is written
            naively, met, said = naively + len(of_this_life), met | of_this_life, said + process.said
            assert mark_in(spool_file) <= len(met)
        with GatewayProcess(device, stage) as process:
            for source in nine:
                assert process.meet(source, FACEBOOK) == 307
            until(lambda: mark_in(spool_file) == 9)
        said += process.said + process.told

    assert naively >= 10
    with closing(Spool(spool_file, Sender.GATEWAY)) as spool:
        assert spool.seal(moment(LESSON), moment(LESSON).tzinfo) > 0  # type: ignore[arg-type]
        sealed = spool.oldest_waiting()
    assert sealed is not None
    report = msgspec.json.decode(sealed.body, type=CountReport)
    assert (len(sealed.body), report.sender) == (4_096, Sender.GATEWAY)
    assert {cell.clients for cell in report.cells} == {9}
    (tmp_path / "said").write_bytes(said + sealed.body)
    assert b'"beat"' in said
    assert addresses_in([tmp_path / "said", *spool_file.parent.iterdir()]) == []
