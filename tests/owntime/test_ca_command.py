"""`owntime ca`, as the IT admin meets it on a device."""

import json
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from domain_lists.index import HostIndex
from owntime.cli import main
from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.policy_source import PolicySource
from proxy_addons.authority import CERTIFICATE_FILE, KEY_FILE, make_authority
from proxy_addons.authority_renewal import waiting_folder
from school_policy.hostname import Hostname
from school_policy.platform import HostRule
from school_policy.policy_document import encode
from school_policy.vocabulary import HostKind

SITES = HostIndex(PolicySource(SAMPLE_SCHOOL).compile().platforms).site_hosts()
NOW = datetime.fromtimestamp(time.time(), UTC)  # certificates go by real time
MISSING = next(host for host in SITES if not any(host.endswith(f".{other}") for other in SITES))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user whose browsers trust nothing of ours yet."""
    database = tmp_path / "home" / ".pki" / "nssdb"
    database.mkdir(parents=True)
    certutil("-d", f"sql:{database}", "-N", "--empty-password")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """One that was made when one site was not listed yet."""
    folder = tmp_path / "state" / "authority"
    make_authority(folder, [host for host in SITES if host != MISSING], NOW)
    return folder


def certutil(*words: str) -> None:
    subprocess.run(["certutil", *words], check=True, capture_output=True)


def ca(tmp_path: Path, *words: str) -> Result:
    options = ("--settings", str(SAMPLE_SCHOOL), "--state", str(tmp_path / "state"))
    return CliRunner().invoke(main, ["ca", words[0], *options, *words[1:]])


def as_data(tmp_path: Path, *words: str) -> dict[str, Any]:
    done = ca(tmp_path, *words, "--json")
    assert done.exit_code == 0, done.output
    data: dict[str, Any] = json.loads(done.stdout)
    return data


def test_it_is_shown_with_what_it_does_not_cover_and_what_to_do(tmp_path: Path, authority: Path) -> None:
    done = ca(tmp_path, "show")
    assert done.exit_code == 0
    assert f"In use: {authority / CERTIFICATE_FILE}" in done.stdout
    assert f"not covered, so passing without a reminder: {MISSING}\n" in done.stdout
    assert "owntime ca renew" in done.stdout
    assert as_data(tmp_path, "show")["in_use"]["not_covered"] == [MISSING]


@pytest.mark.usefixtures("authority")
def test_it_is_renewed_trusted_and_activated(tmp_path: Path, home: Path) -> None:
    assert "Have browsers trust" in ca(tmp_path, "renew").stdout
    renewed = as_data(tmp_path, "show")
    assert renewed["in_use"]["not_covered"] == [MISSING]  # as before
    assert renewed["waiting"]["not_covered"] == []

    not_yet = ca(tmp_path, "activate")
    assert not_yet.exit_code == 1
    assert "not in " in not_yet.stderr
    assert as_data(tmp_path, "show") == renewed

    waiting = renewed["waiting"]["certificate"]
    certutil("-d", f"sql:{home / '.pki' / 'nssdb'}", "-A", "-t", "C,,", "-n", "Own Time", "-i", waiting)
    activated = as_data(tmp_path, "activate")
    assert activated["waiting"] is None
    assert activated["in_use"]["fingerprint"] == renewed["waiting"]["fingerprint"]
    assert ca(tmp_path, "show").stdout.count("owntime ca") == 0  # nothing is left to do


def test_renewing_what_needs_none_changes_nothing_unless_it_is_asked_for(tmp_path: Path) -> None:
    make_authority(tmp_path / "state" / "authority", SITES, NOW)
    before = as_data(tmp_path, "show")
    assert "Nothing to renew" in ca(tmp_path, "renew").stdout
    assert as_data(tmp_path, "show") == before
    again = as_data(tmp_path, "renew", "--again")["waiting"]
    assert as_data(tmp_path, "renew")["waiting"] == again  # one that waits is made once
    assert as_data(tmp_path, "renew", "--again")["waiting"] != again


def test_one_that_ends_soon_is_renewed(tmp_path: Path) -> None:
    make_authority(tmp_path / "state" / "authority", SITES, NOW - timedelta(days=700))
    assert as_data(tmp_path, "show")["in_use"]["is_valid"]
    assert as_data(tmp_path, "renew")["waiting"]["not_covered"] == []


def test_what_the_device_goes_by_is_covered_too(tmp_path: Path, authority: Path) -> None:
    before = as_data(tmp_path, "show")["in_use"]["not_covered"]
    first, *others = PolicySource(SAMPLE_SCHOOL).compile().platforms
    rule = HostRule(host=Hostname("made-up.test"), kind=HostKind.SITE)
    more = msgspec.structs.replace(first, hosts=(*first.hosts, rule))
    published = msgspec.structs.replace(PolicySource(SAMPLE_SCHOOL).compile(), platforms=(more, *others))
    (authority.parent / "policy.json").write_bytes(encode(published))
    after = as_data(tmp_path, "show")["in_use"]["not_covered"]
    assert sorted([*before, "made-up.test"]) == after


@pytest.mark.parametrize("word", ["show", "renew", "activate"])
def test_where_no_proxy_has_run_it_says_so(tmp_path: Path, word: str) -> None:
    done = ca(tmp_path, word)
    assert done.exit_code == 1
    assert "owntime proxy makes one" in done.stderr


def test_where_none_waits_there_is_nothing_to_activate(tmp_path: Path, authority: Path) -> None:
    key = (authority / KEY_FILE).read_bytes()
    done = ca(tmp_path, "activate", "--trusted")
    assert done.exit_code == 1
    assert "no authority waits" in done.stderr
    assert (authority / KEY_FILE).read_bytes() == key


def test_files_that_cannot_be_used_end_it_with_the_reason(tmp_path: Path, authority: Path) -> None:
    ca(tmp_path, "renew")
    (waiting_folder(authority) / KEY_FILE).write_bytes(b"no key")
    done = ca(tmp_path, "activate", "--trusted")
    assert done.exit_code == 2
    assert "is no authority of Own Time" in done.stderr
    wrong = CliRunner().invoke(main, ["ca", "show", "--settings", str(tmp_path / "none.toml")])
    assert wrong.exit_code == 2
    assert "none.toml" in wrong.stderr
