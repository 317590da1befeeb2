"""`owntime record`: the record of processing activities, from the settings as they are."""

from typing import Any

import click

from owntime.data_protection.command import PackOptions, pack_options, work
from owntime.data_protection.record import record as document
from owntime.timetable.school_time import on_the_clock
from proxy_addons.clock import Clock


@click.command()
@pack_options
@on_the_clock
def record(clock: Clock, /, **options: Any) -> None:
    """Write the record of processing activities (UK GDPR Article 30).

    Each statement says whether the program MEASURED it or somebody SELF-REPORTED it. `--check` ends with 1 where
    anything that is said has changed since it was signed off, or nobody has; with 2 where a file cannot be used.
    """
    work(document, clock.now(), PackOptions(**options))
