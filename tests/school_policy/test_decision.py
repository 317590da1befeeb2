"""The decision, compared to the table in the design: row by row, each before the next, and all combinations."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import product
from typing import Any

import pytest

from school_policy.decision import Answer, Decision, PageRequest, Relation, decide_request, outcome_of
from school_policy.vocabulary import Choice, Outcome

PAGE = PageRequest(accepts_html=True, navigates=True)
"""A person opens a page: Accept: text/html, Sec-Fetch-Mode: navigate."""
CALL = PageRequest()
"""A script's call: Sec-Fetch-*, but no navigation."""
LESSON_CLIP = replace(PAGE, embeds=True, cross_site=True, referer=Relation.UNLISTED)
LIKE_BUTTON = replace(CALL, cross_site=True, referer=Relation.UNLISTED)
LOGIN_HOP = replace(PAGE, cross_site=True, to_login=True, referer=Relation.UNLISTED)
PROGRAM = PageRequest(from_browser=False)

REMIND = Decision(row=7, answer=Answer.REMIND)
EMBED = Decision(row=5, answer=Answer.TRY_AGAIN, allowance=True)
EMBED_PREFLIGHT = Decision(row=5, answer=Answer.NOT_NOW, allowance=True)
LOGIN = Decision(row=6, answer=Answer.TRY_AGAIN, allowance=True)
APP = Decision(row=8, answer=Answer.TRY_AGAIN, allowance=True, counted=Outcome.APP)
SET_ASIDE = Decision(row=9, answer=Answer.SET_ASIDE, counted=Outcome.SET_ASIDE)


