import subprocess
from pathlib import Path

import pytest

from owntime.demo.browser import (
    BrowserHome,
    chromium_command,
    installation_line,
    missing_programs,
    shell_line,
)
from owntime.demo.stand_in_authority import StandInAuthority


def test_everything_that_it_needs_is_here() -> None:
    assert missing_programs() == []


def test_the_home_is_gone_after_use() -> None:
    with BrowserHome([]) as home:
        assert (home.path / ".pki" / "nssdb" / "cert9.db").exists()
    assert not home.path.exists()


def test_the_line_to_copy_is_the_command() -> None:
    with BrowserHome([]) as home:
        line = shell_line(home, "http://127.0.0.1:1/proxy.pac", "https://www.facebook.com/?a=1&b=2")
        command = chromium_command(home, "http://127.0.0.1:1/proxy.pac", "https://www.facebook.com/?a=1&b=2")
    assert line.startswith(f"HOME={home.path} chromium --user-data-dir={home.path}/")
    assert line.endswith(" 'https://www.facebook.com/?a=1&b=2'")
    assert command[:3] == ["env", f"HOME={home.path}", "chromium"]


def test_the_home_trusts_what_it_was_given_and_nothing_else() -> None:
    with BrowserHome([StandInAuthority().certificate_pem]) as home:
        database = f"sql:{home.path / '.pki' / 'nssdb'}"
        listed = subprocess.run(
            ["certutil", "-L", "-d", database], capture_output=True, text=True, check=True
        ).stdout
    assert [line.split()[-1] for line in listed.splitlines() if line.startswith("Own Time")] == ["C,,"]


def test_a_certificate_that_is_none_is_said_and_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(subprocess.CalledProcessError):
        BrowserHome([b"no certificate"])
    assert list(tmp_path.iterdir()) == []


def test_programs_that_are_missing_are_named_with_the_line_that_installs_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert missing_programs() == ["chromium", "certutil"]
    assert installation_line(missing_programs()) == "sudo apt-get install chromium libnss3-tools"


@pytest.mark.parametrize(("user", "flags"), [(0, ["--no-sandbox"]), (1000, [])])
def test_the_sandbox_is_off_only_for_root(user: int, flags: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: user)
    with BrowserHome([]) as home:
        command = chromium_command(home, "http://127.0.0.1:1/proxy.pac", "about:blank")
    assert [flag for flag in command if flag == "--no-sandbox"] == flags
