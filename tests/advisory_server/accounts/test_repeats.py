"""What anybody can bring about fills no disk, and a flood about one account hides nothing about another."""

import asyncio
import datetime as dt
import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_server.accounts.repeats import Repeats
from advisory_server.accounts.role import Role
from advisory_server.store.audit import What, entries
from tests.advisory_server.accounts.world import NOON, World

FAILED = What.SIGN_IN_FAILED
DAY = dt.timedelta(days=1)


def test_of_a_million_tries_twenty_are_noted_and_the_last_says_how_many() -> None:
    repeats = Repeats()
    noted = [times for _ in range(1_000_000) if (times := repeats.times_to_note((FAILED, "", "head"), NOON))]

    assert noted == [2**power for power in range(20)]


ALIKE = st.tuples(st.sampled_from((FAILED, What.PAGE_REFUSED)), st.sampled_from("ab"), st.sampled_from("xy"))


@given(st.lists(st.tuples(ALIKE, st.integers(0, 1)), max_size=200))
def test_each_kind_is_counted_by_itself_and_each_day_anew(
    happened: list[tuple[tuple[What, str, str], int]],
) -> None:
    repeats, counted, day = Repeats(), Counter[tuple[What, str, str]](), 0
    for alike, later in happened:
        day += later
        if later:
            counted.clear()
        counted[alike] += 1
        is_power = math.log2(counted[alike]).is_integer()
        assert repeats.times_to_note(alike, NOON + day * DAY) == (counted[alike] if is_power else None)


def test_a_clock_that_is_set_back_begins_anew_and_loses_nothing() -> None:
    repeats = Repeats()
    told = [repeats.times_to_note((FAILED, "", "head"), NOON - days * DAY) for days in (0, 0, 0, 1, 1)]

    assert told == [1, 2, None, 1, 2]


async def tried(world: World) -> list[tuple[str, str]]:
    found = await world.store.run(lambda connection: entries(connection, 1_000))
    return [
        (entry.facts["account"], entry.facts["times_today"]) for entry in reversed(found) if entry.what == FAILED
    ]


async def test_wrong_passwords_are_noted_by_account_whatever_is_typed(world: World) -> None:
    world.add_account()
    for number in range(9):
        world.clock.step(minutes=6)
        browser = world.browser()
        await asyncio.gather(*(browser.sign_in(name, "wrong") for name in (f"nobody {number}", f"x{number}")))
    await world.browser().sign_in("HEAD", "wrong")

    unknown = [("unknown", str(times)) for times in (1, 2, 4, 8, 16)]
    assert await tried(world) == [*unknown, ("head", "1")]


@pytest.mark.parametrize("what", [What.TOO_MANY_TRIES, What.FORM_REFUSED, What.PAGE_REFUSED])
async def test_other_things_that_anybody_can_do_are_noted_as_seldom(world: World, what: What) -> None:
    world.add_account()
    browser = world.browser() if what is not What.PAGE_REFUSED else await world.signed_in(Role.IT_ADMIN)
    for _ in range(24):
        match what:
            case What.TOO_MANY_TRIES:
                await browser.sign_in("head", "wrong")
            case What.FORM_REFUSED:
                await browser.ask("POST", "/sign-in", data={}, headers={"Origin": "https://evil.test"})
            case _:
                await browser.get("/summary")

    found = await world.store.run(lambda connection: entries(connection, 1_000))
    times = [entry.facts["times_today"] for entry in reversed(found) if entry.what == what]
    assert times == ["1", "2", "4", "8", "16"][: len(times)]
    assert len(times) >= 4
