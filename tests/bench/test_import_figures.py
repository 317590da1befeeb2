import subprocess
import sys
from pathlib import Path

import pytest

from bench.import_figures import made_up_hosts, run
from bench.sides import program


def test_what_a_program_took_is_measured_and_not_what_its_starter_has() -> None:
    big = bytearray(200 * 2**20)  # of this process
    seconds, peak = run([sys.executable, "-c", "sum(range(2_000_000))"])
    assert 0.005 < seconds < 60
    assert 1 < peak < 150
    _, peak = run([sys.executable, "-c", f"bytearray({len(big)}).count(1)"])
    assert 200 < peak < 500


def test_a_program_that_fails_has_no_figures() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run([sys.executable, "-c", "raise SystemExit(1)"])


def test_the_made_up_hosts_are_the_same_each_time() -> None:
    hosts = made_up_hosts(100)
    assert hosts == made_up_hosts(100)
    assert hosts.count("\n") == 100
    assert all(line.startswith("0.0.0.0 ") and "." in line[8:] for line in hosts.splitlines())


@pytest.mark.exam
def test_a_million_hosts_are_imported_in_less_than_400_mib(tmp_path: Path) -> None:
    hosts = tmp_path / "hosts"
    hosts.write_text(made_up_hosts(1_000_000), "ascii")
    output = tmp_path / "social.toml"
    _, peak = run([program("owntime"), "lists", "import", str(hosts), "--output", str(output)])
    assert peak < 400
    assert output.stat().st_size > 10_000_000
