import pytest

from domain_lists.catalogue import read_catalogue
from domain_lists.list_file import read_platforms
from school_policy.toml_source import TomlError, TomlSource

HEAD = '[[platform]]\nid = "tube"\nname = "Tube"\nfront_page = "https://tube.test/"\n'
SITES = 'sites = ["tube.test"]\n'


def problems(file: str, text: str) -> list[tuple[int, str]]:
    with pytest.raises(TomlError) as wrong:
        read_catalogue({file: text})
    assert {problem.file for problem in wrong.value.problems} == {file}
    return [(problem.line, problem.message) for problem in wrong.value.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            HEAD + SITES + 'asets = ["a.test"]\n',
            [(6, 'unknown key "asets" (did you mean "assets"?)')],
            id="an unknown key, with a hint",
        ),
        pytest.param(
            HEAD + SITES + "colour = 1\n", [(6, 'unknown key "colour"')], id="an unknown key without a hint"
        ),
        pytest.param(
            '[[platform]]\nid = "tube"\nname = "Tube"\n',
            [(1, '[platform] needs the key "front_page"')],
            id="a missing key",
        ),
        pytest.param(
            HEAD.replace('"Tube"', "7") + SITES,
            [(3, "[platform.name]: expected text, got a whole number")],
            id="a number for a text",
        ),
        pytest.param(
            HEAD + SITES + 'assets = "a.test"\n',
            [(6, "[platform.assets]: expected a list, got text")],
            id="a text for a list",
        ),
        pytest.param(
            HEAD + SITES + 'assets = [\n    "a.test",\n    7,\n]\n',
            [(8, "[platform.assets]: expected text, got a whole number")],
            id="a number in a list, at its own line",
        ),
        pytest.param(
            HEAD.replace("[[platform]]", "[platform]") + SITES,
            [(1, "write [[platform]] with two brackets: there may be many")],
            id="one bracket",
        ),
        pytest.param("platform = [7]\n", [(1, "[platform] must be a table")], id="a number for a table"),
        pytest.param(
            HEAD + SITES + "\n[[platforms]]\n",
            [(7, 'unknown key "platforms" (did you mean "platform"?)')],
            id="an unknown table",
        ),
    ],
)
def test_a_wrong_form_is_named_with_its_line(text: str, expected: list[tuple[int, str]]) -> None:
    assert problems("video.toml", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            '[[group]]\nreason = "banks"\nhost = ["bank.test"]\n',
            [(3, 'unknown key "host" (did you mean "hosts"?)')],
            id="an unknown key",
        ),
        pytest.param(
            '[[groups]]\nreason = "banks"\n',
            [(1, 'unknown key "groups" (did you mean "group"?)')],
            id="an unknown table",
        ),
        pytest.param("group = [7]\n", [(1, "[group] must be a table")], id="no table"),
    ],
)
def test_a_wrong_form_of_never_listed_is_named_with_its_line(text: str, expected: list[tuple[int, str]]) -> None:
    assert problems("never_listed.toml", text) == expected


def test_a_file_that_is_no_toml_is_named_with_its_line() -> None:
    ((line, _message),) = problems("video.toml", HEAD + "sites = [\n")
    assert line in {5, 6}


def test_a_wrong_form_does_not_hide_a_wrong_host_in_the_same_table() -> None:
    text = HEAD + 'sites = ["tube.test", 7]\nasets = []\nassets = ["10.0.0.1"]\n'
    assert [line for line, _ in problems("video.toml", text)] == [5, 6, 7]


def test_what_is_written_is_given_back_with_its_place() -> None:
    source = TomlSource(HEAD + 'sites = ["Tube.Test"]\nassets_exact = [\n    "a.test",\n]\n', "video.toml")
    (platform,) = read_platforms(source)
    assert source.problems == []
    assert [(host.text, host.owner, host.kind, host.below, host.place) for host in platform.hosts] == [
        ("Tube.Test", "tube", "site", True, "video.toml:5"),
        ("a.test", "tube", "asset", False, "video.toml:7"),
    ]
