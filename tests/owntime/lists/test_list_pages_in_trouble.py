"""The pages of the lists where the server's files are not as they should be, and what all pages have in common."""

import asyncio
import errno
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from owntime.lists.list_edits import what_helps
from tests.advisory_server.pages.site import Dom
from tests.advisory_server.pages.test_every_page import complaints
from tests.owntime.lists.list_desk import (
    CHIRP,
    CLIPS,
    HIDDEN,
    HISTORY,
    LISTS,
    MAIL,
    Desk,
    a_desk,
    led_to,
    text_of,
    typed_in,
)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with a_desk(tmp_path) as it:
        yield it


async def test_a_list_that_cannot_be_used_is_told_and_nothing_is_written_into_it(desk: Desk) -> None:
    checked = dict(HIDDEN.findall(await (await desk.check("add", **CHIRP)).text()))["checked"]
    desk.school.list.write_bytes(b"[[add]]\n")
    page = await desk.page()
    assert "lists.toml:1" in page
    assert "Nothing can be published before this is put right" in page
    answer = await desk.send(f"{LISTS}/add", {"step": "save", **CHIRP, "checked": checked})
    assert answer.status == 503
    assert "Put the list right by hand first" in text_of(await answer.read())
    assert "chirp.example" in typed_in(await answer.text())
    assert desk.school.list.read_bytes() == b"[[add]]\n"


async def test_a_list_that_is_no_text_is_told(desk: Desk) -> None:
    desk.school.list.write_bytes(b"\xff\xfe")
    answer = await desk.browser.get(LISTS)
    assert answer.status == 503
    assert "cannot be read" in await answer.text()


async def test_a_folder_that_cannot_be_written_is_told_and_what_was_typed_stays(desk: Desk) -> None:
    desk.school.list.with_name(".lists.toml.part").mkdir()  # as root every folder can be written
    answer = await desk.save("add", **CHIRP)
    assert answer.status == 503
    assert "cannot be written" in text_of(await answer.read())
    assert "chirp.example" in typed_in(await answer.text())
    assert not desk.school.list.exists()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "Make room on"),
        (errno.EDQUOT, "Make room on"),
        (errno.EACCES, "Let the user that this server"),
    ],
    ids=str,
)
def test_who_cannot_save_is_told_what_helps(number: int, words: str) -> None:
    assert what_helps(OSError(number, "why"), Path("lists.toml")).startswith(words)


async def test_settings_that_cannot_be_used_keep_everything_from_being_published(desk: Desk) -> None:
    desk.school.settings.write_text("no settings", "utf-8")
    assert "school.toml:1" in await desk.page()
    answer = await desk.send(f"{LISTS}/publish", {})
    assert answer.status == 503
    assert "Nothing has been published so far" in await desk.page(HISTORY)


async def test_where_the_signing_key_is_gone_nothing_is_published_and_the_page_says_what_to_do(desk: Desk) -> None:
    led_to(await desk.press(f"{LISTS}/publish"))
    (desk.school.data / "policy-key").unlink()
    led_to(await desk.save("exempt", **CLIPS))
    answer = await desk.press(f"{LISTS}/publish")
    assert answer.status == 503
    assert "put it back from a backup" in text_of(await answer.read())
    assert "Version 2" not in await desk.page(HISTORY)


async def test_the_server_itself_takes_up_what_was_saved_though_its_pages_read_the_file_first(desk: Desk) -> None:
    led_to(await desk.save("add", **{**CHIRP, "platform": "", "name": "Chirp", "category": "social"}))
    give_up = time.monotonic() + 30
    while "Chirp" not in await desk.page("/staff"):
        assert time.monotonic() < give_up
        assert "Chirp" in await desk.page()
        await asyncio.sleep(0.2)


@pytest.mark.parametrize("line", ["", "x", "-1", "2", "9" * 5_000])
async def test_a_line_in_which_no_entry_begins_takes_nothing_back(desk: Desk, line: str) -> None:
    led_to(await desk.save("add", **CHIRP))
    before = desk.school.list.read_bytes()
    assert (await desk.press(f"{LISTS}/take-back", line=line)).status == 503
    assert desk.school.list.read_bytes() == before


async def test_every_page_of_the_lists_is_plain_html_as_all_pages_are(desk: Desk) -> None:
    led_to(await desk.press(f"{LISTS}/publish"))
    led_to(await desk.save("add", **MAIL, yes="yes"))
    pages = [await desk.browser.get(path) for path in (LISTS, HISTORY, f"{HISTORY}/1")]
    pages += [await desk.browser.get(f"{LISTS}/{kind}") for kind in ("add", "exempt", "remove", "move")]
    pages += [await desk.check("add", **{**MAIL, "hosts": "nhs.example"}), await desk.check("add")]
    found = {page.url.path: complaints(Dom(await page.read())) for page in pages}
    assert {path: texts for path, texts in found.items() if texts} == {}


async def test_changed_settings_wait_to_be_published_too_and_are_named(desk: Desk) -> None:
    led_to(await desk.press(f"{LISTS}/publish"))
    text = desk.school.settings.read_text("utf-8")
    assert "daily_cap = 0" in text
    desk.school.settings.write_text(text.replace("daily_cap = 0", "daily_cap = 3"), "utf-8")
    assert "Settings that change too: [reminder]" in await desk.page()
