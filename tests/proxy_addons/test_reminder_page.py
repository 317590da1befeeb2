"""The reminder's bytes: what people's names and addresses can do to them (nothing), and what they promise."""

import re
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_addons.language import ENGLISH, Language, drop_wrong, read_catalogue
from proxy_addons.languages import SHIPPED
from proxy_addons.page_templates import templates_in
from proxy_addons.reminder_page import (
    HEADERS,
    ChannelLine,
    ContactLine,
    ReminderView,
    not_accepted_page,
    render,
    set_aside_body,
    static_files,
    stylesheet,
)
from school_policy.vocabulary import Choice
from tests.proxy_addons.catalogues import MINUTES, Message, Text, compiled

VIEW = ReminderView(
    school="Ashover Primary School",
    time="10:42",
    platform="facebook",
    platform_name="Facebook",
    token="abc123",  # noqa: S106
    start_page="https://www.school.example/",
    back_in_history=True,
    form_lost=True,
    channels=(ChannelLine(name="Ashover School News", roles=("Headteacher", "Deputy Headteacher")),),
    own_time_minutes=15,
    own_time_next="Own time is next from 12:15 today (lunch).",
    contacts=(ContactLine(about="A worry", who="Safeguarding Lead", how="dsl@school.example"),),
    what_we_count_url="https://owntime.school.example/what-we-count",
    why_url="https://owntime.school.example/why",
)
BARE = msgspec.structs.replace(
    VIEW, channels=(), contacts=(), own_time_next="", form_lost=False, what_we_count_url="", why_url=""
)
LINKS = ("start_page", "what_we_count_url", "why_url")


class Dom(HTMLParser):
    """A page as elements, with what is written in them."""

    def __init__(self, page: bytes | str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page if isinstance(page, str) else page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def shape(self) -> list[tuple[str, list[str]]]:
        return [(tag, list(attributes)) for tag, attributes in self.elements]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def field(self, name: str) -> str | None:
        (value,) = (field["value"] for field in self.all("input") if field["name"] == name)
        return value


ATTACKS = st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' autofocus onfocus=alert(1) x='",
        "</title></h1></form><form action=https://other.example>",
        "<!-- ",
        "]]>",
        "{{ 7 * 7 }}{% raw %}",
        "&lt;b&gt;&quot;",
        "\u202e\u0000\r\n",
    ]
)
hostile = st.lists(st.one_of(ATTACKS, st.text(max_size=12)), max_size=4).map("".join)


def calm(text: str) -> str:
    """As many words as the text has, all of them harmless."""
    return " ".join("word" for _ in text.split())


@pytest.mark.trust("I7")
@given(data=st.data())
def test_no_name_and_no_address_changes_the_page_around_it(data: st.DataObject) -> None:
    names = ["school", "time", "platform", "platform_name", "token"]
    texts = {name: data.draw(hostile, name) for name in names}
    role, how, after = (data.draw(hostile, name) for name in ("role", "how", "after"))
    lines: dict[str, Any] = {
        "channels": (ChannelLine(name=role, roles=(role, how)),),
        "contacts": (ContactLine(about=how, who=role, how=how),),
        "own_time_next": "Next: " + how,
        **{name: f"https://{place}.school.example/{after}" for place, name in enumerate(LINKS)},
    }
    page = Dom(render(msgspec.structs.replace(VIEW, **texts, **lines)))
    twin = Dom(render(msgspec.structs.replace(VIEW, **{name: calm(text) for name, text in texts.items()})))
    assert page.shape() == twin.shape()
    assert page.field("platform") == texts["platform"]
    assert page.field("token") == texts["token"]
    assert [link["href"] for link in page.all("a")] == [lines[name] for name in LINKS]
    assert texts["school"] in page.text


@pytest.mark.trust("I7", control=True)
def test_without_escaping_the_same_look_at_the_page_finds_what_came_in() -> None:
    careless = templates_in(ENGLISH)
    careless.autoescape = False
    template = careless.get_template("reminder.html")
    pages = [
        template.render(view=view, start_page=view.start_page, show_school=True, Choice=Choice)
        for view in (VIEW, msgspec.structs.replace(VIEW, school="<script>alert(1)</script>"))
    ]
    assert Dom(pages[0]).shape() != Dom(pages[1]).shape()


