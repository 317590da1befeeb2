"""One server at work: it knows its policy, and what the lists in it were made of, also after a change."""

import asyncio
import datetime as dt
from pathlib import Path

from advisory_server.settings import ServerOptions
from advisory_server.store.database import Store
from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.policy_source import PolicySource
from owntime.school_server import SchoolServer

NOW = dt.datetime(2026, 11, 23, 10, 42, tzinfo=dt.UTC)
PATIENCE_SECONDS = 30.0
EXEMPT = '[[exempt]]\nhosts = ["{}"]\nreason = "why"\nby = "IT"\non = 2026-11-01\n'


def exempted(server: SchoolServer) -> list[str]:
    """Return the hosts that the school's own list exempts, as the server knows it."""
    lists = server.in_force.school.lists
    return [] if lists is None else [host.host for entry in lists.layer.exempt for host in entry.hosts]


async def test_it_knows_the_schools_own_list_and_follows_its_changes(tmp_path: Path) -> None:
    layer = tmp_path / "lists.toml"
    layer.write_text(EXEMPT.format("fb.watch"), "utf-8")
    source = PolicySource(SAMPLE_SCHOOL, layer=layer, today=NOW.date)
    options = ServerOptions(data=tmp_path, port=0)
    server = SchoolServer(source, options, lambda: NOW, lambda _: "")
    assert exempted(server) == ["fb.watch"]

    with Store(options.database) as store:
        async with server.serving(store), asyncio.timeout(PATIENCE_SECONDS):
            layer.write_text(EXEMPT.format("fb.watch") + EXEMPT.format("fb.gg"), "utf-8")
            while exempted(server) != ["fb.watch", "fb.gg"]:  # noqa: ASYNC110 (the server has no event for it)
                await asyncio.sleep(0.05)
            assert server.in_force.school.stories.lists is server.in_force.school.lists
