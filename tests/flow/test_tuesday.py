"""A made-up Tuesday of 26 staff with ordinary habits, through the real add-ons: few pages, and none at lunch."""

from collections import Counter

import pytest

from proxy_addons.in_force import put_in_force
from school_policy.policy import Policy
from tests.flow.tuesday.day import FRAMED, Lived, live, median_of_pages, pages_of, youtube_pages
from tests.flow.tuesday.habits import STAFF, TEACHER, YOUTUBE, Kind
from tests.flow.tuesday.machine import Machine, Met
from tests.flow.tuesday.variants import MinuteGrants, sample_policy, without_own_time, without_quiet
from tests.proxy_addons.sample import StoppedClock, at

SEED = 1
UNSEEN = {Kind.CLIP, Kind.LIKE_BUTTON, Kind.LOG_IN, Kind.PROGRAM, Kind.ASK_AGAIN}
"""What is never a page of its own, and never leads to one."""
ARRIVES = UNSEEN - {Kind.ASK_AGAIN}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return sample_policy()


@pytest.fixture(scope="module")
def tuesday(policy: Policy) -> list[Lived]:
    return live(policy, SEED)


def pages_in_own_time(lived: list[Lived]) -> int:
    return sum(one.person.in_own_time(event.deed.time) for one in lived for event in one.pages)


def met_by(lived: list[Lived], kinds: set[Kind]) -> set[Met]:
    return {event.met for one in lived for event in one.events if event.deed.kind in kinds}


def has_all_that_is_held(lived: list[Lived]) -> None:
    assert [one.faults for one in lived] == [0] * len(STAFF)
    assert not youtube_pages(lived)
    assert median_of_pages(lived) <= 1, pages_of(lived)
    assert pages_in_own_time(lived) == 0
    assert [outcome for one in lived for outcome in one.noted_of_own_time] == []
    assert met_by(lived, UNSEEN) <= {Met.ARRIVED, Met.SET_ASIDE}
    assert met_by(lived, ARRIVES) == {Met.ARRIVED}
    assert met_by(lived, set(Kind)) == {Met.ARRIVED, Met.SET_ASIDE, Met.REMINDED}


def test_nobody_is_reminded_often_nor_in_own_time_nor_of_what_is_part_of_a_lesson(tuesday: list[Lived]) -> None:
    has_all_that_is_held(tuesday)


def test_it_is_a_day_on_which_all_of_it_happens(tuesday: list[Lived]) -> None:
    done = Counter(event.deed.kind for one in tuesday for event in one.events)
    lessons = [
        event.deed.kind
        for one in tuesday
        if one.person is TEACHER
        for event in one.events
        if event.deed.host == YOUTUBE and not one.person.in_own_time(event.deed.time)
    ]

    assert set(done) == set(Kind)
    assert lessons.count(Kind.PAGE) >= 12 * 5
    assert any(one.noted for one in tuesday)
    assert max(len(one.pages) for one in tuesday) > 0


def test_where_youtube_is_not_quiet_teachers_meet_its_reminder_and_their_clips_do_not(policy: Policy) -> None:
    lived = live(without_quiet(policy), SEED)

    assert len(youtube_pages(lived)) >= 12
    assert met_by(lived, ARRIVES) == {Met.ARRIVED}


def test_with_grants_of_a_minute_more_than_one_page_would_be_usual(policy: Policy) -> None:
    assert median_of_pages(live(policy, SEED, MinuteGrants)) > 1


def test_where_own_time_is_not_known_people_meet_pages_in_it_and_it_is_counted(policy: Policy) -> None:
    lived = live(without_own_time(policy), SEED)

    assert pages_in_own_time(lived) > 0
    assert any(one.noted_of_own_time for one in lived)


@pytest.mark.parametrize(
    ("headers", "met"),
    [
        pytest.param(FRAMED, Met.ARRIVED, id="in another site's page"),
        pytest.param(FRAMED | {"Sec-Fetch-Dest": "document"}, Met.REMINDED, id="as a page of its own"),
    ],
)
def test_a_frame_is_known_by_its_headers(policy: Policy, headers: dict[str, str], met: Met) -> None:
    office = next(one for one in put_in_force(policy, policy.groups) if one.group.id == "office")
    machine = Machine(office, StoppedClock(at("10:42")))

    assert machine.fetch("https://www.facebook.com/v19.0/plugins/like.php", headers) is met


@pytest.mark.exam
@pytest.mark.parametrize("seed", range(2, 12))
def test_other_tuesdays_are_no_different(policy: Policy, seed: int) -> None:
    has_all_that_is_held(live(policy, seed))
    assert youtube_pages(live(without_quiet(policy), seed))
    assert median_of_pages(live(policy, seed, MinuteGrants)) > 1
    assert pages_in_own_time(live(without_own_time(policy), seed)) > 0
