"""The reminder in a real browser: what a class sees of it, who can read it, and where its buttons lead."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qsl

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from proxy_addons.reminder_page import (
    HEADERS,
    ChannelLine,
    ContactLine,
    ReminderView,
    not_accepted_page,
    render,
    static_files,
)

pytestmark = pytest.mark.browser

PROJECTOR = ViewportSize(width=1280, height=720)
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"
COLOURS = ["#1d4e89", "#ffd400", "#0b1a0b"]


class School:
    """A web server that stands for the proxy, the site beyond it and the pages before it."""

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.view = ReminderView(
            school="Ashover Primary School",
            time="10:42",
            platform="facebook",
            platform_name="Facebook",
            token="t0k",  # noqa: S106
            start_page=f"{self.origin}/start",
            back_in_history=False,
            form_lost=False,
            channels=(ChannelLine(name="Ashover School News", roles=("Headteacher", "Deputy Headteacher")),),
            own_time_minutes=15,
            own_time_next="Own time is next from 12:15 today (lunch).",
            contacts=(ContactLine(about="A child or online safety", who="DSL", how="dsl@school.example"),),
        )
        self.files = {path: (file.body, file.content_type) for path, file in static_files(COLOURS[0]).items()}
        self.posts: list[tuple[dict[str, str], bool]] = []
        """The fields of each form that came, and whether the script sent it."""
        self.accepts_script = True
        self.slow = Event()
        self.slow.set()

    def show(self, **changes: object) -> None:
        self.view = msgspec.structs.replace(self.view, **changes)

    def edit(self, path: str, old: str, new: str) -> None:
        """Break what a guard looks after."""
        body, content_type = self.files.get(path, (render(self.view), HEADERS["Content-Type"]))
        assert old.encode() in body
        self.files[path] = (body.replace(old.encode(), new.encode()), content_type)

    def page(self, path: str) -> tuple[bytes, str]:
        if path in self.files:
            return self.files[path]
        if path.startswith("/facebook/"):
            return render(self.view), HEADERS["Content-Type"]
        if path == "/not-accepted":
            return not_accepted_page(self.view.start_page), HEADERS["Content-Type"]
        if path == "/slow":
            self.slow.wait(20)
        links = "".join(
            f'<a id="{name}" href="/facebook/t0k" {more}>{name}</a>'
            for name, more in {"same": "", "tab": "target=_blank", "mail": "target=_blank rel=noreferrer"}.items()
        )
        return f"<!doctype html><title>{path}</title>{links}".encode(), HEADERS["Content-Type"]

    def _handler(school) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(200, *school.page(self.path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                by_script = self.headers["Accept"] == "application/json"
                school.posts.append((dict(parse_qsl(body, keep_blank_values=True)), by_script))
                target = f"{school.origin}/site"
                if not by_script:
                    self._answer(303, b"", "text/plain", target)
                elif school.accepts_script:
                    self._answer(200, json.dumps({"location": target}).encode(), "application/json")
                else:
                    self._answer(500, b"", "text/plain")

            def _answer(self, status: int, body: bytes, content_type: str, location: str = "") -> None:
                self.send_response(status)
                for name, value in {**HEADERS, "Content-Type": content_type}.items():
                    self.send_header(name, value)
                if location:
                    self.send_header("Location", location)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *_args: object) -> None:  # noqa: A002
                """Say nothing."""

        return Handler


@pytest.fixture
def school() -> Iterator[School]:
    school = School()
    thread = Thread(target=school.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield school
    school.slow.set()
    school.server.shutdown()
    thread.join()
    school.server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=PROJECTOR)
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def words(page: Page) -> list[str]:
    return page.locator("body").inner_text().split()


def complaints(page: Page) -> list[str]:
    return [finding["id"] for finding in Axe().run(page).response["violations"]]


def small_targets(page: Page) -> list[str]:
    boxes = [(target.inner_text(), target.bounding_box()) for target in page.locator("a, button, summary").all()]
    return [name for name, box in boxes if box is None or min(box["width"], box["height"]) < 44]


# What a class sees


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"form_lost": True},
        {"platform_name": "World of Warcraft"},
        {"school": "St Mary and St Joseph's Church of England Voluntary Controlled Primary School"},
        {"platform_name": "Star Wars: The Old Republic", "school": "Ashover"},
    ],
    ids=["plain", "form lost", "long platform", "long school", "both"],
)
def test_a_class_sees_at_most_25_words(school: School, page: Page, changes: dict[str, object]) -> None:
    school.show(**changes)
    page.goto(f"{school.origin}/facebook/t0k")
    assert 20 < len(words(page)) <= 25
    for choice in page.locator("a, summary, .first button").all():
        expect(choice).to_be_in_viewport(ratio=1)
    assert not page.evaluate("document.documentElement.scrollHeight > innerHeight")
    page.locator("summary").click()
    assert len(words(page)) > 25


def test_the_question_reads_as_one_line_of_text(school: School, page: Page) -> None:
    page.goto(f"{school.origin}/facebook/t0k")
    expect(page).to_have_title("It is 10:42. Go back, or carry on for work? – Ashover Primary School")  # noqa: RUF001
    expect(page.get_by_role("heading", level=1)).to_have_text("It is 10:42. Go back, or carry on for work?")


def test_the_page_keeps_its_own_policy(school: School, page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{school.origin}/facebook/t0k")
    assert said == []
    school.edit("/facebook/other", "<h1>", '<h1 style="color: red">')
    page.goto(f"{school.origin}/facebook/other")
    assert "Content Security Policy" in "".join(said)


# Who can read it


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(school: School, page: Page, scheme: str, colour: str) -> None:
    school.files |= {path: (file.body, file.content_type) for path, file in static_files(colour).items()}
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{school.origin}/not-accepted")
    assert complaints(page) == []
    page.goto(f"{school.origin}/facebook/t0k")
    assert complaints(page) == []
    page.locator("summary").click()
    assert complaints(page) == []


def test_axe_finds_nothing_at_400_per_cent_after_a_lost_form(school: School, page: Page) -> None:
    school.show(form_lost=True)
    page.set_viewport_size({"width": 320, "height": 180})  # the projector's at 400 %
    page.goto(f"{school.origin}/facebook/t0k")
    page.locator("summary").click()
    assert complaints(page) == []


@pytest.mark.parametrize(
    ("rule", "edit"),
    [
        ("html-has-lang", ("/facebook/t0k", ' lang="en-GB"', "")),
        ("color-contrast", ("/reminder.css", "--ink: #23262d", "--ink: #c9c9c9")),
    ],
)
def test_axe_would_find_what_is_wrong(school: School, page: Page, rule: str, edit: tuple[str, str, str]) -> None:
    school.edit(*edit)
    page.goto(f"{school.origin}/facebook/t0k")
    assert rule in complaints(page)


@pytest.mark.parametrize(
    "names", ["Ashover Primary School", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"]
)
def test_nothing_scrolls_sideways_on_320_pixels(school: School, page: Page, names: str) -> None:
    school.show(school=names, platform_name=names, channels=(ChannelLine(name=names, roles=(names,)),))
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{school.origin}/facebook/t0k")
    page.locator("summary").click()
    assert not page.evaluate(TOO_WIDE)
    school.edit("/reminder.css", "overflow-wrap: anywhere", "min-width: 30rem")
    page.reload()
    assert page.evaluate(TOO_WIDE)


@pytest.mark.parametrize("width", [320, 1280])
def test_every_target_is_large(school: School, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    page.goto(f"{school.origin}/facebook/t0k")
    page.locator("summary").click()
    assert small_targets(page) == []
    school.edit("/reminder.css", "min-height: 2.75rem", "max-height: 2rem")
    page.reload()
    assert small_targets(page)


def test_who_wants_no_motion_gets_none(school: School, page: Page) -> None:
    page.goto(f"{school.origin}/facebook/t0k")
    moves = "getComputedStyle(document.querySelector('button')).transitionDuration"
    assert page.evaluate(moves) != "0s"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moves) == "0s"


def test_the_keyboard_goes_from_going_back_through_every_choice(school: School, page: Page) -> None:
    page.goto(f"{school.origin}/facebook/t0k")
    names = ["Go back", "Carry on to Facebook", "More choices", "Our official", "I'm on my own", "Wrongly listed"]
    for name in names:
        focused = page.locator(":focus-visible")
        expect(focused).to_contain_text(name)
        expect(focused).to_have_css("outline-style", "solid")
        if name == "More choices":
            page.keyboard.press("Space")
        page.keyboard.press("Tab")


# Where its buttons lead

CHOICES = [
    ("Carry on to Facebook, it's for work", "work"),
    ("Our official channel: go on as Ashover School News", "channel"),
    ("I'm on my own time now", "own-time"),
    ("Wrongly listed: carry on and tell IT", "wrongly-listed"),
]


def fields(choice: str) -> dict[str, str]:
    return {"platform": "facebook", "token": "t0k", "choice": choice}


@pytest.mark.parametrize(("button", "choice"), CHOICES)
def test_without_a_script_each_choice_posts_its_form(
    school: School, chromium: Browser, button: str, choice: str
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{school.origin}/facebook/t0k")
    page.get_by_text("More choices").click()
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url("**/site")
    context.close()
    assert school.posts == [(fields(choice), False)]


def test_without_a_script_going_back_leads_to_the_start_page(school: School, chromium: Browser) -> None:
    school.show(back_in_history=True)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{school.origin}/facebook/t0k")
    expect(page.get_by_text("Go back", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/start")
    context.close()


@pytest.mark.parametrize(("button", "choice"), CHOICES)
def test_the_script_posts_the_same_and_one_step_back_leads_to_the_page_before(
    school: School, page: Page, button: str, choice: str
) -> None:
    page.goto(f"{school.origin}/before")
    page.locator("#same").click()
    page.get_by_text("More choices").click()
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url("**/site")
    assert school.posts == [(fields(choice), True)]
    page.go_back()
    assert page.url == f"{school.origin}/before"


def test_where_the_scripts_way_fails_the_plain_form_is_sent_with_the_same_choice(
    school: School, page: Page
) -> None:
    school.accepts_script = False
    page.goto(f"{school.origin}/facebook/t0k")
    page.get_by_role("button", name="Carry on").click()
    page.wait_for_url("**/site")
    assert school.posts == [(fields("work"), True), (fields("work"), False)]


@pytest.mark.parametrize("guarded", [True, False])
def test_a_second_press_means_the_first(school: School, page: Page, guarded: bool) -> None:  # noqa: FBT001
    if not guarded:
        school.edit("/reminder.js", "if (pressed) return;", "")
    page.goto(f"{school.origin}/facebook/t0k")
    page.locator(".first button").evaluate("button => { button.click(); button.click(); }")
    page.wait_for_url("**/site")
    page.goto(f"{school.origin}/start")
    assert (len(school.posts) == 1) is guarded


@pytest.mark.parametrize("leads_to", ["before", "start"])
def test_going_back_steps_back_only_where_it_may(school: School, page: Page, leads_to: str) -> None:
    school.show(back_in_history=leads_to == "before")
    page.goto(f"{school.origin}/before")
    page.locator("#same").click()
    expect(page.get_by_text("Go back", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{leads_to}")


def test_going_back_where_nothing_is_behind_leads_to_the_start_page(school: School, page: Page) -> None:
    school.show(back_in_history=True)
    page.goto(f"{school.origin}/before")
    with page.context.expect_page() as opened:
        page.locator("#mail").click()
    opened.value.get_by_text("Go back", exact=True).click()
    opened.value.wait_for_url("**/start")


@pytest.mark.parametrize("page_before", ["listed", "unlisted"])
def test_going_back_closes_a_tab_that_a_page_had_opened(school: School, page: Page, page_before: str) -> None:
    school.show(back_in_history=page_before == "unlisted")
    page.goto(f"{school.origin}/before")
    with page.context.expect_page() as opened:
        page.locator("#tab").click()
    with opened.value.expect_event("close"):
        opened.value.get_by_text("Go back", exact=True).click(no_wait_after=True)


@pytest.mark.parametrize("patient", [True, False])
def test_a_slow_page_before_is_waited_for(school: School, page: Page, patient: bool) -> None:  # noqa: FBT001
    school.show(back_in_history=True)
    if not patient:
        school.edit("/reminder.js", '"beforeunload", ', "")
    page.goto(f"{school.origin}/slow")
    page.locator("#same").click()
    school.slow.clear()
    page.clock.install()
    page.reload()
    page.get_by_text("Go back", exact=True).click(no_wait_after=True)
    page.clock.run_for(1000)
    school.slow.set()
    page.wait_for_url("**/slow" if patient else "**/start")
