import pathlib
import subprocess
import sys

import pytest

from domain_lists.catalogue import Catalogue, load_catalogue, load_lists, read_catalogue
from school_policy.platform import HostRule, NeverListed
from school_policy.toml_source import TomlError
from school_policy.vocabulary import Category, HostKind

VIDEO = """
[[platform]]
id = "tube"
name = "Tube"
front_page = "https://www.tube.test/"
sites = ["Tube.Test.", "bücher.test"]
sites_exact = ["tv.test"]
assets = ["img.tube.test"]
assets_exact = ["tube.cdn.test"]
embed_paths = ["/embed/"]
embed_hosts = ["player.img.tube.test"]
login_paths = ["/v*/oauth"]
"""
NEVER = """
[[group]]
reason = "sign-in"
hosts = ["accounts.tube.test"]
hosts_exact = ["cdn.test"]
"""


def read(**texts: str) -> Catalogue:
    return read_catalogue({f"{name}.toml": text for name, text in texts.items()})


def test_a_list_becomes_platforms_of_the_category_that_its_file_is_named_after() -> None:
    (tube,) = read(video=VIDEO).platforms
    assert (tube.id, tube.name, tube.category) == ("tube", "Tube", Category.VIDEO)
    assert tube.front_page == "https://www.tube.test/"
    assert (tube.embed_paths, tube.embed_hosts) == (("/embed/",), ("player.img.tube.test",))
    assert tube.login_paths == ("/v*/oauth",)


def test_hosts_are_normalised_and_know_their_kind_and_reach() -> None:
    (tube,) = read(video=VIDEO).platforms
    assert [(rule.host, rule.kind.value, rule.below) for rule in tube.hosts] == [
        ("tube.test", "site", True),
        ("xn--bcher-kva.test", "site", True),
        ("tv.test", "site", False),
        ("img.tube.test", "asset", True),
        ("tube.cdn.test", "asset", False),
    ]


def test_never_listed_hosts_carry_their_reason_and_reach() -> None:
    assert [(rule.host, rule.reason, rule.below) for rule in read(never_listed=NEVER).never_listed] == [
        ("accounts.tube.test", "sign-in", True),
        ("cdn.test", "sign-in", False),
    ]


def test_a_never_listed_name_below_a_site_and_one_above_a_listed_host_that_does_not_reach_it_are_fine() -> None:
    catalogue = read(video=VIDEO, never_listed=NEVER)
    assert (len(catalogue.platforms), len(catalogue.never_listed)) == (1, 2)


def test_platforms_stand_in_the_order_of_their_files_whatever_order_the_texts_come_in() -> None:
    other = VIDEO.replace("tube", "zoo").replace("Tube", "Zoo").replace("bücher", "zebra").replace("tv.", "ztv.")
    one = read_catalogue({"video.toml": VIDEO, "social.toml": other})
    assert one == read_catalogue({"social.toml": other, "video.toml": VIDEO})
    assert [platform.category.value for platform in one.platforms] == ["social", "video"]


def test_a_catalogue_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        read(video=VIDEO).platforms = ()  # type: ignore[misc]


def test_a_schools_own_folder_is_read_in_place_of_the_shipped_lists(tmp_path: pathlib.Path) -> None:
    (tmp_path / "video.toml").write_text(VIDEO, "utf-8")
    (tmp_path / "README.txt").write_text("not a list", "utf-8")
    catalogue = load_lists(tmp_path)
    assert [platform.id for platform in catalogue.platforms] == ["tube"]
    assert catalogue.never_listed == load_catalogue().never_listed


def test_a_schools_own_never_listed_hosts_add_to_those_of_the_program(tmp_path: pathlib.Path) -> None:
    (tmp_path / "video.toml").write_text(VIDEO, "utf-8")
    (tmp_path / "never_listed.toml").write_text(NEVER, "utf-8")
    never = {str(rule.host): rule.reason for rule in load_lists(tmp_path).never_listed}
    assert never["accounts.tube.test"] == "sign-in"
    assert "accounts.google.com" in never


