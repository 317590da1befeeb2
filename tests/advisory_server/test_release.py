"""What is released, against tables written by hand and against what the proof needs."""

import re

import pytest

from advisory_server.release import NOT_SHOWN, in_use, release_week, shown
from school_policy.count_report import Cell, Dimension
from school_policy.period import PeriodKind
from school_policy.vocabulary import Category, Outcome

NO = "Not shown (none, or fewer than 10 devices, or too few in use)"

BY_ACTIVE = {
    # For each A the texts of n = 9, 10, 14, 15, 19, 20, 24, 25, 40.
    0: [NO] * 9,
    14: [NO] * 9,
    15: [NO, *["10 or more"] * 8],
    19: [NO, *["10 or more"] * 8],
    20: [NO, "10 to 14", "10 to 14", *["15 or more"] * 6],
    24: [NO, "10 to 14", "10 to 14", *["15 or more"] * 6],
    25: [NO, "10 to 14", "10 to 14", "15 to 19", "15 to 19", *["20 or more"] * 4],
    29: [NO, "10 to 14", "10 to 14", "15 to 19", "15 to 19", *["20 or more"] * 4],
    30: [NO, "10 to 14", "10 to 14", "15 to 19", "15 to 19", *["20 or more"] * 4],
    40: [NO, "10 to 14", "10 to 14", "15 to 19", "15 to 19", *["20 or more"] * 4],
    400: [NO, "10 to 14", "10 to 14", "15 to 19", "15 to 19", *["20 or more"] * 4],
}
NUMBERS = (9, 10, 14, 15, 19, 20, 24, 25, 40)


@pytest.mark.parametrize(
    ("active", "clients", "text"),
    [
        pytest.param(active, clients, text, id=f"{clients} of {active}")
        for active, texts in BY_ACTIVE.items()
        for clients, text in zip(NUMBERS, texts, strict=True)
    ],
)
def test_a_cell_is_shown_as_the_table_says(active: int, clients: int, text: str) -> None:
    assert shown(clients, active) == text


@pytest.mark.parametrize(
    ("most", "active", "clients", "text"),
    [
        pytest.param(15, 40, 14, "10 to 14", id="three platforms, below the top"),
        pytest.param(15, 40, 30, "15 or more", id="three platforms, the top"),
        pytest.param(15, 15, 12, "10 or more", id="three platforms, few active"),
        pytest.param(9, 40, 30, NO, id="two platforms"),
        pytest.param(0, 40, 30, NO, id="never"),
    ],
)
def test_a_lower_top_band_may_be_asked_for(most: int, active: int, clients: int, text: str) -> None:
    assert shown(clients, active, most) == text


EVERY = [(clients, active) for clients in range(41) for active in range(41)]


def numbers_in(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)] if text != NO else []


def test_nothing_below_ten_is_told_from_nothing_at_all() -> None:
    assert {shown(clients, active) for clients, active in EVERY if clients < 10 or active < 15} == {NOT_SHOWN}


def test_every_number_shown_is_ten_or_more_and_holds_the_truth() -> None:
    for clients, active in EVERY:
        match numbers_in(shown(clients, active)):
            case []:
                assert clients < 10 or active < 15
            case [least]:
                assert 10 <= least <= clients
            case [least, greatest]:
                assert 10 <= least <= clients <= greatest == least + 4
            case other:
                pytest.fail(f"{other}")


def test_the_top_band_leaves_five_active_devices_outside() -> None:
    tops = [(active, numbers_in(text)[0]) for n, active in EVERY if (text := shown(n, active)).endswith("or more")]

    assert tops
    assert all(top <= active - 5 and top <= 20 for active, top in tops)


def test_more_clients_never_read_as_fewer() -> None:
    for active in range(41):
        least = [(numbers_in(shown(clients, active)) or [0])[0] for clients in range(41)]
        assert least == sorted(least)


def test_a_band_is_never_cut_off_by_the_top() -> None:
    """Below "L or more" stand whole bands of five only, so that the top band tells no finer than the others."""
    for active in range(41):
        texts = [shown(clients, active) for clients in range(41)]
        bands = [text for text in texts if " to " in text]
        assert all(bands.count(band) == 5 for band in bands)


@pytest.mark.parametrize(("reporting", "staff", "active"), [(14, 40, 14), (40, 14, 14), (30, 30, 30), (0, 9, 0)])
def test_more_devices_than_staff_gain_nothing(reporting: int, staff: int, active: int) -> None:
    assert in_use(reporting, staff) == active


def week_cell(dimension: Dimension, value: str = "") -> Cell:
    return Cell(period=PeriodKind.WEEK, dimension=dimension, value=value)


def test_a_week_shows_every_cell_in_the_order_of_the_policy_however_large() -> None:
    counts = {
        week_cell(Dimension.OUTCOME, Outcome.APP): 33,
        week_cell(Dimension.ANY): 9,
        week_cell(Dimension.OUTCOME, Outcome.CARRIED_ON_WORK): 12,
    }

    assert [(cell.dimension.value, cell.value, text) for cell, text in release_week(counts, 40)] == [
        ("any", "", NO),
        ("three_days", "", NO),
        ("outcome", "did_not_carry_on", NO),
        ("outcome", "carried_on_work", "10 to 14"),
        ("outcome", "carried_on_channel", NO),
        ("outcome", "set_aside", NO),
        ("outcome", "app", "20 or more"),
    ]


def test_what_devices_do_not_fill_yet_is_not_released() -> None:
    counts = {week_cell(Dimension.CATEGORY, Category.VIDEO): 40}

    assert release_week(counts, 40) == release_week({}, 0)


def test_none_and_too_few_and_too_few_in_use_look_the_same() -> None:
    nine = dict.fromkeys((cell for cell, _ in release_week({}, 0)), 9)
    many = dict.fromkeys(nine, 40)

    assert release_week({}, 40) == release_week(nine, 40) == release_week(many, 14) == release_week({}, 0)
