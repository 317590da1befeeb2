"""A listed host that the authority did not cover passes, and meets the reminder once a renewed one is active."""

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from proxy_addons.authority import CERTIFICATE_FILE, SUBJECT, make_authority
from proxy_addons.authority_renewal import activate_authority, renew_authority
from school_policy.hostname import Hostname
from tests.flow.chain import ORIGIN_ISSUER, DeviceAtWork, device_on, stage_with
from tests.flow.kept_connection import KeptConnection
from tests.flow.traveller import PATIENCE, Traveller, trusting

REDDIT = "www.reddit.com"
NOW = dt.datetime.now(dt.UTC)  # noqa: TID251 (certificates are checked against real time)


@pytest.fixture
def narrow(tmp_path: Path) -> Iterator[DeviceAtWork]:
    """A device whose authority was made when only facebook.com was listed."""
    (tmp_path / "device").mkdir(mode=0o700)
    make_authority(authority_of(tmp_path), [Hostname("facebook.com")], NOW)
    with stage_with(tmp_path) as stage, DeviceAtWork(device_on(stage), stage) as it:
        yield it


def authority_of(folder: Path) -> Path:
    return folder / "device" / "authority"


def test_an_activated_authority_is_signed_with_at_once_and_no_connection_is_cut(
    narrow: DeviceAtWork, tmp_path: Path
) -> None:
    directory = authority_of(tmp_path)
    with KeptConnection(narrow.address, narrow.trusted, REDDIT) as open_page:
        assert open_page.issuer == ORIGIN_ISSUER
        renew_authority(directory, [Hostname("facebook.com"), Hostname("reddit.com")], NOW)
        activate_authority(directory)
        # Whoever trusts the new root alone meets nothing that the old one signed.
        trusted = trusting((directory / CERTIFICATE_FILE).read_bytes(), narrow.stage.authority.certificate_pem)
        traveller = Traveller(proxy=narrow.address, trusted=trusted)
        give_up = time.monotonic() + PATIENCE
        while (arrival := traveller.ask(f"https://{REDDIT}/")).issuer == ORIGIN_ISSUER:
            assert time.monotonic() < give_up, "the renewed authority was not taken"
            time.sleep(0.05)
        assert arrival.issuer.startswith(SUBJECT)
        assert arrival.location.startswith("https://reminder.owntime.internal/reddit/")
        assert traveller.ask("https://www.facebook.com/").issuer.startswith(SUBJECT)
        assert open_page.answers()
