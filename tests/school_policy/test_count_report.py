import datetime as dt
import json
from collections.abc import Iterator
from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_policy.count_report import (
    LONGEST_VALUE,
    MOST_CELLS,
    MOST_WRONGLY_LISTED,
    PRIVACY_ROWS,
    REPORT_BYTES,
    Cell,
    CellCount,
    CountReport,
    Dimension,
    ReportId,
    WronglyListed,
    half_term_cells,
    seal,
    weekly_cells,
)
from school_policy.period import PeriodKind
from school_policy.vocabulary import PlatformId
from tests.school_policy.policies import PLATFORMS

ID = ReportId("0123456789abcdef" * 2)
MONDAY = dt.date(2026, 11, 23)
VALUES = st.text(st.characters(codec="ascii", categories=["Ll", "Nd"]), max_size=LONGEST_VALUE)
COUNTS = st.builds(
    CellCount,
    period=st.sampled_from(PeriodKind),
    dimension=st.sampled_from(Dimension),
    value=VALUES,
    clients=st.integers(1, 10_000),
)
REPORTS = st.builds(
    CountReport,
    id=st.just(ID),
    week=st.just(MONDAY),
    half_term=st.none() | st.just(dt.date(2026, 11, 2)),
    cells=st.lists(COUNTS, max_size=MOST_CELLS).map(tuple),
    wrongly_listed=st.lists(
        st.builds(WronglyListed, platform=VALUES.map(PlatformId), day=st.just(MONDAY)),
        max_size=MOST_WRONGLY_LISTED,
    ).map(tuple),
)


@given(REPORTS)
def test_every_report_has_the_same_size_whatever_is_in_it(report: CountReport) -> None:
    body = seal(report)

    assert len(body) == REPORT_BYTES
    read = msgspec.json.decode(body, type=CountReport)
    assert msgspec.structs.replace(read, padding="") == report


def test_the_largest_report_fits() -> None:
    longest = "w" * LONGEST_VALUE
    count = CellCount(period=PeriodKind.HALF_TERM, dimension=Dimension.THREE_DAYS, value=longest, clients=10_000)
    report = CountReport(
        id=ID,
        week=MONDAY,
        half_term=MONDAY,
        cells=(count,) * MOST_CELLS,
        wrongly_listed=(WronglyListed(platform=PlatformId(longest), day=MONDAY),) * MOST_WRONGLY_LISTED,
    )

    assert len(seal(report)) == REPORT_BYTES
    assert len(msgspec.json.encode(report)) < REPORT_BYTES


GOOD = {"format": 1, "id": ID, "week": "2026-11-23"}
CELL = {"period": "week", "dimension": "any", "value": "", "clients": 1}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"format": 2}, id="another format"),
        pytest.param({"id": "0"}, id="a short id"),
        pytest.param({"id": ID + "\n"}, id="an id with a line after it"),
        pytest.param({"id": ID.upper()}, id="an id in capitals"),
        pytest.param({"week": "2026-W48"}, id="a week that is no date"),
        pytest.param({"device": "d1"}, id="a field that is not in the list"),
        pytest.param({"padding": "a"}, id="padding that says something"),
        pytest.param({"cells": [CELL] * (MOST_CELLS + 1)}, id="too many cells"),
        pytest.param({"cells": [{**CELL, "clients": 0}]}, id="no client"),
        pytest.param({"cells": [{**CELL, "clients": 1.5}]}, id="half a client"),
        pytest.param({"cells": [{**CELL, "clients": True}]}, id="no number of clients"),
        pytest.param({"cells": [{**CELL, "clients": 10_001}]}, id="more clients than a school has"),
        pytest.param({"cells": [{**CELL, "host": "h"}]}, id="a host"),
        pytest.param({"cells": [{**CELL, "value": "w" * (LONGEST_VALUE + 1)}]}, id="a long value"),
        pytest.param({"cells": [{**CELL, "dimension": "person"}]}, id="another dimension"),
        pytest.param({"cells": [{**CELL, "period": "day"}]}, id="another period"),
        pytest.param({"wrongly_listed": [{"platform": "x", "day": "2026-11-23", "who": "y"}]}, id="who it was"),
    ],
)
def test_a_report_of_another_form_is_refused(change: dict[str, object]) -> None:
    assert msgspec.json.decode(json.dumps({**GOOD, "cells": [CELL]}), type=CountReport)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(json.dumps({**GOOD, **change}), type=CountReport)


def fields_of(form: type[msgspec.Struct]) -> Iterator[str]:
    """Yield every field that a value of this form may have, as PRIVACY_ROWS writes it."""
    for field in msgspec.structs.fields(form):
        parts = getattr(getattr(field.type, "__origin__", field.type), "__args__", ())
        inner = [part for part in parts if isinstance(part, type) and issubclass(part, msgspec.Struct)]
        if inner:
            yield from (f"{field.name}[].{below}" for below in fields_of(inner[0]))
        else:
            yield field.name


def test_every_field_that_leaves_a_device_is_explained() -> None:
    rows = [row.field for row in PRIVACY_ROWS]

    assert sorted(rows) == sorted(fields_of(CountReport))
    assert len(set(rows)) == len(rows)
    assert all(row.meaning.strip() and row.reason.strip() for row in PRIVACY_ROWS)


def test_a_field_without_an_explanation_is_found() -> None:
    class More(CountReport, frozen=True, kw_only=True):
        room: str = ""

    assert set(fields_of(More)) - {row.field for row in PRIVACY_ROWS} == {"room"}


def test_the_weekly_cells_are_those_of_the_rules_and_nothing_crosses() -> None:
    assert [(cell.dimension.value, cell.value) for cell in weekly_cells()] == [
        ("any", ""),
        ("three_days", ""),
        *product(["outcome"], ["did_not_carry_on", "carried_on_work", "carried_on_channel", "set_aside", "app"]),
        *product(["category"], ["social", "video", "messaging", "blogs-and-forums", "gaming", "mmorpg"]),
        *product(["band"], ["until_10", "from_10_to_12", "from_12_to_14", "after_14"]),
    ]


@given(st.lists(PLATFORMS, max_size=3, unique_by=lambda platform: platform.id))
def test_a_half_term_has_platforms_instead_of_bands(platforms: list[object]) -> None:
    cells = half_term_cells(platforms)  # type: ignore[arg-type]

    assert {cell.period for cell in cells} == {PeriodKind.HALF_TERM}
    assert [cell.dimension for cell in cells].count(Dimension.PLATFORM) == len(platforms)
    assert not {Dimension.BAND, Dimension.THREE_DAYS} & {cell.dimension for cell in cells}
    assert len(set(cells)) == len(cells)


def test_a_count_names_its_cell() -> None:
    cell = weekly_cells()[2]
    count = CellCount(period=cell.period, dimension=cell.dimension, value=cell.value, clients=3)

    assert count.cell == cell
    assert type(count.cell) is Cell
