"""The lists that come with the program, examined by what staff of a school in the UK meet."""

from fractions import Fraction
from pathlib import Path

import msgspec
import pytest

from domain_lists.catalogue import load_catalogue
from domain_lists.exam import Marks, OurNames, mark, read_paper
from domain_lists.index import HostIndex
from school_policy.hostname import Hostname
from school_policy.platform import HostRule, Platform
from school_policy.vocabulary import HostKind

EXAM = Path(__file__).with_name("uk_school_staff.tsv")
AIM = Fraction(97, 100)
SHIPPED = load_catalogue()


def marks_of(platforms: tuple[Platform, ...], *, never: bool = True) -> Marks:
    index = HostIndex(platforms, SHIPPED.never_listed if never else ())
    return mark(read_paper(EXAM.read_text("utf-8"), EXAM.name), index, OurNames(SHIPPED.platforms, {}))


def test_the_exam_asks_for_enough() -> None:
    marks = marks_of(SHIPPED.platforms)
    assert marks.questions > 600
    assert marks.unlisted > 250
    assert len(marks.platforms) > 100


def test_the_shipped_lists_pass() -> None:
    marks = marks_of(SHIPPED.platforms)
    assert marks.false_catches == ()
    assert marks.misses == ()
    assert marks.other_categories == ()
    assert marks.holds(AIM)


def test_they_would_not_pass_without_what_is_never_listed() -> None:
    caught = {each.host for each in marks_of(SHIPPED.platforms, never=False).false_catches}
    assert {"accounts.youtube.com", "education.minecraft.net", "help.instagram.com"} & caught


@pytest.mark.parametrize(
    ("listed", "caught"),
    [
        ("wordpress.com", {"year3blog.wordpress.com", "ourschool.wordpress.com"}),
        ("com", {"www.netflix.com", "www.fedex.com", "t.com"}),
        ("google.com", {"docs.google.com", "www.google.com"}),
    ],
)
def test_they_would_not_pass_with_a_name_too_wide(listed: str, caught: set[str]) -> None:
    rule = HostRule(host=Hostname(listed), kind=HostKind.SITE)
    tube = next(each for each in SHIPPED.platforms if each.id == "youtube")
    wide = msgspec.structs.replace(tube, hosts=(*tube.hosts, rule))
    marks = marks_of((*SHIPPED.platforms, wide), never=False)
    assert caught <= {each.host for each in marks.false_catches}
    assert not marks.holds(AIM)


def test_they_would_not_pass_without_games() -> None:
    assert not marks_of(tuple(each for each in SHIPPED.platforms if each.category != "gaming")).holds(AIM)
