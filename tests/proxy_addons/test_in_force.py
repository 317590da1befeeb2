from school_policy.hostname import Hostname
from school_policy.policy import EVERY_PLATFORM
from tests.proxy_addons.sample import FACEBOOK, OFFICE, TEACHING, WOW, YOUTUBE, in_force, quiet_for


def test_everything_is_worked_out_from_one_policy_and_one_group() -> None:
    one = in_force(group=OFFICE)
    assert one.zone.key == "Europe/London"
    assert list(one.platforms) == [FACEBOOK, YOUTUBE, WOW]
    assert one.quiet == {YOUTUBE}
    assert in_force(group=TEACHING).quiet == frozenset()


def test_a_group_may_be_quiet_for_every_platform() -> None:
    assert in_force(quiet_for(EVERY_PLATFORM), group=TEACHING).quiet == {FACEBOOK, YOUTUBE, WOW}
    assert in_force(quiet_for(FACEBOOK), group=TEACHING).quiet == {FACEBOOK}
    assert in_force(quiet_for(EVERY_PLATFORM), group=OFFICE).quiet == {YOUTUBE}, "another group's"


def test_the_index_knows_what_is_never_listed() -> None:
    index = in_force().index
    found = index.find(Hostname("www.youtube.com"))
    assert found is not None
    assert found.platform.id == YOUTUBE
    assert index.find(Hostname("accounts.youtube.com")) is None


def test_nothing_is_worked_out_twice() -> None:
    one = in_force()
    assert one.index is one.index
    assert one.calendar is one.calendar


def test_the_calendar_is_that_of_the_group() -> None:
    assert in_force(group=OFFICE).calendar.group.id == OFFICE
