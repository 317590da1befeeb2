import json
import pathlib
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from owntime.lists_command import lists

OWN = """
[[platform]]
id = "tube"
name = "Tube"
front_page = "https://tube.test/"
sites = ["tube.test"]
"""


def run(*words: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(lists, words, input=given)


@pytest.fixture
def own_lists(tmp_path: pathlib.Path) -> pathlib.Path:
    (tmp_path / "video.toml").write_text(OWN, "utf-8")
    return tmp_path


def test_platforms_are_named_by_kind(own_lists: pathlib.Path) -> None:
    assert run("platforms", "--lists", str(own_lists)).stdout == "Video (1)\n  Tube\n"
    shipped = run("platforms").stdout
    assert "Social networks (" in shipped
    assert "\n  Facebook, Instagram, X (Twitter), " in shipped
    assert max(len(line) for line in shipped.splitlines()) <= 100


def test_platforms_in_json_are_an_array(own_lists: pathlib.Path) -> None:
    result = run("platforms", "--lists", str(own_lists), "--json")
    assert json.loads(result.stdout) == [{"platform": "tube", "name": "Tube", "category": "video"}]


@pytest.mark.parametrize(
    ("line", "row"),
    [
        pytest.param("www.facebook.com", "www.facebook.com\tfacebook\tsocial\tsite", id="a site"),
        pytest.param("i.ytimg.com", "i.ytimg.com\tyoutube\tvideo\tasset", id="an asset"),
        pytest.param("worldofwarcraft.com", "worldofwarcraft.com\tbattle-net\tmmorpg\tsite", id="a game"),
        pytest.param("WWW.Reddit.COM.", "WWW.Reddit.COM.\treddit\tblogs-and-forums\tsite", id="as it was given"),
        pytest.param("  m.me\t", "m.me\tmessenger\tmessaging\tasset", id="white space around it"),
        pytest.param("x.com:443", "x.com:443\tx\tsocial\tsite", id="with a port"),
        pytest.param("example.org", "example.org\t-\t-\t-", id="not listed"),
        pytest.param("accounts.youtube.com", "accounts.youtube.com\t-\t-\t-", id="never listed"),
        pytest.param("192.0.2.1", "192.0.2.1\t-\t-\t-", id="an IPv4 address"),
        pytest.param("[2001:db8::1]", "[2001:db8::1]\t-\t-\t-", id="an IPv6 address"),
        pytest.param("https://www.facebook.com/", "https://www.facebook.com/\t-\t-\t-", id="a URL"),
        pytest.param("facebook.com/groups", "facebook.com/groups\t-\t-\t-", id="a host with a path"),
        pytest.param("any old words", "any old words\t-\t-\t-", id="junk"),
        pytest.param("facebook.com\tx.com", "facebook.com x.com\t-\t-\t-", id="a tab, so that columns hold"),
        pytest.param("*.facebook.com", "*.facebook.com\t-\t-\t-", id="an asterisk"),
    ],
)
def test_classify_answers_a_line_with_a_row(line: str, row: str) -> None:
    result = run("classify", given=line + "\n")
    assert (result.exit_code, result.stdout) == (0, row + "\n")


def test_classify_answers_every_line_that_is_not_empty_in_order() -> None:
    result = run("classify", given="x.com\n\n   \r\nexample.org\r\nfacebook.com")
    assert [row.split("\t")[:2] for row in result.stdout.splitlines()] == [
        ["x.com", "x"],
        ["example.org", "-"],
        ["facebook.com", "facebook"],
    ]


def test_classify_of_nothing_says_nothing() -> None:
    result = run("classify")
    assert (result.exit_code, result.stdout) == (0, "")


def test_classify_goes_on_after_bytes_that_are_no_text_and_gives_them_back() -> None:
    result = run("classify", given=b"\xef\xbb\xbfx.com\r\nb\xffd.example\nfacebook.com\n")
    assert result.exit_code == 0
    assert result.stdout_bytes == (
        b"x.com\tx\tsocial\tsite\nb\xffd.example\t-\t-\t-\nfacebook.com\tfacebook\tsocial\tsite\n"
    )


def test_classify_in_json_gives_one_object_a_line() -> None:
    result = run("classify", "--json", given=b"x.com\nb\xffd\nexample.org\n")
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"host": "x.com", "platform": "x", "category": "social", "kind": "site"},
        {"host": "b\udcffd", "platform": None, "category": None, "kind": None},
        {"host": "example.org", "platform": None, "category": None, "kind": None},
    ]


def test_classify_answers_a_program_that_waits_for_each_line() -> None:
    program = "from owntime.lists_command import lists; lists(['classify'])"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        answers = []
        for host in ("x.com", "example.org"):
            process.stdin.write(host + "\n")
            answers.append(process.stdout.readline())
        process.stdin.close()
    assert answers == ["x.com\tx\tsocial\tsite\n", "example.org\t-\t-\t-\n"]
    assert process.returncode == 0


