import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from owntime.cli import main

TWITTER = "x.com\ttwitter\tsocial\tsite\nt.co\tTwitter\tsocial\tasset\n"
NETFLIX = "netflix.com\t-\t-\t-\n"
CHIRP = "chirp.test\tchirp\tsocial\tsite\n"
LAYER = """[[add]]
platform = "x"
sites = ["chirp.test"]
reason = "why"
by = "IT"
on = 2026-11-01
"""


def exam(tmp_path: Path, text: str, *words: str) -> Result:
    file = tmp_path / "expected.tsv"
    file.write_text(text, "utf-8")
    return run(str(file), *words)


def run(*words: str, given: bytes = b"") -> Result:
    return CliRunner().invoke(main, ["lists", "exam", *words], input=given)


def said(result: Result) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_a_passed_exam_ends_with_0_and_says_how_names_were_matched(tmp_path: Path) -> None:
    result = exam(tmp_path, f"# mine\nhost\tplatform\tcategory\tkind\n{TWITTER}{NETFLIX}")
    assert result.exit_code == 0
    assert "Platforms that are asked for: 2. Found 2 by our name." in result.stdout
    assert "3 hosts were asked for, 1 of them that must not be listed." in result.stdout
    assert result.stdout.splitlines()[-1].startswith("Passed: recall on sites 1.0000")


def test_what_is_missed_or_caught_wrongly_is_named_with_its_line_and_ends_with_1(tmp_path: Path) -> None:
    rows = "new.test\treddit\tsocial\tsite\nyoutu.be\tyoutube\tvideo\tsite\nwww.x.com\t-\t-\t-\n" + CHIRP
    result = exam(tmp_path, TWITTER + rows)
    assert result.exit_code == 1
    for line in (
        "missed: line 3: new.test (reddit, site): not listed",
        "missed: line 4: youtu.be (youtube, site): listed as youtube, asset",
        "caught wrongly: line 5: www.x.com: x, social, site",
        "missed: line 6: chirp.test (chirp, site): no platform of ours is called so",
        "Found by nothing: chirp. If one of ours is meant, say so with --names.",
        "Missed: 3. Caught wrongly: 1.",
    ):
        assert line in result.stdout
    assert result.stdout.splitlines()[-1].startswith("Not passed: recall on sites 0.2500")


def test_for_programs_all_of_it_is_data(tmp_path: Path) -> None:
    result = exam(tmp_path, TWITTER + "www.x.com\t-\t-\t-\nreddit.com\treddit\tsocial\tsite\n", "--json")
    answer = said(result)
    assert (result.exit_code, answer["holds"], answer["aim"]) == (1, False, 0.97)
    assert answer["macro"]["site"] == {"recall": 1.0, "precision": 0.75}
    assert answer["category"]["right"] == 2
    assert [each["expected"] for each in answer["category"]["wrong"]] == ["social"]
    assert [each["host"] for each in answer["false_catches"]] == ["www.x.com"]
    assert answer["matched_by"] == {
        "given": 0,
        "id": 1,
        "name": 2,
        "front page": 0,
        "first words": 0,
        "nothing": 0,
    }
    (x,) = (each for each in answer["platforms"] if each["platform"] == "x")
    assert x["asked_as"] == {"Twitter": "name", "twitter": "name"}
    assert x["site"] == {"expected": 1, "caught": 2, "right": 1, "recall": 1.0, "precision": 0.5}


def test_the_aim_may_be_another(tmp_path: Path) -> None:
    half = TWITTER + "no.test\ttwitter\tsocial\tsite\n"
    assert [exam(tmp_path, half, "--aim", aim).exit_code for aim in ("0.5", "0.51", "0", "1")] == [0, 1, 0, 1]


def test_names_say_which_platform_is_meant(tmp_path: Path) -> None:
    names = tmp_path / "names.tsv"
    names.write_text("# theirs, ours\nbirdsite\tx\n", "utf-8")
    rows = TWITTER.replace("twitter", "birdsite")
    assert exam(tmp_path, rows).exit_code == 1
    with_names = exam(tmp_path, rows, "--names", str(names))
    assert with_names.exit_code == 0
    assert "Found 1 by --names, 1 by our name." in with_names.stdout


def test_the_schools_own_list_counts_and_so_does_a_folder_of_lists(tmp_path: Path) -> None:
    layer, settings, lists = tmp_path / "lists.toml", tmp_path / "school.toml", tmp_path / "lists"
    layer.write_text(LAYER, "utf-8")
    settings.write_text("", "utf-8")
    lists.mkdir()
    (lists / "social.toml").write_text(
        '[[platform]]\nid = "chirp"\nname = "Chirp"\nfront_page = "https://chirp.test/"\nsites = ["chirp.test"]\n',
        "utf-8",
    )
    asked = CHIRP.replace("\tchirp", "\ttwitter")
    assert exam(tmp_path, asked).exit_code == 1
    assert exam(tmp_path, asked, "--layer", str(layer)).exit_code == 0
    assert exam(tmp_path, asked, "--settings", str(settings)).exit_code == 0
    assert exam(tmp_path, CHIRP, "--lists", str(lists)).exit_code == 0
    assert exam(tmp_path, TWITTER, "--lists", str(lists)).exit_code == 1


def test_standard_input_may_hold_the_rows() -> None:
    assert run("-", given=TWITTER.encode()).exit_code == 0


def test_every_wrong_row_of_both_files_is_told_and_ends_with_2(tmp_path: Path) -> None:
    names = tmp_path / "names.tsv"
    names.write_text("birdsite\ty\n", "utf-8")
    result = exam(tmp_path, f"x.com\n{TWITTER}1.1.1.1\tx\tsocial\tsite\n", "--names", str(names))
    assert result.exit_code == 2
    assert [line.partition(": ")[0] for line in result.stderr.splitlines()] == [
        f"{tmp_path}/expected.tsv:1",
        f"{tmp_path}/expected.tsv:4",
        f"{names}:1",
    ]
    assert result.stdout == ""
    in_json = said(exam(tmp_path, "x.com\n", "--json"))
    assert [each["line"] for each in in_json["problems"]] == [1]


NO_EXAM = [
    pytest.param(TWITTER.encode("utf-16"), "cannot be read as UTF-8 text", id="UTF-16"),
    pytest.param(b"\x7fELF\xff\xfe", "cannot be read as UTF-8 text", id="binary"),
    pytest.param(b"", "nothing is asked", id="empty"),
    pytest.param(b"<html>\n<body>\n", ":2: 1 column and not 4", id="HTML"),
    pytest.param(b"# x\n" * 9_000_000, "larger than 32 MiB", id="far too large"),
]


@pytest.mark.parametrize(("given", "told"), NO_EXAM)
def test_what_is_no_exam_is_told_and_ends_with_2(tmp_path: Path, given: bytes, told: str) -> None:
    file = tmp_path / "expected.tsv"
    file.write_bytes(given)
    result = run(str(file))
    assert result.exit_code == 2
    assert told in result.stderr


@pytest.mark.parametrize("aim", ["97", "-1", "x", "nan", "inf", ""])
def test_an_aim_is_a_part_of_one(tmp_path: Path, aim: str) -> None:
    result = exam(tmp_path, TWITTER, "--aim", aim)
    assert (result.exit_code, "is not from 0 to 1" in result.stderr) == (2, True)
