"""What the server tells devices of the version in force: from memory, soon after, and signed each day."""

import asyncio
import datetime as dt
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from aiohttp import ClientResponse

from advisory_server.publishing import LOOK_SECONDS, PUBLISHING
from advisory_server.signing import KEY_FILE, new_key, read_key
from advisory_server.store.database import Connection, Store
from advisory_server.store.publications import Draft, publish
from proxy_addons.verifying import verify
from school_policy.publication import STANDS_FOR, Sealed, Statement
from school_policy.standing import POLL
from tests.advisory_server.accounts.world import NOON, World, a_world

POLL_PATH = "/api/v1/policy"
ONE, TWO = b'{"one":1}', b'{"two":22}'


class Answer(msgspec.Struct):
    on_site: bool
    published: Sealed | None = None


class Publisher:
    """Another process beside the server, such as `owntime lists publish`."""

    def __init__(self, world: World) -> None:
        self._world = world
        key = world.path.parent / KEY_FILE
        key.write_bytes(new_key())
        signer = read_key(key.parent)
        assert signer is not None
        self.signer = signer

    def publish(self, document: bytes) -> None:
        def work(connection: Connection) -> None:
            draft = Draft(school="Ashover Primary School", document=document, author="it.admin", note="")
            publish(connection, draft, self._world.clock.at, self.signer.seal)

        with Store(self._world.path) as other:
            other.run_here(work)

    async def in_force(self) -> Statement | None:
        """Ask as a device does; what comes is verified."""
        answer = msgspec.json.decode(await (await self._world.browser().get(POLL_PATH)).read(), type=Answer)
        return verify(answer.published, self.signer.public) if answer.published else None

    async def document(self, version: object, **headers: str) -> ClientResponse:
        return await self._world.browser().get(f"{POLL_PATH}/{version}", headers=headers)

    async def look(self) -> None:
        await self._world.app[PUBLISHING].look()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as it:
        yield it


@pytest.fixture
def publisher(world: World) -> Publisher:
    return Publisher(world)


async def test_where_nothing_was_published_nothing_is_told(publisher: Publisher) -> None:
    await publisher.look()

    assert await publisher.in_force() is None
    assert (await publisher.document(0)).status == 404


async def test_what_another_process_publishes_is_told_soon_after(publisher: Publisher) -> None:
    publisher.publish(ONE)
    await publisher.look()
    first = await publisher.in_force()
    publisher.publish(TWO)
    publisher.publish(ONE)
    await publisher.look()
    third = await publisher.in_force()

    assert first is not None
    assert third is not None
    assert (first.version, third.version) == (1, 3)
    assert first.digest == third.digest
    assert first.school == "Ashover Primary School"


async def test_it_looks_by_itself(publisher: Publisher) -> None:
    publisher.publish(ONE)
    async with asyncio.timeout(30):
        while await publisher.in_force() is None:  # noqa: ASYNC110 (what it asks is at the other end)
            await asyncio.sleep(0.1)


def test_a_publish_reaches_every_device_within_70_seconds() -> None:
    # A look of the server's, a poll's wait, two looks at files on the device, and time to fetch and compile.
    assert LOOK_SECONDS + POLL.total_seconds() + 2.0 <= 70 - 5


async def test_a_server_that_starts_knows_what_was_published(tmp_path: Path) -> None:
    async with a_world(tmp_path) as before:
        publisher = Publisher(before)
        publisher.publish(ONE)
    async with a_world(tmp_path) as after:
        publisher._world = after  # noqa: SLF001
        statement = await publisher.in_force()
        assert statement is not None
        assert statement.version == 1


async def test_only_the_document_in_force_is_given(publisher: Publisher) -> None:
    publisher.publish(ONE)
    publisher.publish(TWO)
    await publisher.look()

    answer = await publisher.document(2)
    assert (answer.status, answer.content_type, await answer.read()) == (200, "application/json", TWO)
    assert "immutable" in answer.headers["Cache-Control"]
    for other in (1, 3, "02", "x", "2%20", "-2"):
        assert (await publisher.document(other)).status == 404


async def test_a_document_that_somebody_has_is_not_sent_again(publisher: Publisher) -> None:
    publisher.publish(ONE)
    await publisher.look()
    tag = (await publisher.document(1)).headers["ETag"]

    again = await publisher.document(1, **{"If-None-Match": tag})
    assert (again.status, await again.read()) == (304, b"")
    assert (await publisher.document(1, **{"If-None-Match": '"other"'})).status == 200


async def test_the_version_in_force_is_signed_anew_each_day(world: World, publisher: Publisher) -> None:
    publisher.publish(ONE)
    ends = []
    for hours in (0, 23, 2, 10 * 24):
        world.clock.step(hours=hours)
        await publisher.look()
        statement = await publisher.in_force()
        assert statement is not None
        assert (statement.version, statement.published_at) == (1, NOON)
        ends.append(statement.expires_at - NOON - STANDS_FOR)

    assert ends == [dt.timedelta(hours=hours) for hours in (0, 0, 25, 265)]


async def test_a_clock_that_is_put_right_leaves_nothing_from_the_future(
    world: World, publisher: Publisher
) -> None:
    world.clock.step(days=300)
    publisher.publish(ONE)
    await publisher.look()
    world.clock.step(days=-300)
    await publisher.look()

    statement = await publisher.in_force()
    assert statement is not None
    assert statement.signed_at == NOON


async def test_without_its_key_the_last_signature_stands_and_it_is_said_once(
    world: World, publisher: Publisher, caplog: pytest.LogCaptureFixture
) -> None:
    publisher.publish(ONE)
    await publisher.look()
    (world.path.parent / KEY_FILE).rename(world.path.parent / "elsewhere")
    world.clock.step(days=2)
    for _ in range(3):
        await publisher.look()

    statement = await publisher.in_force()
    assert statement is not None
    assert statement.signed_at == NOON
    (line,) = [line for line in caplog.messages if "signed anew" in line]
    assert "put it back from a backup" in line
    (world.path.parent / "elsewhere").rename(world.path.parent / KEY_FILE)
    await publisher.look()
    statement = await publisher.in_force()
    assert statement is not None
    assert statement.signed_at == NOON + dt.timedelta(days=2)


async def test_no_poll_and_no_fetch_waits_for_the_database(world: World, publisher: Publisher) -> None:
    publisher.publish(ONE)
    await publisher.look()
    held = threading.Event()
    try:
        holding = asyncio.ensure_future(world.store.run(lambda _: held.wait(60)))
        assert await publisher.in_force() is not None
        assert (await publisher.document(1)).status == 200
        assert not holding.done()
    finally:
        held.set()
    await holding
