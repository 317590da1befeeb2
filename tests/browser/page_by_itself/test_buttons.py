"""The reminder in a real browser: where its buttons lead, with its script and without."""

import contextlib

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.harness.school_site import School

pytestmark = pytest.mark.browser


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
    page.wait_for_load_state()  # its script is there
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
    if guarded:
        page.wait_for_url("**/site")
        page.goto(f"{school.origin}/start")
        assert len(school.posts) == 1
    else:  # each post leads on, and one navigation may cut the other short
        assert posts_arrive(school, page, 2)


def posts_arrive(school: School, page: Page, number: int) -> bool:
    """Wait until so many forms have come, 20 seconds at most."""
    for _ in range(400):
        if len(school.posts) >= number:
            return True
        page.wait_for_timeout(50)
    return False


@pytest.mark.parametrize("leads_to", ["before", "start"])
def test_going_back_steps_back_only_where_it_may(school: School, page: Page, leads_to: str) -> None:
    school.show(back_in_history=leads_to == "before")
    page.goto(f"{school.origin}/before")
    page.locator("#same").click()
    expect(page.get_by_text("Go back", exact=True)).to_be_focused()
    page.wait_for_load_state()  # its script is there: without it, the link leads to the start page
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
    opened.value.wait_for_load_state()  # its script is there: without it, the link leads to the start page
    with opened.value.expect_event("close"), contextlib.suppress(Error):  # the click's own tab may go at once
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
