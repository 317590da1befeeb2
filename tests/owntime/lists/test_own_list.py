import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from owntime.lists_command import lists
from owntime.policy_source import PolicySource
from proxy_addons.authority import make_authority
from school_policy.hostname import Hostname
from school_policy.policy_document import encode

SAMPLE = Path(__file__).parents[3] / "examples" / "ashover" / "school.toml"
SAID = 'reason = "why"\nby = "IT"\non = 2026-11-01\n'
EXEMPT = f'[[exempt]]\nhosts = ["groups.facebook.com"]\n{SAID}'
CATCHES_A_SCHOOL = f'[[add]]\nplatform = "facebook"\nsites = ["phonics.example", "co.uk"]\n{SAID}'


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(lists, [str(word) for word in words])


@pytest.fixture
def school(tmp_path: Path) -> Path:
    path = tmp_path / "school.toml"
    path.write_text(SAMPLE.read_text("utf-8"), "utf-8")
    return path


@pytest.fixture
def layer(school: Path) -> Path:
    path = school.with_name("lists.toml")
    path.write_text(EXEMPT, "utf-8")
    return path


def test_check_finds_nothing_in_the_shipped_lists(school: Path) -> None:
    result = run("check", "--settings", school)
    assert (result.exit_code, result.stdout.endswith("nothing to look at.\n")) == (0, True), result.output


def test_check_finds_the_own_list_beside_the_settings_and_ends_with_1_on_a_finding(
    school: Path, layer: Path
) -> None:
    layer.write_text(CATCHES_A_SCHOOL, "utf-8")
    result = run("check", "--settings", school)
    assert result.exit_code == 1
    assert f"{layer}:3: co.uk is a public suffix" in result.stdout
    assert "To do: list the one name that is meant." in result.stdout

    (finding,) = json.loads(run("check", "--json", "--settings", school).stdout)["findings"]
    assert (finding["file"], finding["line"]) == (str(layer), 3)


def test_check_tells_everything_at_once_what_is_sound_beside_what_is_not(school: Path, layer: Path) -> None:
    twice = 'platform = "facebok"\nsites = ["a.example", "gov.uk"]\nassets = ["a.example", "fb.com"]'
    layer.write_text(f"[[add]]\n{twice}\n{SAID}", "utf-8")
    result = run("check", "--settings", school)
    told = (":4: a.example is a site or an asset", ":3: gov.uk is never listed", ":4: fb.com is of two platforms")
    assert (result.exit_code, [words in result.stdout for words in told]) == (1, [True] * 3)
    assert 'did you mean "facebook"?' in result.stdout

    layer.write_text(f'[[ad]]\n[[add]]\nplatform = "x"\nsites = ["a b", "gov.uk"]\n{SAID}', "utf-8")
    result = run("check", "--settings", school)
    assert result.exit_code == 2
    assert (":1: unknown key" in result.stderr, ':4: "a b" is not' in result.stderr) == (True, True)
    assert ":4: gov.uk is a public suffix" in result.stdout


def test_check_of_settings_that_are_not_there_is_wrong_use(tmp_path: Path) -> None:
    result = run("check", "--settings", tmp_path / "scool.toml")
    assert (result.exit_code, "there is no such file" in result.stderr) == (2, True)


def test_check_tells_what_cannot_be_used_as_a_finding_and_what_cannot_be_read_with_2(
    school: Path, layer: Path
) -> None:
    layer.write_text(EXEMPT * 2, "utf-8")
    result = run("check", "--settings", school)
    assert (result.exit_code, "stands here twice" in result.stdout) == (1, True)

    layer.write_text("=", "utf-8")
    result = run("check", "--settings", school)
    assert (result.exit_code, f"{layer}:1: " in result.stderr) == (2, True)


def test_check_of_a_folder_finds_overlaps_with_what_is_never_listed(tmp_path: Path) -> None:
    text = (
        '[[platform]]\nid = "t"\nname = "T"\nfront_page = "https://t.test/"\nsites = ["t.test", "www.bbc.co.uk"]\n'
    )
    (tmp_path / "video.toml").write_text(text, "utf-8")
    result = run("check", "--lists", tmp_path)
    assert result.exit_code == 1
    assert "www.bbc.co.uk may not be listed, as bbc.co.uk never is" in result.stdout


