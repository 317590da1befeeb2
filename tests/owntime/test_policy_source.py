import datetime as dt
import os
from pathlib import Path

import pytest

from domain_lists.catalogue import load_catalogue
from owntime.policy_source import PolicySource
from school_policy.policy import Policy, Upstream
from school_policy.toml_source import TomlError
from tests.proxy_addons.catalogues import compiled, put

SAMPLE = Path(__file__).parents[2] / "examples" / "ashover" / "school.toml"
TUBE = '[[platform]]\nid = "youtube"\nname = "Tube"\nfront_page = "https://tube.test/"\nsites = ["tube.test"]\n'
BOOK = TUBE.replace("youtube", "facebook").replace("ube", "ook")


@pytest.fixture
def school(tmp_path: Path) -> Path:
    path = tmp_path / "school.toml"
    path.write_text(SAMPLE.read_text("utf-8"), "utf-8")
    return path


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "video.toml").write_text(TUBE, "utf-8")
    (folder / "social.toml").write_text(BOOK, "utf-8")
    return folder


def problems(source: PolicySource) -> list[tuple[str, int]]:
    with pytest.raises(TomlError) as wrong:
        source.compile()
    return [(Path(problem.file).name, problem.line) for problem in wrong.value.problems]


def later(path: Path) -> None:
    """Make a file look as if it was written a second later."""
    written = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(written, written))


def test_a_school_without_lists_of_its_own_has_the_shipped_ones(school: Path) -> None:
    policy = PolicySource(school).compile()

    assert policy.school.name == "Ashover Primary School"
    assert policy.platforms == load_catalogue().platforms
    assert policy.never_listed == load_catalogue().never_listed


def test_a_schools_own_lists_take_the_place_of_the_shipped_ones(school: Path, lists: Path) -> None:
    policy = PolicySource(school, lists).compile()

    names = {platform.id: platform.name for platform in policy.platforms}
    assert names == {"facebook": "Took", "youtube": "Tube"}
    assert policy.never_listed == load_catalogue().never_listed


def test_the_upstream_may_be_another_than_the_schools(school: Path) -> None:
    other = Upstream(forward="http://filter.test:3128")

    assert PolicySource(school, upstream=other).compile().upstream == other
    assert PolicySource(school).compile().upstream == Upstream(forward="direct")


def test_the_problems_of_every_file_are_reported_at_once(school: Path, lists: Path) -> None:
    school.write_text(school.read_text("utf-8").replace("Europe/London", "London"), "utf-8")
    (lists / "video.toml").write_text(TUBE + "what = 1\n", "utf-8")
    (lists / "social.toml").write_text(BOOK.replace("[[platform", "[[platform."), "utf-8")

    assert problems(PolicySource(school, lists)) == [("social.toml", 1), ("video.toml", 6), ("school.toml", 5)]


def test_a_platform_of_no_list_is_a_problem_of_the_settings(school: Path, lists: Path) -> None:
    (lists / "social.toml").unlink()
    line = school.read_text("utf-8").splitlines().index('platform = "facebook"') + 1

    assert problems(PolicySource(school, lists)) == [("school.toml", line)]


def test_lists_that_cannot_be_read_do_not_make_every_platform_unknown(school: Path, lists: Path) -> None:
    (lists / "social.toml").write_text("=", "utf-8")

    assert problems(PolicySource(school, lists)) == [("social.toml", 1)]


@pytest.mark.parametrize("content", [pytest.param(None, id="missing"), pytest.param(b"\xff", id="no UTF-8")])
def test_settings_that_cannot_be_read_are_one_problem_beside_those_of_the_lists(
    content: bytes | None, school: Path, lists: Path
) -> None:
    (lists / "social.toml").write_text("=", "utf-8")
    school.unlink()
    if content is not None:
        school.write_bytes(content)

    assert problems(PolicySource(school, lists)) == [("social.toml", 1), ("school.toml", 1)]


def test_nothing_has_changed_right_after_compiling(school: Path, lists: Path) -> None:
    source = PolicySource(school, lists)
    assert source.has_changed(), "nothing was compiled yet"

    source.compile()

    assert not source.has_changed()


@pytest.mark.parametrize("name", ["school.toml", "lists/video.toml"])
def test_a_file_that_was_written_again_has_changed_until_it_is_compiled(
    name: str, school: Path, lists: Path
) -> None:
    source = PolicySource(school, lists)
    source.compile()

    later(school.parent / name)

    assert source.has_changed()
    source.compile()
    assert not source.has_changed()


def test_a_list_that_comes_or_goes_is_a_change(school: Path, lists: Path) -> None:
    source = PolicySource(school, lists)
    source.compile()

    (lists / "gaming.toml").write_text(TUBE.replace("ube", "oy").replace("youtoy", "toy"), "utf-8")
    assert source.has_changed()
    source.compile()

    (lists / "gaming.toml").unlink()
    assert source.has_changed()


def test_settings_that_go_missing_are_a_change_and_so_is_their_return(school: Path) -> None:
    source = PolicySource(school)
    text = school.read_text("utf-8")
    source.compile()

    school.unlink()
    assert source.has_changed()
    problems(source)
    assert not source.has_changed(), "a broken file is not read again each time"

    school.write_text(text, "utf-8")
    assert source.has_changed()


