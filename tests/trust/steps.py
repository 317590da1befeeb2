"""What many rows of the exam do: carry on, and look at how a device answers."""

from pathlib import Path
from urllib.parse import urlencode

from owntime.demo.client import AS_A_BROWSER
from owntime.demo.stage import SAMPLE_SCHOOL, Stage
from owntime.device import Device, DeviceOptions
from owntime.policy_source import PolicySource
from school_policy.policy import Upstream
from school_policy.vocabulary import REMINDER_HOST, GroupId
from tests.flow.chain import FACEBOOK, LESSON, moment
from tests.flow.traveller import Arrival, Traveller

CONTINUE = f"https://{REMINDER_HOST}/continue"
AS_THE_REMINDER = {
    **AS_A_BROWSER,
    "Origin": f"https://{REMINDER_HOST}",
    "Sec-Fetch-Site": "same-origin",
    "Content-Type": "application/x-www-form-urlencoded",
}


def carry_on(traveller: Traveller, url: str = FACEBOOK, platform: str = "facebook") -> Arrival:
    """Open a listed page, meet the reminder and carry on for work."""
    token = traveller.ask(url).location.rpartition("/")[2]
    form = urlencode({"platform": platform, "token": token, "choice": "work"}).encode()
    chosen = traveller.ask(CONTINUE, AS_THE_REMINDER, method="POST", body=form)
    assert (chosen.status, chosen.location) == (303, url)
    return chosen


def direct_device(stage: Stage) -> Device:
    """A device of a school without a filter: it dials sites itself."""
    options = DeviceOptions(
        state=stage.folder / "direct", groups=(GroupId("office"),), proxy_port=0, pac_port=0, at=moment(LESSON)
    )
    return Device(PolicySource(SAMPLE_SCHOOL, upstream=Upstream(forward="direct")), options)


def school_with_cap(folder: Path, cap: int) -> Path:
    """Write the sample school's settings with a daily cap."""
    return _school_with(folder, f"daily_cap = {cap}")


def school_that_reminds_anywhere(folder: Path) -> Path:
    """Write the sample school's settings so that a device reminds wherever it is, whatever the server says."""
    return _school_with(folder, "daily_cap = 0\nonly_on_site = false")


def _school_with(folder: Path, reminder: str) -> Path:
    path = folder / "own-school.toml"
    text = SAMPLE_SCHOOL.read_text("utf-8")
    assert text.count("daily_cap = 0") == 1
    path.write_text(text.replace("daily_cap = 0", f"{reminder}\n#"), "utf-8")
    return path
