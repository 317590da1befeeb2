"""Checks of what Own Time runs on: versions, time zones, the clock, and the environment."""

import datetime as dt
import platform
import re
from collections.abc import Iterator
from importlib import metadata
from zoneinfo import ZoneInfo

from owntime.doctor.case import Case
from owntime.doctor.finding import Finding, fine, look, wrong
from proxy_addons.secrecy import KeyLogError, refuse_key_log

_ALSO = dt.timedelta(minutes=5)  # a clock that was set right after the installation may be behind by so much
_ANEW = "install Own Time anew (make setup), so that it gets the versions that it was tried with"


def versions(_case: Case) -> Iterator[Finding]:
    """Look whether Python and mitmproxy are those that Own Time was tried with."""
    ours = metadata.metadata("owntime")
    yield _version("Python", platform.python_version(), ours.get("Requires-Python", ""))
    wanted = [need for need in metadata.requires("owntime") or () if re.match(r"mitmproxy\b", need)]
    specification = wanted[0].removeprefix("mitmproxy") if wanted else ""
    try:
        yield _version("mitmproxy", metadata.version("mitmproxy"), specification)
    except metadata.PackageNotFoundError:
        yield wrong("mitmproxy is not installed", _ANEW)


def _version(what: str, version: str, specification: str) -> Finding:
    match is_within(version, specification):
        case True:
            return fine(f"{what} {version}")
        case False:
            return wrong(f"{what} {version} is not within {specification}", _ANEW)
        case None:
            return look(f"could not tell whether {what} {version} is within {specification or 'its range'}", _ANEW)


def is_within(version: str, specification: str) -> bool | None:
    """Tell whether a version is within a range such as ">=12.2.3,<12.3"; None where one is written otherwise."""
    bounds = [re.fullmatch(r"\s*(>=|<)\s*([0-9.]+)\s*", part) for part in specification.split(",")]
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)*", version) or not all(bounds):
        return None
    its = _numbers(version)
    return all(
        its >= _numbers(bound[2]) if bound[1] == ">=" else its < _numbers(bound[2]) for bound in bounds if bound
    )


def _numbers(version: str) -> tuple[int, ...]:
    """Return a version's numbers; 12.3 and 12.3.0 are the same."""
    numbers = [int(number) for number in version.split(".") if number]
    return (*numbers, 0, 0, 0, 0)[:4]


def key_log(case: Case) -> Iterator[Finding]:
    """Look whether TLS keys would be written to a file; the proxy refuses to start then."""
    try:
        refuse_key_log(case.machine.environment)
        yield fine("no program is told to write TLS keys to a file")
    except KeyLogError as problem:
        yield wrong(str(problem).partition(".")[0], "unset it for the user that the proxy runs as, and start it")


def zones(case: Case) -> Iterator[Finding]:
    """Look whether the system's data of time zones is there."""
    zone = case.policy.school.zone if case.policy else "Europe/London"
    try:
        ZoneInfo(zone)
        yield fine(f"the time zone {zone} is known")
    except (OSError, ValueError, KeyError):
        yield wrong(f"the time zone {zone} is not known", "install the system's tzdata")


def clock(case: Case) -> Iterator[Finding]:
    """Look whether the clock is later than what is installed: one that is not was set back, or never set."""
    now = case.clock.now()
    written = max(
        (file.stat().st_mtime for folder in case.machine.installed for file in folder.rglob("*.py")), default=0
    )
    newest = dt.datetime.fromtimestamp(written, dt.UTC)
    if now + _ALSO < newest:
        seen = (
            f"the clock says {now:%Y-%m-%d %H:%M} UTC, and Own Time was installed after that ({newest:%Y-%m-%d})"
        )
        yield wrong(seen, "set this machine's clock, best by network time")
    else:
        yield fine(f"the clock says {now:%Y-%m-%d %H:%M} UTC")
