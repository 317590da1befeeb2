"""The page that takes a public list, over HTTP, with a real database and a real lists.toml."""

import gzip
import hashlib
import io
import re
import zipfile
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest
from aiohttp import ClientResponse

from tests.owntime.lists.list_desk import HIDDEN, Desk, led_to, text_of
from tests.owntime.lists.multipart_form import TYPE, File, form
from tests.owntime.lists.school_at_work import SchoolAtWork, it_admin, write_few_lists
from tests.owntime.lists.test_list_pages import BY_HAND

IMPORT = "/admin/lists/import"
WHY = {"reason": "Asked for", "goes_to": "match", "category": "social"}
HOSTS = (
    "# Title: Chatter\n# License: MIT\n0.0.0.0 chirp.example\n0.0.0.0 m.facebook.com\n0.0.0.0 new.instagram.com\n"
)
ADBLOCK = "! Title: Chatter\n||chirp.example^\n||cdn.example^$third-party\n/banner[0-9]/\n"
PLAIN = "chirp.example\nwww.facebook.com\nco.uk\n"
SHA256 = hashlib.sha256(HOSTS.encode()).hexdigest()


class ImportDesk(Desk):
    """The IT admin before the page."""

    async def send_list(self, step: str = "check", **fields: str | File) -> ClientResponse:
        token = await self.browser.token("/")
        headers = {"Origin": self.browser.url, "Content-Type": TYPE}
        body = io.BytesIO(form({"csrf": token, **WHY, "step": step, **fields}))
        return await self.browser.ask("POST", IMPORT, data=body, headers=headers)

    async def take(self, checked: ClientResponse, **fields: str | File) -> ClientResponse:
        """Press Take it, on the page of a check."""
        page = await checked.text()
        hidden = dict(HIDDEN.findall(page))
        return await self.send_list("save", **{**fields, "list": list_in(page), "checked": hidden["checked"]})


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[ImportDesk]:
    school = SchoolAtWork(tmp_path, write_few_lists(tmp_path / "lists"))
    async with school.serving() as url, it_admin(url) as browser:
        yield ImportDesk(school, browser)


def list_in(page: str) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert found
    return unescape(found[1])


async def told(answer: ClientResponse) -> str:
    return text_of(await answer.read())


def gz(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)


def zipped(**files: str) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return whole.getvalue()


# Lists that are taken


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        pytest.param(
            {"list": HOSTS},
            '[[add]]\nplatform = "chirp-example"\nname = "chirp.example"\ncategory = "social"\n'
            'front_page = "https://chirp.example/"\nsites_exact = ["chirp.example"]\n'
            'source = "pasted text (a hosts file); title: Chatter; licence: MIT; '
            f'sha256: {SHA256}"\nreason = "Asked for"\nby = "it_admin"\non = 2026-11-23\n',
            id="a hosts file, pasted",
        ),
        pytest.param({"list": ADBLOCK}, 'sites = ["chirp.example"]\n', id="Adblock syntax"),
        pytest.param({"list": PLAIN, "goes_to": "known"}, "", id="plain names, only of platforms that are listed"),
        pytest.param(
            {"file": ("hosts.gz", gz(HOSTS)), "licence": "CC0"},
            f'source = "hosts (a hosts file); title: Chatter; licence: MIT; sha256: {SHA256}; '
            'licence, as typed here: CC0"\n',
            id="a packed file",
        ),
        pytest.param({"file": ("two.zip", zipped(a=HOSTS, b=ADBLOCK))}, "two.zip (2 files)", id="an archive"),
        pytest.param({"file": ("list.txt", HOSTS.encode("utf-16"))}, "chirp.example", id="UTF-16 with its mark"),
        pytest.param(
            {"list": PLAIN, "goes_to": "one", "platform": "facebook"},
            '[[add]]\nplatform = "facebook"\nsites_exact = ["chirp.example"]\n',
            id="all to one platform",
        ),
        pytest.param(
            {"list": "chirp.example\nm.chirp.test", "goes_to": "new", "name": "Chirp", "until": "2027-07-31"},
            '[[add]]\nplatform = "chirp"\nname = "Chirp"\ncategory = "social"\n'
            'front_page = "https://m.chirp.test/"\nsites_exact = [\n',
            id="all to a new platform",
        ),
    ],
)
async def test_a_list_that_was_checked_is_taken_as_the_check_said(
    desk: ImportDesk, fields: dict[str, str | File], written: str
) -> None:
    checked = await desk.send_list("check", **fields)
    assert checked.status == 200, await told(checked)
    assert not desk.school.list.exists()
    if not written:
        assert "There is nothing in it to be taken" in await told(checked)
        return
    left = {name: value for name, value in fields.items() if name != "file"}
    assert led_to(await desk.take(checked, **left)) == "/admin/lists?done=saved"
    assert written in desk.school.list.read_text("utf-8")


