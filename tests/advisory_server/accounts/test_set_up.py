import logging
import re

import pytest

from advisory_server.accounts.role import Role
from advisory_server.accounts.set_up import NAME_TAKEN, NOT_THE_SAME
from advisory_server.accounts.set_up_links import ensure_first_links, path_of
from advisory_server.store.accounts import all_accounts, disable_account
from advisory_server.store.database import Store
from tests.advisory_server.accounts.world import PASSWORD, World

GOOD = {"name": "head", "password": PASSWORD, "again": PASSWORD}


@pytest.mark.parametrize(("role", "home"), [(Role.HEADTEACHER, "/summary"), (Role.IT_ADMIN, "/admin")])
async def test_a_link_makes_one_account_of_its_role_and_signs_in(world: World, role: Role, home: str) -> None:
    browser = world.browser()

    answer = await browser.send(world.link(role), GOOD)

    assert (answer.status, answer.headers["Location"]) == (303, home)
    assert (await browser.get(home)).status == 200
    (account,) = await world.store.run(all_accounts)
    assert (account.name, account.role, account.disabled) == ("head", role, False)
    assert (await world.browser().sign_in()).headers["Location"] == home


async def test_a_link_works_once(world: World) -> None:
    link, late = world.link(), world.browser()
    token = await late.token(link)
    assert (await world.browser().send(link, GOOD)).status == 303

    again = await late.ask(
        "POST", link, data={"csrf": token, **GOOD, "name": "second"}, headers={"Origin": world.url}
    )
    assert again.status == 404
    assert (await late.get(link)).status == 404
    assert len(await world.store.run(all_accounts)) == 1


async def test_two_who_send_the_same_link_at_once_make_one_account(world: World) -> None:
    import asyncio

    link, browsers = world.link(), [world.browser(), world.browser()]
    names = ["head", "other"]
    answers = await asyncio.gather(
        *(browser.send(link, {**GOOD, "name": name}) for browser, name in zip(browsers, names, strict=True))
    )

    assert sorted(answer.status for answer in answers) == [303, 404]
    assert len(await world.store.run(all_accounts)) == 1


async def test_looking_at_a_link_uses_nothing_up(world: World) -> None:
    link, browser = world.link(), world.browser()
    for method in ("GET", "HEAD", "GET"):
        assert (await browser.ask(method, link)).status == 200

    assert (await browser.send(link, GOOD)).status == 303


@pytest.mark.parametrize(
    ("hours", "status"), [pytest.param(23.9, 200, id="just before"), pytest.param(24, 404, id="a day old")]
)
async def test_a_link_lasts_a_day(world: World, hours: float, status: int) -> None:
    link = world.link()
    world.clock.step(hours=hours)

    assert (await world.browser().get(link)).status == status


async def test_a_link_that_is_over_when_the_form_is_sent_makes_nothing(world: World) -> None:
    link, browser = world.link(), world.browser()
    token = await browser.token(link)
    world.clock.step(hours=24)

    answer = await browser.ask("POST", link, data={"csrf": token, **GOOD}, headers={"Origin": world.url})
    assert answer.status == 404
    assert await world.store.run(all_accounts) == []


@pytest.mark.parametrize("link", ["/set-up/x", "/set-up/" + "A" * 43, "/set-up/%FF", "/set-up/%00"])
async def test_a_link_that_never_was_is_no_page(world: World, link: str) -> None:
    world.link()

    assert (await world.browser().get(link)).status == 404


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        pytest.param({"again": PASSWORD + "!"}, NOT_THE_SAME, id="not the same"),
        pytest.param({"password": "too short", "again": "too short"}, "at least 12", id="too short"),
        pytest.param({"name": "no spaces"}, "letters, digits", id="the name"),
        pytest.param({"name": "IT.Admin"}, NAME_TAKEN, id="a name that is taken"),
    ],
)
async def test_what_is_wrong_is_told_and_the_link_still_works(
    world: World, fields: dict[str, str], told: str
) -> None:
    world.add_account(Role.IT_ADMIN)
    link, browser = world.link(), world.browser()

    answer = await browser.send(link, {**GOOD, **fields})

    assert answer.status == 422
    assert told in await answer.text()
    assert PASSWORD not in await answer.text()
    assert (await browser.send(link, GOOD)).status == 303


async def test_each_role_that_nobody_has_gets_a_link_and_older_ones_are_void(world: World) -> None:
    older = world.link()
    first = await ensure_first_links(world.store, world.clock.at)
    assert [link.role for link in first] == [Role.HEADTEACHER, Role.IT_ADMIN]
    assert all(len(link.token) == 43 and link.token not in repr(link) for link in first)
    assert (await world.browser().get(older)).status == 404
    assert (await world.browser().send(path_of(first[0].token), GOOD)).status == 303

    second = await ensure_first_links(world.store, world.clock.at)
    assert [link.role for link in second] == [Role.IT_ADMIN]
    assert (await world.browser().get(path_of(first[1].token))).status == 404
    assert (await world.browser().get(path_of(second[0].token))).status == 200


async def test_a_role_whose_only_account_is_disabled_gets_a_link_and_the_name_again(world: World) -> None:
    world.add_account()
    with Store(world.path) as other:
        other.run_here(lambda connection: disable_account(connection, "head", world.clock.at))

    links = {link.role: link for link in await ensure_first_links(world.store, world.clock.at)}
    answer = await world.browser().send(path_of(links[Role.HEADTEACHER].token), GOOD)

    assert answer.status == 303
    assert [account.disabled for account in await world.store.run(all_accounts)] == [True, False]


async def test_the_database_and_the_logs_hold_no_token_of_a_link(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    link, browser = world.link(), world.browser()
    token = link.rpartition("/")[2]
    await browser.send(link, GOOD)
    await browser.get(link)

    assert token not in caplog.text
    assert re.search(r'account made by="head" account="head" role="headteacher"', caplog.text)
    assert not any(token.encode() in path.read_bytes() for path in world.path.parent.iterdir())
