"""A catalogue of somebody else's: what is wrong in it is found when it is read, and never met on a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_addons.language import ENGLISH, CatalogueError, Language, drop_wrong, read_catalogue
from tests.proxy_addons.catalogues import MINUTES, Message, Text, compiled

CARRY_ON = "Carry on to %(platform)s, it's for work"
GOOD = compiled({"Go back": "Wróć", CARRY_ON: "Dalej do %(platform)s", MINUTES: ("%(minutes)s a", "b", "c")})


def test_a_translated_message_is_said_in_the_language_and_any_other_as_it_came() -> None:
    words = read_catalogue(GOOD)
    assert words.gettext("Go back") == "Wróć"
    assert words.gettext("More choices") == "More choices"
    assert [words.ngettext(*MINUTES, number) for number in (1, 2, 5)] == ["%(minutes)s a", "b", "c"]


@pytest.mark.parametrize(
    ("message", "text", "problem"),
    [
        ("Go back", "Wróć na %(page)s", '"Go back" needs no placeholder, as the English has it'),
        (CARRY_ON, "Dalej", f'"{CARRY_ON}" needs %(platform)s, as the English has it'),
        (CARRY_ON, "Dalej do %(platfrom)s", f'"{CARRY_ON}" needs %(platform)s, as the English has it'),
        (CARRY_ON, "Dalej do %(platform)s, 100%", f'"{CARRY_ON}" needs %(platform)s, as the English has it'),
        (CARRY_ON, "Dalej do %(platform)d", f'"{CARRY_ON}" needs %(platform)s, as the English has it'),
        (CARRY_ON, "Dalej do %(platform)s, 100%%", ""),
        ("Go back", "100%", ""),
        (MINUTES, ("%(minuts)s", "b", "c"), f'"{MINUTES[0]}" needs %(minutes)s, as the English has it'),
        (MINUTES, ("jedna minuta", "%(minutes)s b", "%(minutes)s c"), ""),
    ],
    ids=str,
)
def test_a_translation_with_other_placeholders_is_dropped_and_told(
    message: Message, text: Text, problem: str
) -> None:
    words = read_catalogue(compiled({message: text}))
    before = words.messages()
    assert list(drop_wrong(words)) == ([problem] if problem else [])
    assert len(before) - len(words.messages()) == bool(problem)
    if problem and isinstance(message, str):
        assert words.gettext(message) == message
    if problem and isinstance(message, tuple):
        assert words.ngettext(*message, 1) == message[0]


@pytest.mark.parametrize("formula", ["n%0", "nonsense", "n/", "(" * 40 + "n" + ")" * 40, "1/n-n/0"])
def test_a_formula_that_would_fail_on_the_page_is_found_before(formula: str) -> None:
    content = compiled({"Go back": "Wróć"})
    broken = content.replace(
        _plural(content), f"nplurals=1; plural={formula}".encode().ljust(len(_plural(content)))
    )
    assert broken != content
    with pytest.raises(CatalogueError, match="this is no catalogue"):
        read_catalogue(broken)


def _plural(content: bytes) -> bytes:
    start = content.index(b"nplurals=")
    return content[start : content.index(b"\n", start)]


@pytest.mark.parametrize("content", [b"", b"\xde\x12\x04\x95", GOOD[:-1], GOOD[:20], b"msgid", GOOD[::-1]])
def test_what_is_no_catalogue_is_refused(content: bytes) -> None:
    with pytest.raises(CatalogueError, match="this is no catalogue"):
        read_catalogue(content)


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=8))
def test_a_damaged_catalogue_is_refused_or_says_what_can_be_said(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(GOOD)
    for place, value in changes:
        damaged[place] = value
    try:
        words = read_catalogue(bytes(damaged))
    except CatalogueError:
        return
    list(drop_wrong(words))
    for number in (1, 15, 60):
        assert isinstance(words.ngettext(*MINUTES, number) % {"minutes": number}, str)
    assert isinstance(words.gettext(CARRY_ON) % {"platform": "Facebook"}, str)


@pytest.mark.parametrize(
    ("tag", "direction"), [("cy", "ltr"), ("en-GB", "ltr"), ("ur", "rtl"), ("ar-EG", "rtl"), ("arn", "ltr")]
)
def test_a_language_is_written_in_its_own_direction(tag: str, direction: str) -> None:
    assert Language(tag=tag, words=ENGLISH.words).direction == direction