def websocket(*, allowance: bool) -> Decision:
    return Decision(row=4, answer=Answer.REFUSE_AND_CLOSE, allowance=allowance, counted=Outcome.SET_ASIDE)


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        pytest.param(replace(PAGE, is_prefetch=True), Decision(row=3, answer=Answer.NOT_NOW), id="3 a prerender"),
        pytest.param(PageRequest(is_websocket=True), websocket(allowance=False), id="4 no Origin"),
        pytest.param(
            PageRequest(is_websocket=True, origin=Relation.SAME_PLATFORM),
            websocket(allowance=False),
            id="4 an open tab's WebSocket",
        ),
        pytest.param(
            PageRequest(is_websocket=True, origin=Relation.OTHER_PLATFORM),
            websocket(allowance=False),
            id="4 another listed platform's WebSocket",
        ),
        pytest.param(
            PageRequest(is_websocket=True, origin=Relation.UNLISTED),
            websocket(allowance=True),
            id="4 another site's WebSocket",
        ),
        pytest.param(LESSON_CLIP, EMBED, id="5 a lesson clip in a frame"),
        pytest.param(replace(LESSON_CLIP, referer=Relation.ABSENT), EMBED, id="5 a clip, no Referer sent"),
        pytest.param(
            replace(LESSON_CLIP, referer=Relation.OTHER_PLATFORM), EMBED, id="5 a clip on another platform"
        ),
        pytest.param(LIKE_BUTTON, EMBED, id="5 a like button's picture"),
        pytest.param(replace(LIKE_BUTTON, origin=Relation.UNLISTED), EMBED, id="5 a call with CORS"),
        pytest.param(
            replace(LIKE_BUTTON, is_preflight=True), EMBED_PREFLIGHT, id="5 a preflight is not redirected"
        ),
        pytest.param(replace(CALL, from_embed=True), EMBED, id="5 an embed's own later call"),
        pytest.param(
            replace(CALL, from_embed=True, referer=Relation.SAME_PLATFORM),
            EMBED,
            id="5 an embed's call to its host",
        ),
        pytest.param(replace(CALL, from_embed=True, from_browser=False), EMBED, id="5 an embed in an old Safari"),
        pytest.param(LOGIN_HOP, LOGIN, id="6 sign in with it"),
        pytest.param(
            replace(LOGIN_HOP, is_safe_or_form=False, accepts_html=False), LOGIN, id="6 whatever it accepts"
        ),
        pytest.param(PAGE, REMIND, id="7 an address typed"),
        pytest.param(
            replace(PAGE, cross_site=True, referer=Relation.UNLISTED), REMIND, id="7 a link clicked elsewhere"
        ),
        pytest.param(replace(PAGE, referer=Relation.SAME_PLATFORM), REMIND, id="7 a link clicked on the platform"),
        pytest.param(
            replace(PAGE, from_embed=True, referer=Relation.SAME_PLATFORM),
            REMIND,
            id="7 out of an embed to the page",
        ),
        pytest.param(
            PageRequest(from_browser=False, accepts_html=True), REMIND, id="7 a browser without Sec-Fetch"
        ),
        pytest.param(replace(LOGIN_HOP, cross_site=False), REMIND, id="7 a log-in page from the same site"),
        pytest.param(replace(LOGIN_HOP, referer=Relation.ABSENT), REMIND, id="7 a log-in page without Referer"),
        pytest.param(
            replace(LOGIN_HOP, referer=Relation.OTHER_PLATFORM), REMIND, id="7 a log-in page from another platform"
        ),
        pytest.param(PROGRAM, APP, id="8 a program"),
        pytest.param(replace(PROGRAM, is_safe_or_form=False), APP, id="8 a program that deletes"),
        pytest.param(
            replace(PROGRAM, is_preflight=True), replace(APP, answer=Answer.NOT_NOW), id="8 its preflight"
        ),
        pytest.param(CALL, SET_ASIDE, id="9 an open tab's call"),
        pytest.param(
            replace(CALL, cross_site=True, origin=Relation.SAME_PLATFORM),
            SET_ASIDE,
            id="9 between the platform's hosts",
        ),
        pytest.param(replace(LIKE_BUTTON, referer=Relation.SAME_PLATFORM), SET_ASIDE, id="9 known by its Referer"),
        pytest.param(replace(PAGE, embeds=True), SET_ASIDE, id="9 a frame of the platform in itself"),
        pytest.param(replace(PAGE, navigates=False), SET_ASIDE, id="9 a service worker fetching a page"),
        pytest.param(
            replace(PAGE, is_safe_or_form=False), SET_ASIDE, id="9 a navigation that is neither GET nor POST"
        ),
        pytest.param(replace(PAGE, accepts_html=False), SET_ASIDE, id="9 a navigation that takes no HTML"),
    ],
)
def test_a_request_in_working_time(request_: PageRequest, wanted: Decision) -> None:
    assert decide_request(request_, free=False) == wanted


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        pytest.param(PAGE, Answer.TRY_AGAIN, id="a page"),
        pytest.param(CALL, Answer.TRY_AGAIN, id="a call"),
        pytest.param(PROGRAM, Answer.TRY_AGAIN, id="a program"),
        pytest.param(replace(PAGE, is_prefetch=True), Answer.TRY_AGAIN, id="a prefetch (before row 3)"),
        pytest.param(
            PageRequest(is_websocket=True), Answer.REFUSE_AND_CLOSE, id="a WebSocket cannot be redirected"
        ),
        pytest.param(PageRequest(is_preflight=True), Answer.NOT_NOW, id="a preflight must not be redirected"),
    ],
)
def test_a_request_on_a_connection_that_is_free_by_now_counts_nothing(
    request_: PageRequest, answer: Answer
) -> None:
    assert decide_request(request_, free=True) == Decision(row=2, answer=answer)


@pytest.mark.parametrize(
    ("request_", "row"),
    [
        pytest.param(replace(PAGE, is_prefetch=True, is_websocket=True), 3, id="3 before 4"),
        pytest.param(replace(LIKE_BUTTON, is_prefetch=True), 3, id="3 before 5"),
        pytest.param(replace(LIKE_BUTTON, is_websocket=True, from_embed=True), 4, id="4 before 5"),
        pytest.param(replace(LESSON_CLIP, to_login=True), 5, id="a log-in page in a frame is 5"),
        pytest.param(replace(PROGRAM, accepts_html=True, from_embed=True), 5, id="5 before 7"),
        pytest.param(replace(PROGRAM, from_embed=True), 5, id="5 before 8"),
        pytest.param(LOGIN_HOP, 6, id="6 before 7"),
        pytest.param(replace(PROGRAM, accepts_html=True), 7, id="7 before 8"),
        pytest.param(PROGRAM, 8, id="8 before 9"),
    ],
)
def test_the_first_row_that_fits_decides(request_: PageRequest, row: int) -> None:
    assert decide_request(request_, free=False).row == row


