"""A gateway, looked at from its own machine and from one that it serves."""

from pathlib import Path

import pytest

from owntime.doctor import gateway, proxy
from owntime.doctor.case import Case
from school_policy.policy import Gateway, Policy
from tests.owntime.doctor.device_case import (
    LOOPBACK,
    NOBODY,
    StandIn,
    Talk,
    case,
    lines,
    machine,
    mute,
    page,
    saying,
    school,
)

FAR = "192.0.2.5"
"""For documentation: nobody's, and so not this machine's."""


def behind(address: str = LOOPBACK, clients: str = "127.0.0.0/8") -> Policy:
    return school(gateway=Gateway(address=address, clients=(clients,)))


def found(looking: Case) -> list[str]:
    assert looking.policy is not None
    return lines(*gateway.gateway(looking, looking.policy))


def test_without_a_gateway_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert found(case(tmp_path, school())) == []


def test_on_the_gateway_itself_it_is_seen_whether_something_listens(tmp_path: Path) -> None:
    with StandIn(mute) as here:
        where = f"{LOOPBACK}:{here.port}"
        assert found(case(tmp_path, behind(), proxy_port=here.port)) == [
            f"fine: {where} is this machine's, and something listens there"
        ]
    assert found(case(tmp_path, behind(), proxy_port=NOBODY)) == [
        f"to look at: {LOOPBACK}:{NOBODY} is this machine's, and nothing answers there: Connection refused"
    ]


def test_an_address_is_this_machines_where_it_can_be_listened_on() -> None:
    assert [gateway.is_here(address) for address in (LOOPBACK, FAR, "2001:db8::5")] == [True, False, False]


ANSWERS = [
    pytest.param(
        saying(b"HTTP/1.1 200 OK\r\n\r\n"), "fine: the gateway at {} leads to the reminder", id="a gateway"
    ),
    pytest.param(
        saying(page(b"", status="403 Forbidden")),
        "wrong: what answers at {} does not lead to the reminder (status 403)",
        id="one that refuses",
    ),
    pytest.param(
        lambda _connection, _closing: None,
        "wrong: the gateway at {} cannot be used from here: what answers there does not speak as a proxy does",
        id="hangs up",
    ),
]


@pytest.mark.parametrize(("talk", "told"), ANSWERS)
def test_from_elsewhere_the_reminder_is_asked_for_as_browsers_do(tmp_path: Path, talk: Talk, told: str) -> None:
    with StandIn(talk) as there:
        looking = case(tmp_path, behind(), proxy_port=there.port)
        assert looking.policy is not None
        assert looking.policy.gateway is not None
        (line,) = lines(gateway.elsewhere(looking, looking.policy.gateway))
    assert line == told.format(f"{LOOPBACK}:{there.port}")


RANGES = [("10.20.0.0/16", False), ("198.51.100.0/24", True), ("2001:db8::/32", False)]


@pytest.mark.parametrize(("clients", "is_one"), RANGES)
def test_a_machine_out_of_the_ranges_is_told_so_and_one_within_is_not(
    tmp_path: Path, clients: str, *, is_one: bool
) -> None:
    looking = case(tmp_path, machine=machine(tmp_path, addresses=("198.51.100.7",)))
    told = lines(*gateway.out_of_range(looking, Gateway(address=FAR, clients=(clients,))))
    seen = "to look at: this machine's address 198.51.100.7 is in none of [gateway] clients: "
    assert [line.startswith(seen) for line in told] == ([] if is_one else [True])


def test_a_gateway_may_answer_at_its_own_address_and_at_no_other(tmp_path: Path) -> None:
    own = machine(tmp_path, addresses=("127.0.0.2",))
    with StandIn(mute, address="127.0.0.2") as there:
        at_the_gateway, elsewhere = (
            lines(*proxy.from_elsewhere(case(tmp_path, policy, machine=own, proxy_port=there.port)))
            for policy in (behind("127.0.0.2"), behind())
        )
    assert [line.partition(":")[0] for line in at_the_gateway] == ["fine"]
    assert [line.partition(":")[0] for line in elsewhere] == ["wrong"]
