"""POST /api/v1/reports, over HTTP: what is taken, and every way to be refused."""

import datetime as dt
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from advisory_server.settings import Limits
from advisory_server.store.database import Store, open_database
from advisory_server.store.devices import revoke_device
from school_policy.count_report import CountReport, Dimension, WronglyListed, seal
from school_policy.vocabulary import Category, PlatformId
from tests.advisory_server.counting_world import (
    ANY,
    RELEASE,
    WORK,
    World,
    a_report,
    a_world,
    cell,
    some_school,
)

DAY = dt.date(2026, 6, 17)
COUNTS = "SELECT start, dimension, value, clients FROM count"


def said(platform: str = "tube", day: dt.date = DAY) -> WronglyListed:
    return WronglyListed(platform=PlatformId(platform), day=day)


def changed(report: CountReport, **values: Any) -> bytes:
    """Return a report's JSON with some of its keys set to what no report can hold."""
    return json.dumps(json.loads(seal(report)) | values).encode()


def a_cell(**values: Any) -> dict[str, Any]:
    return {"period": "week", "dimension": "any", "value": "", "clients": 1} | values


async def nothing_was_written(world: World) -> bool:
    return all(world.table(table) == [] for table in ("count", "seen", "late", "wrongly_listed"))


async def test_a_report_is_counted_once_and_answered_the_same_each_time(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        report = a_report(ANY, WORK)
        answers = [await world.post(report) for _ in range(3)]

        assert {(answer.status, answer.content_type, await answer.text()) for answer in answers} == {
            (200, "application/json", '{"taken":"counted"}')
        }
        assert world.rows(COUNTS) == [
            ("2026-06-15", "any", "", 1),
            ("2026-06-15", "outcome", "carried_on_work", 1),
        ]


async def test_an_empty_report_is_taken_as_well(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        assert await world.taken(a_report()) == "counted"
        assert world.rows(COUNTS) == []


async def test_the_dimensions_that_come_later_are_taken(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        cells = cell(Dimension.CATEGORY, Category.VIDEO), cell(Dimension.BAND, "after_14")
        assert await world.taken(a_report(*cells)) == "counted"


BARE = b'{"id":"%032x","week":"2026-06-15","cells":[{"period":"week","dimension":"any","clients":1}]}' % (2**100)


@pytest.mark.parametrize("body", [BARE, BARE.replace(b",", b" ,\n")], ids=["no padding", "other spacing"])
async def test_a_report_that_was_written_otherwise_is_as_good(tmp_path: Path, body: bytes) -> None:
    async with a_world(tmp_path) as world:
        assert (await world.post(body)).status == 200
        assert world.rows(COUNTS) == [("2026-06-15", "any", "", 1)]


NO_JSON = [
    pytest.param(b"", id="nothing"),
    pytest.param(b"{", id="cut off"),
    pytest.param(b"week=1", id="a form"),
    pytest.param(BARE[:-1] + b',"format":NaN}', id="NaN"),
    pytest.param(BARE.decode().encode("utf-16"), id="UTF-16"),
    pytest.param(BARE.replace(b"any", b"\xff"), id="no UTF-8"),
    pytest.param(b"[" * 4_000, id="nested and cut off"),
    pytest.param(BARE[:-1] + b',"week":"2026-06-15"}', id="a key twice"),
    pytest.param(BARE.replace(b'"clients":1', b'"clients":1,"clients":1'), id="a key twice, further in"),
    pytest.param(BARE[:-1] + b',"x":1,"x":2}', id="an unknown key twice"),
]


@pytest.mark.parametrize("body", NO_JSON)
async def test_what_is_no_json_or_names_a_key_twice_is_a_bad_request(tmp_path: Path, body: bytes) -> None:
    async with a_world(tmp_path) as world:
        answer = await world.post(body)

        assert (answer.status, answer.content_type) == (400, "application/problem+json")
        assert await nothing_was_written(world)


GOOD = a_report(ANY)
WRONG = [
    pytest.param(changed(GOOD, week="Monday"), ["/week"], id="no date"),
    pytest.param(changed(GOOD, week="2026-06-16"), ["/week"], id="a Tuesday"),
    pytest.param(changed(GOOD, week="2026-06-22"), ["/week"], id="the week to come"),
    pytest.param(changed(GOOD, week="9999-12-27"), ["/week"], id="the last week there is"),
    pytest.param(changed(GOOD, week="9999-12-31"), ["/week", "/week"], id="the last day there is"),
    pytest.param(changed(GOOD, half_term="2026-06-18"), ["/half_term"], id="a half-term to come"),
    pytest.param(changed(GOOD, format=2), ["/format"], id="another format"),
    pytest.param(changed(GOOD, host="tube.test"), ["/host"], id="an unknown key"),
    pytest.param(changed(GOOD, padding="1"), ["/padding"], id="a padding that says something"),
    pytest.param(changed(GOOD, id="X" * 32), ["/id"], id="no id"),
    pytest.param(changed(GOOD, cells=None), ["/cells"], id="no list of cells"),
    pytest.param(changed(GOOD, cells=[a_cell()] * 33), ["/cells"], id="too many cells"),
    pytest.param(changed(GOOD, cells=[a_cell(), 7]), ["/cells/1"], id="no cell"),
    pytest.param(changed(GOOD, cells=[a_cell(clients=0)]), ["/cells/0/clients"], id="no client"),
    pytest.param(changed(GOOD, cells=[a_cell(clients=2)]), ["/cells/0/clients"], id="two clients"),
    pytest.param(changed(GOOD, cells=[a_cell(clients=True)]), ["/cells/0/clients"], id="true"),
    pytest.param(changed(GOOD, cells=[a_cell(dimension="x")]), ["/cells/0/dimension"], id="an unknown dimension"),
    pytest.param(changed(GOOD, cells=[a_cell(value="x")]), ["/cells/0/value"], id="a value where none is"),
    pytest.param(
        changed(GOOD, cells=[a_cell(dimension="outcome", value="tube")]), ["/cells/0/value"], id="an unknown value"
    ),
    pytest.param(
        changed(GOOD, cells=[a_cell(dimension="platform", value="tube")]),
        ["/cells/0/value"],
        id="a weekly platform",
    ),
    pytest.param(changed(GOOD, cells=[a_cell(), a_cell()]), ["/cells/1"], id="a cell twice"),
    pytest.param(
        changed(GOOD, cells=[a_cell(period="half_term")]), ["/cells/0/period"], id="a cell of no half-term"
    ),
    pytest.param(
        changed(
            GOOD, half_term="2026-06-01", cells=[a_cell(period="half_term", dimension="band", value="after_14")]
        ),
        ["/cells/0/value"],
        id="a part of the day in a half-term",
    ),
    pytest.param(
        changed(GOOD, half_term="2026-06-01", cells=[a_cell(period="half_term", dimension="platform")]),
        ["/cells/0/value"],
        id="a platform without a name",
    ),
    pytest.param(
        changed(GOOD, wrongly_listed=[{"platform": "tube", "day": "2026-06-18"}]),
        ["/wrongly_listed/0/day"],
        id="said tomorrow",
    ),
    pytest.param(
        changed(GOOD, wrongly_listed=[{"platform": "tube", "day": "2026-06-15"}] * 9),
        ["/wrongly_listed"],
        id="said too often",
    ),
    pytest.param(
        changed(GOOD, id=1, week="x", cells=[a_cell(clients="1"), {}], **{"a/b~c": 1}),
        [
            "/a~1b~0c",
            "/cells/0/clients",
            *["/cells/1"] * 3,
            "/id",
            "/week",
        ],
        id="all at once, in form",
    ),
    pytest.param(
        changed(GOOD, half_term="9999-12-31", cells=[a_cell(clients=2), a_cell(value="x"), a_cell()]),
        ["/cells/0/clients", "/cells/1/value", "/cells/2", "/half_term"],
        id="all at once, in meaning",
    ),
    pytest.param(BARE[:-1] + b',"x":' + b"[" * 3_500 + b"]" * 3_500 + b"}", ["/x"], id="nested beyond reason"),
    pytest.param(b"[]", [""], id="no object"),
    pytest.param(changed(GOOD, **{f"k{number}": 1 for number in range(100)}), [""], id="a flood of keys"),
]


@pytest.mark.parametrize(("body", "pointers"), WRONG)
async def test_a_wrong_report_is_told_all_that_is_wrong(tmp_path: Path, body: bytes, pointers: list[str]) -> None:
    async with a_world(tmp_path) as world:
        answer = await world.post(body)
        document = await answer.json(content_type="application/problem+json")

        assert (answer.status, document["title"]) == (422, "The report is wrong")
        assert sorted(error["pointer"] for error in document["errors"]) == pointers
        assert all(error["detail"] and "the file" not in error["detail"] for error in document["errors"])
        assert await nothing_was_written(world)


@pytest.mark.parametrize(
    ("before_midnight", "status"),
    [pytest.param(300, 200, id="five minutes"), pytest.param(301, 422, id="and a second")],
)
async def test_a_device_may_be_five_minutes_ahead(tmp_path: Path, before_midnight: int, status: int) -> None:
    sunday_midnight = dt.datetime(2026, 6, 14, 23, tzinfo=dt.UTC)
    async with a_world(tmp_path, at=sunday_midnight - dt.timedelta(seconds=before_midnight)) as world:
        assert (await world.post(a_report(ANY))).status == status


@pytest.mark.parametrize(
    ("seconds", "taken"),
    [pytest.param(-1, "counted", id="a second before"), pytest.param(0, "late", id="at six")],
)
async def test_a_week_is_late_from_monday_six_by_the_clock_on_the_wall(
    tmp_path: Path, seconds: int, taken: str
) -> None:
    async with a_world(tmp_path, at=RELEASE + dt.timedelta(seconds=seconds)) as world:
        report = a_report(ANY)

        assert [await world.taken(report), await world.taken(report)] == [taken] * 2
        assert world.rows(COUNTS) == ([("2026-06-15", "any", "", 1)] if taken == "counted" else [])


@pytest.mark.parametrize("week", [dt.date(2026, 6, 8), dt.date(2024, 1, 1), dt.date(1, 1, 1)], ids=str)
async def test_what_a_late_report_says_is_not_looked_at(tmp_path: Path, week: dt.date) -> None:
    async with a_world(tmp_path) as world:
        cells = cell(Dimension.OUTCOME, "of_an_older_policy", clients=7), ANY, ANY
        late = a_report(*cells, week=week, half_term=week, wrongly_listed=(said(),))

        assert await world.taken(late) == "late"
        assert world.table("late") == [("2026-06-15", 1)]
        assert world.rows(COUNTS) == world.table("wrongly_listed") == []


async def test_of_wrongly_listed_platforms_the_known_and_recent_are_kept(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        notes = said(), said("gone"), said(day=dt.date(2026, 4, 18)), said(day=dt.date(2026, 4, 17)), said("book")

        assert await world.taken(a_report(ANY, wrongly_listed=notes)) == "counted"
        assert world.table("wrongly_listed") == [
            ("book", "2026-06-17", 1),
            ("tube", "2026-04-18", 1),
            ("tube", "2026-06-17", 1),
        ]


async def test_an_id_that_comes_with_other_content_is_a_conflict(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        report = a_report(ANY)
        await world.taken(report)
        answer = await world.post(msgspec.structs.replace(report, cells=(WORK,)))

        assert (answer.status, answer.content_type) == (409, "application/problem+json")
        assert world.rows(COUNTS) == [("2026-06-15", "any", "", 1)]


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer guess",
        "Basic {token}",
        "{token}",
        "Bearer {token}x",
        "Bearer \udcff",
    ],
)
async def test_without_a_token_in_use_nothing_is_taken(tmp_path: Path, authorization: str | None) -> None:
    async with a_world(tmp_path) as world:
        header = {} if authorization is None else {"Authorization": authorization.format(token=world.enrol())}
        answer = await world.client.post("/api/v1/reports", data=seal(a_report(ANY)), headers=header)

        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert await nothing_was_written(world)


async def test_the_scheme_may_be_written_as_it_likes(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        answer = await world.post(a_report(ANY), Authorization=f"bearer {world.enrol()}")
        assert answer.status == 200


async def test_a_revoked_token_stops_within_a_minute(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        token = world.enrol()
        await world.taken(a_report(ANY), token)
        with Store(world.path) as other:
            other.run_here(lambda connection: revoke_device(connection, "Laptop 1", DAY))
        world.clock.step(seconds=60)

        assert (await world.post(a_report(ANY), token)).status == 401


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/problem+json"])
async def test_a_body_of_another_type_is_refused(tmp_path: Path, kind: str) -> None:
    async with a_world(tmp_path) as world:
        answer = await world.post(a_report(ANY), **{"Content-Type": kind})

        assert answer.status == 415
        assert await nothing_was_written(world)


async def test_a_body_that_is_too_large_is_refused(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        answer = await world.post(b" " * 8_193)
        assert (answer.status, answer.content_type) == (413, "application/problem+json")
        assert await nothing_was_written(world)


async def test_a_body_of_unknown_length_is_read_no_further_than_it_may_be(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:

        async def endless() -> Any:
            for _ in range(64):
                yield b" " * 1_024

        headers = {"Authorization": f"Bearer {world.enrol()}", "Content-Type": "application/json"}
        answer = await world.client.post("/api/v1/reports", data=endless(), headers=headers)

        assert (answer.status, answer.content_type) == (413, "application/problem+json")


async def test_a_device_that_sends_too_much_is_told_when_to_come_again(tmp_path: Path) -> None:
    async with a_world(tmp_path, limits=Limits(reports_at_once=2, reports_a_minute=6)) as world:
        other = world.enrol("Laptop 2")
        token = world.enrol("Laptop 1")
        answers = [await world.post(a_report(ANY), token) for _ in range(3)]

        assert [answer.status for answer in answers] == [200, 200, 429]
        assert answers[2].headers["Retry-After"] == "10"
        assert await world.taken(a_report(ANY), other) == "counted"
        world.clock.step(seconds=10)
        assert await world.taken(a_report(ANY), token) == "counted"


async def test_while_the_database_is_in_trouble_nothing_is_counted_and_all_is_asked_for_again(
    tmp_path: Path,
) -> None:
    async with a_world(tmp_path) as world:
        report = a_report(ANY)
        await world.taken(a_report(ANY))
        with closing(open_database(world.path)) as other:
            other.execute("ALTER TABLE count RENAME TO away")
            answer = await world.post(report)
            other.execute("ALTER TABLE away RENAME TO count")

        assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
        assert await world.taken(report) == "counted"
        assert world.rows("SELECT clients FROM count") == [(2,)]


async def test_trouble_with_the_tokens_is_no_wrong_token(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        token = world.enrol()
        with closing(open_database(world.path)) as other:
            other.execute("ALTER TABLE device RENAME TO away")

        assert (await world.post(a_report(ANY), token)).status == 503


async def test_another_zone_has_other_weeks(tmp_path: Path) -> None:
    # In Auckland it is the next Monday already.
    sunday = dt.datetime(2026, 6, 21, 18, tzinfo=dt.UTC)
    async with a_world(tmp_path, school=some_school(zone="Pacific/Auckland"), at=sunday) as world:
        assert await world.taken(a_report(ANY)) == "late"
        assert await world.taken(a_report(ANY, week=dt.date(2026, 6, 22))) == "counted"