@pytest.mark.parametrize("page", [render(VIEW), render(BARE), not_accepted_page("https://a.example/")])
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(page: bytes) -> None:
    dom = Dom(page)
    assert not dom.all("style")
    assert {script["src"] for script in dom.all("script")} <= {"/reminder.js"}
    assert [link["href"] for link in dom.all("link")] == ["/reminder.css"]
    names = {name for _, attributes in dom.elements for name in attributes}
    assert not [name for name in names if name == "style" or name.startswith("on")]
    assert not {"img", "iframe", "object", "video", "base"} & {tag for tag, _ in dom.elements}


@pytest.mark.parametrize(
    "page", [render(VIEW), render(BARE), not_accepted_page("https://a.example/"), set_aside_body("x")]
)
def test_words_that_judge_are_not_used(page: bytes) -> None:
    judging = r"block|violat|offen[cds]|whitelist|blacklist|denied|forbidden|warning|prohibit|breach"
    assert not re.search(judging, Dom(page).text.lower())
    assert re.search(judging, Dom(page + b"Access Denied").text.lower())


def test_the_platform_is_named_in_its_button_alone() -> None:
    text = Dom(render(msgspec.structs.replace(VIEW, platform_name="Zyxwv"))).text
    assert text.count("Zyxwv") == 1
    assert "Carry on to Zyxwv, it's for work" in text


def test_every_choice_is_a_button_of_one_form() -> None:
    dom = Dom(render(VIEW))
    assert [(form["method"], form["action"]) for form in dom.all("form")] == [("post", "/continue")]
    assert {(button["name"], button["value"]) for button in dom.all("button")} == {
        ("choice", choice.value) for choice in Choice
    }


def test_a_form_that_was_being_sent_is_not_and_the_page_says_so() -> None:
    assert "Nothing was sent." in Dom(render(VIEW)).text
    assert "Nothing was sent." not in Dom(render(BARE)).text


def test_what_there_is_none_of_is_left_out() -> None:
    dom = Dom(render(BARE))
    assert Choice.CHANNEL not in [button["value"] for button in dom.all("button")]
    for words in ("official channel", "Before you post", "worries you", "When it's your own time"):
        assert words in Dom(render(VIEW)).text
        assert words not in dom.text


STANDARDS = ("Kind:", "True:", "Careful:", "Private:", "Professional:", "Not sure?")


def order(page: bytes) -> list[str]:
    """Return the standards and the buttons that go on as the school, as they stand on the page."""
    found = [(page.decode().find(words), words) for words in (*STANDARDS, "Our official channel")]
    return [words for at, words in sorted(found) if at >= 0]


def test_the_six_standards_stand_a_line_each_before_the_button_that_goes_on_as_the_school() -> None:
    page = render(VIEW)
    (lines,) = re.findall(r'<ul id="standards">(.*?)</ul>', page.decode(), re.DOTALL)
    assert [line[4:].split(" ")[0].strip("?") for line in lines.split("\n") if line] == [
        standard.split(" ")[0].strip("?") for standard in STANDARDS
    ]
    assert order(page) == [*STANDARDS, "Our official channel"]
    assert order(page.replace(b"Kind:", b"").replace(b"</form>", b"Kind:</form>"))[-1] == "Kind:"


def test_the_button_that_goes_on_as_the_school_is_described_by_the_standards_too() -> None:
    dom = Dom(render(VIEW))
    (button,) = (button for button in dom.all("button") if button["value"] == Choice.CHANNEL)
    described = (button["aria-describedby"] or "").split()
    assert described[0] == "standards"
    assert {its.get("id") for _, its in dom.elements} >= set(described)


def test_without_a_channel_there_is_nothing_to_read_before_a_choice() -> None:
    assert order(render(BARE)) == []


