"""A gateway's reports at the server: a mark for each gateway and cell, the larger of two, and never a sum."""

import datetime as dt
import itertools
import random
from functools import partial
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_server.release_job import COUNTS_KEPT, release_due
from advisory_server.store.counts import Arrived, clients_in, take_reports
from advisory_server.store.database import Store, open_database
from advisory_server.store.devices import DeviceError, DeviceId, add_device, revoke_device
from advisory_server.store.marks import Mark, raise_marks
from advisory_server.store.released_parts import weeks_between
from advisory_server.store.releases import released_weeks
from school_policy.count_report import CellCount, CountReport, Dimension, ReportId, Sender
from tests.advisory_server.counting_world import (
    ANY,
    RELEASE,
    WEEK,
    WORK,
    World,
    a_report,
    a_world,
    cell,
    some_school,
)

TODAY = dt.date(2026, 6, 17)
_ids = itertools.count(1)


def enrolled(world: World, name: str, sender: Sender = Sender.GATEWAY) -> str:
    with Store(world.path) as other:
        return other.run_here(partial(add_device, name=name, today=TODAY, sender=sender))


def reached(clients: int, *more: CellCount) -> CountReport:
    return a_report(cell(clients=clients), *more, sender=Sender.GATEWAY)


def counted(world: World, of: CellCount = ANY) -> int:
    with Store(world.path) as other:
        return other.run_here(partial(clients_in, start=WEEK, cell=of.cell))


