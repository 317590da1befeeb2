"""Which policy a device goes by: its own files, or what was published under the key that they name."""

import datetime as dt
import logging
from functools import partial
from pathlib import Path

import msgspec
import pytest

from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.device_policy import DevicePolicy, kept_here
from owntime.policy_source import PolicySource
from proxy_addons.policy_file import UnknownGroupError
from school_policy.policy import Counting, Policy, Upstream
from school_policy.policy_document import decode, encode
from school_policy.publication import STANDS_FOR, Sealed, without_machines
from school_policy.vocabulary import GroupId
from tests.proxy_addons.publications import NOON, OTHER_SIGNER, SIGNER, in_colour, sealed_of

SERVER = "http://127.0.0.1:9"
OWN = PolicySource(SAMPLE_SCHOOL).compile()
RED, BLUE = "#aa0000", "#0000aa"


class Machine:
    """A device's files; each start reads them anew."""

    def __init__(self, folder: Path) -> None:
        self.state = folder / "state"
        self.state.mkdir()
        self.settings = folder / "school.toml"
        self.at = NOON
        self.fetched: list[int] = []
        self.name_key(SIGNER.public)

    def name_key(self, key: str, server: str = SERVER) -> None:
        text = SAMPLE_SCHOOL.read_text("utf-8")
        self.settings.write_text(
            f'{text}\n[counting]\nserver = "{server}"\npolicy_key = "{key}"\n# {len(self.fetched)}\n', "utf-8"
        )

    def starts(self, group: str = "teaching") -> DevicePolicy:
        check = partial(kept_here, groups=(GroupId(group),), is_gateway=False)
        its = DevicePolicy(PolicySource(self.settings), self.state, lambda: self.at, check)
        its.keep()
        return its

    async def hears(
        self, its: DevicePolicy, policy: Policy, version: int = 1, sealed: Sealed | None = None
    ) -> None:
        document = encode(without_machines(policy))

        async def fetch(number: int) -> bytes:
            self.fetched.append(number)
            return document

        await its.hear(sealed or sealed_of(document, version, self.at), fetch)

    def on_disk(self) -> Policy:
        return decode((self.state / "policy.json").read_bytes())


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


async def test_until_something_is_published_its_own_files_hold_and_then_what_was_published(
    machine: Machine,
) -> None:
    its = machine.starts()
    assert (machine.on_disk().school.colour, machine.on_disk().valid_until) == (OWN.school.colour, None)

    await machine.hears(its, in_colour(RED, OWN))
    assert its.renew_if_changed()
    assert not its.renew_if_changed()

    assert machine.on_disk() == its.policy
    assert (its.policy.school.colour, its.policy.valid_until) == (RED, NOON + STANDS_FOR)
    assert its.policy.counting == Counting(server=SERVER, policy_key=SIGNER.public)
    assert machine.starts().policy == its.policy


async def test_without_a_key_nothing_that_is_published_is_even_fetched(machine: Machine) -> None:
    machine.name_key("")
    its = machine.starts()
    await machine.hears(its, in_colour(RED, OWN))

    assert machine.fetched == []
    assert not its.renew_if_changed()
    assert its.policy.school.colour == OWN.school.colour
    assert not (machine.state / "published.json").exists()


async def test_what_its_own_settings_say_of_the_machine_goes_on_to_hold(machine: Machine) -> None:
    its = machine.starts()
    elsewhere = msgspec.structs.replace(in_colour(RED, OWN), upstream=Upstream(forward="http://other.school:3128"))
    await machine.hears(its, elsewhere)
    its.renew_if_changed()
    text = machine.settings.read_text("utf-8").replace(
        'forward = "direct"', 'forward = "http://filter.school:3128"'
    )
    machine.settings.write_text(text, "utf-8")

    assert its.renew_if_changed()
    assert (its.policy.upstream.forward, its.policy.school.colour) == ("http://filter.school:3128", RED)


