"""Which ports are taken for whom, and what a gateway makes of a policy."""

import msgspec
import pytest

from owntime.doors import GatewayError, listeners_for, pac_path, policy_of_gateway
from proxy_addons.options import Listener
from school_policy.policy import Gateway
from school_policy.vocabulary import GroupId
from tests.proxy_addons.sample import OFFICE, POLICY, TEACHING

SITE = GroupId("site")


@pytest.mark.parametrize(
    ("groups", "first", "ports"),
    [
        ((TEACHING,), 8481, [8481]),
        ((TEACHING,), 0, [0]),
        ((TEACHING, OFFICE, SITE), 8481, [8481, 8483, 8484]),
        ((TEACHING, OFFICE), 9000, [9000, 9001]),
        ((None,), 8481, [8481]),
    ],
    ids=["one", "any", "round the PAC's", "in a row", "a gateway"],
)
def test_each_group_has_a_port(groups: tuple[GroupId | None, ...], first: int, ports: list[int]) -> None:
    expected = tuple(Listener(port=port, group=group) for port, group in zip(ports, groups, strict=True))
    assert listeners_for(groups, first, 8482) == expected


def test_ports_that_the_system_chooses_for_several_groups_differ() -> None:
    listeners = listeners_for((TEACHING, OFFICE, SITE), 0, 0)
    assert len({listener.port for listener in listeners} - {0}) == 3


def test_each_group_has_a_pac() -> None:
    assert [pac_path(group) for group in (OFFICE, None)] == ["/office/proxy.pac", "/proxy.pac"]


def test_what_passes_a_gateway_is_at_school() -> None:
    gateway = Gateway(address="10.20.0.5", clients=("10.20.0.0/16",))
    assert not policy_of_gateway(msgspec.structs.replace(POLICY, gateway=gateway)).reminder.only_on_site


def test_a_machine_without_a_gateways_settings_cannot_be_one() -> None:
    with pytest.raises(GatewayError, match=r"the settings have no \[gateway\]"):
        policy_of_gateway(POLICY)