def test_check_says_which_sites_a_devices_certificate_does_not_cover(school: Path, tmp_path: Path) -> None:
    covered = [Hostname(host) for host in ("facebook.com", "youtube.com")]
    make_authority(tmp_path / "state" / "authority", covered, dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    result = run("check", "--settings", school, "--state", tmp_path / "state", "--json")
    told = {finding["text"].split()[0] for finding in json.loads(result.stdout)["findings"]}
    assert result.exit_code == 1
    assert "reddit.com" in told
    assert told.isdisjoint({"facebook.com", "youtube.com", "ytimg.com"})


def test_check_with_a_state_without_an_authority_is_wrong_use(school: Path, tmp_path: Path) -> None:
    result = run("check", "--settings", school, "--state", tmp_path)
    assert result.exit_code == 2


def test_explain_tells_the_entry_that_counts_and_what_each_group_meets(school: Path, layer: Path) -> None:
    result = run("explain", "https://groups.facebook.com/x", "--settings", school, "--at", "2026-11-23T10:42")
    assert result.exit_code == 0
    assert f"{layer}:1: [[exempt]] groups.facebook.com, on 2026-11-01 by IT: why. It counts." in result.stdout
    assert "Teaching staff: nothing is shown (it is not listed)" in result.stdout


@pytest.mark.parametrize(
    ("host", "at", "group", "meets"),
    [
        ("www.facebook.com", "2026-11-23T10:42", "teaching", "the reminder (working time, session 1)"),
        ("www.facebook.com", "2026-11-23T12:42", "teaching", "nothing is shown (own time, Lunch)"),
        ("www.facebook.com", "2026-11-22T10:42", "teaching", "nothing is shown (own time"),
        (
            "www.youtube.com",
            "2026-11-23T10:42",
            "teaching",
            "nothing is shown (quiet for this group: Teachers use",
        ),
        ("www.youtube.com", "2026-11-23T10:42", "office", "the reminder (working time"),
        ("i.ytimg.com", "2026-11-23T10:42", "office", "nothing is shown (it is an asset"),
        ("example.org", "2026-11-23T10:42", "office", "nothing is shown (it is not listed)"),
        ("www.facebook.com", "2026-08-30T10:42", "office", "nothing is shown ("),
    ],
)
def test_explain_says_what_a_visit_meets_for_a_group_at_a_moment(
    host: str, at: str, group: str, meets: str, school: Path
) -> None:
    answer = json.loads(run("explain", host, "--settings", school, "--at", at, "--json").stdout)
    (visit,) = [each for each in answer["visits"] if each["group"] == group]
    assert visit["meets"].startswith(meets)
    assert visit["shown"] == meets.startswith("the reminder")


def test_explain_without_settings_needs_no_school_and_takes_an_own_list(layer: Path) -> None:
    answer = json.loads(run("explain", "groups.facebook.com", "--layer", layer, "--json").stdout)
    assert (answer["platform"], answer["without_own_list"], answer["visits"]) == (None, "facebook", [])
    assert [(each["entry"], each["line"], each["counts"]) for each in answer["own_list"]] == [("exempt", 1, True)]


def test_diff_names_what_a_change_would_catch_and_wants_a_second_yes(layer: Path) -> None:
    layer.write_text(CATCHES_A_SCHOOL, "utf-8")
    result = run("diff", "shipped", layer)
    assert result.exit_code == 1
    assert "+ host phonics.example (facebook, site, with all below)" in result.stdout
    assert "Those with ! must not be caught." in result.stdout

    caught = json.loads(run("diff", "shipped", layer, "--json").stdout)
    assert caught["needs_yes"]
    assert all(host.endswith(".co.uk") for host in caught["needs_yes"])

    assert run("diff", "shipped", layer, "--yes-really").exit_code == 0
    assert run("diff", layer, "shipped").exit_code == 0, "what is let go needs no second yes"


def test_diff_takes_folders_own_lists_and_compiled_policies(school: Path, layer: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.json"
    policy.write_bytes(encode(PolicySource(school).compile()))
    folder = tmp_path / "folder"
    folder.mkdir()
    text = '[[platform]]\nid = "t"\nname = "T"\nfront_page = "https://t.test/"\nsites = ["t.test"]\n'
    (folder / "video.toml").write_text(text, "utf-8")

    assert run("diff", layer, policy).stdout == "No ordinary host changes side.\n"
    result = run("diff", policy, folder)
    assert result.exit_code == 0
    assert "+ platform t\n" in result.stdout
    assert "- never listed groups.facebook.com (the school's own list has it exempt (why))\n" in result.stdout


@pytest.mark.parametrize("content", [None, "=", "{}"], ids=["missing", "neither", "no policy"])
def test_diff_of_what_cannot_be_read_ends_with_2(content: str | None, tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    if content is not None:
        path.write_text(content, "utf-8")
    result = run("diff", "shipped", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("owntime: ")


def test_classify_takes_an_own_list(layer: Path) -> None:
    hosts = "groups.facebook.com\nwww.facebook.com\n"
    result = CliRunner().invoke(lists, ["classify", "--layer", str(layer)], input=hosts)
    assert [row.split("\t")[1] for row in result.stdout.splitlines()] == ["-", "facebook"]
