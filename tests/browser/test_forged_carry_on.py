"""Nobody but the reminder's own page carries on: forged forms get nothing, even with the true token."""

import http.client
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

import pytest
from mitmproxy import http as mitmproxy_http
from playwright.sync_api import BrowserContext, Page, expect

from proxy_addons import reminder_site
from school_policy.vocabulary import REMINDER_HOST
from tests.browser.harness.product import LUNCH, Product
from tests.browser.harness.reminder import FACEBOOK, REMINDER, WORK, arrives, expect_reminder, token_of
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

CONTINUE = f"{REMINDER}continue"
WANTED = f"{FACEBOOK}groups/reading"
SCHOOL = "https://school.example/"

BY_FETCH = """([to, fields, mode]) =>
  fetch(to, {method: "POST", mode, credentials: "include", body: new URLSearchParams(fields)})
    .then((answer) => answer.type, () => "failed")"""
BY_FORM = """([to, fields]) => {
  const form = Object.assign(document.createElement("form"), {method: "post", action: to});
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
  }
  document.body.append(form);
  form.submit();
}"""
FROM_NOWHERE = """([to, fields]) => new Promise((resolve) => {
  onmessage = (message) => resolve(message.data);
  const sent = `{method: "POST", mode: "no-cors", body: new URLSearchParams("${new URLSearchParams(fields)}")}`;
  const script = `fetch("${to}", ${sent})
    .then((answer) => parent.postMessage(origin + " " + answer.type, "*"))`;
  const frame = Object.assign(document.createElement("iframe"), {srcdoc: `<script>${script}</script>`});
  frame.sandbox = "allow-scripts";
  document.body.append(frame);
})"""

IN_A_FRAME = "(src) => { document.body.append(Object.assign(document.createElement('iframe'), {src})); }"
AS_THE_REMINDER = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Origin": REMINDER.removesuffix("/"),
    "Sec-Fetch-Site": "same-origin",
}

type Fields = dict[str, str]


def fetch_without_cors(page: Page, fields: Fields) -> None:
    assert page.evaluate(BY_FETCH, [CONTINUE, fields, "no-cors"]) == "opaque"


def fetch_with_cors(page: Page, fields: Fields) -> None:
    assert page.evaluate(BY_FETCH, [CONTINUE, fields, "cors"]) == "failed"


def fetch_from_nowhere(page: Page, fields: Fields) -> None:
    assert page.evaluate(FROM_NOWHERE, [CONTINUE, fields]) == "null opaque"


def form(page: Page, fields: Fields) -> None:
    with page.expect_response(CONTINUE):
        page.evaluate(BY_FORM, [CONTINUE, fields])
    page.wait_for_url(lambda url: url in (CONTINUE, WANTED))


FORGERIES = (fetch_without_cors, fetch_with_cors, fetch_from_nowhere, form)


class Guard:
    """What came to `POST /continue`, and whether it was taken for the reminder's own."""

    def __init__(self) -> None:
        self.posted: list[Fields] = []
        self.verdicts: list[bool] = []
        self.on_duty = True

    def is_own(self, request: mitmproxy_http.Request) -> bool:
        self.posted.append(dict(parse_qsl((request.raw_content or b"").decode())))
        self.verdicts.append(_IS_OWN(request))
        return self.verdicts[-1] or not self.on_duty


_IS_OWN = reminder_site._is_own  # noqa: SLF001 (looked at, and in the negative controls taken away)


@pytest.fixture
def guard(monkeypatch: pytest.MonkeyPatch) -> Guard:
    it = Guard()
    monkeypatch.setattr(reminder_site, "_is_own", it.is_own)
    return it


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A forger's tab, left open since lunch, and beside it the reminder; from here on every contact counts."""

    forger: Page
    tab: Page
    world: World
    product: Product

    def left_open(self, url: str) -> None:
        self.product.set_clock(LUNCH)
        self.forger.goto(url)
        self.product.end_lunch()
        self.world.filter.forget_contacts()
        self.world.origin.log.clear()

    def steal(self) -> Fields:
        """Bring up the reminder, whose token is no secret here, and return what its own form would send."""
        self.tab.goto(WANTED)
        expect_reminder(self.tab)
        return {"platform": "facebook", "token": token_of(self.tab), "choice": "work"}

    def assert_nothing_was_got(self) -> None:
        assert not arrives(self.tab, FACEBOOK)
        assert not arrives(self.tab, "https://m.facebook.com/")
        assert [host for host in self.world.filter.contacts if host.endswith("facebook.com")] == []
        assert self.world.origin.log.of("www.facebook.com") == ()