@pytest.mark.parametrize("listed_before", [True, False])
def test_a_step_back_is_offered_only_where_it_leads_away(listed_before: bool) -> None:  # noqa: FBT001
    link = Dom(render(msgspec.structs.replace(VIEW, back_in_history=not listed_before))).all("a")[0]
    assert ("data-history" in link) is not listed_before
    assert "autofocus" in link


@pytest.mark.parametrize(
    ("school", "platform_name", "form_lost", "shown"),
    [
        ("Ashover Primary School", "Facebook", False, True),
        ("St Mary's Primary School", "Facebook", False, True),
        ("St Mary's Catholic Primary School", "Facebook", False, False),
        ("Ashover Primary School", "World of Warcraft", False, False),
        ("Ashover Primary School", "Facebook", True, False),
    ],
)
def test_the_school_is_named_in_view_only_where_25_words_allow_it(
    school: str,
    platform_name: str,
    form_lost: bool,  # noqa: FBT001
    shown: bool,  # noqa: FBT001
) -> None:
    view = msgspec.structs.replace(VIEW, school=school, platform_name=platform_name, form_lost=form_lost)
    dom = Dom(render(view))
    assert bool(dom.all("header")) is shown
    assert f"work? \N{EN DASH} {school}" in dom.text
    assert f"{school} shows this page as a reminder." in dom.text


# In other languages


def first_view(page: bytes) -> list[str]:
    """The words that are seen before "More choices" is opened."""
    return Dom(page.partition(b"<body>")[2].partition(b"</summary>")[0]).text.split()


@pytest.mark.parametrize("language", SHIPPED.values(), ids=SHIPPED)
@pytest.mark.parametrize(
    ("school", "platform_name", "form_lost"),
    [
        ("Ashover Primary School", "Facebook", False),
        ("Ysgol Gynradd Bro Ddyfi", "Facebook", False),
        ("St Mary's Catholic Primary School", "World of Warcraft", False),
        ("Ashover", "Facebook", True),
        ("Ashover", "Star Wars", True),
    ],
)
def test_a_class_reads_at_most_25_words_in_every_language(
    school: str,
    platform_name: str,
    form_lost: bool,  # noqa: FBT001
    language: Language,
) -> None:
    view = msgspec.structs.replace(VIEW, school=school, platform_name=platform_name, form_lost=form_lost)
    assert 20 < len(first_view(render(view, language))) <= 25


def test_a_language_of_many_words_leaves_the_school_out_of_the_first_view() -> None:
    words = read_catalogue(compiled({"Go back": "a b c d e f g h"}))
    page = render(BARE, Language(tag="xx", words=words))
    assert len(first_view(page)) > 25
    assert not Dom(page).all("header")


@pytest.mark.parametrize(("language", "tag"), [(SHIPPED["en"], "en-GB"), (SHIPPED["cy"], "cy")])
def test_every_page_names_its_language_and_speaks_it(language: Language, tag: str) -> None:
    pages = {
        "Ewch yn ôl": render(VIEW, language),
        "Ewch i'r dudalen gychwyn": not_accepted_page("https://a.example/", language),
        "Ewch i'r dudalen atgoffa": set_aside_body("facebook", language),
    }
    for welsh, page in pages.items():
        dom = Dom(page)
        assert [(html["lang"], html["dir"]) for html in dom.all("html")] == [(tag, "ltr")]
        assert (welsh in dom.text) is (tag == "cy")


def test_no_english_is_left_on_the_welsh_page() -> None:
    bare = msgspec.structs.replace(VIEW, own_time_next="", contacts=())
    english = re.compile(r"\b(the|you|your|is|of|this|page|school|carry|back)\b")
    welsh = Dom(render(bare, SHIPPED["cy"])).text.replace(VIEW.school, "").replace(VIEW.channels[0].name, "")
    assert not english.search(welsh.lower())
    assert english.search(Dom(render(bare)).text.lower())


def test_a_language_from_right_to_left_is_written_so() -> None:
    page = Dom(render(VIEW, Language(tag="ur", words=ENGLISH.words)))
    assert [html["dir"] for html in page.all("html")] == ["rtl"]