def test_a_school_may_keep_a_copy_of_everything_that_is_shipped(tmp_path: pathlib.Path) -> None:
    shipped = pathlib.Path(__file__).parents[2] / "domain_lists"
    for file in [*shipped.glob("catalogue/*.toml"), shipped / "never_listed.toml"]:
        (tmp_path / file.name).write_text(file.read_text("utf-8"), "utf-8")
    assert load_lists(tmp_path) == load_catalogue()


def test_what_the_program_never_lists_no_school_can_list(tmp_path: pathlib.Path) -> None:
    own = VIDEO.replace("tube.cdn.test", "accounts.google.com")
    (tmp_path / "video.toml").write_text(own, "utf-8")
    with pytest.raises(TomlError) as wrong:
        load_lists(tmp_path)
    (problem,) = wrong.value.problems
    assert (problem.file, problem.line) == (str(tmp_path / "video.toml"), 9)
    assert "accounts.google.com may not be listed, as accounts.google.com never is: sign-in" in problem.message


def test_all_problems_of_all_files_come_at_once_in_order(tmp_path: pathlib.Path) -> None:
    (tmp_path / "gaming.toml").write_text("[[platform]\n", "utf-8")
    (tmp_path / "social.toml").write_bytes(b'# caf\xe9\n[[platform]]\nid = "x"\n')
    (tmp_path / "video.toml").write_text(VIDEO.replace("tv.test", "10.0.0.1").replace("/embed/", "embed"), "utf-8")
    (tmp_path / "never_listed.toml").write_text(NEVER.replace("reason", "reasons"), "utf-8")
    with pytest.raises(TomlError) as wrong:
        load_lists(tmp_path)
    places = [(pathlib.Path(problem.file).name, problem.line) for problem in wrong.value.problems]
    assert places == [
        ("gaming.toml", 1),
        ("never_listed.toml", 2),
        ("never_listed.toml", 3),
        ("never_listed.toml", 4),
        ("never_listed.toml", 5),
        ("social.toml", 1),
        ("video.toml", 7),
        ("video.toml", 10),
    ]


def test_a_folder_without_a_list_is_an_error_that_names_it(tmp_path: pathlib.Path) -> None:
    with pytest.raises(TomlError, match="there is no list in this folder") as wrong:
        load_lists(tmp_path)
    assert wrong.value.problems[0].file == str(tmp_path)


def test_a_file_named_after_no_category_is_an_error_with_a_hint() -> None:
    with pytest.raises(TomlError) as wrong:
        read_catalogue({"lists/vidio.toml": VIDEO})
    (problem,) = wrong.value.problems
    assert (problem.file, problem.line) == ("lists/vidio.toml", 1)
    assert problem.message.startswith('"vidio" is no category (did you mean "video"?); a list is named social,')


def test_values_of_the_policy_are_what_comes_out() -> None:
    catalogue = read(video=VIDEO, never_listed=NEVER)
    assert catalogue.platforms[0].hosts[0] == HostRule(
        host=catalogue.platforms[0].hosts[0].host, kind=HostKind.SITE, below=True
    )
    assert isinstance(catalogue.never_listed[0], NeverListed)


HEAVY = ("tldextract", "mitmproxy", "aiohttp", "holidays", "sqlite_utils")


@pytest.mark.parametrize(
    ("first", "watched", "expected"),
    [
        pytest.param("import domain_lists.catalogue", HEAVY, "", id="reading lists"),
        pytest.param("import domain_lists.index", (*HEAVY, "tree_sitter"), "", id="the index, for the proxy"),
        pytest.param("import mitmproxy", HEAVY, "mitmproxy", id="negative control"),
    ],
)
def test_loading_the_lists_brings_in_nothing_heavy(first: str, watched: tuple[str, ...], expected: str) -> None:
    program = f"{first}\nimport sys\nprint(*sorted(set({watched!r}) & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == expected
