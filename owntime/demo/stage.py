"""The demo's stage: the sample school on loopback, with stand-ins behind the upstream seam. Needs no internet."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain_lists.catalogue import load_catalogue
from owntime.demo.stand_in_authority import StandInAuthority
from owntime.demo.stand_in_filter import StandInFilter, led_to
from owntime.demo.stand_in_origin import StandInOrigin
from school_policy.policy import Upstream

SAMPLE_SCHOOL = Path(__file__).parents[2] / "examples" / "ashover" / "school.toml"

UNLISTED_HOSTS = ("www.ashover.example", "www.bbc.co.uk", "www.gov.uk", "example.org", "example.com")
"""Hosts beside the listed ones that have a stand-in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Everything that stands around the device."""

    folder: Path
    """Throw-away; gone when the stage is taken down."""
    authority: StandInAuthority
    origin: StandInOrigin
    school_filter: StandInFilter

    @property
    def upstream(self) -> Upstream:
        """The school's filter, as the settings name it."""
        host, port = self.school_filter.address
        return Upstream(forward=f"http://{host}:{port}")


@contextlib.contextmanager
def set_stage() -> Iterator[Stage]:
    """Set the stage, and take it down in the end."""
    authority = StandInAuthority()
    hosts = [rule.host for platform in load_catalogue().platforms for rule in platform.hosts]
    with (
        tempfile.TemporaryDirectory(prefix="owntime-demo-", ignore_cleanup_errors=True) as folder,
        StandInOrigin(authority) as origin,
        StandInFilter(led_to(dict.fromkeys([*hosts, *UNLISTED_HOSTS], origin.address))) as school_filter,
    ):
        yield Stage(folder=Path(folder), authority=authority, origin=origin, school_filter=school_filter)
