"""A made-up school: its devices enrolled at a real server, and their weeks sent through the real ingest."""

import dataclasses
import datetime as dt
from functools import partial
from pathlib import Path

import msgspec

from advisory_server.release_job import release_due, release_half_terms_due
from advisory_server.school import School
from advisory_server.settings import ServerOptions
from advisory_server.store.database import Store
from advisory_server.store.devices import add_device
from advisory_server.store.listed_devices import listed_devices
from owntime.moment import in_zone
from owntime.policy_source import PolicySource
from owntime.school_server import SchoolServer
from owntime.simulate.weeks import Place, Plan, send_weeks
from proxy_addons.clock import Clock
from school_policy.policy import Policy


class DataInUseError(ValueError):
    """There are devices at this server already; nothing made-up may be mixed with what is real."""


async def simulate(plan: Plan, source: PolicySource, data: Path, store: Store) -> None:
    """Fill an empty store with made-up weeks, by a server that runs meanwhile on a free port of loopback.

    What is over by `plan.until` is released.

    Raises DataInUseError, SimulationError, and what a server may raise.
    """
    if await store.run(listed_devices):
        raise DataInUseError(f"{data} has devices already; made-up weeks go into an empty folder")
    clock = Clock()
    server = SchoolServer(source, ServerOptions(data=data, port=0), clock.now, _no_pac)
    zone = server.in_force.school.zone
    plan = dataclasses.replace(plan, until=in_zone(plan.until, zone))
    school = server.in_force.school = _at_work(server.in_force.school, plan.mondays(zone)[0])
    clock.set(plan.begins(zone))
    async with server.serving(store) as url:
        enrolled = clock.now().astimezone(zone).date()
        names = [f"Made-up device {number:02}" for number in range(1, plan.devices + 1)]
        tokens = [await store.run(partial(add_device, name=name, today=enrolled)) for name in names]
        groups = tuple(school.group_names)
        place = Place(server=url, clock=clock, zone=zone, dimensions=school.dimensions, groups=groups)
        await send_weeks(plan, place, tokens)
    await release_due(store, clock.now(), school)
    await release_half_terms_due(store, clock.now())


def _at_work(school: School, by: dt.date) -> School:
    """Return the same school with staff told by a day, and at work outside of the terms too.

    What would be seen is of interest before they are told, and before the calendar begins.
    """
    policy = school.policy
    notice = msgspec.structs.replace(policy.notice, given_on=min(policy.notice.given_on or by, by))
    groups = tuple(msgspec.structs.replace(group, holiday_week=group.week) for group in policy.groups)
    return dataclasses.replace(school, policy=msgspec.structs.replace(policy, notice=notice, groups=groups))


def _no_pac(_policy: Policy) -> str:
    return ""