async def test_a_key_that_changes_makes_everything_pass_until_that_key_signs(machine: Machine) -> None:
    its = machine.starts()
    await machine.hears(its, in_colour(RED, OWN))
    its.renew_if_changed()
    machine.name_key(OTHER_SIGNER.public)
    assert its.renew_if_changed()
    assert not its.policy.is_valid(NOON)

    await machine.hears(its, in_colour(BLUE, OWN))  # still signed by the first
    assert not its.policy.is_valid(NOON)
    machine.name_key("")
    assert its.renew_if_changed()
    assert (its.policy.school.colour, its.policy.valid_until) == (OWN.school.colour, None)


async def test_a_policy_without_the_devices_group_is_refused(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    its = machine.starts()
    others = tuple(group for group in OWN.groups if group.id != "teaching")
    await machine.hears(its, msgspec.structs.replace(OWN, groups=others))

    assert not its.renew_if_changed()
    assert 'version 1 is not for this device: the school has no group "teaching"' in caplog.text


async def test_a_zone_that_is_none_is_refused(machine: Machine, caplog: pytest.LogCaptureFixture) -> None:
    its = machine.starts()
    school = msgspec.structs.replace(OWN.school, zone="Europe/Ashover")
    await machine.hears(its, msgspec.structs.replace(OWN, school=school))

    assert not its.renew_if_changed()
    assert "Europe/Ashover" in caplog.text


def test_a_group_that_nobody_knows_ends_the_start(machine: Machine) -> None:
    with pytest.raises(UnknownGroupError, match="did you mean"):
        machine.starts("teachin")


async def test_that_it_ran_out_is_said_once_and_again_after_it_was_over(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    its = machine.starts()
    await machine.hears(its, in_colour(RED, OWN))
    its.renew_if_changed()
    for version in (2, 3):
        machine.at += dt.timedelta(days=8)
        assert [its.renew_if_changed() for _ in range(3)] == [False] * 3
        await machine.hears(its, in_colour(BLUE, OWN), version)
        assert its.renew_if_changed()
        its.renew_if_changed()
        assert its.policy.is_valid(machine.at)

    assert [line.partition(" on ")[0] for line in caplog.messages] == ["the published policy ran out"] * 2


def version_in(its: DevicePolicy) -> int | None:
    return its.version


async def test_the_version_is_that_of_the_policy_in_force_and_none_where_none_holds(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    its = machine.starts()
    assert version_in(its) is None  # its own files hold

    await machine.hears(its, in_colour(RED, OWN))
    assert version_in(its) is None  # here, but not in force yet
    its.renew_if_changed()
    assert version_in(its) == 1
    assert machine.starts().version == 1

    machine.at += STANDS_FOR
    assert version_in(its) is None  # it ran out: nothing holds
    await machine.hears(its, in_colour(BLUE, OWN), 2)
    with monkeypatch.context() as full:
        full.setattr("owntime.device_policy.keep_private", _no_room)
        assert not its.renew_if_changed()
        assert version_in(its) != 2  # the proxy reads the one before
    assert machine.starts().version == 2
    machine.name_key("")
    assert its.renew_if_changed()
    assert version_in(its) is None


@pytest.mark.parametrize("change", ["the school published", "its own settings"])
async def test_what_a_full_disk_did_not_take_is_in_force_once_there_is_room_and_is_told_once(
    machine: Machine, change: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    its = machine.starts()
    if change == "the school published":
        await machine.hears(its, in_colour(RED, OWN))
    else:
        text = machine.settings.read_text("utf-8")
        machine.settings.write_text(text.replace(OWN.school.colour, RED), "utf-8")
    with monkeypatch.context() as full:
        full.setattr("owntime.device_policy.keep_private", _no_room)
        assert [its.renew_if_changed() for _ in range(3)] == [False] * 3
        assert machine.on_disk().school.colour == OWN.school.colour

    assert its.renew_if_changed()

    assert machine.on_disk().school.colour == RED
    assert not its.renew_if_changed()
    assert sum("No space left" in line for line in caplog.messages) == 1


def _no_room(_path: Path, _content: bytes) -> None:
    raise OSError(28, "No space left on device")
