"""What a device takes of all that is offered to it as its school's policy, and what it keeps."""

import base64
import datetime as dt
import logging
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from proxy_addons.accepted_policy import PUBLISHED_FILE, AcceptedPolicy, Trust
from school_policy.policy import Policy
from school_policy.policy_document import MOST_BYTES, encode
from school_policy.publication import STANDS_FOR, Sealed, digest_of
from tests.proxy_addons.publications import (
    DOCUMENT,
    NOON,
    OTHER_SIGNER,
    SIGNER,
    in_colour,
    sealed_of,
    statement_of,
)
from tests.proxy_addons.sample import POLICY

TRUST = Trust(policy_key=SIGNER.public, school=POLICY.school.name)
NEXT = encode(in_colour("#123456"))
DAY = dt.timedelta(days=1)
REFUSED = "what the school's server published is refused, the last good policy stays: "


class Device:
    """A device, the moment that its clock shows, and the documents that its server has."""

    def __init__(self, folder: Path) -> None:
        self.at = NOON
        self.documents: dict[int, bytes | str] = {}
        self.fetched: list[int] = []
        self.path = folder / PUBLISHED_FILE
        self.problem = ""
        self.accepted = AcceptedPolicy(self.path, lambda: self.at, self.check)

    def check(self, _policy: Policy) -> None:
        if self.problem:
            raise ValueError(self.problem)

    async def fetch(self, version: int) -> bytes | str:
        self.fetched.append(version)
        return self.documents.get(version, "The server answered with status 404.")

    async def hears(self, sealed: Sealed, document: bytes | None = None, version: int = 0) -> bool:
        if document is not None:
            self.documents[version or len(self.documents) + 1] = document
        return await self.accepted.hear(sealed, TRUST, self.fetch)

    @property
    def version(self) -> int:
        return self.accepted.current.statement.version if self.accepted.current else 0


@pytest.fixture
async def device(tmp_path: Path) -> Device:
    """One that has taken version 5."""
    it = Device(tmp_path)
    assert await it.hears(sealed_of(version=5), DOCUMENT, 5)
    return it


async def test_a_version_is_taken_kept_and_found_again(device: Device, tmp_path: Path) -> None:
    assert stat.S_IMODE(device.path.stat().st_mode) == 0o600
    assert device.accepted.current is not None

    again = Device(tmp_path)
    again.accepted.load(TRUST)

    assert again.accepted.current == device.accepted.current
    assert encode(device.accepted.current.policy) == DOCUMENT


async def test_the_same_version_is_fetched_once(device: Device) -> None:
    assert [await device.hears(sealed_of(version=5)) for _ in range(3)] == [False] * 3
    assert device.fetched == [5]


async def test_the_same_version_signed_anew_stands_for_longer_and_is_not_fetched_again(
    device: Device, tmp_path: Path
) -> None:
    device.at += DAY
    later = msgspec.structs.replace(
        statement_of(version=5), signed_at=device.at, expires_at=device.at + STANDS_FOR
    )
    assert await device.hears(SIGNER.seal(later))
    assert not await device.hears(sealed_of(version=5))  # somebody replays yesterday's

    again = Device(tmp_path)
    again.accepted.load(TRUST)
    assert again.accepted.current is not None
    assert again.accepted.current.statement.expires_at == NOON + STANDS_FOR + DAY
    assert device.fetched == [5]


async def test_a_rollback_is_a_higher_number_with_a_content_that_was_there(device: Device) -> None:
    assert await device.hears(sealed_of(NEXT, version=6), NEXT, 6)
    assert await device.hears(sealed_of(DOCUMENT, version=7), DOCUMENT, 7)
    assert device.version == 7


def changed(**parts: Any) -> Sealed:
    """Sign what the right key would never sign."""
    return SIGNER.seal(msgspec.structs.replace(statement_of(NEXT, 6), **parts))


STATEMENTS = [
    pytest.param(sealed_of(NEXT, 4), "is older than version 5", id="an older version"),
    pytest.param(sealed_of(NEXT, 5), "is here already, and says something else", id="another of the same number"),
    pytest.param(changed(school="Belper Primary School"), 'it is for "Belper', id="another school"),
    pytest.param(sealed_of(NEXT, 6, NOON - 8 * DAY), "ran out on", id="expired"),
    pytest.param(sealed_of(NEXT, 6, NOON + 2 * DAY), "from the future", id="from the future"),
    pytest.param(changed(expires_at=NOON + 365 * DAY), "longer than 7 days", id="good for a year"),
    pytest.param(changed(size=5 * 1024 * 1024), "larger than 4194304 bytes", id="said to have 5 MiB"),
    pytest.param(changed(size=len(NEXT) + 1), "did not arrive as it was signed", id="of another length"),
    pytest.param(changed(digest="0" * 64), "did not arrive as it was signed", id="of another digest"),
    pytest.param(changed(version=7), "version 7 did not come", id="a version that is not there"),
    pytest.param(OTHER_SIGNER.seal(statement_of(NEXT, 6)), "its signature is not of the key", id="the wrong key"),
    pytest.param(Sealed(statement=b"", signature=b""), "its signature is not of the key", id="nothing"),
    pytest.param(
        Sealed(statement=sealed_of(NEXT, 6).statement, signature=b""), "its signature is not", id="unsigned"
    ),
]


