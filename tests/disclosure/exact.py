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


def twin(world: World, system: System, where: Where, number: int) -> World | None:
    """Return a school of as many devices, that is as the system says and has so many in a cell; or nothing."""
    cells, devices = list(system.bounds), len(world.half_term.reporting)
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
    return _world(world, np.round(done.x).reshape(devices, len(cells)) > 0, places) if done.success else None


def _unions(system: System, places: Mapping[Where, int]) -> csr_array:
    """Return what holds of sizes as it holds of a single device: it is in a union if it is in one of the parts."""
    assert all(limit == 0 for _, limit in system.limits), "only unions are of the same form for one as for all"
    rows = [(row, places[it], times) for row, (its, _) in enumerate(system.limits) for it, times in its.items()]
    numbers, columns, values = zip(*rows, strict=True)
    return csr_array((np.array(values, float), (numbers, columns)), shape=(len(system.limits), len(places)))


def _world(world: World, inside: np.ndarray, places: Mapping[Where, int]) -> World:
    names = sorted(world.half_term.reporting)
    periods: list[Period] = []
    for number, period in enumerate(world.periods):
        members = {
            cell: frozenset(name for name, its in zip(names, inside[:, place], strict=True) if its)
            for (of, cell), place in places.items()
            if of == number
        }
        periods.append(replace(period, members=MappingProxyType(members), events=MappingProxyType({})))
    return replace(world, weeks=tuple(periods[:-1]), half_term=periods[-1], log=())
