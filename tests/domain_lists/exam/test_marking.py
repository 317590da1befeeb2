from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain_lists.exam import Marks, OurNames, mark, read_paper
from domain_lists.index import HostIndex
from school_policy.platform import Platform
from school_policy.vocabulary import HostKind, PlatformId
from tests.domain_lists.layered_samples import SHIPPED

TUBE = "tube.test\ttube\tvideo\tsite\n"
CDN = "cdn.tube.test\ttube\tvideo\tasset\n"
BOOK = "book.test\tbook\tsocial\tsite\n"
BANK = "bank.test\t-\t-\t-\n"
ALL = TUBE + CDN + BOOK + BANK
AIM = Fraction(97, 100)


def marked(text: str, platforms: tuple[Platform, ...] = SHIPPED.platforms) -> Marks:
    names = OurNames(SHIPPED.platforms, {"mytube": PlatformId("tube")})
    return mark(read_paper(text, "x.tsv"), HostIndex(platforms, SHIPPED.never_listed), names)


def test_lists_that_say_what_is_expected_have_full_marks() -> None:
    marks = marked(ALL)
    assert (marks.questions, marks.unlisted, marks.misses, marks.false_catches) == (4, 1, (), ())
    assert {marks.recall(kind) for kind in HostKind} | {marks.precision(kind) for kind in HostKind} == {1}
    assert (marks.categories_asked, marks.other_categories) == (3, ())
    assert marks.holds(Fraction(1))


MISSED = [
    pytest.param("other.test\ttube\tvideo\tsite\n", None, None, True, id="not listed"),
    pytest.param("m.book.test\ttube\tvideo\tsite\n", "book", "site", True, id="of another platform"),
    pytest.param("m.cdn.tube.test\ttube\tvideo\tsite\n", "tube", "asset", True, id="of the other kind"),
    pytest.param("m.tube.test\tcinema\tvideo\tsite\n", "tube", "site", False, id="of a platform that we lack"),
]


@pytest.mark.parametrize(("row", "found", "kind", "is_known"), MISSED)
def test_a_miss_is_named_and_lowers_the_recall_of_its_platform(
    row: str, found: str | None, kind: str | None, *, is_known: bool
) -> None:
    marks = marked(ALL + row)
    (miss,) = marks.misses
    assert (miss.line, miss.found, miss.found_kind, miss.is_known) == (5, found, kind, is_known)
    expected = Fraction(1 + 1, 3) if not is_known else Fraction(3, 4)  # tube: 1 of 2, book: 1 of 1
    assert marks.recall(HostKind.SITE) == expected
    assert not marks.holds(AIM)


def test_a_host_that_must_not_be_listed_and_is_fails_the_exam_whatever_the_recall() -> None:
    marks = marked(ALL + "lessons.tube.test\t-\t-\t-\n")
    assert [(each.line, each.host, each.platform) for each in marks.false_catches] == [
        (5, "lessons.tube.test", "tube")
    ]
    assert marks.recall(HostKind.SITE) == 1
    assert marks.precision(HostKind.SITE) == Fraction(3, 4), "tube: 1 of 2, book: 1 of 1"
    assert not marks.holds(Fraction(0))


def test_each_platform_counts_as_much_as_another_in_the_average() -> None:
    marks = marked(BOOK + TUBE + "".join(f"{n}.test\ttube\tvideo\tsite\n" for n in range(9)))
    assert marks.recall(HostKind.SITE) == Fraction(11, 20), "book: 1 of 1, tube: 1 of 10; and not 2 of 11"


def test_a_paper_without_sites_is_judged_by_what_is_caught() -> None:
    assert (marked(BANK).recall(HostKind.SITE), marked(BANK).holds(Fraction(1))) == (None, True)
    assert not marked("tube.test\t-\t-\t-\n").holds(Fraction(0))


def test_another_category_is_named_where_one_is_expected_and_the_host_is_listed() -> None:
    marks = marked(
        "tube.test\ttube\tgaming\tsite\ncdn.tube.test\ttube\t-\tasset\nno.test\ttube\tgaming\tsite\n"
        "book.test\tbook\tSocial\tsite\n"
    )
    assert [(each.line, each.expected, each.found) for each in marks.other_categories] == [(1, "gaming", "video")]
    assert marks.categories_asked == 2


def test_two_names_for_one_platform_are_one_platform() -> None:
    marks = marked(TUBE + "m.tube.test\tMyTube\tvideo\tsite\n")
    (tube,) = marks.platforms
    assert [name for name, _ in tube.asked_as] == ["MyTube", "tube"]
    assert (tube.site.expected, tube.site.caught, tube.site.right) == (2, 2, 2)


def test_the_aim_is_reached_exactly_and_not_by_rounding() -> None:
    rows = "".join(f"{n}.tube.test\ttube\tvideo\tsite\n" for n in range(97))
    missed = "".join(f"{n}.test\ttube\tvideo\tsite\n" for n in range(3))
    assert marked(rows + missed).holds(AIM)
    assert not marked(rows + missed + "x.test\ttube\tvideo\tsite\n").holds(AIM)


HOSTS = ["tube.test", "m.tube.test", "cdn.tube.test", "book.test", "bank.test", "other.test", "x.other.test"]
ANSWERS = ["-\t-\t-", "tube\tvideo\tsite", "tube\tvideo\tasset", "book\tsocial\tsite", "cinema\tvideo\tsite"]


@given(st.dictionaries(st.sampled_from(HOSTS), st.sampled_from(ANSWERS), min_size=1))
def test_marks_are_those_that_one_counts_by_hand(expected: dict[str, str]) -> None:
    marks = marked("".join(f"{host}\t{answer}\n" for host, answer in expected.items()))
    index = HostIndex(SHIPPED.platforms, SHIPPED.never_listed)
    found = {question: _found(index, question) for question in expected}
    recalls = []
    for platform in ("tube", "book", "cinema"):
        hosts = [host for host, answer in expected.items() if answer.startswith(platform) and "site" in answer]
        if hosts:
            recalls.append(Fraction(sum(found[host] == f"{platform} site" for host in hosts), len(hosts)))
    assert marks.recall(HostKind.SITE) == (sum(recalls, Fraction()) / len(recalls) if recalls else None)
    assert {each.host for each in marks.false_catches} == {
        host for host, answer in expected.items() if answer[0] == "-" and found[host]
    }
    assert {each.host for each in marks.misses} == {
        host
        for host, answer in expected.items()
        if answer[0] != "-" and found[host] != " ".join(answer.split("\t")[::2])
    }


def _found(index: HostIndex, host: str) -> str:
    listing = index.find(read_paper(f"{host}\t-\t-\t-", "").questions[0].host)
    return f"{listing.platform.id} {listing.kind}" if listing else ""


def test_lists_without_a_platform_fail_where_it_is_asked_for() -> None:
    tubeless = tuple(each for each in SHIPPED.platforms if each.id != "tube")
    assert marked(ALL, tubeless).recall(HostKind.SITE) == Fraction(1, 2)
    empty = msgspec.structs.replace(SHIPPED.platforms[0], hosts=())
    assert marked(ALL, (empty,)).recall(HostKind.SITE) == 0