@pytest.mark.parametrize(("sealed", "told"), STATEMENTS)
async def test_what_is_no_good_is_refused_with_one_line_and_the_last_good_stays(
    device: Device, caplog: pytest.LogCaptureFixture, sealed: Sealed, told: str
) -> None:
    kept, current = device.path.read_bytes(), device.accepted.current

    assert [await device.hears(sealed, NEXT, 6) for _ in range(3)] == [False] * 3

    assert (device.path.read_bytes(), device.accepted.current) == (kept, current)
    (line,) = caplog.messages
    assert line.startswith(REFUSED)
    assert told in line
    assert await device.hears(sealed_of(NEXT, 6))  # and a good one is taken all the same


async def test_a_document_cut_short_anywhere_is_refused(device: Device) -> None:
    kept = device.path.read_bytes()
    for length in range(0, len(NEXT), 97):
        assert not await device.hears(sealed_of(NEXT, 6), NEXT[:length], 6)

    assert device.path.read_bytes() == kept
    assert await device.hears(sealed_of(NEXT, 6), NEXT, 6)


async def test_a_document_with_a_bit_turned_over_is_refused(device: Device) -> None:
    for at in range(0, len(NEXT), 31):
        spoiled = NEXT[:at] + bytes([NEXT[at] ^ 1]) + NEXT[at + 1 :]
        assert not await device.hears(sealed_of(NEXT, 6), spoiled, 6)
    assert device.version == 5


async def test_a_document_that_is_signed_and_no_policy_is_refused(device: Device) -> None:
    for document in (b"", b"{}", b" " * MOST_BYTES, NEXT.replace(b'"format":1', b'"format":2')):
        assert digest_of(document) != digest_of(NEXT)
        assert not await device.hears(sealed_of(document, 6), document, 6)
    assert device.version == 5


async def test_a_policy_that_this_device_cannot_go_by_is_refused(
    device: Device, caplog: pytest.LogCaptureFixture
) -> None:
    device.problem = 'the school has no group "teaching"'

    assert not await device.hears(sealed_of(NEXT, 6), NEXT, 6)
    assert "version 6 is not for this device: the school has no group" in caplog.text


async def test_without_room_on_the_disk_nothing_is_taken_that_would_be_gone_with_the_next_start(
    device: Device, caplog: pytest.LogCaptureFixture
) -> None:
    in_the_way = device.path.with_name(PUBLISHED_FILE + ".part")
    in_the_way.mkdir()  # as good as a full disk: nothing new can be written
    assert not await device.hears(sealed_of(NEXT, 6), NEXT, 6)
    assert (device.version, len(caplog.messages)) == (5, 1)

    in_the_way.rmdir()
    assert await device.hears(sealed_of(NEXT, 6), NEXT, 6)


async def test_a_device_that_was_away_for_long_takes_what_holds_now(device: Device, tmp_path: Path) -> None:
    device.at += 30 * DAY
    again = Device(tmp_path)
    again.at = device.at
    again.accepted.load(TRUST)

    assert again.version == 5  # kept, so that nothing older is taken; that it ran out is seen by who goes by it
    assert not await again.hears(sealed_of(NEXT, 4, device.at), NEXT, 4)
    assert await again.hears(sealed_of(NEXT, 6, device.at), NEXT, 6)


SPOILED = [
    pytest.param(lambda _kept: b"", id="empty"),
    pytest.param(lambda kept: kept[:-7], id="cut short"),
    pytest.param(lambda _kept: b"\xff" * 100, id="no text"),
    pytest.param(lambda kept: kept.replace(b"A", b"B", 1), id="a letter changed"),
    pytest.param(lambda kept: kept + b" " * (2 * MOST_BYTES), id="too large"),
]


@pytest.mark.parametrize("spoil", SPOILED)
async def test_what_was_kept_and_spoiled_is_believed_no_more_than_what_comes(
    device: Device,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    spoil: Callable[[bytes], bytes],
) -> None:
    device.path.write_bytes(spoil(device.path.read_bytes()))
    again = Device(tmp_path)
    again.accepted.load(TRUST)

    assert again.accepted.current is None
    assert again.accepted.was_there
    assert "everything passes through until the school's server answers" in caplog.text
    assert await again.hears(sealed_of(version=5), DOCUMENT, 5)


@pytest.mark.parametrize(
    "trust",
    [
        pytest.param(Trust(policy_key=OTHER_SIGNER.public, school=TRUST.school), id="another key"),
        pytest.param(Trust(policy_key=TRUST.policy_key, school="Belper Primary School"), id="another school"),
    ],
)
async def test_what_was_kept_under_other_settings_counts_as_none(
    device: Device, tmp_path: Path, trust: Trust
) -> None:
    assert device.version == 5
    again = Device(tmp_path)
    again.accepted.load(trust)

    assert again.accepted.current is None


async def test_no_log_line_holds_anything_of_a_document_or_a_signature(
    device: Device, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = b'{"platforms":"www.facebook.com"}'
    await device.hears(sealed_of(secret, 6), secret, 6)
    await device.hears(OTHER_SIGNER.seal(statement_of(NEXT, 6)), NEXT, 6)

    assert caplog.messages
    assert "facebook" not in caplog.text
    assert base64.b64encode(sealed_of(secret, 6).signature).decode()[:20] not in caplog.text
