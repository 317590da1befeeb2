import pytest

from domain_lists.catalogue import load_catalogue
from domain_lists.exam import MatchedBy, NamesError, OurNames, read_names
from school_policy.vocabulary import PlatformId

SHIPPED = load_catalogue().platforms
KNOWN = [platform.id for platform in SHIPPED]

FOUND = [
    ("facebook", "facebook", MatchedBy.ID),
    ("Ask.fm", "ask-fm", MatchedBy.ID),
    ("Epic Games", "epic-games", MatchedBy.ID),
    ("twitter", "x", MatchedBy.NAME),
    ("Twitter / X", "x", MatchedBy.NAME),
    ("World of Warcraft", "battle-net", MatchedBy.NAME),
    ("fortnite", "epic-games", MatchedBy.NAME),
    ("www.fortnite.com", "epic-games", MatchedBy.FRONT_PAGE),
    ("reddit.com", "reddit", MatchedBy.FRONT_PAGE),
    ("itch", "itch-io", MatchedBy.FIRST_WORDS),
    ("rockstar", "rockstar-games", MatchedBy.FIRST_WORDS),
    ("twimg.com", None, MatchedBy.NOTHING),
    ("fb.com", None, MatchedBy.NOTHING),
    ("face", None, MatchedBy.NOTHING),
    ("the", None, MatchedBy.NOTHING),
    ("Facebook and Twitter", None, MatchedBy.NOTHING),
    ("netflix", None, MatchedBy.NOTHING),
    ("", None, MatchedBy.NOTHING),
    ("!", None, MatchedBy.NOTHING),
]


@pytest.mark.parametrize(("theirs", "ours", "by"), FOUND)
def test_a_papers_name_is_one_of_ours_by_a_name_of_ours_and_by_no_host_of_its_own(
    theirs: str, ours: str | None, by: MatchedBy
) -> None:
    found = OurNames(SHIPPED, {}).find(theirs)
    assert (found.platform, found.by) == (ours, by)


def test_a_given_name_stands_above_all_others() -> None:
    given = read_names("theirs\tours\nInsta\tinstagram\nFacebook\tmessenger\n", "names.tsv", KNOWN)
    names = OurNames(SHIPPED, given)
    assert [(names.find(each).platform, names.find(each).by) for each in ("INSTA", "facebook", "messenger")] == [
        ("instagram", MatchedBy.GIVEN),
        ("messenger", MatchedBy.GIVEN),
        ("messenger", MatchedBy.ID),
    ]


def test_our_own_ids_and_names_all_find_their_platform() -> None:
    names = OurNames(SHIPPED, {})
    for platform in SHIPPED:
        assert names.find(platform.id).platform == platform.id
        assert names.find(platform.name).platform == platform.id


WRONG = [
    pytest.param("insta", "1 column and not 2", id="one column"),
    pytest.param("insta\tinstagramm", 'no platform "instagramm" (did you mean "instagram"?)', id="no platform"),
    pytest.param("-\tinstagram", "no letter and no digit", id="no name"),
    pytest.param("yt\tvimeo", 'stands for "youtube" above', id="two of ours"),
]


@pytest.mark.parametrize(("row", "told"), WRONG)
def test_names_that_cannot_be_used_are_told_with_their_lines(row: str, told: str) -> None:
    with pytest.raises(NamesError) as caught:
        read_names(f"yt\tyoutube\n{row}\nYT\tyoutube\n{row}\n", "names.tsv", [*KNOWN, PlatformId("x")])
    assert [each.line for each in caught.value.problems] == [2, 4]
    assert told in caught.value.problems[0].message
