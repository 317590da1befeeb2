"""The table for the Privacy Notice: whatever an account is called, its name stands there as it is."""

import datetime as dt
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from owntime.channels.privacy_notice import COLUMNS, as_html, as_markdown, privacy_notice_tables
from school_policy.channel_register import Entry, Standing
from tests.school_policy.register import OFFICIAL

GITHUB = MarkdownIt("commonmark").enable("table").enable("strikethrough")
"""Markdown as most sites read it; it comes with rich."""


def entry(name: str = "School", *, role: str = "Headteacher", roles: tuple[str, ...] = (), **more: Any) -> Entry:
    standing = more.pop("standing", Standing.OPEN)
    missing = more.pop("missing", ())
    channel = msgspec.structs.replace(OFFICIAL, name=name, master_role=role, approved_roles=roles, **more)
    return Entry(channel=channel, platform_name="Facebook", standing=standing, missing=missing, review_due=False)


class Page(HTMLParser):
    """A page as the elements in it and the texts of its cells."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.cells: list[str] = []
        self.headings: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.append(tag)
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "td":
            self.cells[-1] += data
        if self.tags and self.tags[-1] == "h2" and data.strip():
            self.headings.append(data)


def pages(*entries: Entry) -> dict[str, Page]:
    tables = privacy_notice_tables(entries)
    return {"markdown": Page(GITHUB.render(as_markdown(tables))), "html": Page(as_html(tables))}


ATTACKS = [
    "<script>alert(1)</script>",
    "a | b |",
    "**bold** _slanted_ ~~gone~~",
    "[a link](https://other.example)",
    "![a picture](x.png)",
    "`code` ``",
    "line\n\n# another",
    "\\| \\",
    "&lt;b&gt; &amp;",
    "---",
    "| --- |",
    "https://other.example www.other.example <https://other.example>",
    "{{ 7 * 7 }}",
    "=====",
]
names = st.one_of(
    st.sampled_from(ATTACKS),
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029"),
        min_size=1,
    ),
    st.lists(st.sampled_from("ab \\`*_{}[]()<>#+-.!|~&:@\"'$1\n"), min_size=1, max_size=12).map("".join),
)


def shown(text: str) -> str:
    return " ".join(text.split())


@given(name=names, role=names, approved=names)
def test_every_name_stands_in_its_cell_as_it_is(name: str, role: str, approved: str) -> None:
    plain = pages(entry())
    for form, page in pages(entry(name, role=role, roles=(approved,))).items():
        assert page.tags == plain[form].tags
        assert [shown(cell) for cell in page.cells[1:4]] == [shown(name), shown(role), shown(approved)]


@pytest.mark.parametrize("attack", ATTACKS[:8])
def test_without_escaping_the_same_look_finds_it(attack: str) -> None:
    careless = as_markdown(privacy_notice_tables([entry("NAME")])).replace("NAME", attack)
    page = Page(GITHUB.render(careless))
    assert (page.tags, page.cells[1:2]) != (pages(entry())["markdown"].tags, [attack])


def test_an_address_in_a_name_is_no_link_where_markdown_makes_links_of_addresses() -> None:
    text = as_markdown(privacy_notice_tables([entry("www.other.example https://other.example me@other.example")]))
    assert "www\\.other.example https\\://other.example me\\@other.example" in text


def test_open_and_closed_channels_stand_apart_and_the_others_nowhere() -> None:
    closed = dt.date(2024, 7, 19)
    missing: Any = ("something",)
    for page in pages(
        entry("Open", roles=("Deputy", "Office")),
        entry("Closed one", standing=Standing.CLOSED, closed=closed),
        entry("To come", standing=Standing.TO_OPEN),
        entry("Not official", missing=missing),
        entry("Closed, never official", standing=Standing.CLOSED, closed=closed, missing=missing),
    ).values():
        assert page.headings == ["Our official channels", "Closed"]
        assert [shown(cell) for cell in page.cells] == [
            *("Facebook", "Open", "Headteacher", "Deputy, Office", "1 September 2019", "\N{EN DASH}"),
            *("Facebook", "Closed one", "Headteacher", "\N{EN DASH}", "1 September 2019", "19 July 2024"),
        ]


def test_without_a_channel_the_notice_says_so() -> None:
    tables = privacy_notice_tables([])
    for text in (as_markdown(tables), as_html(tables)):
        assert "The school has no official channel." in text
        assert "Closed" not in text
        assert COLUMNS[0] not in text
