"""A school's real server with its files, database and both accounts, on a Monday that stands still."""

import contextlib
import json
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

_FEW: dict[str, dict[str, tuple[str, ...]]] = {
    "social": {
        "facebook": ("facebook.com", "fb.com"),
        "instagram": ("instagram.com",),
        "pinterest": ("pin.test",),
    },
    "messaging": {"whatsapp": ("whatsapp.com",)},
    "video": {"youtube": ("youtube.com",)},
    "gaming": {"roblox": ("roblox.com",)},
    "blogs-and-forums": {"reddit": ("reddit.com",)},
}
_PLATFORM = '[[platform]]\nid = "{}"\nname = "{}"\nfront_page = "https://{}/"\nsites = {}\n'


def write_few_lists(folder: Path) -> Path:
    """Write a handful of platforms, which take no time to read, into a new folder."""
    folder.mkdir()
    for category, platforms in _FEW.items():
        text = "".join(
            _PLATFORM.format(name, name.title(), sites[0], json.dumps(sites)) for name, sites in platforms.items()
        )
        (folder / f"{category}.toml").write_text(text, "utf-8")
    return folder


class SchoolAtWork:
    """Lay its files out; `serving` serves them. Without `lists` it has those that come with the program."""

    def __init__(self, folder: Path, lists: Path | None = None) -> None:
        files, self.data, self._lists = folder / "school", folder / "data", lists
        files.mkdir()
        self.data.mkdir(mode=0o700)
        self.settings, self.list = files / "school.toml", files / "lists.toml"
        self.settings.write_text(SAMPLE_SCHOOL.read_text("utf-8"), "utf-8")

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Serve until the `with` ends; give the address."""
        options = ServerOptions(data=self.data, port=0)
        server = SchoolServer(PolicySource(self.settings, self._lists), options, lambda: MONDAY, _no_pac)
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
