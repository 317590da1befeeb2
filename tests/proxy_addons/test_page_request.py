"""Real header sets, as browsers and programs send them, and what the decision makes of them."""

import pytest

from proxy_addons.page_request import matches_any, read_page_request
from school_policy.decision import Answer, Relation, decide_request
from tests.proxy_addons.sample import FACEBOOK, YOUTUBE, in_force, request

HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"}
ANY = {"Accept": "*/*"}
LESSON = "https://www.ashover.example/"
FACEBOOK_PAGE = "https://www.facebook.com/groups/1"
EMBED = "https://www.youtube.com/embed/x"


def fetch(mode: str, dest: str, site: str, **more: str) -> dict[str, str]:
    metadata = {"Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest, "Sec-Fetch-Site": site}
    return metadata | {name.replace("_", "-"): value for name, value in more.items()}


# what, url, method, headers -> row of the table, its answer, whether an allowance goes with it
FB, YT = "https://www.facebook.com/", "https://www.youtube.com/"
CASES = [
    ("typed navigation", FB, "GET", HTML | fetch("navigate", "document", "none", Sec_Fetch_User="?1"), 7),
    ("click on another site", FB, "GET", HTML | fetch("navigate", "document", "cross-site", Referer=LESSON), 7),
    ("click on its own page", FB, "GET", HTML | fetch("navigate", "document", "same-origin", Referer=FB), 7),
    ("Firefox without User", FB, "GET", HTML | fetch("navigate", "document", "none"), 7),
    (
        "form sent by its own page",
        FB,
        "POST",
        HTML | fetch("navigate", "document", "same-origin", Origin=FB[:-1], Referer=FB),
        7,
    ),
    ("click inside an embed", YT, "GET", HTML | fetch("navigate", "document", "same-origin", Referer=EMBED), 7),
    ("service worker fetch(event.request)", FB, "GET", HTML | fetch("navigate", "empty", "same-origin"), 7),
    (
        "navigation preload",
        FB,
        "GET",
        HTML | fetch("navigate", "document", "none", Service_Worker_Navigation_Preload="true"),
        7,
    ),
    ("plain http has no metadata", FB, "GET", HTML, 7),
    ("iframe embed", EMBED, "GET", HTML | fetch("navigate", "iframe", "cross-site", Referer=LESSON), 5),
    ("object embed", EMBED, "GET", HTML | fetch("navigate", "object", "cross-site", Referer=LESSON), 5),
    ("like button", FB + "plugins/like.php", "GET", HTML | fetch("navigate", "iframe", "cross-site"), 5),
    ("pixel of another site", FB + "tr", "GET", ANY | fetch("no-cors", "image", "cross-site", Referer=LESSON), 5),
    (
        "CORS fetch of another site",
        FB + "api",
        "GET",
        ANY | fetch("cors", "empty", "cross-site", Origin=LESSON[:-1], Referer=LESSON),
        5,
    ),
    (
        "embed's own later call",
        YT + "youtubei/v1/player",
        "POST",
        ANY | fetch("cors", "empty", "same-origin", Origin=YT[:-1], Referer=EMBED),
        5,
    ),
    (
        "youtube-nocookie embed calls www.youtube.com",
        YT + "youtubei/v1/log_event",
        "POST",
        ANY | fetch("cors", "empty", "cross-site", Origin="https://www.youtube-nocookie.com"),
        5,
    ),
    (
        "its beacon without Origin",
        YT + "generate_204",
        "GET",
        ANY | fetch("no-cors", "image", "cross-site", Referer="https://www.youtube-nocookie.com/"),
        5,
    ),
    (
        "preflight of another site",
        FB + "api",
        "OPTIONS",
        ANY | fetch("cors", "empty", "cross-site", Origin=LESSON[:-1], Access_Control_Request_Method="POST"),
        5,
    ),
    (
        "log-in hop",
        FB + "v19.0/dialog/oauth?client_id=1",
        "GET",
        HTML | fetch("navigate", "document", "cross-site", Referer="https://app.example/"),
        6,
    ),
    (
        "log-in address that was typed",
        FB + "v19.0/dialog/oauth",
        "GET",
        HTML | fetch("navigate", "document", "none"),
        7,
    ),
    (
        "log-in hop from a listed site",
        FB + "dialog/oauth",
        "GET",
        HTML | fetch("navigate", "document", "cross-site", Referer=YT),
        7,
    ),
    ("prefetch by a link", FB, "GET", ANY | fetch("no-cors", "empty", "cross-site", Sec_Purpose="prefetch"), 3),
    ("prefetch", FB, "GET", HTML | fetch("navigate", "document", "none", Sec_Purpose="prefetch"), 3),
    (
        "prerender",
        FB,
        "GET",
        HTML | fetch("navigate", "document", "none", Sec_Purpose="prefetch;prerender"),
        3,
    ),
    ("prefetch of old", FB, "GET", HTML | fetch("navigate", "document", "none", Purpose="prefetch"), 3),
    ("WebSocket of its own page", FB, "GET", {"Upgrade": "websocket", "Origin": FB[:-1]}, 4),
    ("WebSocket of another site", FB, "GET", {"Upgrade": "WebSocket", "Origin": LESSON[:-1]}, 4),
    ("curl", FB, "GET", ANY | {"User-Agent": "curl/8.0"}, 8),
    ("a program's POST", FB, "POST", {"Content-Type": "application/json"}, 8),
    (
        "service worker fetch(event.request.url)",
        FB,
        "GET",
        ANY | fetch("cors", "empty", "same-origin", Referer=FB + "sw.js"),
        9,
    ),
    ("its own poll", FB + "poll", "GET", ANY | fetch("cors", "empty", "same-origin", Referer=FACEBOOK_PAGE), 9),
    ("its own beacon", FB, "POST", ANY | fetch("no-cors", "empty", "same-origin", Origin=FB[:-1]), 9),
    (
        "its service worker script",
        FB + "sw.js",
        "GET",
        ANY | fetch("same-origin", "serviceworker", "same-origin"),
        9,
    ),
    ("PUT that says it navigates", FB, "PUT", HTML | fetch("navigate", "document", "none"), 9),
]
ALLOWED = {
    "WebSocket of another site",
    *(name for name, *_, row in CASES if row in {5, 6, 8}),
}
ANSWERS = {
    3: Answer.NOT_NOW,
    4: Answer.REFUSE_AND_CLOSE,
    5: Answer.TRY_AGAIN,
    6: Answer.TRY_AGAIN,
    7: Answer.REMIND,
    8: Answer.TRY_AGAIN,
    9: Answer.SET_ASIDE,
}


@pytest.mark.parametrize(("name", "url", "method", "headers", "row"), CASES, ids=[case[0] for case in CASES])
def test_what_arrives_meets_its_row_of_the_table(
    name: str, url: str, method: str, headers: dict[str, str], row: int
) -> None:
    one = in_force()
    platform = one.platforms[FACEBOOK if "facebook" in url else YOUTUBE]
    read = read_page_request(request(url, headers, method=method), platform, one.index)
    decision = decide_request(read, free=False)
    assert decision.row == row
    assert decision.allowance is (name in ALLOWED)
    expected = Answer.NOT_NOW if read.is_preflight else ANSWERS[row]
    assert decision.answer is expected


def test_header_names_and_methods_of_any_case_are_read() -> None:
    one = in_force()
    headers = {name.upper(): value for name, value in (HTML | fetch("navigate", "document", "none")).items()}
    assert read_page_request(request(FB, headers), one.platforms[FACEBOOK], one.index).is_top_level


@pytest.mark.parametrize(
    ("referer", "relation"),
    [
        ("", Relation.ABSENT),
        ("null", Relation.ABSENT),
        ("about:client", Relation.ABSENT),
        ("https://[", Relation.ABSENT),
        ("https://192.0.2.7/", Relation.ABSENT),
        ("https://app.example/", Relation.UNLISTED),
        ("https://accounts.youtube.com/", Relation.UNLISTED),
        ("https://M.Facebook.COM./x", Relation.SAME_PLATFORM),
        ("https://static.fbcdn.net", Relation.SAME_PLATFORM),
        ("https://www.youtube.com:443/", Relation.OTHER_PLATFORM),
    ],
)
def test_a_referer_is_put_in_relation_to_the_platform(referer: str, relation: Relation) -> None:
    one = in_force()
    read = read_page_request(request(FB, {"Referer": referer}), one.platforms[FACEBOOK], one.index)
    assert read.referer is relation


@pytest.mark.parametrize(
    ("path", "matches"),
    [
        ("/dialog/oauth", True),
        ("/dialog/oauth?client_id=1", True),
        ("/v19.0/dialog/oauth", True),
        ("/v19.0/x/dialog/oauth", False),  # * is one segment's rest
        ("/feed?next=/dialog/oauth", False),
        ("/x/dialog/oauth", False),
        ("/dialog.oauth", False),
    ],
)
def test_a_pattern_is_a_prefix_in_which_a_star_is_the_rest_of_a_segment(*, path: str, matches: bool) -> None:
    assert matches_any(("/dialog/oauth", "/v*/dialog/oauth"), path) is matches


@pytest.mark.parametrize("referer", ["https://app.example/embed/x", "https://notyoutube.com/embed/x", "/embed/x"])
def test_an_embed_path_of_another_site_is_no_embed(referer: str) -> None:
    one = in_force()
    headers = ANY | fetch("cors", "empty", "same-origin", Referer=referer)
    assert not read_page_request(request(YT, headers), one.platforms[YOUTUBE], one.index).from_embed