def test_classify_holds_across_the_borders_of_what_is_read_at_once() -> None:
    hosts = [f"h{number}.{name}" for number in range(5_000) for name in ("facebook.com", "example.org")]
    rows = run("classify", given="\n".join(hosts)).stdout.splitlines()
    assert [row.split("\t")[0] for row in rows] == hosts
    assert [row.split("\t")[1] for row in rows] == ["facebook", "-"] * 5_000


def test_both_commands_can_use_other_lists(own_lists: pathlib.Path) -> None:
    result = run("classify", "--lists", str(own_lists), given="m.tube.test\nfacebook.com\n")
    assert result.stdout == "m.tube.test\ttube\tvideo\tsite\nfacebook.com\t-\t-\t-\n"
    assert "belongs to Tube" in run("explain", "tube.test", "--lists", str(own_lists)).stdout


@pytest.mark.parametrize("words", [("classify",), ("explain", "x.com")], ids=lambda words: words[0])
def test_lists_with_errors_name_all_of_them_and_end_with_2(
    words: tuple[str, ...], own_lists: pathlib.Path
) -> None:
    (own_lists / "video.toml").write_text(OWN + 'assets = ["10.0.0.1"]\nasset = []\n', "utf-8")
    (own_lists / "gaming.toml").write_text("[[platform]\n", "utf-8")
    result = run(*words, "--lists", str(own_lists), given="x.com\n")
    assert (result.exit_code, result.stdout) == (2, "")
    assert [line.partition(": ")[0] for line in result.stderr.splitlines()] == [
        f"{own_lists / 'gaming.toml'}:1",
        f"{own_lists / 'video.toml'}:7",
        f"{own_lists / 'video.toml'}:8",
    ]


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path: pathlib.Path) -> None:
    result = run("classify", "--lists", str(tmp_path / "nowhere"))
    assert result.exit_code == 2
    assert "does not exist" in result.stderr


@pytest.mark.parametrize(
    "host",
    [
        "m.facebook.com",
        "https://m.facebook.com/groups?x=1",
        "https://me:secret@M.Facebook.com:8443/",
        "m.facebook.com/x",
    ],
)
def test_explain_takes_a_host_or_a_url(host: str) -> None:
    result = run("explain", host)
    assert result.exit_code == 0
    assert result.stdout.startswith("m.facebook.com belongs to Facebook (category social). It is a site: ")
    assert "the rule for facebook.com and every name below it" in result.stdout


def test_explain_gives_the_reason_of_a_never_listed_host() -> None:
    result = run("explain", "accounts.youtube.com")
    assert result.exit_code == 0
    assert result.stdout.startswith("accounts.youtube.com is not listed, and no list may name it: sign-in")
    assert "The rule for youtube.com matches too" in result.stdout


def test_explain_in_json_gives_the_answer_and_every_rule() -> None:
    result = run("explain", "--json", "accounts.youtube.com")
    answer = json.loads(result.stdout)
    assert {key: answer[key] for key in ("host", "platform", "name", "category", "kind")} == {
        "host": "accounts.youtube.com",
        "platform": None,
        "name": None,
        "category": None,
        "kind": None,
    }
    never, site = answer["matches"]
    assert (never["host"], never["below"], never["never_listed"][:7]) == ("accounts.youtube.com", True, "sign-in")
    assert site == {"host": "youtube.com", "below": True, "platform": "youtube", "kind": "site"}


def test_explain_in_json_names_rules_that_are_too_narrow() -> None:
    answer = json.loads(run("explain", "--json", "year4.wordpress.com").stdout)
    assert (answer["platform"], answer["matches"]) == (None, [])
    assert answer["too_narrow"] == [
        {"host": "wordpress.com", "below": False, "platform": "wordpress-com", "kind": "site"}
    ]


@pytest.mark.parametrize(
    ("host", "said"),
    [
        pytest.param("192.0.2.1", "is an IP address", id="an IP address"),
        pytest.param("https://[2001:db8::1]/", "is an IP address", id="a URL of an IP address"),
        pytest.param("two words", "is no host name", id="junk"),
        pytest.param("https://[", "is no host and no URL with a host", id="a broken URL"),
        pytest.param("https:///x", "the host name is empty", id="a URL without a host"),
        pytest.param("", "the host name is empty", id="nothing"),
    ],
)
def test_explain_of_a_bad_host_says_so_in_one_line_and_ends_with_2(host: str, said: str) -> None:
    result = run("explain", host)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [("export", "--format", "adblock"), ("platforms",), ("explain", "facebook.com"), ("import", "{list}")],
    ids=lambda words: words[0],
)
def test_a_full_disk_is_told_in_one_line(tmp_path: pathlib.Path, words: tuple[str, ...]) -> None:
    names = tmp_path / "list"
    names.write_text("".join(f"0.0.0.0 host{number}.example\n" for number in range(5_000)), "utf-8")
    program = "import sys; from owntime.cli import main; main(sys.argv[1:])"
    with pathlib.Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-c", program, "lists", *(word.format(list=names) for word in words)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "No space left on device" in done.stderr
