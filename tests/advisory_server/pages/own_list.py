"""The sample school with a list of its own over the shipped ones, as the server has it."""

import datetime as dt
from pathlib import Path

from advisory_server.school import School
from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.policy_source import PolicySource

SAID = 'by = "Ada Byron"\non = 2026-11-01\n'
LAYER = f"""
[[exempt]]
hosts = ["fb.watch"]
reason = "Films of the governors <b>"
until = 2027-01-05
{SAID}
[[remove]]
platform = "ngl"
reason = "Nobody here uses it"
{SAID}
[[add]]
platform = "facebook"
sites = ["faces.example"]
reason = "The old name"
source = "title: Old names; licence: CC0; sha256: 5e1f"
{SAID}
[[add]]
platform = "knitters"
name = "Knitters"
category = "social"
front_page = "https://knitting.example/"
sites = ["knitting.example"]
reason = "Asked for by staff"
{SAID}
[[move]]
platform = "instagram"
hosts = ["fb.gg"]
reason = "Belongs there"
{SAID}
[[move]]
platform = "roblox"
category = "mmorpg"
reason = "It is an online world"
{SAID}
"""


def school_with(folder: Path, layer: str = LAYER) -> School:
    file = folder / "lists.toml"
    file.write_text(layer, "utf-8")
    source = PolicySource(SAMPLE_SCHOOL, layer=file, today=lambda: dt.date(2026, 11, 23))
    policy = source.compile()
    return School(policy=policy, lists=source.lists)
