import io
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from domain_lists.catalogue import load_catalogue
from domain_lists.importers import (
    TRAITS,
    Fate,
    Format,
    NameRule,
    NameSet,
    Reach,
    Taken,
    Watch,
    open_stream,
    read_lists,
)
from domain_lists.index import HostIndex
from owntime.lists_command import lists
from school_policy.hostname import Hostname


def run(*words: str) -> Result:
    return CliRunner().invoke(lists, ["export", *words])


def read(text: str, format_: Format) -> NameSet:
    with open_stream(io.BytesIO(text.encode()), "list") as container:
        return read_lists(container, format_).names


@pytest.mark.parametrize("format_", [Format.ADBLOCK, Format.RPZ])
def test_a_format_that_can_say_it_all_lists_the_same_hosts(format_: Format) -> None:
    result = run("--format", format_.value)
    assert (result.exit_code, result.stderr) == (0, "")
    catalogue = load_catalogue()
    index = HostIndex(catalogue.platforms, catalogue.never_listed)
    names = read(result.stdout, format_)
    hosts = {listing.host for listing in index.listings()} | {entry.host for entry in catalogue.never_listed}
    for host in hosts | {Hostname(f"below.{host}") for host in hosts}:
        assert names.lists(host) is (index.find(host) is not None), host


@pytest.mark.parametrize("format_", Format)
def test_what_a_format_cannot_say_is_counted(format_: Format, tmp_path: Path) -> None:
    path = tmp_path / "list"
    result = run("--format", format_.value, "--output", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert path.read_text("utf-8")
    assert ("rules are left out" in result.stderr) is (format_ not in (Format.ADBLOCK, Format.RPZ))


SAID = 'reason = "why"\nby = "IT"\non = 2026-01-01\n'
OWN = f"""
[[add]]
platform = "facebook"
sites = ["faces.example"]
sites_exact = ["book.example"]
assets = ["cdn.faces.example"]
{SAID}
[[exempt]]
hosts = ["governors.faces.example"]
hosts_exact = ["fb.watch"]
{SAID}
[[remove]]
hosts = ["fb.gg"]
{SAID}
[[add]]
platform = "facebook"
sites = ["ended.example"]
until = 2026-01-02
{SAID}
"""
OWN_RULES = {
    NameRule(host=Hostname("faces.example"), reach=Reach.WITH_BELOW),
    NameRule(host=Hostname("book.example"), reach=Reach.EXACT),
    NameRule(host=Hostname("cdn.faces.example"), reach=Reach.WITH_BELOW),
    NameRule(host=Hostname("governors.faces.example"), reach=Reach.WITH_BELOW, exception=True),
    NameRule(host=Hostname("fb.watch"), reach=Reach.EXACT, exception=True),
    NameRule(host=Hostname("fb.gg"), reach=Reach.WITH_BELOW, exception=True),
}


def taken(text: str, format_: Format) -> set[NameRule]:
    rules: set[NameRule] = set()

    def on_line(_file: str, _line: int, _text: str, fate: Fate) -> None:
        rules.update(fate.rules if isinstance(fate, Taken) else ())

    with open_stream(io.BytesIO(text.encode()), "list") as container:
        read_lists(container, format_, Watch(on_line=on_line))
    return rules


def own_list(tmp_path: Path, text: str) -> str:
    file = tmp_path / "lists.toml"
    file.write_text(text, "utf-8")
    return str(file)


@pytest.mark.parametrize("format_", Format)
def test_importing_what_was_exported_of_an_own_list_gives_it_as_far_as_the_format_can_say(
    format_: Format, tmp_path: Path
) -> None:
    result = run("--format", format_.value, "--layer", own_list(tmp_path, OWN))
    assert result.exit_code == 0
    wanted = {rule for rule in OWN_RULES if TRAITS[format_].write_rule(rule)}
    again = taken(result.stdout, format_)
    if format_ is Format.RPZ:  # it has two records for a name and all below it
        wanted = {part for rule in wanted for part in _in_two(rule)}
    assert again == wanted
    left_out = len(OWN_RULES) - sum(bool(TRAITS[format_].write_rule(rule)) for rule in OWN_RULES)
    assert (f"{left_out} rules are left out" in result.stderr) is bool(left_out)
    if format_ is Format.ADBLOCK:
        assert again == OWN_RULES


def _in_two(rule: NameRule) -> tuple[NameRule, ...]:
    if rule.reach is not Reach.WITH_BELOW:
        return (rule,)
    return tuple(msgspec.structs.replace(rule, reach=reach) for reach in (Reach.EXACT, Reach.ONLY_BELOW))


def test_what_no_list_of_hosts_can_say_is_counted(tmp_path: Path) -> None:
    moves = f'[[move]]\nplatform = "x"\nhosts = ["fb.gg"]\n{SAID}[[remove]]\nplatform = "ngl"\n{SAID}'
    result = run("--format", "adblock", "--layer", own_list(tmp_path, moves))
    assert (result.exit_code, result.stdout.count("||")) == (0, 0)
    assert "2 entries are left out: no list of hosts says a move" in result.stderr


def test_an_own_list_that_cannot_be_read_is_told_with_its_lines_and_nothing_is_written(tmp_path: Path) -> None:
    wrong = OWN.replace("faces.example", "faces example").replace("[[exempt]]", "[[exemt]]")
    output = tmp_path / "out"
    result = run("--format", "plain", "--layer", own_list(tmp_path, wrong), "--output", str(output))
    assert (result.exit_code, result.stdout, output.exists()) == (2, "", False)
    assert "lists.toml:4: " in result.stderr
    assert 'did you mean "exempt"?' in result.stderr
    assert (
        run("--format", "plain", "--layer", str(tmp_path / "lists.toml"), "--lists", str(tmp_path)).exit_code == 2
    )
