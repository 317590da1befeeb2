"""What a policy lets be told apart in figures, and when that is too little to count by."""

import datetime as dt

import pytest

from school_policy.calendar import Calendar, Term
from school_policy.dimensions import CountedPlatform, Dimensions, dimensions_of, sizes_of, too_few_values
from school_policy.half_term import HalfTerm
from school_policy.platform import Platform
from school_policy.policy import (
    EVERY_PLATFORM,
    Contact,
    Contacts,
    Group,
    Notice,
    Policy,
    Quiet,
    Reminder,
    School,
    Upstream,
)
from school_policy.vocabulary import Category, GroupId, PlatformId

HEAD = Contact(who="Head", how="0100")
TERM = Term(name="Autumn", first=dt.date(2026, 9, 2), last=dt.date(2026, 10, 23))


def group(name: str, *quiet: str) -> Group:
    entries = (Quiet(platform=PlatformId(it), reason="r", review_on=dt.date(2027, 1, 4)) for it in quiet)
    return Group(id=GroupId(name), name=name, quiet=tuple(entries))


def policy(*groups: Group, **platforms: Category) -> Policy:
    return Policy(
        school=School(name="A", zone="Europe/London", colour="#123456", start_page="https://a.test/", staff=30),
        notice=Notice(),
        upstream=Upstream(forward="direct"),
        groups=groups,
        calendar=Calendar(terms=(TERM,)),
        channels=(),
        contacts=Contacts(safeguarding=HEAD, headteacher=HEAD, it=HEAD),
        reminder=Reminder(),
        platforms=tuple(
            Platform(id=PlatformId(name), name=name, category=kind, front_page="https://b.test/", hosts=())
            for name, kind in platforms.items()
        ),
        never_listed=(),
    )


def ids(dimensions: Dimensions) -> list[str]:
    return [platform.id for platform in dimensions.platforms]


def test_they_are_the_half_terms_and_the_platforms_in_the_policys_order() -> None:
    assert dimensions_of(policy(tube=Category.VIDEO, book=Category.SOCIAL)) == Dimensions(
        half_terms=(HalfTerm(first=TERM.first, last=TERM.last),),
        platforms=(
            CountedPlatform(id=PlatformId("tube"), category=Category.VIDEO),
            CountedPlatform(id=PlatformId("book"), category=Category.SOCIAL),
        ),
    )


@pytest.mark.parametrize(
    ("groups", "counted"),
    [
        pytest.param([group("all")], ["tube", "book"], id="nobody is quiet"),
        pytest.param([group("some", "tube"), group("all")], ["tube", "book"], id="quiet for some"),
        pytest.param([group("some", "tube"), group("others", "tube", "x")], ["book"], id="quiet for everybody"),
        pytest.param([group("some", EVERY_PLATFORM), group("others", "tube")], ["book"], id="one never reminded"),
        pytest.param([group("some", EVERY_PLATFORM)], [], id="all never reminded"),
    ],
)
def test_a_platform_nobody_is_reminded_about_is_no_value(groups: list[Group], counted: list[str]) -> None:
    assert ids(dimensions_of(policy(*groups, tube=Category.VIDEO, book=Category.SOCIAL))) == counted


KINDS = list(Category)


def made_of(*kinds: Category) -> Dimensions:
    listed = {f"p{number}": kind for number, kind in enumerate(kinds)}
    return dimensions_of(policy(group("all"), **listed))


@pytest.mark.parametrize(
    ("kinds", "reasons"),
    [
        pytest.param(KINDS[:4], [], id="four of each, just enough"),
        pytest.param(KINDS * 3, [], id="plenty"),
        pytest.param([*KINDS[:3], *KINDS[:3]], ["4 kinds of site"], id="three kinds of site"),
        pytest.param(KINDS[:3], ["4 platforms", "4 kinds of site"], id="three platforms"),
        pytest.param([], [], id="nobody is reminded about anything, and nothing is counted"),
    ],
)
def test_fewer_than_four_values_are_refused_with_the_reason(kinds: list[Category], reasons: list[str]) -> None:
    said = too_few_values(made_of(*kinds))

    assert len(said) == len(reasons)
    for text, reason in zip(said, reasons, strict=True):
        assert f"at least {reason} that somebody is reminded about" in text


def test_sizes_are_of_what_is_counted() -> None:
    sizes = sizes_of(made_of(Category.SOCIAL, Category.SOCIAL, Category.VIDEO).platforms)

    assert (sizes[Category.SOCIAL], sizes[Category.VIDEO], sizes.get(Category.GAMING, 0)) == (2, 1, 0)