@dataclass(frozen=True)
class Row:
    number: int
    fits: Callable[[PageRequest], bool]
    answer: Callable[[PageRequest], Answer]
    allowance: Callable[[PageRequest], bool]
    counted: Outcome | None


def again(request: PageRequest) -> Answer:
    return {True: Answer.NOT_NOW, False: Answer.TRY_AGAIN}[request.is_preflight]


def frame_or_no_navigation(request: PageRequest) -> bool:
    return request.embeds or not request.navigates


TABLE = [
    Row(3, lambda r: r.is_prefetch, lambda _: Answer.NOT_NOW, lambda _: False, None),
    Row(
        4,
        lambda r: r.is_websocket,
        lambda _: Answer.REFUSE_AND_CLOSE,
        lambda r: r.origin is Relation.UNLISTED,
        Outcome.SET_ASIDE,
    ),
    Row(
        5,
        lambda r: (
            frame_or_no_navigation(r)
            and r.cross_site
            and r.origin is not Relation.SAME_PLATFORM
            and r.referer is not Relation.SAME_PLATFORM
        ),
        again,
        lambda _: True,
        None,
    ),
    Row(5, lambda r: frame_or_no_navigation(r) and r.from_embed, again, lambda _: True, None),
    Row(
        6,
        lambda r: r.cross_site and r.navigates and not r.embeds and r.referer is Relation.UNLISTED and r.to_login,
        again,
        lambda _: True,
        None,
    ),
    Row(
        7,
        lambda r: r.accepts_html and r.is_safe_or_form and (not r.from_browser or (r.navigates and not r.embeds)),
        lambda _: Answer.REMIND,
        lambda _: False,
        None,
    ),
    Row(8, lambda r: not (r.from_browser or r.accepts_html), again, lambda _: True, Outcome.APP),
    Row(9, lambda _: True, lambda _: Answer.SET_ASIDE, lambda _: False, Outcome.SET_ASIDE),
]


def every_request() -> Iterator[PageRequest]:
    kinds = [tuple(Relation) if field.type is Relation else (False, True) for field in fields(PageRequest)]
    names = [field.name for field in fields(PageRequest)]
    for values in product(*kinds):
        known: dict[str, Any] = dict(zip(names, values, strict=True))
        yield PageRequest(**known)


def test_every_request_meets_the_first_row_of_the_table_that_fits() -> None:
    rows = set()
    for request in every_request():
        row = next(row for row in TABLE if row.fits(request))
        wanted = Decision(
            row=row.number, answer=row.answer(request), allowance=row.allowance(request), counted=row.counted
        )
        assert decide_request(request, free=False) == wanted, request
        rows.add(row.number)
    assert rows == {3, 4, 5, 6, 7, 8, 9}


def test_every_request_that_is_free_by_now_is_let_go_uncounted() -> None:
    for request in every_request():
        answer = Answer.REFUSE_AND_CLOSE if request.is_websocket else again(request)
        assert decide_request(request, free=True) == Decision(row=2, answer=answer), request


@pytest.mark.parametrize(
    ("choice", "outcome"),
    [
        pytest.param(None, Outcome.DID_NOT_CARRY_ON, id="no choice in ten minutes"),
        pytest.param(Choice.WORK, Outcome.CARRIED_ON_WORK, id="for work"),
        pytest.param(Choice.CHANNEL, Outcome.CARRIED_ON_CHANNEL, id="the official channel"),
        pytest.param(Choice.OWN_TIME, None, id="own time is never counted"),
        pytest.param(Choice.WRONGLY_LISTED, None, id="wrongly listed is no figure"),
    ],
)
def test_what_a_reminder_counts_once_it_is_over(choice: Choice | None, outcome: Outcome | None) -> None:
    assert outcome_of(choice) is outcome
