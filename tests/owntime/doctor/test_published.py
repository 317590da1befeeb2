"""What a device took of the published policy, and what its server offers."""

import datetime as dt
import json
from pathlib import Path

import msgspec
import pytest

from owntime.doctor import published
from proxy_addons.accepted_policy import PUBLISHED_FILE, Kept
from proxy_addons.key_file import make_private_directory, write_private
from school_policy.policy import Counting, Policy
from school_policy.policy_document import encode
from school_policy.publication import STANDS_FOR, Sealed, Statement, digest_of, without_machines
from tests.owntime.doctor.device_case import (
    LOOPBACK,
    NOBODY,
    NOW,
    StandIn,
    case,
    lines,
    page,
    sample,
    saying,
    school,
)
from tests.proxy_addons.publications import OTHER_SIGNER, SIGNER, as_json

NOWHERE = f"http://{LOOPBACK}:{NOBODY}"
DOCUMENT = encode(without_machines(sample()))
DAY = dt.timedelta(days=1)


def sealed(version: int = 3, *, at: dt.datetime = NOW, name: str = "", document: bytes = DOCUMENT) -> Sealed:
    statement = Statement(
        school=name or sample().school.name,
        version=version,
        published_at=at,
        signed_at=at,
        expires_at=at + STANDS_FOR,
        digest=digest_of(document),
        size=len(document),
    )
    return SIGNER.seal(statement)


def device(server: str = NOWHERE, key: str = SIGNER.public) -> Policy:
    return msgspec.structs.replace(school(), counting=Counting(server=server, policy_key=key))


def keep(folder: Path, its: Sealed, document: bytes = DOCUMENT) -> None:
    make_private_directory(folder / "state")
    kept = Kept(sealed=its, document=document)
    write_private(folder / "state" / PUBLISHED_FILE, msgspec.json.encode(kept))


def found(folder: Path, policy: Policy, *, at: dt.datetime = NOW) -> list[str]:
    return lines(*published.published(case(folder, policy, at=at), policy))


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        pytest.param(school(), "fine: this device goes by its own settings and lists", id="no server"),
        pytest.param(device(key=""), "fine: this device goes by its own settings and lists", id="no key"),
        pytest.param(device(server=""), "wrong: the settings name a key, and no server", id="a key alone"),
        pytest.param(device(), "to look at: none was taken yet: this device goes by its own", id="none yet"),
    ],
)
def test_a_device_without_a_published_policy_says_what_it_goes_by(
    tmp_path: Path, policy: Policy, told: str
) -> None:
    (line,) = found(tmp_path, policy)
    assert line.startswith(told)


AT = [
    (NOW, "fine: version 3, published on 23 November 2026, signed on 23 November 2026, good until"),
    (NOW + 3 * DAY, "to look at: version 3, published on 23 November 2026, signed on "),
    (
        NOW + 7 * DAY,
        "wrong: version 3, published on 23 November 2026, ran out on 30 November 2026: ",
    ),
]


@pytest.mark.parametrize(("at", "told"), AT, ids=["fresh", "no news for two days", "over"])
def test_the_version_that_was_taken_is_told_with_its_days(tmp_path: Path, at: dt.datetime, told: str) -> None:
    keep(tmp_path, sealed())
    (line,) = found(tmp_path, device(), at=at)
    assert line.startswith(told)


SPOILED = [
    pytest.param(sealed(), device(key=OTHER_SIGNER.public), DOCUMENT, "its signature is not of the key", id="key"),
    pytest.param(sealed(name="Oak Lane"), device(), DOCUMENT, 'it is for "Oak Lane", and this', id="school"),
    pytest.param(sealed(), device(), DOCUMENT[:-9], "did not arrive as it was signed", id="cut off"),
]


@pytest.mark.parametrize(("its", "policy", "document", "why"), SPOILED)
def test_a_version_that_is_refused_is_wrong_with_the_reason(
    tmp_path: Path, its: Sealed, policy: Policy, document: bytes, why: str
) -> None:
    keep(tmp_path, its, document)
    (line,) = found(tmp_path, policy)
    assert line.startswith("wrong: the version that is kept here is refused: ")
    assert why in line


OFFERED = [
    pytest.param({"published": as_json(sealed(3))}, "fine: the server has no other", id="the same"),
    pytest.param(
        {"published": as_json(sealed(4))}, "to look at: the server has version 4, which this device may", id="news"
    ),
    pytest.param({}, "to look at: the server has published nothing", id="nothing"),
    pytest.param(
        {"published": as_json(sealed(2))},
        "wrong: what the server publishes is refused: version 2 is older than version 3, which is here",
        id="an older one",
    ),
    pytest.param(
        {"published": as_json(sealed(4, at=NOW - 8 * DAY))},
        "wrong: what the server publishes is refused: version 4 ran out on 2026-11-22",
        id="one that is over",
    ),
    pytest.param(
        {
            "published": as_json(
                OTHER_SIGNER.seal(
                    Statement(
                        school="",
                        version=9,
                        published_at=NOW,
                        signed_at=NOW,
                        expires_at=NOW,
                        digest="0" * 64,
                        size=1,
                    )
                )
            )
        },
        "wrong: what the server publishes is refused: its signature is not of the key",
        id="of another key",
    ),
    pytest.param({"published": 1}, "wrong: what the server says is published cannot be read", id="nonsense"),
]


@pytest.mark.parametrize(("answer", "told"), OFFERED)
def test_what_the_server_offers_is_judged_as_the_device_judges_it(
    tmp_path: Path, answer: dict[str, object], told: str
) -> None:
    keep(tmp_path, sealed(3))
    with StandIn(saying(page(json.dumps(answer).encode()))) as server:
        here, offered = found(tmp_path, device(f"http://{LOOPBACK}:{server.port}"))
    assert here.startswith("fine: version 3, ")
    assert offered.startswith(told)


def test_a_look_changes_nothing_on_the_disk(tmp_path: Path) -> None:
    keep(tmp_path, sealed(3))
    kept = (tmp_path / "state" / PUBLISHED_FILE).read_bytes()
    with StandIn(saying(page(json.dumps({"published": as_json(sealed(4))}).encode()))) as server:
        found(tmp_path, device(f"http://{LOOPBACK}:{server.port}"))
    assert (tmp_path / "state" / PUBLISHED_FILE).read_bytes() == kept
