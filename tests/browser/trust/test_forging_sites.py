"""Rows I1 and I5. Sites that know the true token post it in every way a page can, and gain nothing by it."""

import pytest
from playwright.sync_api import BrowserContext, Error, Frame

from proxy_addons import reminder_site
from tests.browser.harness.product import Product
from tests.browser.harness.reminder import FACEBOOK, REMINDER, WORK, arrives
from tests.browser.harness.world import World
from tests.browser.test_forged_carry_on import CONTINUE, SCHOOL, Guard, Scene

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

FORGE = """async ([to, fields, times]) => {
  const body = () => new URLSearchParams(fields);
  const post = (mode, more) => () =>
    fetch(to, {method: "POST", mode, credentials: "include", body: body(), ...more}).catch(() => null);
  const frame = document.body.appendChild(document.createElement("iframe"));
  frame.name = "hidden";
  const form = Object.assign(document.createElement("form"), {method: "post", action: to, target: "hidden"});
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
  }
  document.body.append(form);
  const submit = () => new Promise((resolve) => { form.submit(); setTimeout(resolve, 100); });
  const type = "application/x-www-form-urlencoded";
  const ways = [
    post("no-cors"),
    post("cors"),
    post("no-cors", {keepalive: true}),
    post("no-cors", {referrerPolicy: "no-referrer"}),
    post("no-cors", {headers: {Accept: "application/json"}}),
    () => navigator.sendBeacon(to, new Blob([body()], {type})),
    submit,
  ];
  for (let each = 0; each < times; each++) await ways[each % ways.length]();
}"""
FROM_THE_REMINDER = """async (fields) => {
  const headers = {Accept: "application/json"};
  const answer = await fetch("/continue", {method: "POST", headers, body: new URLSearchParams(fields)});
  return answer.status;
}"""
IN = """([element, src]) => {
  const it = document.createElement(element);
  it.setAttribute(element === "object" ? "data" : "src", src);
  document.body.append(it);
}"""
AN_IMAGE_LATER = """(src) => new Promise((resolve) => {
  const image = Object.assign(document.createElement("img"), {src, onload: resolve});
  setTimeout(() => document.body.append(image), 500);
})"""
"""Time enough for a frame that would be shown: test_without_its_headers_it_would_be needs less."""

OPENED = """(url) => new Promise((resolve) => {
  const opened = window.open(url);
  setTimeout(() => {
    const tries = [
      () => opened.document.forms[0].submit(),
      () => opened.eval("document.forms[0].submit()"),
      () => opened.document.querySelector("button").click(),
      () => opened.localStorage.length,
    ];
    const may = (attempt) => { try { attempt(); return "may"; } catch (error) { return error.name; } };
    resolve(tries.map(may));
  }, 500);
})"""


@pytest.fixture
def guard(monkeypatch: pytest.MonkeyPatch) -> Guard:
    it = Guard()
    monkeypatch.setattr(reminder_site, "_is_own", it.is_own)
    return it


@pytest.fixture
def scene(context: BrowserContext, world: World, product: Product) -> Scene:
    return Scene(forger=context.new_page(), tab=context.new_page(), world=world, product=product)


@pytest.mark.trust("I1")
@pytest.mark.parametrize("forger", [FACEBOOK, SCHOOL])
@pytest.mark.parametrize("times", [21, pytest.param(504, marks=pytest.mark.exam)])
def test_of_all_that_a_page_posts_nothing_is_taken(scene: Scene, guard: Guard, forger: str, times: int) -> None:
    scene.left_open(forger)
    fields = scene.steal()
    scene.forger.evaluate(FORGE, [CONTINUE, fields, times])
    scene.product.wait_until(lambda: len(guard.posted) >= times)
    assert guard.posted == [fields] * times
    assert guard.verdicts == [False] * times
    scene.assert_nothing_was_got()


@pytest.mark.trust("I1", control=True)
def test_the_reminders_own_page_is_taken_at_its_word_each_time(scene: Scene, guard: Guard) -> None:
    scene.left_open(SCHOOL)
    fields = scene.steal()
    assert [scene.tab.evaluate(FROM_THE_REMINDER, fields) for _ in range(2)] == [200, 200]
    assert guard.verdicts == [True, True]
    assert arrives(scene.tab, FACEBOOK)


def shows_the_reminder(frame: Frame) -> bool:
    try:
        return frame.get_by_role("button", name=WORK).count() > 0
    except Error as error:  # an object whose content is refused gives its frame up
        if "detached" not in error.message:
            raise
        return False


@pytest.mark.trust("I5")
@pytest.mark.parametrize("element", ["iframe", "embed", "object", "fencedframe"])
def test_no_kind_of_frame_shows_the_reminder(scene: Scene, element: str) -> None:
    scene.left_open(SCHOOL)
    scene.steal()
    scene.forger.evaluate(IN, [element, scene.tab.url])
    scene.forger.evaluate(AN_IMAGE_LATER, f"{SCHOOL}pixel.png")
    assert not any(shows_the_reminder(frame) for frame in scene.forger.frames)
    scene.assert_nothing_was_got()


@pytest.mark.trust("I5")
def test_a_page_that_opened_the_reminder_cannot_press_its_buttons(scene: Scene, context: BrowserContext) -> None:
    scene.left_open(SCHOOL)
    with context.expect_page() as opened:
        tried = scene.forger.evaluate(OPENED, FACEBOOK)
    assert opened.value.url.startswith(f"{REMINDER}facebook/")
    assert tried == ["SecurityError"] * 4
    scene.assert_nothing_was_got()


@pytest.mark.trust("I5", control=True)
def test_a_page_that_opened_one_of_its_own_can(scene: Scene) -> None:
    scene.left_open(SCHOOL)
    assert "may" in scene.forger.evaluate(OPENED, f"{SCHOOL}form?to={SCHOOL}sent")
