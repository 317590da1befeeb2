"""What is released, against tables written by hand and against what the proof needs."""

import re

import pytest

from advisory_server.release import (
    NOT_SHOWN,
    half_term_in_use,
    in_use,
    release_half_term,
    release_week,
    shown,
)
from school_policy.count_report import Band, Cell, Dimension, half_term_cells, weekly_cells
from school_policy.dimensions import CountedPlatform
from school_policy.period import PeriodKind
from school_policy.vocabulary import Category, Outcome, PlatformId

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


@pytest.mark.parametrize(
    ("devices", "gateways", "staff", "active"),
    [
        pytest.param(0, 1, 25, 20, id="four in five of the staff"),
        pytest.param(0, 2, 25, 20, id="several gateways change nothing"),
        pytest.param(0, 1, 24, 19, id="rounded down"),
        pytest.param(0, 1, 18, 14, id="too few"),
        pytest.param(12, 1, 40, 12, id="the week of a change: the smaller"),
        pytest.param(38, 1, 40, 32, id="the same, the other way round"),
    ],
)
def test_behind_a_gateway_four_in_five_of_the_staff_count_as_there(
    devices: int, gateways: int, staff: int, active: int
) -> None:
    assert in_use(devices, staff, gateways) == active


def test_behind_a_gateway_somebody_who_is_there_may_be_outside_of_whatever_is_shown() -> None:
    for staff in range(120):
        active = in_use(0, staff, 1)
        numbers = [int(text.split()[0]) for n in range(staff + 1) if (text := shown(n, active)) != NOT_SHOWN]
        assert active <= 0.8 * staff
        assert max(numbers, default=0) <= max(0, active - 5)


def week_cell(dimension: Dimension, value: str = "") -> Cell:
    return Cell(period=PeriodKind.WEEK, dimension=dimension, value=value)


def half_term_cell(dimension: Dimension, value: str = "") -> Cell:
    return Cell(period=PeriodKind.HALF_TERM, dimension=dimension, value=value)


def listed(**sizes: int) -> tuple[CountedPlatform, ...]:
    """Return so many platforms in each category, such as social_1."""
    return tuple(
        CountedPlatform(id=PlatformId(f"{category}_{number}"), category=Category(category.replace("_", "-")))
        for category, size in sizes.items()
        for number in range(1, size + 1)
    )


MANY = listed(social=4, video=4, messaging=4, gaming=4)
SIZES = listed(social=4, video=3, messaging=2, gaming=1)


def test_a_week_shows_every_cell_in_the_order_of_the_policy_however_large() -> None:
    counts = {
        week_cell(Dimension.OUTCOME, Outcome.APP): 33,
        week_cell(Dimension.ANY): 9,
        week_cell(Dimension.OUTCOME, Outcome.CARRIED_ON_WORK): 12,
        week_cell(Dimension.CATEGORY, Category.VIDEO): 40,
        week_cell(Dimension.BAND, Band.AFTER_14): 15,
    }

    assert [(cell.dimension.value, cell.value, text) for cell, text in release_week(counts, 40, [MANY])] == [
        ("any", "", NO),
        ("three_days", "", NO),
        ("outcome", "did_not_carry_on", NO),
        ("outcome", "carried_on_work", "10 to 14"),
        ("outcome", "carried_on_channel", NO),
        ("outcome", "set_aside", NO),
        ("outcome", "app", "20 or more"),
        ("category", "social", NO),
        ("category", "video", "20 or more"),
        ("category", "messaging", NO),
        ("category", "blogs-and-forums", NO),
        ("category", "gaming", NO),
        ("category", "mmorpg", NO),
        ("band", "until_10", NO),
        ("band", "from_10_to_12", NO),
        ("band", "from_12_to_14", NO),
        ("band", "after_14", "15 to 19"),
    ]


def test_a_half_term_shows_every_cell_in_the_order_of_the_policy_however_large() -> None:
    everybody = dict.fromkeys(half_term_cells(SIZES), 40)

    shown_rows = release_half_term(everybody, [40] * 4, SIZES)
    assert [(cell.dimension.value, cell.value, text) for cell, text in shown_rows] == [
        ("any", "", "20 or more"),
        *[("outcome", outcome.value, "20 or more") for outcome in Outcome],
        ("category", "social", "20 or more"),
        ("category", "video", "15 or more"),
        ("category", "messaging", "20 or more"),
        ("category", "blogs-and-forums", "20 or more"),
        ("category", "gaming", NO),
        ("category", "mmorpg", "20 or more"),
        *[("platform", f"social_{number}", "20 or more") for number in range(1, 5)],
        *[("platform", f"video_{number}", "20 or more") for number in range(1, 4)],
        *[("platform", f"messaging_{number}", NO) for number in range(1, 3)],
        ("platform", "gaming_1", "20 or more"),
    ]


def test_the_kinds_of_site_of_a_week_go_by_the_same_rule_and_the_strictest_of_its_periods() -> None:
    everybody = dict.fromkeys(weekly_cells(), 40)

    def kinds(*of: tuple[CountedPlatform, ...]) -> dict[str, str]:
        rows = release_week(everybody, 40, of)
        return {cell.value: text for cell, text in rows if cell.dimension is Dimension.CATEGORY}

    assert kinds(SIZES) | {"social": NO} == kinds(SIZES, listed(social=1, gaming=5))
    assert (kinds(SIZES)["video"], kinds(SIZES)["gaming"], kinds(SIZES)["messaging"]) == (
        "15 or more",
        NO,
        "20 or more",
    )


@pytest.mark.parametrize(
    ("active_by_week", "active"),
    [
        pytest.param([15, 15, 15, 15], 15, id="just enough weeks, just enough devices"),
        pytest.param([15, 15, 15, 14], 0, id="one of four weeks with too few devices"),
        pytest.param([40, 40, 40], 0, id="three weeks, however many devices"),
        pytest.param([0, 26, 3, 24, 25, 20, 0], 26, id="the busiest week, whatever the quiet ones"),
        pytest.param([], 0, id="no weeks"),
    ],
)
def test_a_half_term_is_of_the_devices_of_its_busiest_week(active_by_week: list[int], active: int) -> None:
    assert half_term_in_use(active_by_week) == active
    rows = release_half_term(dict.fromkeys(half_term_cells(MANY), 40), active_by_week, MANY)
    assert {text for _, text in rows} == {shown(40, active)}


def test_none_and_too_few_and_too_few_in_use_look_the_same() -> None:
    nothing = release_week({}, 0, [MANY])
    nine = dict.fromkeys((cell for cell, _ in nothing), 9)
    many = dict.fromkeys(nine, 40)

    assert nothing == release_week({}, 40, [MANY]) == release_week(nine, 40, [MANY])
    assert nothing == release_week(many, 14, [MANY])


def test_a_half_term_looks_the_same_too_whatever_the_reason() -> None:
    cells = half_term_cells(SIZES)
    nothing = release_half_term({}, [], SIZES)

    assert [cell for cell, _ in nothing] == list(cells)
    assert {text for _, text in nothing} == {NOT_SHOWN}
    assert nothing == release_half_term(dict.fromkeys(cells, 9), [40] * 6, SIZES)
    assert nothing == release_half_term(dict.fromkeys(cells, 40), [40] * 3, SIZES)
