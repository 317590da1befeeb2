"""A seeded sample of tests that are one of many alike: the others of them are the exam's.

`make exam` runs all of them, and so does whoever names a test. Another seed, another sample: OWNTIME_SAMPLE=7.
"""

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence

import pytest

ONE_IN = 3
"""Of so many alike, one is a test; of fewer, one is too."""


def pytest_collection_modifyitems(config: pytest.Config, items: Sequence[pytest.Item]) -> None:
    """Give the exam those that are not of the sample."""
    if any("::" in argument for argument in config.args):
        return
    alike = defaultdict(list)
    for item in items:
        if item.get_closest_marker("sampled") is not None:
            alike[item.nodeid.partition("[")[0]].append(item)
    for group in alike.values():
        chosen = sample([item.nodeid for item in group], os.environ.get("OWNTIME_SAMPLE", ""))
        for item in group:
            if item.nodeid not in chosen:
                item.add_marker(pytest.mark.exam)


def sample(names: Iterable[str], seed: str) -> frozenset[str]:
    """Return one in ONE_IN of the names, one at least; the same for the same seed."""
    by_chance = sorted(names, key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).digest())
    return frozenset(by_chance[: -(-len(by_chance) // ONE_IN)])
