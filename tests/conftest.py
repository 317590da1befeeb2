import logging
import os
import warnings
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from proxy_addons.secrecy import OnlyOurs
from tests.quick_disk import use_memory

use_memory(os.environ)

# Some examples walk a week minute by minute or write a database: a busy machine must not make a property fail.
settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("exam", settings.get_profile("unhurried"), derandomize=False)

with warnings.catch_warnings():
    # mitmproxy's own imports (pyparsing, ldap3 with pyasn1) warn of what they will have to change.
    warnings.simplefilter("ignore", DeprecationWarning)
    import mitmproxy.addons  # noqa: F401


pytest_plugins = ["tests.sampling"]


def pytest_configure(config: pytest.Config) -> None:
    """Have the same examples in each run of the tests; the exam looks for new ones."""
    settings.load_profile("exam" if config.getoption("markexpr") == "exam" else "unhurried")


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Undo what a command in this process did to logging: the next test looks at logs as if it came first."""
    root, own = logging.getLogger(), logging.getLogger("owntime.server")
    levels = root.level, own.level
    yield
    root.setLevel(levels[0])
    own.setLevel(levels[1])
    for handler in [*root.handlers]:
        if any(isinstance(each, OnlyOurs) for each in handler.filters):
            root.removeHandler(handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-pictures", action="store_true", help="write the README's pictures into docs/")
