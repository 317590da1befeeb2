"""Exceptions of an imported list, kept as what is never listed; and all names for one platform."""

import io

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain_lists.catalogue import Catalogue, read_catalogue
from domain_lists.importers import TRAITS, Format, ImportedList, NameRule, NameSet, Reach, open_stream, read_lists
from domain_lists.index import HostIndex
from owntime.lists.export_command import rules_of
from owntime.lists.preview import PreviewCounts, Wish, write_preview
from school_policy.hostname import Hostname
from school_policy.vocabulary import Category, PlatformId
from tests.domain_lists.importers.lines import rule
from tests.domain_lists.importers.made import HOSTS, RULES, lists

NOTHING = Catalogue(platforms=(), never_listed=())
TUBE = """[[platform]]
id = "tube"
name = "Tube"
front_page = "https://tube.com/"
sites = ["tube.com"]
assets = ["m.tube.com"]
"""
LISTS = read_catalogue(
    {"video.toml": TUBE, "never_listed.toml": '[[group]]\nreason = "sign-in"\nhosts = ["login.tube.com"]\n'}
)
ALL_EXACT = (Reach.EXACT, Reach.WITH_BELOW)


class Seen(msgspec.Struct):
    """What an import made."""

    list_file: str
    exceptions: str
    counts: PreviewCounts

    @property
    def index(self) -> HostIndex:
        made = read_catalogue({"social.toml": self.list_file, "never_listed.toml": self.exceptions})
        return HostIndex(made.platforms, made.never_listed)


def preview(
    rules: list[NameRule], catalogue: Catalogue = NOTHING, *, longest_wins: bool = False, platform: str = ""
) -> Seen:
    out, exceptions = io.StringIO(), io.StringIO()
    names = NameSet(rules, longest_wins=longest_wins)
    wish = Wish(
        category=Category.SOCIAL,
        platform=PlatformId(platform) if platform else None,
        write_exceptions=exceptions.write,
    )
    imported = ImportedList(sources=(), not_read=(), names=names)
    counts = write_preview(imported, catalogue, wish, out.write)
    return Seen(out.getvalue(), exceptions.getvalue(), counts)


def test_an_exception_is_kept_with_the_name_that_it_is_of() -> None:
    seen = preview([rule("x.com"), rule("a.x.com", exception=True), rule("b.x.com", Reach.EXACT, exception=True)])
    hosts = ("x.com", "a.x.com", "c.a.x.com", "b.x.com", "c.b.x.com")
    assert [host for host in hosts if _finds(seen.index, host)] == ["x.com", "c.b.x.com"]
    assert (seen.counts.new_names, seen.counts.exceptions, seen.counts.not_held_names) == (1, 2, 0)


CANNOT = [
    pytest.param([rule("x.com"), rule("a.x.com", Reach.ONLY_BELOW, exception=True)], "x.com", id="only below one"),
    pytest.param([rule("x.com"), rule("x.com", Reach.EXACT, exception=True)], "x.com", id="of the name itself"),
    pytest.param([rule("x.com", Reach.ONLY_BELOW), rule("a.x.com", exception=True)], "x.com", id="of names below"),
]


@pytest.mark.parametrize(("rules", "told"), CANNOT)
def test_what_cannot_be_kept_leaves_its_name_out_and_says_so(rules: list[NameRule], told: str) -> None:
    seen = preview(rules)
    assert f"# {told} (" in seen.list_file
    assert (seen.counts.new_names, seen.counts.exceptions, seen.counts.not_held_names) == (0, 0, 1)
    assert not _finds(seen.index, told)


def test_what_is_listed_again_below_an_exception_is_left_out_and_said() -> None:
    rules = [rule("x.com"), rule("a.x.com", exception=True), rule("b.a.x.com")]
    seen = preview(rules, longest_wins=True)
    assert [_finds(seen.index, host) for host in ("x.com", "a.x.com", "b.a.x.com")] == [True, False, False]
    assert "# b.a.x.com (" in seen.list_file
    assert seen.counts.not_held_names == 1


