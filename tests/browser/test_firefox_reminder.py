"""The main job in real Firefox: one browser for all of these tests, a container of its own for each."""

import datetime as dt
from collections.abc import Iterator

import pytest

from owntime.demo.stand_in_authority import NAME
from proxy_addons.authority import SUBJECT
from tests.browser.harness.firefox import Firefox, FirefoxTab
from tests.browser.harness.product import EVENING, Product
from tests.browser.harness.reminder import FACEBOOK, REMINDER, WORK
from tests.browser.harness.request_log import SeenRequest
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

YOUTUBE = "https://www.youtube.com/"
LESSON = f"https://school.example/lesson?embed={YOUTUBE}embed/x%3Fevery%3D400"
FOR_WORK = "button[value=work]"
ANSWERED = """new Promise((resolve) => {
    const state = document.getElementById("state");
    const look = () => { if (state.textContent !== "trying") resolve(state.textContent); };
    new MutationObserver(look).observe(state, { childList: true });
    look();
})"""
AFTER_THE_TUNNEL = dt.timedelta(seconds=61)


@pytest.fixture(scope="module")
def firefox(standing_world: World, standing_product: Product) -> Iterator[Firefox]:
    certificates = [standing_world.authority.certificate_pem, standing_product.certificate_pem]
    with Firefox(certificates, standing_product.pac_url) as it:
        yield it


@pytest.fixture
def tab(firefox: Firefox, product: Product) -> Iterator[FirefoxTab]:  # noqa: ARG001 (reset first)
    it = firefox.new_tab()
    yield it
    it.close()


def test_facebook_in_lesson_time_shows_the_reminder_and_is_not_contacted(tab: FirefoxTab, world: World) -> None:
    assert tab.goto(FACEBOOK).startswith(f"{REMINDER}facebook/")
    assert tab.issuer().startswith(SUBJECT)
    assert (
        tab.evaluate("document.querySelector('h1').textContent") == "It is 10:42. Go back, or carry on for work?"
    )
    assert tab.text(FOR_WORK) == WORK
    assert world.filter.contacts["www.facebook.com"] == 0


def test_carrying_on_leads_to_the_page_with_its_own_certificate(tab: FirefoxTab, world: World) -> None:
    tab.goto(f"{FACEBOOK}groups/reading?sort=new")
    carry_on(tab, f"{FACEBOOK}groups/reading")
    assert tab.url == f"{FACEBOOK}groups/reading?sort=new"
    assert tab.issuer() == NAME
    assert world.origin.log.lines("www.facebook.com") == ["GET /groups/reading"]


def test_one_step_back_leads_to_the_page_before(tab: FirefoxTab) -> None:
    tab.goto("https://school.example/before")
    tab.goto(FACEBOOK)
    carry_on(tab, FACEBOOK)
    tab.back()
    assert tab.url == "https://school.example/before"


def test_in_own_time_nothing_is_intercepted(tab: FirefoxTab, product: Product) -> None:
    product.set_clock(EVENING)
    assert tab.goto(FACEBOOK) == FACEBOOK
    assert tab.issuer() == NAME


def test_an_unlisted_site_is_left_alone(tab: FirefoxTab, world: World, product: Product) -> None:
    assert tab.goto("https://school.example/") == "https://school.example/"
    assert tab.issuer() == NAME
    assert world.filter.contacts["school.example"] >= 1
    assert list(product.connections) == []


@pytest.mark.parametrize("how", ["fetch", "form"])
def test_no_other_site_can_carry_on(tab: FirefoxTab, world: World, how: str) -> None:
    token = tab.goto(FACEBOOK).rpartition("/")[2]
    fields = f"platform=facebook&token={token}&choice=work"
    tab.goto(f"https://school.example/forge?how={how}&to={REMINDER}continue&{fields}")
    if how == "fetch":
        assert tab.evaluate(ANSWERED) == "answered: opaque"
    else:
        tab.wait_for_url(REMINDER)
        assert tab.text("h1") == "This did not come from the reminder page, so nothing was changed."
    assert tab.goto(f"{FACEBOOK}again").startswith(REMINDER)
    assert world.origin.log.of("www.facebook.com") == ()
    tab.goto(f"{REMINDER}facebook/{token}")  # where the same token does carry on
    carry_on(tab, FACEBOOK)


def test_a_clip_in_a_lesson_plays(tab: FirefoxTab, world: World, product: Product) -> None:
    product.be("office")
    tab.goto(LESSON)
    world.origin.log.wait_for(is_call, times=2)
    assert world.filter.contacts["www.youtube.com"] == 1
    product.step_clock(AFTER_THE_TUNNEL)
    world.origin.log.clear()
    (call, *_) = world.origin.log.wait_for(is_call, times=2)
    assert call.headers["referer"].startswith(f"{YOUTUBE}embed/x")
    assert world.filter.contacts["www.youtube.com"] == 2


def test_a_clip_opens_nothing_for_a_tab_once_its_tunnel_is_closed(
    tab: FirefoxTab, world: World, product: Product
) -> None:
    product.be("office")
    tab.goto(LESSON.replace("400", "600000"))  # one call, so that no tunnel lives when the minute is over
    world.origin.log.wait_for(is_call)
    product.step_clock(AFTER_THE_TUNNEL)
    assert tab.goto(YOUTUBE).startswith(f"{REMINDER}youtube/")
    assert "GET /" not in world.origin.log.lines("www.youtube.com")


def carry_on(tab: FirefoxTab, url: str) -> None:
    """Click "for work" and wait until the page has arrived."""
    tab.click(FOR_WORK)
    tab.wait_for_url(url)


def is_call(request: SeenRequest) -> bool:
    return request.path == "/clip/status"
