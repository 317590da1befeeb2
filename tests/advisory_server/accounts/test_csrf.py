import pytest

from advisory_server.accounts.role import Role
from tests.advisory_server.accounts.world import PASSWORD, Browser, World

OWN, NONE = "own", "none"


def headers(world: World, origin: str, site: str = "") -> dict[str, str]:
    given = {} if origin == NONE else {"Origin": world.url if origin == OWN else origin}
    return {**given, **({"Sec-Fetch-Site": site} if site else {})}


ORIGINS = [
    pytest.param(OWN, "", True, id="our own origin"),
    pytest.param(OWN, "cross-site", True, id="the Origin counts where there is one"),
    pytest.param(NONE, "same-origin", True, id="no Origin, but from our own page"),
    pytest.param(NONE, "", False, id="neither"),
    pytest.param(NONE, "same-site", False, id="a neighbour's page"),
    pytest.param(NONE, "cross-site", False, id="another site's page"),
    pytest.param(NONE, "none", False, id="typed in"),
    pytest.param("null", "same-origin", False, id="an origin that is hidden"),
    pytest.param("", "same-origin", False, id="an empty one"),
    pytest.param("https://evil.test", "same-origin", False, id="another site"),
    pytest.param("http://127.0.0.1", "same-origin", False, id="another port"),
    pytest.param("http://127.0.0.1:1", "", False, id="yet another port"),
]


@pytest.mark.parametrize(("origin", "site", "taken"), ORIGINS)
async def test_a_sign_in_form_comes_from_our_own_page(
    world: World, origin: str, site: str, *, taken: bool
) -> None:
    world.add_account()
    browser = world.browser()
    fields = {"csrf": await browser.token("/sign-in"), "name": "head", "password": PASSWORD}

    answer = await browser.ask("POST", "/sign-in", data=fields, headers=headers(world, origin, site))

    assert answer.status == (303 if taken else 403)
    assert (await browser.get("/summary")).status == (200 if taken else 303)


@pytest.mark.parametrize(("origin", "site", "taken"), ORIGINS)
async def test_a_form_of_the_signed_in_comes_from_our_own_page(
    world: World, origin: str, site: str, *, taken: bool
) -> None:
    browser = await world.signed_in(Role.HEADTEACHER)
    fields = {"csrf": await browser.token("/")}

    answer = await browser.ask("POST", "/sign-out", data=fields, headers=headers(world, origin, site))

    assert answer.status == (303 if taken else 403)
    assert (await browser.get("/summary")).status == (303 if taken else 200)


async def test_the_other_scheme_is_another_origin(world: World) -> None:
    browser = await world.signed_in(Role.HEADTEACHER)
    fields = {"csrf": await browser.token("/")}
    origin = {"Origin": world.url.replace("http:", "https:"), "X-Forwarded-Proto": "https"}

    assert (await browser.ask("POST", "/sign-out", data=fields, headers=origin)).status == 403


async def wrong_tokens(world: World, page: str, browser: Browser) -> dict[str, dict[str, str]]:
    own = await browser.token(page)
    other = await world.browser().token("/sign-in")
    return {
        "none": {},
        "empty": {"csrf": ""},
        "another browser's": {"csrf": other},
        "cut": {"csrf": own[:-1]},
        "not ASCII": {"csrf": own[:-1] + "é"},
    }


TOKENS = ["none", "empty", "another browser's", "cut", "not ASCII"]


@pytest.mark.parametrize("kind", TOKENS)
async def test_a_sign_in_form_carries_its_own_token(world: World, kind: str) -> None:
    world.add_account()
    browser = world.browser()
    token = (await wrong_tokens(world, "/sign-in", browser))[kind]

    fields = {**token, "name": "head", "password": PASSWORD}
    answer = await browser.ask("POST", "/sign-in", data=fields, headers={"Origin": world.url})

    assert answer.status == 403
    assert browser.cookie("owntime") is None


@pytest.mark.parametrize("kind", [*TOKENS, "of a session before"])
async def test_a_form_of_the_signed_in_carries_its_own_token(world: World, kind: str) -> None:
    browser = await world.signed_in(Role.HEADTEACHER)
    tokens = await wrong_tokens(world, "/", browser)
    tokens["of a session before"] = {"csrf": await browser.token("/")}
    if kind == "of a session before":
        await browser.sign_out()
        await browser.sign_in()

    answer = await browser.ask("POST", "/sign-out", data=tokens[kind], headers={"Origin": world.url})

    assert answer.status == 403
    assert (await browser.get("/summary")).status == 200


async def test_a_token_without_its_cookie_is_worth_nothing(world: World) -> None:
    world.add_account()
    token = await world.browser().token("/sign-in")
    stranger = world.browser()
    fields = {"csrf": token, "name": "head", "password": PASSWORD}

    assert (await stranger.ask("POST", "/sign-in", data=fields, headers={"Origin": world.url})).status == 403


async def test_a_set_up_form_is_refused_from_elsewhere_too(world: World) -> None:
    link, browser = world.link(), world.browser()
    fields = {"csrf": await browser.token(link), "name": "head", "password": PASSWORD, "again": PASSWORD}

    assert (await browser.ask("POST", link, data=fields, headers={"Origin": "https://evil.test"})).status == 403
    assert (await browser.ask("POST", link, data=fields, headers={"Origin": world.url})).status == 303


async def test_the_token_of_a_form_tells_nothing_of_the_session(world: World) -> None:
    browser = await world.signed_in(Role.HEADTEACHER)
    session = browser.cookie("owntime") or "?"

    assert session not in await (await browser.get("/summary")).text()


async def test_a_form_left_open_keeps_working_and_its_cookie_stays(world: World) -> None:
    browser = world.browser()
    first = await browser.token("/sign-in")
    cookie = browser.cookie("owntime-form")

    assert await browser.token("/sign-in") == first
    assert browser.cookie("owntime-form") == cookie
