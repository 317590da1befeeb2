"""The pages that change and publish the lists, over HTTP, with a real database and a real lists.toml."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.owntime.lists.list_desk import (
    CHIRP,
    CLIPS,
    HIDDEN,
    HISTORY,
    LISTS,
    MAIL,
    Desk,
    a_desk,
    hidden_in,
    led_to,
    text_of,
    told_at,
    typed_in,
)

BY_HAND = '# Mine.\n\n[[exempt]]\nhosts = ["a.example"]\nreason = "why"\nby = "Head"\non = 2026-11-01\n'


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with a_desk(tmp_path) as it:
        yield it


# A change, from the form to the devices


async def test_what_is_checked_saved_and_published_is_what_devices_go_by(desk: Desk) -> None:
    checked = await desk.check("add", **CHIRP)
    assert checked.status == 200
    assert "Listed: chirp.example (facebook, site, with all below)" in text_of(await checked.read())
    assert not desk.school.list.exists()

    assert led_to(await desk.save("add", **CHIRP)) == f"{LISTS}?done=saved"
    assert desk.school.list.read_text("utf-8") == (
        '[[add]]\nplatform = "facebook"\nsites = ["chirp.example"]\n'
        'reason = "Asked for"\nby = "it_admin"\non = 2026-11-23\n'
    )
    assert "Added to Facebook not published chirp.example and all below it" in await desk.page()

    assert led_to(await desk.press(f"{LISTS}/publish", note="Autumn")) == f"{LISTS}?done=published"
    assert await desk.lists("chirp.example")
    page = await desk.page()
    assert "Everything is published" in page
    assert "Today Platforms Changes and publishing Import History Devices" in page
    assert "not published" not in page
    assert "Version 1 23 November 2026, 9:30 it_admin Autumn In force" in await desk.page(HISTORY)


@pytest.mark.parametrize(
    ("kind", "fields", "written"),
    [
        pytest.param("exempt", CLIPS, '[[exempt]]\nhosts = ["clips.example"]\n', id="exempt"),
        pytest.param(
            "exempt", {**CLIPS, "reach": "only"}, 'hosts_exact = ["clips.example"]\n', id="that very host"
        ),
        pytest.param("exempt", {**CLIPS, "until": "2027-07-31"}, "until = 2027-07-31\n", id="until"),
        pytest.param(
            "remove", {"hosts": "fb.com", "reason": "x"}, '[[remove]]\nhosts = ["fb.com"]\n', id="remove"
        ),
        pytest.param(
            "remove",
            {"platform": "pinterest", "reason": "x"},
            '[[remove]]\nplatform = "pinterest"\n',
            id="platform",
        ),
        pytest.param(
            "move",
            {"hosts": "fb.com", "platform": "instagram", "reason": "x"},
            '[[move]]\nplatform = "instagram"\nhosts = ["fb.com"]\n',
            id="move",
        ),
        pytest.param(
            "move",
            {"category": "video", "platform": "facebook", "reason": "x"},
            '[[move]]\nplatform = "facebook"\ncategory = "video"\n',
            id="category",
        ),
        pytest.param(
            "add",
            {**CHIRP, "platform": "", "name": "Chirp Café", "category": "social"},
            '[[add]]\nplatform = "chirp-cafe"\nname = "Chirp Café"\ncategory = "social"\n'
            'front_page = "https://chirp.example/"\nsites = ["chirp.example"]\n',
            id="a new platform",
        ),
    ],
)
async def test_each_kind_of_change_is_written_and_read_again(
    desk: Desk, kind: str, fields: dict[str, str], written: str
) -> None:
    led_to(await desk.save(kind, **fields))
    assert written in desk.school.list.read_text("utf-8")
    assert "not published" in await desk.page()


async def test_what_is_added_by_hand_shows_up_and_is_never_overwritten(desk: Desk) -> None:
    desk.school.list.write_bytes(BY_HAND.encode())
    assert "Exempt: nobody is reminded not published a.example and all below it" in await desk.page()
    led_to(await desk.save("add", **CHIRP))
    assert desk.school.list.read_text("utf-8").startswith(BY_HAND)
    led_to(await desk.press(f"{LISTS}/take-back", line="9"))
    assert desk.school.list.read_text("utf-8") == BY_HAND


# A mistake


@pytest.mark.parametrize("step", ["check", "save"])
async def test_each_error_is_told_by_its_field_and_everything_typed_stays(desk: Desk, step: str) -> None:
    typed = {"hosts": "co.uk\nhttps://chirp.example/x", "reason": " ", "until": "soon", "name": "New"}
    answer = await desk.send(f"{LISTS}/add", {"step": step, **typed})
    assert answer.status == 422
    page = await answer.text()
    assert "write the host alone, chirp.example" in told_at(page, "hosts")
    assert "Say why" in told_at(page, "reason")
    assert "Write the day" in told_at(page, "until")
    assert "Choose what kind" in told_at(page, "category")
    assert set(typed.values()) <= typed_in(page)
    assert not desk.school.list.exists()


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({**CHIRP, "hosts": "co.uk"}, "hosts", "is a public suffix"),
        ({**CHIRP, "hosts": "classroom.google.com"}, "hosts", "is never listed"),
        (
            {
                **CHIRP,
                "platform": "",
                "name": "Chirp",
                "category": "social",
                "front_page": "https://other.example/",
            },
            "front_page",
            "no site of this platform",
        ),
    ],
    ids=["public suffix", "never listed", "front page"],
)
async def test_what_the_check_finds_is_told_by_its_field_too(
    desk: Desk, fields: dict[str, str], field: str, said: str
) -> None:
    answer = await desk.check("add", **fields)
    assert answer.status == 422
    assert said in told_at(await answer.text(), field)


async def test_what_is_typed_is_never_read_as_a_page(desk: Desk) -> None:
    hurt = '"><script>1</script>'
    for answer in (
        await desk.send(f"{LISTS}/add", {"step": "check", **dict.fromkeys(("hosts", "reason", "until"), hurt)}),
        await desk.browser.get(f"{LISTS}/add", params={"host": hurt, "platform": hurt}),
    ):
        assert "<script" not in await answer.text()


async def test_a_link_to_the_form_fills_it_in(desk: Desk) -> None:
    page = await (await desk.browser.get(f"{LISTS}/move?host=fb.com&platform=instagram")).text()
    assert "fb.com" in typed_in(page)
    assert '<option value="instagram" selected>' in page


async def test_a_host_that_must_not_be_caught_needs_a_tick_to_be_saved_and_to_be_published(desk: Desk) -> None:
    refused = await desk.save("add", **MAIL)
    assert refused.status == 422
    assert "would be caught: www.royalmail.com" in text_of(await refused.read())
    assert not desk.school.list.exists()
    led_to(await desk.save("add", **MAIL, yes="yes"))

    refused = await desk.press(f"{LISTS}/publish", note="kept")
    assert refused.status == 422
    assert "kept" in typed_in(await refused.text())
    assert "Nothing has been published so far" in await desk.page(HISTORY)
    led_to(await desk.press(f"{LISTS}/publish", yes="yes"))
    assert await desk.lists("royalmail.com")


async def test_saving_what_was_not_checked_shows_the_check_first(desk: Desk) -> None:
    answer = await desk.send(f"{LISTS}/add", {"step": "save", **CHIRP})
    assert answer.status == 409
    assert "Listed: chirp.example" in text_of(await answer.read())
    assert not desk.school.list.exists()


async def test_saving_something_else_than_what_was_checked_shows_the_check_first(desk: Desk) -> None:
    checked = dict(HIDDEN.findall(await (await desk.check("add", **CHIRP)).text()))["checked"]
    other = {**CHIRP, "hosts": "other.example", "checked": checked, "step": "save"}
    assert (await desk.send(f"{LISTS}/add", other)).status == 409
    led_to(await desk.send(f"{LISTS}/add", {**other, "hosts": CHIRP["hosts"]}))


# Two who work at once


async def test_an_edit_by_hand_between_check_and_save_is_kept_and_so_is_what_was_typed(desk: Desk) -> None:
    checked = dict(HIDDEN.findall(await (await desk.check("add", **CHIRP)).text()))["checked"]
    desk.school.list.write_bytes(BY_HAND.encode())
    answer = await desk.send(f"{LISTS}/add", {"step": "save", **CHIRP, "checked": checked})
    assert answer.status == 409
    assert {"chirp.example", "Asked for"} <= typed_in(await answer.text())
    assert desk.school.list.read_text("utf-8") == BY_HAND

    again = dict(HIDDEN.findall(await answer.text()))["checked"]
    led_to(await desk.send(f"{LISTS}/add", {"step": "save", **CHIRP, "checked": again}))
    assert desk.school.list.read_text("utf-8").startswith(BY_HAND)


@pytest.mark.parametrize("form", ["take-back", "publish"])
async def test_what_was_changed_since_the_page_was_opened_is_neither_taken_back_nor_published(
    desk: Desk, form: str
) -> None:
    led_to(await desk.save("add", **CHIRP))
    page = await (await desk.browser.get(LISTS)).text()
    digest = hidden_in(page, f"{LISTS}/{form}")["digest"]
    text = desk.school.list.read_text("utf-8") + "\n" + BY_HAND
    desk.school.list.write_bytes(text.encode())
    answer = await desk.send(f"{LISTS}/{form}", {"digest": digest, "line": "1"})
    assert answer.status == 409
    assert "changed meanwhile" in text_of(await answer.read())
    assert desk.school.list.read_text("utf-8") == text
    assert "Nothing has been published so far" in await desk.page(HISTORY)


async def test_of_many_who_save_at_once_one_is_first_and_the_others_are_told_so(desk: Desk) -> None:
    entries = [{**CLIPS, "hosts": f"clips{number}.example"} for number in range(6)]
    checked = [
        hidden_in(await (await desk.check("exempt", **entry)).text(), f"{LISTS}/exempt") for entry in entries
    ]
    forms = [{"step": "save", **entry, **seen} for entry, seen in zip(entries, checked, strict=True)]
    answers = await asyncio.gather(*(desk.send(f"{LISTS}/exempt", form) for form in forms))
    assert sorted(answer.status for answer in answers) == [303, *[409] * 5]
    assert desk.school.list.read_text("utf-8").count("[[exempt]]") == 1


async def test_sending_a_form_twice_does_it_once(desk: Desk) -> None:
    checked = dict(HIDDEN.findall(await (await desk.check("add", **CHIRP)).text()))["checked"]
    form = {"step": "save", **CHIRP, "checked": checked}
    led_to(await desk.send(f"{LISTS}/add", form))
    assert (await desk.send(f"{LISTS}/add", form)).status == 422
    assert desk.school.list.read_text("utf-8").count("[[add]]") == 1


# Undoing


async def test_a_published_mistake_is_undone_by_taking_it_back_and_publishing(desk: Desk) -> None:
    led_to(await desk.press(f"{LISTS}/publish"))
    before = await desk.in_force()
    led_to(await desk.save("add", **CHIRP))
    led_to(await desk.press(f"{LISTS}/publish"))
    assert await desk.lists("chirp.example")

    led_to(await desk.press(f"{LISTS}/take-back"))
    assert "No longer listed: chirp.example" in await desk.page()
    led_to(await desk.press(f"{LISTS}/publish"))
    assert await desk.in_force() == before


async def test_going_back_leaves_the_list_says_so_and_offers_to_take_it_back(desk: Desk) -> None:
    led_to(await desk.press(f"{LISTS}/publish"))
    before = await desk.in_force()
    led_to(await desk.save("add", **CHIRP))
    led_to(await desk.press(f"{LISTS}/publish"))
    version = await desk.page(f"{HISTORY}/2")
    assert "What it changed Listed: chirp.example" in version
    assert "No longer listed: chirp.example" in await desk.page(f"{HISTORY}/1")

    assert led_to(await desk.press(f"{HISTORY}/1", page=HISTORY)) == f"{LISTS}?done=rolled-back"
    assert await desk.in_force() == before
    page = await desk.page()
    assert "You went back to version 1" in page
    assert "Added to Facebook not published" in page
    assert "Back to version 1 (says what version 1 said)" in await desk.page(HISTORY)

    led_to(await desk.press(f"{LISTS}/take-back"))
    page = await desk.page()
    assert "You went back" not in page
    assert "Everything is published" in page


async def test_going_back_to_where_a_host_would_be_caught_needs_a_tick(desk: Desk) -> None:
    led_to(await desk.save("add", **MAIL, yes="yes"))
    led_to(await desk.press(f"{LISTS}/publish", yes="yes"))
    led_to(await desk.press(f"{LISTS}/take-back"))
    led_to(await desk.press(f"{LISTS}/publish"))
    refused = await desk.press(f"{HISTORY}/1", page=HISTORY)
    assert refused.status == 422
    assert "www.royalmail.com" in text_of(await refused.read())
    assert not await desk.lists("royalmail.com")
    led_to(await desk.press(f"{HISTORY}/1", page=HISTORY, yes="yes"))
    assert await desk.lists("royalmail.com")


@pytest.mark.parametrize("number", ["0", "7", "x", "-1", "9" * 30, "%C2%B2"])
async def test_a_version_that_is_none_is_no_page(desk: Desk, number: str) -> None:
    assert (await desk.browser.get(f"{HISTORY}/{number}")).status == 404


async def test_publishing_what_is_in_force_makes_no_version(desk: Desk) -> None:
    led_to(await desk.press(f"{LISTS}/publish"))
    led_to(await desk.save("add", **CHIRP))
    page = await (await desk.browser.get(LISTS)).text()
    digest = hidden_in(page, f"{LISTS}/publish")["digest"]
    led_to(await desk.press(f"{LISTS}/publish", digest=digest))
    again = await desk.send(f"{LISTS}/publish", {"digest": digest})
    assert again.status == 409
    assert "Version 3" not in await desk.page(HISTORY)