async def test_the_check_says_what_became_of_each_line_and_who_gets_what(desk: ImportDesk) -> None:
    lines = ("! x", "||chirp.example^", "||fb.com^", "/ads/", "||new.pin.test^", "||royalmail.com^", "@@||")
    text = "\n".join((*lines, "||example.co.uk^$popup", ""))
    page = await told(await desk.send_list(list=text))
    assert "pasted text: Adblock syntax, as it seems; 8 lines: 4 taken, 2 unsupported, 1 wrong, 1 comments" in page
    assert "4 /ads/ a regular expression" in page
    assert "8 ||example.co.uk^$popup for some kinds of requests or some pages only" in page
    assert "7 @@||" in page
    assert "1 name is listed already" in page or "2 names are listed already" in page
    assert "chirp.example new: social : chirp.example and all below it" in page
    assert "Listed: chirp.example (chirp-example, site, with all below)" in page
    assert "Yes, really." in page
    assert "www.royalmail.com" in page


async def test_names_of_a_file_stand_in_the_text_area_and_may_be_taken_out(desk: ImportDesk) -> None:
    checked = await desk.send_list(
        file=("my hosts.txt", (HOSTS + "0.0.0.0 late.example\n").encode()), format="hosts"
    )
    left = list_in(await checked.text())
    assert left.splitlines()[0].startswith(
        "# Taken from my hosts.txt (a hosts file); title: Chatter; licence: MIT;"
    )
    assert left.splitlines()[1:] == ["full:chirp.example", "full:late.example"]
    again = await desk.send_list(list=left.replace("full:late.example", ""))
    led_to(await desk.take(again))
    text = desk.school.list.read_text("utf-8")
    assert "chirp.example" in text
    assert "late.example" not in text
    assert 'source = "my hosts.txt (a hosts file)' in text


async def test_what_is_taken_is_noted_with_its_source_and_taken_back_like_any_entry(desk: ImportDesk) -> None:
    led_to(await desk.take(await desk.send_list(list=HOSTS)))
    assert "pasted text (a hosts file); title: Chatter" in await desk.page()
    assert "entry of the school's own list saved" in await desk.page("/admin/audit")
    led_to(await desk.press("/admin/lists/take-back", line="1"))
    assert desk.school.list.read_text("utf-8") == ""


async def test_hosts_that_must_not_be_caught_need_a_tick(desk: ImportDesk) -> None:
    text = {"list": "||royalmail.com^\n"}
    checked = await desk.send_list(**text)
    refused = await desk.take(checked, **text)
    assert refused.status == 422
    assert "Tick the box" in await told(refused)
    assert not desk.school.list.exists()
    led_to(await desk.take(checked, **text, yes="yes"))
    assert "royalmail.com" in desk.school.list.read_text("utf-8")


# Nothing or all


async def test_an_edit_by_hand_between_check_and_taking_is_kept_and_nothing_of_the_list_is_written(
    desk: ImportDesk,
) -> None:
    checked = await desk.send_list(list=HOSTS)
    desk.school.list.write_bytes(BY_HAND.encode())
    answer = await desk.take(checked)
    assert answer.status == 409
    assert list_in(await answer.text()) == HOSTS
    assert desk.school.list.read_text("utf-8") == BY_HAND
    led_to(await desk.take(answer))
    assert desk.school.list.read_text("utf-8").startswith(BY_HAND)


async def test_one_name_that_cannot_be_listed_keeps_all_of_them_out(desk: ImportDesk) -> None:
    answer = await desk.send_list("save", list="chirp.example\nfаcebook.com\n")  # noqa: RUF001 (a Cyrillic letter)
    assert answer.status == 422
    assert "xn--" in await told(answer)
    assert not desk.school.list.exists()


async def test_taking_what_was_not_checked_shows_the_check_first(desk: ImportDesk) -> None:
    answer = await desk.send_list("save", list=HOSTS)
    assert answer.status == 409
    assert "Listed: chirp.example" in await told(answer)
    assert not desk.school.list.exists()


