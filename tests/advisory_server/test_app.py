from pathlib import Path

import pytest

from advisory_server.api.pac import PAC_TYPE
from advisory_server.school import InForce
from advisory_server.server import Server
from advisory_server.settings import ServerOptions
from advisory_server.store.database import Store
from tests.advisory_server.accounts.world import Browser, Clock, a_world, some_school


@pytest.mark.parametrize("path", ["/", "/staff", "/what-we-count", "/sign-in"])
async def test_every_open_page_names_the_school(tmp_path: Path, path: str) -> None:
    async with a_world(tmp_path) as world:
        answer = await world.browser().get(path)

        assert (answer.status, answer.content_type, answer.charset) == (200, "text/html", "utf-8")
        assert "Ashover Primary School" in await answer.text()


async def test_the_pac_in_force_is_served_where_there_is_one(tmp_path: Path) -> None:
    options, pacs = ServerOptions(data=tmp_path, port=0), ["// first", "// second"]
    with Store(options.database) as store:
        pac = iter(pacs).__next__
        async with (
            Server(options, store, InForce(some_school()), Clock(), pac) as url,
            Browser(url) as browser,
        ):
            for expected in pacs:
                answer = await browser.get("/proxy.pac")
                assert (answer.status, answer.content_type, await answer.text()) == (200, PAC_TYPE, expected)
                assert answer.headers["Cache-Control"] == "no-store"


async def test_without_a_pac_there_is_no_such_page(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        assert (await world.browser().get("/proxy.pac")).status == 404


async def test_two_servers_of_one_school_share_its_accounts(tmp_path: Path) -> None:
    async with a_world(tmp_path) as first, a_world(tmp_path) as second:
        first.add_account()

        assert (await second.browser().sign_in()).status == 303
