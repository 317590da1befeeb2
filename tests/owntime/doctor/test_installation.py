"""What Own Time runs on."""

import datetime as dt
import os
from pathlib import Path

import msgspec
import pytest

from owntime.doctor import installation
from tests.owntime.doctor.device_case import NOW, case, lines, machine, sample


@pytest.mark.parametrize(
    ("version", "specification", "is_within"),
    [
        ("12.2.3", "<12.3,>=12.2.3", True),
        ("12.2.10", ">=12.2.3, <12.3", True),
        ("12.2.2", "<12.3,>=12.2.3", False),
        ("12.3", "<12.3,>=12.2.3", False),
        ("12.3.0", "<12.3,>=12.2.3", False),
        ("12.3.1", "<12.3,>=12.2.3", False),
        ("3.9.1", ">=3.12", False),
        ("3.13.0", ">=3.12", True),
        ("12.3.0rc1", "<12.3,>=12.2.3", None),
        ("12.2.3", "~=12.2", None),
        ("12.2.3", "", None),
    ],
)
def test_a_version_is_within_a_range_or_not_or_nobody_can_tell(
    version: str, specification: str, *, is_within: bool | None
) -> None:
    assert installation.is_within(version, specification) is is_within


def test_what_is_installed_here_is_within_its_ranges(tmp_path: Path) -> None:
    python, mitmproxy = lines(*installation.versions(case(tmp_path)))
    assert python.startswith("fine: Python 3.")
    assert mitmproxy.startswith("fine: mitmproxy 12.2.")


@pytest.mark.parametrize("name", ["SSLKEYLOGFILE", "MITMPROXY_SSLKEYLOGFILE"])
def test_a_key_log_is_wrong_and_its_place_is_not_told(tmp_path: Path, name: str) -> None:
    (found,) = installation.key_log(case(tmp_path, machine=machine(tmp_path, environment={name: "canary"})))
    assert lines(found) == [f"wrong: {name} is set: TLS keys would be written to a file"]
    assert "canary" not in f"{found}"
    (none,) = installation.key_log(case(tmp_path, machine=machine(tmp_path, environment={name: ""})))
    assert lines(none) == ["fine: no program is told to write TLS keys to a file"]


def test_a_time_zone_that_the_system_does_not_know_is_wrong(tmp_path: Path) -> None:
    assert lines(*installation.zones(case(tmp_path))) == ["fine: the time zone Europe/London is known"]
    elsewhere = msgspec.structs.replace(sample().school, zone="Europe/Ashover")
    policy = msgspec.structs.replace(sample(), school=elsewhere)
    assert lines(*installation.zones(case(tmp_path, policy))) == [
        "wrong: the time zone Europe/Ashover is not known"
    ]


@pytest.mark.parametrize(
    ("behind", "level"),
    [
        pytest.param(dt.timedelta(days=-30), "fine", id="installed a month ago"),
        pytest.param(dt.timedelta(minutes=4), "fine", id="four minutes behind"),
        pytest.param(dt.timedelta(minutes=6), "wrong", id="six minutes behind"),
        pytest.param(dt.timedelta(days=900), "wrong", id="years behind"),
    ],
)
def test_a_clock_before_the_newest_file_of_the_installation_is_wrong(
    tmp_path: Path, behind: dt.timedelta, level: str
) -> None:
    folder = tmp_path / "installed"
    folder.mkdir()
    for name, ago in (("old.py", dt.timedelta(days=9_000)), ("new.py", dt.timedelta(0))):
        (folder / name).touch()
        written = (NOW + behind - ago).timestamp()
        os.utime(folder / name, (written, written))
    (finding,) = installation.clock(case(tmp_path))
    assert finding.level == level
    assert finding.seen.startswith("the clock says 2026-11-23 10:42 UTC")
