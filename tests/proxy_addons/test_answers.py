import pytest

from proxy_addons.answers import answer_request, try_again
from proxy_addons.connections import Way
from proxy_addons.reminder_page import set_aside_body
from school_policy.decision import Answer
from school_policy.hostname import Hostname
from tests.proxy_addons.sample import live, request

HOST = Hostname("www.facebook.com")
LIVE = live(Way.INTERCEPTED)
URL = "https://www.facebook.com/groups/1?post=2"
CLOSED = {"Cache-Control": "no-store", "Connection": "close", "content-length": "0"}


@pytest.mark.parametrize(
    ("answer", "status", "headers"),
    [
        (Answer.REFUSE_AND_CLOSE, 403, CLOSED),
        (Answer.NOT_NOW, 503, CLOSED),
        (
            Answer.TRY_AGAIN,
            307,
            CLOSED | {"Location": URL, "Cross-Origin-Resource-Policy": "cross-origin"},
        ),
    ],
)
def test_an_answer_that_ends_the_connection_has_these_headers_and_no_body(
    answer: Answer, status: int, headers: dict[str, str]
) -> None:
    response = answer_request(answer, request(URL), LIVE)
    assert (response.status_code, response.content) == (status, b"")
    assert dict(response.headers) == headers


def test_background_traffic_is_refused_for_a_minute_and_keeps_its_connection() -> None:
    response = answer_request(Answer.SET_ASIDE, request(URL), LIVE)
    body = set_aside_body("facebook")
    assert (response.status_code, response.content) == (403, body)
    assert dict(response.headers) == {
        "Cache-Control": "no-store",
        "Content-Type": "text/html; charset=utf-8",
        "Retry-After": "60",
        "content-length": str(len(body)),
    }


@pytest.mark.parametrize("origin", ["https://www.ashover.example", "null"])
def test_a_cors_request_is_led_on_by_an_echo_of_its_origin(origin: str) -> None:
    headers = dict(try_again(request(URL, {"Origin": origin}), HOST).headers)
    assert headers == CLOSED | {
        "Location": URL,
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Vary": "Origin",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


@pytest.mark.trust("I8")
@pytest.mark.parametrize("path", ["*", "x", "", "https://other.example/", "//other.example/"])
def test_a_request_is_led_on_to_its_own_host_only(path: str) -> None:
    one = request(URL)
    one.path = path
    location = try_again(one, HOST).headers["Location"]
    assert location.startswith("https://www.facebook.com/")


@pytest.mark.parametrize(
    ("path", "location"),
    [
        (b"/a%20b?c=%ff&d=[1]|'~", "/a%20b?c=%ff&d=[1]|'~"),
        (b"/caf\xc3\xa9", "/caf%C3%A9"),
        (b"/\xff", "/%FF"),
        (b"/a b\r\nX: 1", "/a%20b%0D%0AX:%201"),
    ],
)
def test_an_address_is_led_on_in_ascii_and_else_as_it_came(path: bytes, location: str) -> None:
    one = request(URL)
    one.data.path = path
    assert try_again(one, HOST).headers["Location"] == "https://www.facebook.com" + location


def test_the_reminder_is_not_answered_here() -> None:
    with pytest.raises(ValueError, match="its add-on"):
        answer_request(Answer.REMIND, request(URL), LIVE)


@pytest.mark.parametrize("origin", ["https://a.example\r\n X: 1", "https://a.example\r", "https://ä.example"])
def test_only_an_origin_as_browsers_write_it_is_echoed(origin: str) -> None:
    assert "Access-Control-Allow-Origin" not in try_again(request(URL, {"Origin": origin}), HOST).headers
