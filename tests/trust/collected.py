"""A plugin of pytest's: writes, as JSON, which row of the trust exam each collected test holds or is a control of.

Used by test_every_row_is_held.py, in a process of its own: `pytest --collect-only -p tests.trust.collected`.
"""

import json
import os
from pathlib import Path

import pytest

OUTPUT = "OWNTIME_TRUST_ROWS"
"""The environment variable that names the file to write."""


def pytest_collection_finish(session: pytest.Session) -> None:
    """Write [row, whether it is a control, the test's name] for each mark of each test that would run."""
    found = [
        [row, bool(mark.kwargs.get("control", False)), item.name]
        for item in session.items
        for mark in item.iter_markers("trust")
        for row in mark.args
    ]
    Path(os.environ[OUTPUT]).write_text(json.dumps(found), "utf-8")