def test_of_a_name_that_is_listed_already_exceptions_are_kept_or_told_to_be_lost() -> None:
    excepted = [rule(host, exception=True) for host in ("new.tube.com", "m.tube.com", "login.tube.com")]
    seen = preview([rule("tube.com"), *excepted], LISTS)
    assert '"new.tube.com"' in seen.exceptions
    assert "login.tube.com" not in seen.exceptions, "never listed anyhow"
    assert "# m.tube.com is an exception of the list and stays listed" in seen.list_file
    assert (seen.counts.exceptions, seen.counts.lost_exceptions) == (1, 1)


@pytest.mark.parametrize("longest_wins", [False, True])
@given(rules=st.lists(RULES, max_size=12), hosts=st.lists(HOSTS, min_size=1, max_size=8))
def test_both_files_together_never_list_more_than_the_import_and_all_of_it_where_nothing_is_left_out(
    rules: list[NameRule], hosts: list[Hostname], *, longest_wins: bool
) -> None:
    seen = preview(rules, longest_wins=longest_wins)
    for host in [*hosts, *(one.host for one in rules)]:
        listed, found = lists(rules, host, longest_wins=longest_wins), _finds(seen.index, host)
        assert listed or not found, host
        if not seen.counts.not_held_names:
            assert found is listed, host


@example(
    [rule("x.com"), rule("b.x.com", Reach.EXACT, exception=True)], [Hostname("a.b.x.com")], Format.ADBLOCK
)  # that very name, and not what is below it
@given(
    st.lists(RULES.filter(lambda rule: rule.reach in ALL_EXACT), max_size=12),
    st.lists(HOSTS, min_size=1, max_size=8),
    st.sampled_from([Format.ADBLOCK, Format.RPZ]),
)
def test_what_is_exported_and_imported_again_lists_the_same(
    rules: list[NameRule], hosts: list[Hostname], format_: Format
) -> None:
    first = preview(rules)
    traits = TRAITS[format_]
    lines = [*traits.heading, *(line for each in rules_of(first.index) for line in traits.write_rule(each))]
    with open_stream(io.BytesIO("\n".join([*lines, ""]).encode() or b"\n"), "list") as container:
        again = read_lists(container, format_).names if lines else NameSet()
    second = preview(list(again.rules()), longest_wins=again.longest_wins)
    assert second.counts.not_held_names == 0
    for host in [*hosts, *(one.host for one in rules)]:
        assert _finds(second.index, host) is _finds(first.index, host), host


def test_all_names_may_go_to_one_new_platform() -> None:
    seen = preview([rule("b.com"), rule("a.co.uk"), rule("longer.example", Reach.EXACT)], platform="chirp")
    (chirp,) = read_catalogue({"social.toml": seen.list_file}).platforms
    assert (chirp.id, chirp.front_page) == ("chirp", "https://b.com/")
    assert [(each.host, each.below) for each in chirp.hosts] == [
        ("a.co.uk", True),
        ("b.com", True),
        ("longer.example", False),
    ]
    assert (seen.counts.new_platforms, seen.counts.new_names) == (1, 3)


def test_all_names_may_go_to_one_of_our_platforms() -> None:
    seen = preview([rule("b.com"), rule("tube.com"), rule("a.example")], LISTS, platform="tube")
    (tube,) = read_catalogue({"video.toml": seen.list_file}).platforms
    assert {each.host for each in tube.hosts} == {"tube.com", "m.tube.com", "b.com", "a.example"}
    assert (seen.counts.new_platforms, seen.counts.added_names, seen.counts.listed_names) == (0, 2, 1)


def test_a_host_of_another_platform_stays_that_ones() -> None:
    exact = read_catalogue({"video.toml": TUBE.replace("sites =", "sites_exact =")})
    seen = preview([rule("tube.com"), rule("b.com")], exact, platform="chirp")
    (chirp,) = read_catalogue({"social.toml": seen.list_file}).platforms
    assert [each.host for each in chirp.hosts] == ["b.com"]
    assert "# tube.com (the name and all below it) is left out: that name is tube's." in seen.list_file
    assert seen.counts.not_held_names == 1


def _finds(index: HostIndex, host: str) -> bool:
    return index.find(Hostname(host)) is not None
