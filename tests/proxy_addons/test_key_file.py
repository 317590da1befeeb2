import os
import stat
from pathlib import Path

import pytest

from proxy_addons.key_file import (
    LooseRightsError,
    check_private,
    keep_private,
    make_private_directory,
    write_private,
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_private_file_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_private_directory(tmp_path / "a" / "b")
        write_private(tmp_path / "a" / "b" / "key", b"secret")
    finally:
        os.umask(before)
    assert mode(tmp_path / "a" / "b") == 0o700
    assert mode(tmp_path / "a" / "b" / "key") == 0o600
    check_private(tmp_path / "a" / "b")
    check_private(tmp_path / "a" / "b" / "key")


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"a longer text that others could read")
    path.chmod(0o644)
    write_private(path, b"new")
    assert path.read_bytes() == b"new"
    assert mode(path) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_there_already_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "key"
    keep_private(path, b"same")
    before = path.stat().st_ino
    keep_private(path, b"same")
    assert path.stat().st_ino == before
    path.chmod(0o644)
    keep_private(path, b"same")
    assert mode(path) == 0o600
    keep_private(path, b"other")
    assert path.read_bytes() == b"other"


def test_what_an_interrupted_write_left_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "key.part").write_bytes(b"half")
    write_private(tmp_path / "key", b"whole")
    assert (tmp_path / "key").read_bytes() == b"whole"


def test_a_link_that_lies_in_wait_is_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"theirs")
    (tmp_path / "key.part").symlink_to(other)
    write_private(tmp_path / "key", b"ours")
    assert other.read_bytes() == b"theirs"


@pytest.mark.parametrize("loose", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644, 0o666])
def test_a_file_open_to_others_is_refused_and_the_mend_is_told(tmp_path: Path, loose: int) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"secret")
    path.chmod(loose)
    with pytest.raises(LooseRightsError, match=f"chmod 600 {path}"):
        check_private(path)
    path.chmod(0o600)
    check_private(path)


@pytest.mark.parametrize("loose", [0o750, 0o705, 0o755, 0o711])
def test_a_directory_open_to_others_is_refused_and_the_mend_is_told(tmp_path: Path, loose: int) -> None:
    tmp_path.chmod(loose)
    with pytest.raises(LooseRightsError, match=f"chmod 700 {tmp_path}"):
        check_private(tmp_path)
    tmp_path.chmod(0o700)
    check_private(tmp_path)


def test_another_users_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "key"
    write_private(path, b"secret")
    owner = path.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(LooseRightsError, match="belongs to another user"):
        check_private(path)


def test_on_a_system_without_modes_nothing_is_asked_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"secret")
    path.chmod(0o644)
    monkeypatch.setattr(os, "name", "nt")
    check_private(path)