@pytest.fixture
def scene(context: BrowserContext, world: World, product: Product) -> Scene:
    return Scene(forger=context.new_page(), tab=context.new_page(), world=world, product=product)


@pytest.mark.trust("I1")
@pytest.mark.parametrize("forger", [SCHOOL, FACEBOOK])
def test_forged_forms_get_nothing(scene: Scene, guard: Guard, forger: str) -> None:
    scene.left_open(forger)
    fields = scene.steal()
    for forge in FORGERIES:
        forge(scene.forger, fields)
    assert guard.posted == [fields] * len(FORGERIES)
    assert guard.verdicts == [False] * len(FORGERIES)
    expect(scene.forger.get_by_role("heading")).to_contain_text("This did not come from the reminder page")
    scene.assert_nothing_was_got()


@pytest.mark.trust("I1", control=True)
@pytest.mark.parametrize("forge", FORGERIES)
def test_without_the_guard_each_would_get_all(
    scene: Scene, guard: Guard, forge: Callable[[Page, Fields], None]
) -> None:
    scene.left_open(FACEBOOK)
    fields = scene.steal()
    guard.on_duty = False
    forge(scene.forger, fields)
    assert arrives(scene.tab, FACEBOOK)


@pytest.mark.parametrize(
    "on_duty",
    [
        pytest.param(True, marks=pytest.mark.trust("I2")),
        pytest.param(False, marks=pytest.mark.trust("I2", control=True)),
    ],
)
def test_the_sites_service_worker_gets_nothing(scene: Scene, guard: Guard, *, on_duty: bool) -> None:
    guard.on_duty = on_duty
    own_form = urlencode({"platform": "facebook", "choice": "work"})
    scene.product.set_clock(LUNCH)
    scene.forger.goto(f"{FACEBOOK}worker?variant=forge&to={CONTINUE}&{own_form}")
    expect(scene.forger.locator("#state")).to_have_text("ready")
    scene.left_open(SCHOOL)
    scene.tab.goto(WANTED)
    assert guard.posted == [{"platform": "facebook", "choice": "work"}]  # it learnt no token
    if on_duty:
        expect_reminder(scene.tab)
        scene.assert_nothing_was_got()
    else:
        expect(scene.tab.locator("#path")).to_have_text("/groups/reading")


@pytest.mark.trust("I5")
@pytest.mark.parametrize("forger", [SCHOOL, FACEBOOK])
def test_the_reminder_is_shown_in_no_frame(scene: Scene, forger: str) -> None:
    scene.left_open(forger)
    scene.steal()
    with scene.forger.expect_console_message(lambda message: "frame-ancestors" in message.text):
        scene.forger.evaluate(IN_A_FRAME, scene.tab.url)
    scene.forger.frames[1].wait_for_url("chrome-error://chromewebdata/", wait_until="commit")
    scene.assert_nothing_was_got()


@pytest.mark.trust("I5", control=True)
def test_without_its_headers_it_would_be(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.left_open(SCHOOL)
    scene.steal()
    monkeypatch.setattr(reminder_site, "HEADERS", {"Content-Type": "text/html"})
    scene.forger.evaluate(IN_A_FRAME, scene.tab.url)
    expect(scene.forger.frame_locator("iframe").get_by_role("button", name=WORK)).to_be_visible()


def test_a_link_that_carries_on_gets_nothing(scene: Scene) -> None:
    response = scene.forger.goto(f"{CONTINUE}?{urlencode(scene.steal())}")
    assert response is not None
    assert response.status == 404
    scene.assert_nothing_was_got()


def test_a_token_is_worth_nothing_to_another_client(scene: Scene) -> None:
    fields = scene.steal()
    assert post_as("127.0.0.2", fields, scene.product) == (303, FACEBOOK)  # not the address that was wanted
    scene.assert_nothing_was_got()
    assert post_as("127.0.0.1", fields, scene.product) == (303, WANTED)
    assert arrives(scene.tab, WANTED)


def post_as(client: str, fields: Fields, product: Product) -> tuple[int, str | None]:
    """Post the form as a program on another device would, which can claim to be the reminder's own page."""
    connection = http.client.HTTPSConnection(
        "127.0.0.1",
        product.port,
        source_address=(client, 0),
        timeout=10,
        context=ssl.create_default_context(cadata=product.certificate_pem.decode()),
    )
    connection.set_tunnel(REMINDER_HOST, 443)
    try:
        connection.request("POST", "/continue", urlencode(fields), AS_THE_REMINDER)
        response = connection.getresponse()
        return response.status, response.headers["Location"]
    finally:
        connection.close()
