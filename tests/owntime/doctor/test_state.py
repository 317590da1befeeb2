"""What a device keeps: rights, the authority, the hosts that it covers, and who trusts it."""

import datetime as dt
import subprocess
from pathlib import Path

import pytest

from domain_lists.index import HostIndex
from owntime.doctor import state, trust
from owntime.doctor.case import Case
from proxy_addons.authority import CERTIFICATE_FILE, KEY_FILE, make_authority
from proxy_addons.device_token import TOKEN_FILE
from proxy_addons.key_file import make_private_directory, write_private
from school_policy.hostname import Hostname
from tests.owntime.doctor.device_case import NOW, case, lines, machine, sample

HOSTS = HostIndex(sample().platforms).site_hosts()


@pytest.fixture
def device(tmp_path: Path) -> Case:
    """A device with an authority for every listed host, and a token."""
    it = case(tmp_path)
    make_private_directory(it.state)
    make_authority(it.authority, HOSTS, NOW)
    write_private(it.state / TOKEN_FILE, b"c2VjcmV0LXNlY3JldC1zZWNyZXQ")
    return it


def renewal(device: Case) -> str:
    return f"run owntime ca renew (with --state {device.state}), and do as it says"


def test_a_state_for_its_owner_alone_is_fine(device: Case) -> None:
    assert lines(*state.rights(device)) == [f"fine: {device.state} is for its owner alone"]


def test_a_device_that_never_ran_has_nothing_wrong(tmp_path: Path) -> None:
    new = case(tmp_path)
    assert [found.level for found in (*state.rights(new), *state.authority(new))] == ["to look at", "to look at"]
    assert [*state.coverage(new, sample()), *trust.trusted(new)] == []
    assert not new.state.exists()


@pytest.mark.parametrize(
    ("path", "mode", "mend"),
    [
        pytest.param("", 0o750, "700", id="the state"),
        pytest.param("authority", 0o755, "700", id="the authority"),
        pytest.param(f"authority/{KEY_FILE}", 0o640, "600", id="the key"),
        pytest.param(TOKEN_FILE, 0o604, "600", id="the token"),
    ],
)
def test_what_others_may_read_is_wrong_and_how_to_mend_it_is_said(
    device: Case, path: str, mode: int, mend: str
) -> None:
    loose = device.state / path
    loose.chmod(mode)
    (found,) = state.rights(device)
    assert lines(found) == [f"wrong: {loose} can be read by others"]
    assert found.to_do == f"mend it with: chmod {mend} {loose}"


@pytest.mark.parametrize(
    ("days", "found"),
    [
        pytest.param(0, "fine: valid until 19 November 2028", id="new"),
        pytest.param(666, "fine: valid until 19 November 2028", id="61 days"),
        pytest.param(
            668,
            "to look at: valid until 19 November 2028 only; then every site passes through, unread",
            id="59 days",
        ),
        pytest.param(
            800,
            "wrong: valid from 20 November 2026 to 19 November 2028, not now: every site passes through, unread",
            id="over",
        ),
    ],
)
def test_how_long_the_authority_is_valid(device: Case, days: int, found: str) -> None:
    device.clock.set(NOW + dt.timedelta(days=days))
    (finding,) = state.authority(device)
    assert lines(finding) == [found]
    assert finding.to_do in ("", renewal(device))
    assert bool(finding.to_do) == (not found.startswith("fine"))


def test_an_authority_that_is_none_is_wrong(device: Case) -> None:
    write_private(device.authority / KEY_FILE, b"canary")
    (found,) = state.authority(device)
    assert (found.level, "is no authority of Own Time" in found.seen) == ("wrong", True)
    assert "canary" not in f"{found}"
    assert [*state.coverage(device, sample())] == []


def test_hosts_that_the_authority_does_not_cover_are_named(tmp_path: Path, device: Case) -> None:
    assert lines(*state.coverage(device, sample())) == [
        f"fine: the certificate covers all {len(HOSTS)} listed hosts of sites"
    ]
    older = case(tmp_path, state=tmp_path / "older")
    new = next(host for host in HOSTS if not any(host.endswith(f".{other}") for other in HOSTS))
    make_authority(older.authority, [host for host in HOSTS if host != new], NOW)
    (found,) = state.coverage(older, sample())
    named = f"the certificate does not cover 1 of {len(HOSTS)} listed hosts: {new}."
    assert lines(found) == [f"to look at: {named} They pass through without a reminder until it is renewed"]
    assert found.to_do == renewal(older)


def test_of_many_hosts_only_some_are_named(tmp_path: Path) -> None:
    older = case(tmp_path)
    make_authority(older.authority, [Hostname("made-up.test")], NOW)
    (found,) = state.coverage(older, sample())
    assert f"{', '.join(HOSTS[:5])} and {len(HOSTS) - 5} more. They pass" in found.seen


OTHERS = "-----BEGIN CERTIFICATE-----\nbm90IG91cnM=\n-----END CERTIFICATE-----\n"


@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_the_system_store_is_looked_into(tmp_path: Path, device: Case, line: str) -> None:
    bundle = tmp_path / "bundle.crt"
    looking = case(tmp_path, machine=machine(tmp_path, trust_bundles=(tmp_path / "none", bundle)))
    bundle.write_text(OTHERS, "ascii")
    (without,) = trust.trusted(looking)
    assert (without.level, without.seen[:27]) == ("to look at", "not in the system's store; ")
    ours = (device.authority / CERTIFICATE_FILE).read_text("ascii")
    bundle.write_text((OTHERS + ours + OTHERS).replace("\n", line), "ascii", newline="")
    (within,) = trust.trusted(looking)
    assert (within.level, within.seen[:29]) == ("fine", "trusted by the system's store")


def certutil(*words: str) -> None:
    subprocess.run(["certutil", *words], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("flags", "level"),
    [pytest.param("C,,", "fine", id="trusted"), pytest.param(",,", "to look at", id="there, and not trusted")],
)
def test_the_nss_database_of_the_user_is_looked_into(tmp_path: Path, device: Case, flags: str, level: str) -> None:
    database = tmp_path / "nssdb"
    database.mkdir()
    certutil("-d", f"sql:{database}", "-N", "--empty-password")
    looking = case(tmp_path, machine=machine(tmp_path, nss_databases=(database, tmp_path / "none")))
    (without,) = trust.trusted(looking)
    assert lines(without)[0].startswith("to look at: not in the user's NSS database; ")
    certificate = str(device.authority / CERTIFICATE_FILE)
    certutil("-d", f"sql:{database}", "-A", "-t", flags, "-n", "Own Time, room 3", "-i", certificate)
    (within,) = trust.trusted(looking)
    assert within.level == level


def test_where_there_is_nothing_to_look_into_nobody_can_tell(device: Case) -> None:
    assert lines(*trust.trusted(device)) == ["to look at: could not tell whether this machine trusts it"]
