import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from domain_lists.catalogue import load_catalogue
from domain_lists.importers import Format, NameSet, open_stream, read_lists
from domain_lists.index import HostIndex
from owntime.lists_command import lists
from school_policy.hostname import Hostname


def run(*words: str) -> Result:
    return CliRunner().invoke(lists, ["export", *words])


def read(text: str, format_: Format) -> NameSet:
    with open_stream(io.BytesIO(text.encode()), "list") as container:
        return read_lists(container, format_).names


@pytest.mark.parametrize("format_", [Format.ADBLOCK, Format.RPZ])
def test_a_format_that_can_say_it_all_lists_the_same_hosts(format_: Format) -> None:
    result = run("--format", format_.value)
    assert (result.exit_code, result.stderr) == (0, "")
    catalogue = load_catalogue()
    index = HostIndex(catalogue.platforms, catalogue.never_listed)
    names = read(result.stdout, format_)
    hosts = {listing.host for listing in index.listings()} | {entry.host for entry in catalogue.never_listed}
    for host in hosts | {Hostname(f"below.{host}") for host in hosts}:
        assert names.lists(host) is (index.find(host) is not None), host


@pytest.mark.parametrize("format_", Format)
def test_what_a_format_cannot_say_is_counted(format_: Format, tmp_path: Path) -> None:
    path = tmp_path / "list"
    result = run("--format", format_.value, "--output", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert path.read_text("utf-8")
    assert ("rules are left out" in result.stderr) is (format_ not in (Format.ADBLOCK, Format.RPZ))
