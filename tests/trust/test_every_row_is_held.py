"""Each row of docs/trust.md is held by a test that `make test` runs, and has a control: so none can get lost."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.trust.collected import OUTPUT

ROOT = Path(__file__).parents[2]
ROWS = (
    *("T1", "T2", "T3", "T10", "T11", "T12", "T13", "T16", "T19", "T21", "T23"),
    *("I1", "I2", "I3", "I5", "I7", "I8", "I9", "I10", "I12", "I14", "I17", "I18", "I19", "I20"),
    "P8",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Which rows are held, and which have a control."""

    rows: set[str]
    controls: set[str]

    def lacking(self) -> list[str]:
        """Return what is missing, in words."""
        found = [f"{row} is held by no test" for row in ROWS if row not in self.rows]
        found += [f"{row} has no control" for row in ROWS if row not in self.controls]
        return found + [
            f"{row} is no row of docs/trust.md"
            for row in sorted(self.rows | self.controls - set(ROWS))
            if row not in ROWS
        ]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Held:
    """Have pytest itself collect every file in which a row is named, as `make test` does."""
    files = [str(path) for path in (ROOT / "tests").rglob("test_*.py") if "mark.trust(" in path.read_text("utf-8")]
    output = tmp_path_factory.mktemp("rows") / "rows.json"
    command = [sys.executable, "-m", "pytest", "--collect-only", "-p", "tests.trust.collected"]
    told = subprocess.run(
        [*command, "-m", "trust and not exam", *files],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, OUTPUT: str(output)},
        timeout=240,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    found = json.loads(output.read_text("utf-8"))
    return Held(
        rows={row for row, is_control, _ in found if not is_control},
        controls={row for row, is_control, _ in found if is_control},
    )


def test_each_row_is_held_and_has_a_control(held: Held) -> None:
    assert held.lacking() == []


@pytest.mark.parametrize("row", ROWS)
def test_a_row_that_loses_its_test_or_its_control_is_missed(held: Held, row: str) -> None:
    assert Held(rows=held.rows - {row}, controls=held.controls).lacking() == [f"{row} is held by no test"]
    assert Held(rows=held.rows, controls=held.controls - {row}).lacking() == [f"{row} has no control"]


def test_the_page_for_auditors_has_each_row_once(held: Held) -> None:
    told = re.findall(r"^\| ([TIP]\d+) \|", (ROOT / "docs" / "trust.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(ROWS)
    assert set(told) == held.rows
