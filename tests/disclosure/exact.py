"""A twin of a school: other devices in the cells, and the same release. Who sees the one may be seeing the other.

The attacker's numbers treat a union as if its size were all there is to it, so that they might leave open what can
never be. Here each device is a row of yes and no.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]
from scipy.sparse import csr_array, identity, kron  # type: ignore[import-untyped]

from tests.disclosure.system import System, Where
from tests.disclosure.world import Period, World


def twin(world: World, system: System, where: Where, number: int, plot: frozenset[int]) -> World | None:
    """Return a school of as many devices, that is as the system says and has so many others in a cell; or nothing.

    Those in the plot do in it what they do in the world.
    """
    others = sorted(world.half_term.reporting - plot)
    cells, devices = list(system.bounds), len(others)
    places = {where: place for place, where in enumerate(cells)}
    least = np.array([its.low for its in system.bounds.values()], float)
    most = np.array([its.high for its in system.bounds.values()], float)
    least[places[where]] = most[places[where]] = number
    each_device = kron(identity(devices), _unions(system, places), format="csr")
    all_devices = kron(np.ones((1, devices)), identity(len(cells)), format="csr")
    done = milp(
        np.zeros(devices * len(cells)),
        constraints=[LinearConstraint(each_device, -np.inf, 0), LinearConstraint(all_devices, least, most)],
        integrality=np.ones(devices * len(cells)),
        bounds=Bounds(0, 1),
    )
    if not done.success:
        return None
    inside = np.round(done.x).reshape(devices, len(cells)) > 0
    found = {
        it: frozenset(name for name, its in zip(others, inside[:, place], strict=True) if its)
        for it, place in places.items()
    }
    return _world(world, found, plot)


def _unions(system: System, places: Mapping[Where, int]) -> csr_array:
    """Return what holds of sizes as it holds of a single device: it is in a union if it is in one of the parts."""
    assert all(limit == 0 for _, limit in system.limits), "only unions are of the same form for one as for all"
    rows = [(row, places[it], times) for row, (its, _) in enumerate(system.limits) for it, times in its.items()]
    numbers, columns, values = zip(*rows, strict=True)
    return csr_array((np.array(values, float), (numbers, columns)), shape=(len(system.limits), len(places)))


def _world(world: World, others: Mapping[Where, frozenset[int]], plot: frozenset[int]) -> World:
    periods: list[Period] = []
    for number, period in enumerate(world.periods):
        members = {
            cell: found | (period.members.get(cell, frozenset()) & plot)
            for (of, cell), found in others.items()
            if of == number
        }
        periods.append(replace(period, members=MappingProxyType(members), events=MappingProxyType({})))
    return replace(world, weeks=tuple(periods[:-1]), half_term=periods[-1], log=())
