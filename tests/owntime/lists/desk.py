"""A school's files and its server's data, and the commands of `owntime lists` on them."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from owntime.cli import main
from owntime.demo.stage import SAMPLE_SCHOOL

CAP, NO_CAP = "daily_cap = 3", "daily_cap = 0"
TUBE = '[[platform]]\nid = "{}"\nname = "{}"\nfront_page = "https://{}/"\nsites = {}\n'


def platform(key: str, name: str, *sites: str) -> str:
    return TUBE.format(key, name, sites[0], json.dumps(sites))


class Desk:
    """A school's files and its server's data, and the commands on them."""

    def __init__(self, folder: Path) -> None:
        self.data, self.settings, self.lists = folder / "data", folder / "school.toml", folder / "lists"
        self.settings.write_text(SAMPLE_SCHOOL.read_text("utf-8"), "utf-8")
        self.lists.mkdir()
        text = "".join(platform(name, name.title(), f"{name}.test") for name in ("facebook", "whatsapp"))
        (self.lists / "social.toml").write_text(text, "utf-8")
        for category in ("gaming", "messaging"):
            (self.lists / f"{category}.toml").write_text(platform(category, category, f"{category}.test"), "utf-8")
        self.list_tube("tube.test")

    def list_tube(self, *sites: str, name: str = "Tube") -> None:
        (self.lists / "video.toml").write_text(platform("youtube", name, *sites), "utf-8")

    def change(self, old: str, new: str) -> None:
        text = self.settings.read_text("utf-8")
        assert old in text
        self.settings.write_text(text.replace(old, new), "utf-8")

    def run(self, command: str, *words: str) -> Result:
        return CliRunner().invoke(main, ["lists", command, *words, "--data", str(self.data)])

    def publish(self, *words: str) -> Result:
        return self.run("publish", "--settings", str(self.settings), "--lists", str(self.lists), *words)

    def published(self, *words: str) -> dict[str, Any]:
        done = self.publish("--json", *words)
        assert done.exit_code == 0, done.output
        said: dict[str, Any] = json.loads(done.stdout)
        return said

    def history(self) -> list[dict[str, Any]]:
        said: list[dict[str, Any]] = json.loads(self.run("history", "--json").stdout)
        return said

    def document(self, number: int) -> Any:
        return json.loads(self.run("show", str(number), "--json").stdout)["document"]
