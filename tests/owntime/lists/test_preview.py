import io

from hypothesis import given
from hypothesis import strategies as st

from domain_lists.catalogue import Catalogue, read_catalogue
from domain_lists.importers import Format, ImportedList, NameRule, NameSet, Reach, open_stream, read_lists
from domain_lists.importers.new_platforms import platform_id
from domain_lists.index import HostIndex
from owntime.lists.preview import PreviewCounts, Wish, write_preview
from school_policy.hostname import Hostname
from school_policy.vocabulary import Category
from tests.domain_lists.importers.lines import rule
from tests.domain_lists.importers.made import HOSTS, RULES, lists

NOTHING = Catalogue(platforms=(), never_listed=())
LISTS = read_catalogue(
    {
        "video.toml": """
[[platform]]
id = "tube"
name = "Tube"
front_page = "https://tube.com/"
sites_exact = ["tube.com"]
assets = ["tubecdn.com"]
embed_paths = ["/embed/"]
""",
        "never_listed.toml": '[[group]]\nreason = "sign-in"\nhosts = ["login.com"]\n',
    }
)


def preview(rules: list[NameRule], catalogue: Catalogue = NOTHING) -> tuple[str, PreviewCounts]:
    out = io.StringIO()
    imported = ImportedList(sources=(), not_read=(), names=NameSet(rules))
    counts = write_preview(imported, catalogue, Wish(category=Category.SOCIAL), out.write)
    return out.getvalue(), counts


@given(st.lists(RULES, max_size=12), st.lists(HOSTS, min_size=1, max_size=8))
def test_the_list_file_can_be_used_and_never_lists_more_than_the_import(
    rules: list[NameRule], hosts: list[Hostname]
) -> None:
    text, counts = preview(rules)
    made = read_catalogue({"social.toml": text})
    index = HostIndex(made.platforms)
    assert counts.new_platforms == len(made.platforms)
    for host in [*hosts, *(one.host for one in rules)]:
        listed = lists(rules, host, longest_wins=False)
        found = index.find(host) is not None
        assert listed or not found, host
        if not counts.not_held_names:
            assert found is listed, host


def test_a_listed_platform_is_written_whole_with_what_is_new() -> None:
    text, counts = preview([rule("tube.com"), rule("new.tube.com", Reach.EXACT), rule("a.tubecdn.com")], LISTS)
    (tube,) = read_catalogue({"video.toml": text}).platforms
    assert {(host.host, host.kind.value, host.below) for host in tube.hosts} == {
        ("tube.com", "site", True),
        ("new.tube.com", "site", False),
        ("tubecdn.com", "asset", True),
    }
    assert tube.embed_paths == ("/embed/",)
    assert (counts.added_names, counts.listed_names, counts.new_names) == (2, 1, 0)
    assert '"tube.com", # new: with all names below it' in text


def test_what_is_left_out_is_said() -> None:
    text, counts = preview(
        [
            rule("login.com"),
            rule("x.com"),
            rule("a.x.com", exception=True),
            rule("y.com", Reach.ONLY_BELOW),
        ],
        LISTS,
    )
    said = [line for line in text.splitlines() if line.endswith((".", "say so."))]
    assert [line.split(" ", 2)[1] for line in said[1:]] == ["login.com", "x.com", "y.com"]
    assert (counts.never_listed_names, counts.not_held_names, counts.new_platforms) == (1, 2, 0)
    assert read_catalogue({"social.toml": text}).platforms == ()


def test_the_file_says_where_its_names_come_from() -> None:
    data = b"! Title: A\x1b[31mB\n! Licence: CC BY\n||x.com^\n"
    with open_stream(io.BytesIO(data), "list\n[[platform]]") as container:
        imported = read_lists(container, Format.ADBLOCK)
    out = io.StringIO()
    write_preview(imported, NOTHING, Wish(category=Category.SOCIAL), out.write)
    text = out.getvalue()
    assert "licence: CC BY" in text
    assert imported.sources[0].sha256 in text
    assert "\x1b" not in text
    assert len(read_catalogue({"social.toml": text}).platforms) == 1


@given(HOSTS, HOSTS)
def test_two_domains_never_have_the_same_id(first: Hostname, second: Hostname) -> None:
    assert (platform_id(first) == platform_id(second)) is (first == second)


def test_an_id_is_short_and_not_one_that_is_taken() -> None:
    assert platform_id("x.com") == "x-com"
    assert platform_id("x.com", {"x-com"}) != "x-com"
    assert len({platform_id("x-y.com"), platform_id("x.y.com")}) == 2
    assert len(platform_id(f"{'a' * 60}.com")) <= 40
