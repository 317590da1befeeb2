"""`owntime demo --check` as a newcomer runs it, and the sentences that it must end with."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

OWNTIME = str(Path(sys.executable).parent / "owntime")
STEPS = 12


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [OWNTIME, "demo", "--check", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )


def test_the_main_job_works_from_the_reminder_to_the_servers_count() -> None:
    done = check()

    *steps, end = done.stdout.splitlines()
    assert [step[:6] for step in steps] == ["ok    "] * STEPS, done.stdout + done.stderr
    assert any("the server counts one device more" in step for step in steps)
    assert (end, done.returncode) == ("The main job works.", 0)


@pytest.mark.exam  # it waits long for what does not come
def test_where_the_main_job_has_nothing_to_do_the_check_says_so() -> None:
    done = check("--at", "2026-11-23T19:30")

    assert "FAILED  Facebook leads to the reminder (302)" in done.stdout.splitlines()
    assert "FAILED  a quarter of an hour later one report has arrived" in done.stdout.splitlines()
    assert done.returncode == 1


def test_a_group_that_is_not_there_is_named_with_those_that_are() -> None:
    done = check("--group", "teachers")

    assert done.returncode == 2
    assert 'no group "teachers"' in done.stderr
    assert "teaching, office, site" in done.stderr
