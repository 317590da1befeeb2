"""Address ranges in a school's settings: each problem with its line, nothing taken that was not meant."""

import pytest

from school_policy.policy import Gateway
from school_policy.settings import read_settings
from school_policy.toml_source import TomlError
from tests.school_policy.test_settings import LINES, MINIMAL, PLATFORMS, problems, read

GATEWAY = '[gateway]\naddress = "10.20.0.5"\nclients = ["10.20.0.0/16", "fd00:20::/32"]\n'


def with_addresses(*ranges: str, more: str = GATEWAY) -> str:
    listed = ", ".join(f'"{one}"' for one in ranges)
    return MINIMAL.replace('name = "All staff"\n', f'name = "All staff"\naddresses = [{listed}]\n') + more


def test_a_gateway_and_whose_devices_are_where_are_read() -> None:
    settings = read(with_addresses("10.20.4.0/24", "10.20.9.9", "fd00:20:4::/48"))

    assert settings.gateway == Gateway(address="10.20.0.5", clients=("10.20.0.0/16", "fd00:20::/32"))
    assert settings.groups[0].addresses == ("10.20.4.0/24", "10.20.9.9", "fd00:20:4::/48")


def test_without_a_word_there_is_no_gateway_and_reminders_are_for_on_site_alone() -> None:
    settings = read(MINIMAL)

    assert settings.gateway is None
    assert settings.reminder.only_on_site
    assert settings.school.networks == ()


def test_the_schools_networks_are_read() -> None:
    text = MINIMAL.replace("staff = 26", 'staff = 26\nnetworks = ["203.0.113.7/32", "10.0.0.0/8"]')

    assert read(text).school.networks == ("203.0.113.7/32", "10.0.0.0/8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            with_addresses("10.20.4.1/24"),
            'school.toml:12: "10.20.4.1/24" is no address range (did you mean "10.20.4.0/24"?); '
            'write it as "10.20.0.0/16"',
            id="bits after the prefix",
        ),
        pytest.param(
            with_addresses("the office"),
            'school.toml:12: "the office" is no address range; write it as "10.20.0.0/16"',
            id="no range",
        ),
        pytest.param(
            with_addresses("10.21.0.0/24"),
            "school.toml:12: 10.21.0.0/24 is outside of the clients that [gateway] answers",
            id="nobody answers it",
        ),
        pytest.param(
            with_addresses("10.20.0.0/24", more=""),
            "school.toml:12: addresses are for a gateway; the file has no [gateway]",
            id="no gateway",
        ),
        pytest.param(
            MINIMAL.replace("staff = 26", 'staff = 26\nnetworks = ["home"]'),
            'school.toml:7: "home" is no address range; write it as "10.20.0.0/16"',
            id="the school's networks",
        ),
        pytest.param(
            MINIMAL + '[gateway]\naddress = "0.0.0.0"\nclients = ["10.0.0.0/8"]\n',
            f"school.toml:{LINES + 2}: 0.0.0.0 would listen on every address; name the one that clients use",
            id="every address",
        ),
        pytest.param(
            MINIMAL + '[gateway]\naddress = "gateway.school"\nclients = ["10.0.0.0/8"]\n',
            f'school.toml:{LINES + 2}: "gateway.school" is no address; write the gateway\'s own as "10.20.0.5"',
            id="a name for an address",
        ),
        pytest.param(
            MINIMAL + '[gateway]\naddress = "10.20.0.5"\nclients = []\n',
            f"school.toml:{LINES + 3}: a gateway answers nobody without clients; name their ranges",
            id="no clients",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, told: str) -> None:
    assert problems(text) == [told]


def test_two_groups_cannot_claim_the_same_range_but_one_may_lie_in_anothers() -> None:
    second = '[[group]]\nid = "office"\nname = "Office"\naddresses = ["10.20.4.0/24", "10.20.4.128/25"]\n'
    text = with_addresses("10.20.4.0/24", more=second + GATEWAY)

    with pytest.raises(TomlError) as wrong:
        read_settings(text, file="school.toml", platforms=PLATFORMS)

    (problem,) = str(wrong.value).splitlines()
    assert problem.endswith('10.20.4.0/24 belongs to the group "all" already')
