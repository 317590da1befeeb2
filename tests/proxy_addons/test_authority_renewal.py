"""A second authority: it waits without being used, and takes the first one's place whole or not at all."""

import datetime as dt
from pathlib import Path

import pytest

from proxy_addons.authority import CERTIFICATE_FILE, KEY_FILE, certificate_in, load_authority, make_authority
from proxy_addons.authority_in_use import AuthorityInUse
from proxy_addons.authority_renewal import (
    activate_authority,
    complete_authority,
    renew_authority,
    waiting_authority,
    waiting_folder,
)
from proxy_addons.key_file import LooseRightsError
from school_policy.hostname import Hostname

FACEBOOK, TUMBLR = Hostname("facebook.com"), Hostname("tumblr.com")
NOW = dt.datetime(2026, 11, 23, 10, 42, tzinfo=dt.UTC)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """One for facebook.com."""
    folder = tmp_path / "authority"
    make_authority(folder, [FACEBOOK], NOW)
    return folder


def certificate(folder: Path) -> bytes:
    return (folder / CERTIFICATE_FILE).read_bytes()


def is_whole(folder: Path) -> bool:
    return certificate_in((folder / KEY_FILE).read_bytes()) == certificate(folder)


def test_one_that_waits_leaves_the_one_in_use_as_it_is(directory: Path) -> None:
    before = load_authority(directory), certificate(directory)
    assert waiting_authority(directory) is None
    renew_authority(directory, [FACEBOOK, TUMBLR], NOW)
    assert (load_authority(directory), certificate(directory)) == before
    waiting = waiting_authority(directory)
    assert waiting is not None
    assert waiting.covers(TUMBLR)
    assert is_whole(waiting_folder(directory))


def test_the_switch_puts_it_in_the_place_of_the_first_whose_key_is_gone(directory: Path) -> None:
    old_key = (directory / KEY_FILE).read_bytes()
    renew_authority(directory, [TUMBLR], NOW)
    waiting = waiting_authority(directory)
    activate_authority(directory)
    assert load_authority(directory) == waiting
    assert is_whole(directory)
    assert waiting_authority(directory) is None
    assert not waiting_folder(directory).exists()
    assert old_key not in [path.read_bytes() for path in directory.rglob("*") if path.is_file()]


def test_a_switch_that_was_cut_off_is_finished_at_the_next_start(directory: Path) -> None:
    renew_authority(directory, [TUMBLR], NOW)
    (waiting_folder(directory) / KEY_FILE).replace(directory / KEY_FILE)  # as far as it came
    assert not is_whole(directory)
    complete_authority(directory)
    assert is_whole(directory)
    assert not waiting_folder(directory).exists()


def test_completing_leaves_one_that_waits(directory: Path) -> None:
    renew_authority(directory, [TUMBLR], NOW)
    complete_authority(directory)
    assert waiting_authority(directory) is not None


class TestInUse:
    """What a proxy that runs goes by."""

    @pytest.fixture
    def its(self, directory: Path) -> AuthorityInUse:
        return AuthorityInUse(directory, NOW.timestamp)

    def test_it_covers_what_it_permits_while_it_is_valid(self, directory: Path) -> None:
        in_time = AuthorityInUse(directory, NOW.timestamp)
        assert in_time.covers(FACEBOOK)
        assert not in_time.covers(TUMBLR)
        its_end = load_authority(directory).not_after
        assert not AuthorityInUse(directory, its_end.timestamp).covers(FACEBOOK)

    def test_nothing_is_newer_until_another_was_activated(self, its: AuthorityInUse, directory: Path) -> None:
        renew_authority(directory, [TUMBLR], NOW)
        assert its.newer() is None
        activate_authority(directory)
        newer = its.newer()
        assert newer is not None
        assert not its.covers(TUMBLR)  # until it is taken
        its.take(newer)
        assert its.covers(TUMBLR)
        assert its.newer() is None

    def test_a_file_that_is_no_good_leaves_the_last_good_one(
        self, its: AuthorityInUse, directory: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        key = directory / KEY_FILE
        good = key.read_bytes()
        key.write_bytes(b"no key")
        assert its.newer() is None
        assert "stays" in caplog.text
        key.unlink()
        assert its.newer() is None
        assert its.covers(FACEBOOK)
        key.write_bytes(good)
        key.chmod(0o600)
        assert its.newer() is not None

    def test_one_that_others_can_read_is_not_taken(self, its: AuthorityInUse, directory: Path) -> None:
        renew_authority(directory, [TUMBLR], NOW)
        (waiting_folder(directory) / KEY_FILE).chmod(0o644)
        activate_authority(directory)
        assert its.newer() is None
        with pytest.raises(LooseRightsError):
            load_authority(directory)
