"""A gateway, looked at from its own machine and from one that it serves."""

from pathlib import Path

import pytest

from owntime.doctor import gateway, pac, proxy
from owntime.doctor.case import Case, is_here
from proxy_addons.pac import write_pac
from school_policy.policy import Gateway, Policy
from school_policy.vocabulary import GroupId
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
    assert [is_here(address) for address in (LOOPBACK, FAR, "2001:db8::5")] == [True, False, False]


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


HERE = "127.0.0.2"


def test_on_a_gateway_the_pac_is_fetched_where_it_is_served_and_names_its_address(tmp_path: Path) -> None:
    policy = behind(HERE)
    told: list[str] = []
    for proxy_at in (f"{HERE}:{NOBODY}", f"{LOOPBACK}:{NOBODY}"):
        answer = page(write_pac(policy, proxy=proxy_at, school_pac="").encode())
        with StandIn(saying(answer), address=HERE) as there:
            found = lines(*pac.served(case(tmp_path, policy, pac_port=there.port)))
        told += [line.replace(f":{there.port}/", ":PORT/") for line in found]
    assert told == [
        f"fine: http://{HERE}:PORT/proxy.pac serves the PAC that the settings give",
        f"wrong: http://{HERE}:PORT/proxy.pac serves a PAC, but not the one that these settings give",
    ]


def test_on_a_gateway_the_proxy_is_asked_at_its_address_and_on_a_device_at_loopback(tmp_path: Path) -> None:
    with StandIn(mute, address=HERE) as there:
        looks = [
            case(tmp_path, policy, proxy_port=there.port, groups=groups)
            for policy, groups in ((behind(HERE), ()), (behind(HERE), (GroupId("office"),)), (behind(FAR), ()))
        ]
        told = [lines(*proxy.runs(each))[0] for each in looks]
    nothing = f"to look at: nothing answers at {LOOPBACK}:{there.port}: browsers go on without a reminder"
    assert told[0].startswith(f"to look at: something listens at {HERE}:{there.port}; there is no ")
    assert told[1:] == [nothing, nothing]


def test_a_gateway_that_does_not_serve_its_own_machine_is_not_asked_from_it(tmp_path: Path) -> None:
    looking = case(tmp_path, behind(HERE, clients="192.0.2.0/24"))
    assert {line.partition(" answers ")[2] for line in lines(*proxy.runs(looking), *pac.served(looking))} == {
        "its clients alone, and this machine is none of them"
    }
