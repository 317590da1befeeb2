"""A pupil of 9 to 11 years could read the page: everybody who is in a hurry can."""

import re
from html.parser import HTMLParser

import msgspec
import pytest

from proxy_addons.languages import SHIPPED
from proxy_addons.reminder_page import ChannelLine, ReminderView, not_accepted_page, render
from proxy_addons.reminder_site import contact_lines
from school_policy.policy import Contact, Contacts
from tests.proxy_addons.reading_age import grade, syllables, words_of
from tests.proxy_addons.test_reminder_page import VIEW

HARDEST = 6.0  # US grade: the last of a primary school
LONGEST = 20  # words in a sentence
SENTENCE = 5  # words; what has fewer is a heading or a call

# The names of platforms, schools and roles are not ours to choose; a short word stands for each.
NOBODY = Contact(who="them", how="here")
PLAIN = msgspec.structs.replace(
    VIEW,
    school="It",
    platform_name="it",
    channels=(ChannelLine(name="it", roles=("them",)),),
    contacts=contact_lines(Contacts(safeguarding=NOBODY, headteacher=NOBODY, it=NOBODY), SHIPPED["en"]),
    own_time_next="Own time is next at 12:15 on Tuesday.",
)
UNCOUNTED = msgspec.structs.replace(PLAIN, what_we_count_url="", form_lost=False)


class Blocks(HTMLParser):
    """The texts of a page, one for each thing that is read by itself."""

    ALONE = frozenset({"p", "li", "h1", "h2", "a", "button", "summary", "dt", "dd", "header"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts = [""]
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.texts += [""] if tag in self.ALONE else []

    def handle_data(self, data: str) -> None:
        self.texts[-1] += data


def sentences(page: bytes) -> list[str]:
    body = page.decode().partition("<body>")[2].replace("10:42", "ten").replace("12:15", "ten")
    texts = [" ".join(text.split()) for text in Blocks(body).texts]
    return [part for text in texts for part in re.split(r"(?<=[.?!]) ", text) if words_of(part)]


def at_rest(view: ReminderView) -> bytes:
    return render(view).partition(b'<div class="more">')[0]


PAGES = {
    "at rest": at_rest(PLAIN),
    "opened": render(PLAIN),
    "opened, where nothing is counted": render(UNCOUNTED),
    "not accepted": not_accepted_page("https://www.school.example/"),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_page_reads_like_a_book_for_ten_year_olds(page: bytes) -> None:
    found = sentences(page)
    whole = [sentence for sentence in found if len(words_of(sentence)) >= SENTENCE]
    assert len(whole) >= 2
    assert grade(found) <= HARDEST
    assert grade(whole) <= HARDEST, "without headings and lone words, which make a page look easier than it is"


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_no_sentence_is_long(page: bytes) -> None:
    assert [sentence for sentence in sentences(page) if len(words_of(sentence)) > LONGEST] == []


def test_the_wording_of_a_policy_would_be_too_hard_and_too_long() -> None:
    hard = (
        "Employees are reminded that utilisation of social networking applications is permissible exclusively "
        "outside directed working hours, and that continuing constitutes acknowledgement of organisational policy."
    )
    page = sentences(render(PLAIN).replace(b"Nobody is named.", hard.encode()))
    assert max(len(words_of(sentence)) for sentence in page) > LONGEST
    assert grade([hard]) > 2 * HARDEST


# The measure itself


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The cat sat on the mat.", -1.45),  # 6 words, 6 syllables: the textbooks' own example
        # 13 words, 26 syllables
        ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 13.08),
    ],
    ids=["easy", "hard"],
)
def test_the_grade_is_worked_out_by_the_published_formula(text: str, expected: float) -> None:
    assert grade([text]) == pytest.approx(expected, abs=0.05)


BY_EAR = {
    1: "go back page shown site's time made used named did through keep asked lasts child school here told names",
    2: "carry always address counted number picture below wanted Facebook worry pages choices device careful",
    3: "tomorrow official privacy family devices headteacher reminder nobody",
    4: "professional",
}


@pytest.mark.parametrize(
    ("word", "count"), [(word, count) for count, words in BY_EAR.items() for word in words.split()]
)
def test_syllables_are_counted_as_they_are_heard(word: str, count: int) -> None:
    assert syllables(word) == count
