from domain_lists.catalogue import Catalogue, read_catalogue
from domain_lists.importers import Matched, NameSet, Reach, match_names
from domain_lists.importers.line_fate import NameRule
from tests.domain_lists.importers.lines import rule

LISTS = read_catalogue(
    {
        "video.toml": """
[[platform]]
id = "tube"
name = "Tube"
front_page = "https://tube.com/"
sites = ["tube.com"]
assets = ["tubecdn.com"]
[[platform]]
id = "blogs"
name = "Blogs"
front_page = "https://blogs.com/"
sites_exact = ["blogs.com", "www.blogs.com"]
""",
        "never_listed.toml": '[[group]]\nreason = "sign-in"\nhosts = ["login.tube.com", "gov.uk", "id.com"]\n',
    }
)


def match(*rules: NameRule, lists: Catalogue = LISTS) -> dict[str, Matched]:
    return {matched.registrable_domain: matched for matched in match_names(NameSet(rules), lists)}


def hosts(matched: Matched) -> tuple[list[str], list[str], list[str], list[str]]:
    return (
        [kept.host for kept in matched.new],
        [kept.host for kept in matched.listed],
        [kept.host for kept, _ in matched.never_listed],
        [kept.host for kept in matched.not_held],
    )


def test_names_are_put_together_by_registrable_domain() -> None:
    matched = match(rule("a.x.co.uk"), rule("x.co.uk", Reach.EXACT), rule("y.co.uk"), rule("c.github.io"))
    assert {domain: hosts(one)[0] for domain, one in matched.items()} == {
        "c.github.io": ["c.github.io"],
        "x.co.uk": ["a.x.co.uk", "x.co.uk"],
        "y.co.uk": ["y.co.uk"],
    }
    assert all(one.listing is None for one in matched.values())


def test_what_a_platform_has_already_is_not_new() -> None:
    one = match(rule("tube.com"), rule("m.tube.com", Reach.EXACT), rule("a.b.tube.com"))["tube.com"]
    assert hosts(one) == ([], ["a.b.tube.com", "m.tube.com", "tube.com"], [], [])


def test_new_names_of_a_listed_domain_are_offered_to_its_platform() -> None:
    one = match(rule("blogs.com"), rule("x.blogs.com"), rule("www.blogs.com", Reach.EXACT))["blogs.com"]
    assert hosts(one) == (["blogs.com", "x.blogs.com"], ["www.blogs.com"], [], [])
    assert one.listing is not None
    assert one.listing.platform.id == "blogs"


def test_what_must_never_be_listed_is_left_out_with_the_reason() -> None:
    matched = match(rule("login.tube.com"), rule("school.gov.uk"), rule("id.com"), rule("a.id.com", Reach.EXACT))
    assert [hosts(one)[2] for one in matched.values()] == [
        ["a.id.com", "id.com"],
        ["school.gov.uk"],
        ["login.tube.com"],
    ]
    assert {entry.reason for one in matched.values() for _, entry in one.never_listed} == {"sign-in"}


def test_what_a_list_file_cannot_say_is_left_out_and_never_widened() -> None:
    matched = match(
        rule("x.com", Reach.ONLY_BELOW),
        rule("y.com"),
        rule("a.y.com", exception=True),
        rule("b.y.com", Reach.EXACT),
    )
    assert hosts(matched["x.com"]) == ([], [], [], ["x.com"])
    assert hosts(matched["y.com"]) == (["b.y.com"], [], [], ["y.com"])
