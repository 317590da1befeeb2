"""A school's real server with its files, database and both accounts, on a Monday that stands still."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from advisory_server.accounts.role import Role
from advisory_server.settings import ServerOptions
from advisory_server.store.database import Store
from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.policy_source import PolicySource
from owntime.school_server import SchoolServer
from school_policy.policy import Policy
from tests.advisory_server.accounts.world import Browser
from tests.advisory_server.pages.site import MONDAY, SESSIONS, fill


class SchoolAtWork:
    """Lay its files out; `serving` serves them."""

    def __init__(self, folder: Path) -> None:
        files, self.data = folder / "school", folder / "data"
        files.mkdir()
        self.data.mkdir(mode=0o700)
        self.settings, self.list = files / "school.toml", files / "lists.toml"
        self.settings.write_text(SAMPLE_SCHOOL.read_text("utf-8"), "utf-8")

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Serve until the `with` ends; give the address."""
        options = ServerOptions(data=self.data, port=0)
        server = SchoolServer(PolicySource(self.settings), options, lambda: MONDAY, _no_pac)
        with Store(options.database) as store:
            fill(store, (), MONDAY)
            async with server.serving(store) as url:
                yield url


@contextlib.asynccontextmanager
async def it_admin(url: str) -> AsyncIterator[Browser]:
    """Give a browser in which the IT admin is signed in."""
    async with Browser(url) as browser:
        browser.plant("owntime", SESSIONS[Role.IT_ADMIN])
        yield browser


def _no_pac(_policy: Policy) -> str:
    return ""