# What is no list

PAGE = b"<!DOCTYPE html>\n<html><body>facebook.com</body></html>\n"
MANY = "".join(f"host{number}.example{number % 300}.test\n" for number in range(2_001))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param({"file": ("list.html", PAGE)}, "list.html: this is a web page, not a list", id="a web page"),
        pytest.param({"list": PAGE.decode()}, "pasted text: this is a web page", id="a web page, pasted"),
        pytest.param({"file": ("list.txt", b"")}, "list.txt: the file is empty", id="an empty file"),
        pytest.param({"file": ("list.gz", gz(" \n"))}, "the file is empty", id="an empty packed file"),
        pytest.param({"file": ("", b"")}, "Paste a list, or choose a file.", id="neither"),
        pytest.param(
            {"file": ("list.txt", HOSTS.encode("utf-16-le"))}, "a program's own file", id="UTF-16, unmarked"
        ),
        pytest.param({"file": ("x.png", b"\x89PNG\r\n\x1a\n\0\0")}, "a program's own file", id="a picture"),
        pytest.param({"file": ("x.gz", gz(HOSTS)[:30])}, "the packed file is damaged", id="cut off"),
        pytest.param({"file": ("x.zip", b"PK\x03\x04nothing")}, "damaged", id="no archive"),
        pytest.param({"list": "how are you today?\n"}, "say which it is", id="prose"),
        pytest.param({"list": HOSTS, "format": "tinydns"}, "Choose a format", id="an unknown format"),
        pytest.param({"list": MANY}, "more than 2,000 new names, too many for this page", id="too many names"),
    ],
)
async def test_what_is_no_list_is_told_in_one_line_and_what_was_typed_stays(
    desk: ImportDesk, fields: dict[str, str | File], said: str
) -> None:
    desk.school.list.write_bytes(BY_HAND.encode())
    typed = {"reason": "Typed with care", "licence": "MIT", "until": "2027-07-31"}
    answer = await desk.send_list("check", **{**typed, **fields})
    page = await answer.text()
    assert answer.status == 422
    assert said in text_of(page.encode())
    assert "owntime: " not in page
    assert all(f'value="{text}"' in page for text in typed.values())
    assert list_in(page) == fields.get("list", "")
    assert desk.school.list.read_text("utf-8") == BY_HAND


async def test_what_is_wrong_beside_a_file_keeps_its_names(desk: ImportDesk) -> None:
    answer = await desk.send_list(file=("hosts.txt", HOSTS.encode()), reason="", goes_to="new", until="soon")
    page = await answer.text()
    assert answer.status == 422
    for said in ("Say why", "Give the new platform a name", "Write the day"):
        assert said in page
    assert "full:chirp.example" in list_in(page)


async def test_a_list_may_not_make_too_many_platforms_but_they_may_go_to_one(desk: ImportDesk) -> None:
    text = "".join(f"||host.example{number}.test^\n" for number in range(501))
    answer = await desk.send_list(list=text)
    assert answer.status == 422
    assert "501 new platforms, and 500 at most" in await told(answer)
    led_to(await desk.take(await desk.send_list(list=text[: text.rindex("||")])))
    one = {"goes_to": "one", "platform": "facebook"}
    led_to(await desk.take(await desk.send_list(list=text, **one), **one))
    assert desk.school.list.read_text("utf-8").count("[[add]]") == 501


async def test_what_is_in_a_list_is_never_read_as_a_page(desk: ImportDesk) -> None:
    hurt = '"></textarea><script>1</script>'
    for fields in (
        {"list": f"{hurt}\nchirp.example\n"},
        {"file": (f"{hurt.replace('"', '')}.txt", HOSTS.encode())},
    ):
        answer = await desk.send_list(**fields, reason=hurt)
        assert "<script" not in await answer.text()


async def test_a_bomb_ends_at_a_bound_and_the_next_list_is_taken(desk: ImportDesk) -> None:
    bomb = gzip.compress(b"0.0.0.0 a.example\n" * 2_000_000, 9)
    assert len(bomb) < 200_000
    answer = await desk.send_list(file=("bomb.gz", bomb))
    assert answer.status == 422
    assert "too m" in await told(answer)
    assert (await desk.send_list(list=HOSTS)).status == 200
