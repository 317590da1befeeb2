"""A school's devices over the real interface: a publish and a rollback reach all with their next question."""

import asyncio
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web

from advisory_server.publishing import PUBLISHING
from advisory_server.signing import KEY_FILE, new_key, read_key
from advisory_server.store.publications import Draft, publish
from proxy_addons.accepted_policy import Trust
from school_policy.policy import Policy
from school_policy.policy_document import encode
from school_policy.publication import without_machines
from school_policy.standing import Standing
from tests.advisory_server.accounts.world import World, a_world
from tests.proxy_addons.feed_world import PATIENCE_SECONDS, Listener
from tests.proxy_addons.fleet import devices_of
from tests.proxy_addons.publications import NOON, SIGNER, as_json, in_colour, sealed_of
from tests.proxy_addons.sample import POLICY

SCHOOL = POLICY.school.name


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine may be busy."""
    for limit in ("ASK_SECONDS", "FETCH_SECONDS"):
        monkeypatch.setattr(f"proxy_addons.policy_transport.{limit}", PATIENCE_SECONDS)


class School:
    def __init__(self, world: World) -> None:
        self._world = world
        key = world.path.parent / KEY_FILE
        key.write_bytes(new_key())
        signer = read_key(key.parent)
        assert signer is not None
        self._signer = signer
        self.trust = Trust(policy_key=signer.public, school=SCHOOL)

    async def publish(self, policy: Policy) -> None:
        draft = Draft(school=SCHOOL, document=encode(without_machines(policy)), author="it.admin", note="")
        await self._world.store.run(lambda it: publish(it, draft, self._world.clock.at, self._signer.seal))
        await self._world.app[PUBLISHING].look()


@pytest.mark.parametrize(
    "count", [pytest.param(4, id="4 devices"), pytest.param(30, id="30 devices", marks=pytest.mark.exam)]
)
async def test_a_publish_and_a_rollback_reach_every_device_with_its_next_question(
    tmp_path: Path, count: int
) -> None:
    async with a_world(tmp_path) as world:
        school = School(world)
        async with devices_of(tmp_path, count, world.url, school.trust, world.clock) as fleet:

            async def next_question() -> set[tuple[int, str]]:
                for device in fleet:
                    device.feed.poke()
                await asyncio.gather(*(device.feed.look(0) for device in fleet))
                return {device.has for device in fleet}

            assert await next_question() == {(0, "")}
            for version, colour in enumerate(("#111111", "#222222", "#111111"), 1):
                await school.publish(in_colour(colour))
                assert await next_question() == {(version, colour)}
            assert all(len(device.standings) == 4 for device in fleet)


@pytest.mark.parametrize(
    ("document", "told"),
    [
        pytest.param(
            b" " * (5 * 1024 * 1024), "version 1 did not come: The server's answer broke off", id="5 MiB"
        ),
        pytest.param(b"{}", "did not arrive as it was signed", id="another document"),
        pytest.param(None, "version 1 did not come: The server answered with status 404", id="none"),
    ],
)
async def test_a_server_that_sends_something_else_is_not_believed_and_the_rest_of_its_answer_counts(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, document: bytes | None, told: str
) -> None:
    sealed, trust, now = sealed_of(), *_trusted()

    async def answer(request: web.BaseRequest) -> web.Response:
        if request.path == "/api/v1/policy":
            return web.json_response({"on_site": True, "published": as_json(sealed)})
        return web.Response(status=404) if document is None else web.Response(body=document)

    listener = Listener(answer)
    async with devices_of(tmp_path, 1, await listener.start(), trust, now) as (device,):
        for seconds in (0, 100, 200):
            await device.feed.look(seconds)
        await listener.stop()

    assert device.has == (0, "")
    assert device.standings == [Standing(on_site=True)] * 3
    (line,) = caplog.messages
    assert told in line


NO_FORM = [1, "x", {}, {"statement": "", "signature": 5}, {"statement": "?", "signature": ""}]


@pytest.mark.parametrize("published", NO_FORM)
async def test_a_publication_without_form_spoils_nothing_else_of_the_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, published: object
) -> None:
    async def answer(_request: web.BaseRequest) -> web.Response:
        return web.json_response({"on_site": True, "published": published})

    listener = Listener(answer)
    async with devices_of(tmp_path, 1, await listener.start(), *_trusted()) as (device,):
        for seconds in (0, 100):
            await device.feed.look(seconds)
        await listener.stop()

    assert device.standings == [Standing(on_site=True)] * 2
    assert len(caplog.messages) == 1


def _trusted() -> tuple[Trust, Callable[[], dt.datetime]]:
    return Trust(policy_key=SIGNER.public, school=SCHOOL), lambda: NOON