@given(text=hostile)
def test_what_stands_in_a_catalogue_is_text_and_never_markup(text: str) -> None:
    said: dict[Message, Text] = {
        "Go back": f"x{text}",
        "Carry on to %(platform)s, it's for work": f"%(platform)s {calm(text)}<b>",
        MINUTES: (f"%(minutes)s <b>{calm(text)}",) * 3,
    }
    catalogue = read_catalogue(compiled(said))
    assert list(drop_wrong(catalogue)) == []
    view = msgspec.structs.replace(BARE, school="A school whose name is too long for the first view")
    page = render(view, Language(tag="xx", words=catalogue))
    assert Dom(page).shape() == Dom(render(view)).shape()
    assert f"Facebook {calm(text)}<b>" in Dom(page).text
    assert f"15 <b>{calm(text)}" in Dom(page).text


@pytest.mark.parametrize(("minutes", "words"), [(1, "1 munud"), (2, "2 funud"), (3, "3 munud"), (15, "15 munud")])
def test_minutes_have_the_form_that_their_number_asks_for(minutes: int, words: str) -> None:
    view = msgspec.structs.replace(VIEW, own_time_minutes=minutes)
    assert f"{words} heb y dudalen hon." in Dom(render(view, SHIPPED["cy"])).text
    assert f"{minutes} minute{'s' * (minutes > 1)} without this page." in Dom(render(view)).text


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "/home", "https://", "ftp://a.example/", " https://a"])
def test_a_start_page_that_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="is no web address"):
        render(msgspec.structs.replace(VIEW, start_page=url))
    with pytest.raises(ValueError, match="is no web address"):
        not_accepted_page(url)


@pytest.mark.parametrize("page", LINKS[1:])
@pytest.mark.parametrize("url", ["javascript:alert(1)", "/what-we-count", "https://", "ftp://a.example/"])
def test_a_page_of_the_server_that_is_no_web_address_is_refused(page: str, url: str) -> None:
    with pytest.raises(ValueError, match="is no web address"):
        render(msgspec.structs.replace(VIEW, **{page: url}))


COUNTED = (
    "IT is told the site's name and the day, not who.",
    "What is counted, field by field",
    "Nobody is named.",
)
NOT_COUNTED = ("Please tell IT yourself: see below.", "Nothing is counted.")


@pytest.mark.parametrize(("view", "said", "unsaid"), [(VIEW, COUNTED, NOT_COUNTED), (BARE, NOT_COUNTED, COUNTED)])
def test_the_page_says_plainly_whether_anything_is_counted(
    view: ReminderView, said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    dom = Dom(render(view))
    assert [words for words in said if words not in dom.text] == []
    assert [words for words in unsaid if words in dom.text] == []
    assert [link["href"] for link in dom.all("a")[1:]] == [view.what_we_count_url, view.why_url] * (view is VIEW)


def test_headers_keep_the_page_to_itself_and_let_the_answer_lead_on() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "script-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert {name: value for name, value in HEADERS.items() if name != "Content-Security-Policy"} == {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def test_background_traffic_gets_a_small_body_that_leads_to_the_platforms_reminder() -> None:
    body = set_aside_body("facebook")
    assert len(body) < 1024
    (refresh,) = (meta["content"] for meta in Dom(body).all("meta") if "http-equiv" in meta)
    assert refresh == "0; url=https://reminder.owntime.internal/facebook/"


@given(hostile)
def test_no_platform_leads_background_traffic_elsewhere(platform: str) -> None:
    dom = Dom(set_aside_body(platform))
    assert dom.shape() == Dom(set_aside_body("facebook")).shape()
    (link,) = dom.all("a")
    assert re.fullmatch(r"https://reminder\.owntime\.internal/[^\s;\"'<>?#]*/", link["href"] or "")


def test_the_pages_load_a_style_and_a_script() -> None:
    served = static_files("#1d4e89")
    assert {path: file.content_type for path, file in served.items()} == {
        "/reminder.css": "text/css; charset=utf-8",
        "/reminder.js": "text/javascript; charset=utf-8",
    }
    assert served["/reminder.css"].body == stylesheet("#1d4e89")
    assert b"url(" not in served["/reminder.css"].body