async def test_a_gateways_number_is_taken_as_it_is_and_never_falls(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        token = enrolled(world, "Gateway")
        numbers = []
        first = reached(7)
        for report in (first, reached(12), reached(9), first):
            assert await world.taken(report, token) == "counted"
            numbers.append(counted(world))

    assert numbers == [7, 12, 12, 12]


async def test_of_two_gateways_the_larger_counts_and_never_the_sum(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        one, other = enrolled(world, "Hall"), enrolled(world, "Office")
        await world.taken(reached(9, cell(Dimension.OUTCOME, WORK.value, clients=3)), one)
        await world.taken(reached(7, cell(Dimension.OUTCOME, WORK.value, clients=6)), other)

        assert (counted(world), counted(world, WORK)) == (9, 6)
        assert len(world.table("mark")) == 4
        assert world.table("count") == []


async def test_more_clients_than_staff_are_not_possible(tmp_path: Path) -> None:
    async with a_world(tmp_path, school=some_school(staff=26)) as world:
        token = enrolled(world, "Gateway")
        assert await world.taken(reached(9_000), token) == "counted"

        assert counted(world) == 26


@pytest.mark.parametrize(
    ("token_of", "report_of"), [(Sender.DEVICE, Sender.GATEWAY), (Sender.GATEWAY, Sender.DEVICE)]
)
async def test_a_report_of_the_wrong_kind_is_refused_with_the_reason(
    tmp_path: Path, token_of: Sender, report_of: Sender
) -> None:
    async with a_world(tmp_path) as world:
        token = enrolled(world, "It", token_of)
        wrong = await world.post(a_report(ANY, sender=report_of), token)
        assert (wrong.status, wrong.content_type) == (403, "application/problem+json")
        assert (await wrong.json())["title"].startswith(f"This token is a {token_of}'s")
        assert (counted(world), world.table("mark"), world.table("seen")) == (0, [], [])

        assert await world.taken(a_report(ANY, sender=token_of), token) == "counted"
        assert counted(world) == 1


async def test_a_device_cannot_be_more_than_one_client(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        wrong = await world.post(a_report(cell(clients=2)))
        (fault,) = (await wrong.json())["errors"]

    assert wrong.status == 422
    assert fault == {"pointer": "/cells/0/clients", "detail": "a device is one client"}


async def test_what_is_wrong_with_a_gateways_cells_is_said_as_with_a_devices(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        token = enrolled(world, "Gateway")
        wrong = await world.post(reached(3, cell(Dimension.OUTCOME, "none", clients=4), cell(clients=5)), token)
        pointers = [fault["pointer"] for fault in (await wrong.json())["errors"]]

    assert (wrong.status, pointers) == (422, ["/cells/1/value", "/cells/2"])


@pytest.mark.parametrize(
    ("number", "staff", "gateways", "text"),
    [
        pytest.param(12, 26, 1, "10 to 14", id="A is four in five of 26: 20"),
        pytest.param(22, 26, 1, "15 or more", id="and the top band leaves five of them"),
        pytest.param(22, 26, 2, "15 or more", id="two gateways"),
        pytest.param(9, 26, 2, "not shown", id="two that each see nine"),
        pytest.param(18, 18, 1, "not shown", id="A is 14"),
    ],
)
async def test_a_week_behind_gateways_is_released_by_the_largest_mark_and_declared_staff(
    tmp_path: Path, number: int, staff: int, gateways: int, text: str
) -> None:
    async with a_world(tmp_path, school=some_school(staff=staff)) as world:
        for each in range(gateways):
            await world.taken(reached(number), enrolled(world, f"Gateway {each}"))
        await world.counting.activity.write()
        world.clock.at = RELEASE
        assert await release_due(world.store, RELEASE, world.in_force.school) == [WEEK]
        (released,) = await world.store.run(released_weeks)
        assert await world.store.run(partial(weeks_between, first=WEEK, before=RELEASE.date())) == (released,)

    shown = dict(released.rows)[ANY.cell]
    assert text in shown.lower()
    assert (released.coverage.active, released.coverage.gateways) == (staff * 8 // 10, gateways)


async def test_marks_are_gone_a_week_after_the_release_from_the_file_too(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.taken(reached(12), enrolled(world, "Gateway"))
        (gateway,) = (id_ for (id_,) in world.rows("SELECT id FROM device"))
        await world.counting.activity.write()
        times = []
        for at in (RELEASE, RELEASE + COUNTS_KEPT):
            world.clock.at = at
            await world.counting.releases.look()
            times.append((len(world.table("mark")), _times(world, f"any{gateway}")))

    assert times[-1] == (0, 0)
    assert min(times[0]) > 0


def _times(world: World, text: str) -> int:
    return sum(path.read_bytes().count(text.encode()) for path in world.path.parent.iterdir())


@pytest.mark.parametrize("there", Sender)
def test_a_school_counts_by_devices_or_by_gateways_and_not_by_both(tmp_path: Path, there: Sender) -> None:
    other = Sender.DEVICE if there is Sender.GATEWAY else Sender.GATEWAY
    with Store(tmp_path / "db") as store:
        for name in ("One", "Two"):
            store.run_here(partial(add_device, name=name, today=TODAY, sender=there))
        with pytest.raises(
            DeviceError, match=rf'counts by {there}s \("One" and 1 more\).*revoke the {there}s first'
        ):
            store.run_here(partial(add_device, name="Other", today=TODAY, sender=other))
        for name in ("One", "Two"):
            store.run_here(partial(revoke_device, name=name, today=TODAY))
        assert store.run_here(partial(add_device, name="Other", today=TODAY, sender=other))


SAID = st.tuples(st.sampled_from(["hall", "office"]), st.integers(1, 30))


@settings(max_examples=40, deadline=None)
@given(st.lists(SAID, max_size=12), st.randoms(use_true_random=False))
def test_in_whatever_order_and_however_often_the_largest_number_counts(
    said: list[tuple[str, int]], dice: random.Random
) -> None:
    reports = [
        Arrived(
            id=ReportId(f"{next(_ids):032x}"),
            digest="d",
            week=WEEK,
            gateway=DeviceId(gateway),
            late=False,
            cells=(msgspec.structs.replace(ANY, clients=number),),
            wrongly_listed=(),
        )
        for gateway, number in said
    ]
    sent = reports + dice.sample(reports, len(reports) // 2)
    dice.shuffle(sent)
    connection = open_database(Path(":memory:"))
    with connection:
        for report in sent:
            take_reports(connection, [report], TODAY)
    assert clients_in(connection, WEEK, ANY.cell) == max((number for _, number in said), default=0)
    connection.close()


def test_a_mark_is_never_lowered(tmp_path: Path) -> None:
    with Store(tmp_path / "db") as store:
        for number in (5, 3):
            mark = Mark(gateway=DeviceId("g"), start=WEEK, counted=msgspec.structs.replace(ANY, clients=number))
            store.run_here(partial(raise_marks, marks=[mark]))
        assert store.run_here(partial(clients_in, start=WEEK, cell=ANY.cell)) == 5
