import datetime as dt

import pytest

from proxy_addons.visits import DailyViews, Visit, Visits
from tests.proxy_addons.sample import ANNE, BEN, FACEBOOK, LONDON, YOUTUBE, at

PAGE = "https://www.facebook.com/groups/1"


def visit(started: str = "10:42") -> Visit:
    return Visit(
        client=ANNE,
        platform=FACEBOOK,
        url=PAGE,
        started=at(started),
        from_unlisted_site=False,
        form_lost=False,
    )


def local(text: str) -> dt.datetime:
    return at(text).astimezone(LONDON)


@pytest.mark.parametrize(
    ("moment", "found"),
    [("10:41:59", False), ("10:42", True), ("10:51:59", True), ("10:52", False)],
)
def test_a_visit_is_remembered_for_ten_minutes(*, moment: str, found: bool) -> None:
    visits = Visits()
    token = visits.remember(visit())
    assert (visits.find(token, ANNE, FACEBOOK, at(moment)) is not None) is found


@pytest.mark.parametrize(
    ("client", "platform"), [(BEN, FACEBOOK), (ANNE, YOUTUBE)], ids=["another client", "another platform"]
)
def test_a_token_is_worth_nothing_to_others(client: str, platform: str) -> None:
    visits = Visits()
    token = visits.remember(visit())
    assert visits.find(token, client, platform, at("10:43")) is None  # type: ignore[arg-type]
    assert visits.find(token, ANNE, FACEBOOK, at("10:43")) is not None


def test_tokens_are_never_the_same_and_long_enough_not_to_be_guessed() -> None:
    visits = Visits()
    tokens = {visits.remember(visit()) for _ in range(500)}
    assert len(tokens) == 500
    assert all(len(token) >= 22 for token in tokens)  # 128 bits in base 64


def test_beyond_the_bound_the_oldest_goes() -> None:
    visits = Visits()
    tokens = [visits.remember(visit()) for _ in range(2_001)]
    found = [visits.find(token, ANNE, FACEBOOK, at("10:43")) is not None for token in tokens]
    assert found == [False] + [True] * 2_000


def test_what_is_no_longer_remembered_is_dropped() -> None:
    visits = Visits()
    old, new = visits.remember(visit("10:30")), visits.remember(visit("10:42"))
    assert visits.forget_old(at("10:43")) == []
    assert visits.find(old, ANNE, FACEBOOK, at("10:31")) is None
    assert visits.find(new, ANNE, FACEBOOK, at("10:43")) is not None


@pytest.mark.parametrize(
    ("seen", "settled", "moment", "returned"),
    [
        pytest.param(True, False, "10:52", True, id="over"),
        pytest.param(True, False, "10:51:59", False, id="not over"),
        pytest.param(False, False, "10:52", False, id="never seen"),
        pytest.param(True, True, "10:52", False, id="settled"),
        pytest.param(True, False, "10:41", False, id="the clock set back"),
    ],
)
def test_a_visit_that_was_seen_and_led_nowhere_is_returned_once(
    *, seen: bool, settled: bool, moment: str, returned: bool
) -> None:
    visits = Visits()
    one = visit()
    one.seen, one.settled = seen, settled
    visits.remember(one)
    assert visits.forget_old(at(moment)) == [one] * returned
    assert visits.forget_old(at(moment)) == []


def test_what_the_bound_pushed_out_is_not_returned() -> None:
    visits = Visits()
    for _ in range(2_001):
        one = visit()
        one.seen = True
        visits.remember(one)
    assert len(visits.forget_old(at("10:52"))) == 2_000


@pytest.mark.parametrize(
    ("client", "platform", "moment", "settled"),
    [
        pytest.param(ANNE, FACEBOOK, "10:43", True, id="its own"),
        pytest.param(BEN, FACEBOOK, "10:43", False, id="another client"),
        pytest.param(ANNE, YOUTUBE, "10:43", False, id="another platform"),
        pytest.param(ANNE, FACEBOOK, "10:52", False, id="too late"),
    ],
)
def test_all_tabs_of_one_client_and_platform_are_settled_and_still_found(
    client: str, platform: str, moment: str, *, settled: bool
) -> None:
    visits = Visits()
    tabs = [visit(), visit()]
    tokens = [visits.remember(tab) for tab in tabs]
    visits.settle(client, platform, at(moment))  # type: ignore[arg-type]
    assert [tab.settled for tab in tabs] == [settled] * 2
    assert [visits.find(token, ANNE, FACEBOOK, at("10:43")) for token in tokens] == tabs


@pytest.mark.parametrize(
    ("views", "reached"),
    [
        (["10:42", "10:43"], False),
        (["10:42", "10:42:30", "10:42:59"], False),  # tabs of one minute
        (["10:42", "10:43", "10:44"], True),
        (["10:42", "10:43", "10:44", "10:45"], True),
        (["2026-11-22T23:58", "2026-11-22T23:59", "2026-11-23T00:00"], False),  # another day
    ],
)
def test_the_daily_cap_counts_the_minutes_with_a_first_view(*, views: list[str], reached: bool) -> None:
    counted = DailyViews()
    for moment in views:
        counted.note(ANNE, local(moment))
    assert counted.has_reached(3, ANNE, local(views[-1])) is reached


def test_the_cap_is_each_clients_own() -> None:
    counted = DailyViews()
    counted.note(ANNE, local("10:42"))
    assert counted.has_reached(1, ANNE, local("10:43"))
    assert not counted.has_reached(1, BEN, local("10:43"))


def test_no_cap_is_never_reached() -> None:
    counted = DailyViews()
    for minute in range(60):
        counted.note(ANNE, local(f"10:{minute:02}"))
    assert not counted.has_reached(0, ANNE, local("11:00"))


def test_the_day_is_the_schools_and_not_utcs() -> None:
    counted = DailyViews()
    counted.note(ANNE, local("2026-07-01T23:59"))  # 22:59 UTC
    assert counted.has_reached(1, ANNE, local("2026-07-01T23:59"))
    assert not counted.has_reached(1, ANNE, local("2026-07-02T00:01"))  # still the first in UTC