def speak(school: Path, language: str, folder: Path | None = None) -> None:
    """Set the school's language, and the folder of its own catalogues."""
    lines = f'language = "{language}"\n' + (f"translations = '{folder}'\n" if folder else "")
    school.write_text(SAMPLE.read_text("utf-8").replace("[notice]", lines + "[notice]"), "utf-8")


@pytest.mark.parametrize("language", ["en", "cy", "cy-GB"])
def test_a_school_may_speak_what_there_is_a_catalogue_for(school: Path, language: str) -> None:
    speak(school, language)
    assert PolicySource(school).compile().school.language == language


def test_a_language_without_a_catalogue_is_a_problem_at_its_line(school: Path, tmp_path: Path) -> None:
    speak(school, "pl")
    with pytest.raises(TomlError, match=r'school.toml:10: no catalogue is there for .* "pl"; there are: cy, en$'):
        PolicySource(school).compile()

    put(tmp_path / "locale", "pl", compiled({"Go back": "Wróć"}))
    speak(school, "pl", tmp_path / "locale")
    assert PolicySource(school).compile().school.language == "pl"


def test_a_schools_own_catalogue_that_is_written_again_is_a_change(school: Path, tmp_path: Path) -> None:
    file = put(tmp_path / "locale", "pl", compiled({"Go back": "Wróć"}))
    speak(school, "pl", tmp_path / "locale")
    source = PolicySource(school)
    source.compile()
    assert not source.has_changed()

    later(file)
    assert source.has_changed()
    source.compile()
    assert not source.has_changed()


def years(policy: Policy) -> set[int]:
    return {holiday.day.year for holiday in policy.calendar.bank_holidays}


def test_bank_holidays_are_explicit_dates_of_the_calendars_years_and_of_those_around_today(school: Path) -> None:
    assert years(PolicySource(school, today=lambda: dt.date(2026, 11, 23)).compile()) == {2025, 2026, 2027}
    assert years(PolicySource(school, today=lambda: dt.date(2030, 1, 1)).compile()) == {
        2026,
        2027,
        2029,
        2030,
        2031,
    }


def test_a_school_that_names_no_nation_has_no_bank_holidays(school: Path) -> None:
    school.write_text(school.read_text("utf-8").replace('"england"', '"none"'), "utf-8")

    assert years(PolicySource(school).compile()) == set()


def test_a_year_that_begins_is_a_change(school: Path) -> None:
    today = [dt.date(2026, 12, 31)]
    source = PolicySource(school, today=lambda: today[0])
    source.compile()

    assert not source.has_changed()
    today[0] = dt.date(2027, 1, 1)
    assert source.has_changed()
    source.compile()
    assert not source.has_changed()


LAYER = """[[remove]]
platform = "pinterest"
reason = "Display boards"
by = "Headteacher"
on = 2026-11-01
until = 2026-11-24
"""


def platforms(source: PolicySource) -> set[str]:
    return {platform.id for platform in source.compile().platforms}


def test_the_schools_own_list_beside_its_settings_is_in_force_and_watched(school: Path) -> None:
    source = PolicySource(school, today=lambda: dt.date(2026, 11, 23))
    assert "pinterest" in platforms(source)

    layer = school.with_name("lists.toml")
    layer.write_text(LAYER, "utf-8")
    assert source.has_changed(), "a list that comes is a change"
    assert "pinterest" not in platforms(source)
    assert not source.has_changed()

    later(layer)
    assert source.has_changed()
    source.compile()

    layer.unlink()
    assert source.has_changed(), "a list that goes is a change"
    assert "pinterest" in platforms(source)


def test_an_entry_of_the_own_list_ends_on_its_day_without_a_change_of_any_file(school: Path) -> None:
    school.with_name("lists.toml").write_text(LAYER, "utf-8")
    today = [dt.date(2026, 11, 22)]
    source = PolicySource(school, today=lambda: today[0])
    assert "pinterest" not in platforms(source)

    today[0] = dt.date(2026, 11, 23)
    assert not source.has_changed(), "a day on which nothing ends is none"
    today[0] = dt.date(2026, 11, 24)
    assert source.has_changed()
    assert "pinterest" in platforms(source)
    assert not source.has_changed()


def test_another_own_list_may_be_named_and_must_be_there(school: Path, tmp_path: Path) -> None:
    layer = tmp_path / "mine.toml"
    school.with_name("lists.toml").write_text("=", "utf-8")
    source = PolicySource(school, layer=layer, today=lambda: dt.date(2026, 11, 23))
    assert problems(source) == [("mine.toml", 1)]

    layer.write_text(LAYER, "utf-8")
    assert source.has_changed()
    assert "pinterest" not in platforms(source)


def test_settings_may_name_a_platform_that_the_own_list_takes_off(school: Path) -> None:
    school.with_name("lists.toml").write_text(LAYER.replace("pinterest", "youtube"), "utf-8")
    assert 'platform = "youtube"' in school.read_text("utf-8")

    assert "youtube" not in platforms(PolicySource(school, today=lambda: dt.date(2026, 11, 23)))


def test_the_problems_of_the_own_list_are_told_with_all_others(school: Path, lists: Path) -> None:
    school.with_name("lists.toml").write_text(LAYER.replace("by = ", "bye = "), "utf-8")
    (lists / "social.toml").write_text("=", "utf-8")

    assert problems(PolicySource(school, lists)) == [("lists.toml", 1), ("lists.toml", 4), ("social.toml", 1)]
