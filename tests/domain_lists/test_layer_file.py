import datetime as dt
from typing import Any

import pytest

from domain_lists.layer import Addition, Exemption, LayerHost, Move, NewPlatform, Removal
from domain_lists.layer_file import read_layer
from domain_lists.list_meaning import ListMeaningError
from school_policy.hostname import Hostname
from school_policy.platform import HostRule
from school_policy.toml_source import TomlError
from school_policy.vocabulary import Category, HostKind, PlatformId

TODAY = dt.date(2026, 11, 23)
SAID = 'reason = "why"\nby = "IT"\non = 2026-11-01\n'
TUBE = '[[add]]\nplatform = "tube"\nsites = ["tube.test"]\n' + SAID


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(TomlError) as wrong:
        read_layer(text, "lists.toml", TODAY)
    return [(problem.line, problem.message) for problem in wrong.value.problems]


def test_an_entry_of_each_kind_is_read_with_its_reason_author_dates_and_line() -> None:
    text = (
        '[[add]]\nplatform = "new"\nname = "New"\ncategory = "video"\nfront_page = "https://New.test/"\n'
        'sites = ["NEW.test"]\nassets_exact = ["cdn.test"]\n'
        + SAID
        + f'until = 2027-01-01\n[[remove]]\nplatform = "x"\n{SAID}[[remove]]\nhosts_exact = ["a.test"]\n{SAID}'
        + f'[[exempt]]\nhosts = ["b.test"]\n{SAID}[[move]]\nplatform = "x"\nhosts = ["c.test"]\n{SAID}'
        + f'[[move]]\nplatform = "x"\ncategory = "video"\n{SAID}'
    )
    said: dict[str, Any] = {"reason": "why", "by": "IT", "on": dt.date(2026, 11, 1)}
    layer = read_layer(text, "lists.toml", TODAY)
    assert layer.add == (
        Addition(
            **said,
            until=dt.date(2027, 1, 1),
            line=1,
            platform=PlatformId("new"),
            hosts=(
                HostRule(host=Hostname("new.test"), kind=HostKind.SITE),
                HostRule(host=Hostname("cdn.test"), kind=HostKind.ASSET, below=False),
            ),
            lines=(6, 7),
            new=NewPlatform(name="New", category=Category.VIDEO, front_page="https://New.test/"),
        ),
    )
    assert layer.remove == (
        Removal(**said, line=12, platform=PlatformId("x")),
        Removal(**said, line=17, hosts=(LayerHost(host=Hostname("a.test"), below=False),)),
    )
    assert layer.exempt == (Exemption(**said, line=22, hosts=(LayerHost(host=Hostname("b.test")),)),)
    assert layer.move == (
        Move(**said, line=27, platform=PlatformId("x"), hosts=(Hostname("c.test"),)),
        Move(**said, line=33, platform=PlatformId("x"), category=Category.VIDEO),
    )


def test_an_empty_file_changes_nothing() -> None:
    assert read_layer("", "lists.toml", TODAY).entries == ()


IN_FORM = [
    ("[[ad]]\n", 1, 'unknown key "ad" (did you mean "add"?)'),
    ("[add]\n", 1, "write [[add]] with two brackets"),
    (TUBE.replace('reason = "why"\n', ""), 1, '[add] needs the key "reason"'),
    (TUBE.replace("2026-11-01", '"soon"'), 6, "[add.on]: expected a date"),
    (TUBE + "sits = []\n", 7, 'unknown key "sits" (did you mean "sites"?)'),
    ("=", 1, "Invalid"),
]
IN_MEANING = [
    (TUBE.replace('"why"', '" "'), 4, '"reason" is empty'),
    (TUBE.replace('"IT"', '""'), 5, '"by" is empty'),
    (TUBE + "until = 2026-11-01\n", 7, "the entry ends on 2026-11-01, before"),
    (TUBE.replace("tube.test", "10.0.0.1"), 3, '"10.0.0.1" is not a host'),
    (TUBE.replace("tube.test", "com"), 3, '"com" is a single word'),
    (TUBE.replace('["tube.test"]', "[]"), 1, "an addition names hosts"),
    (TUBE + 'name = "Tube"\n', 1, "a new platform needs category and front_page too"),
    (TUBE + 'name = "T"\ncategory = "film"\nfront_page = "https://tube.test/"\n', 8, '"film" is no category'),
    (
        TUBE + 'name = "T"\ncategory = "video"\nfront_page = "https://other.test/"\n',
        9,
        "the front page is on other.test, which is no site",
    ),
    (TUBE + TUBE, 9, "tube.test is listed twice; it stands first at lists.toml:3"),
    (
        f'{TUBE}[[move]]\nplatform = "x"\nhosts = ["tube.test"]\n{SAID}',
        9,
        "tube.test stands here twice; it stands first at lists.toml:3",
    ),
    (f"[[remove]]\n{SAID}", 1, "a removal names a platform, or hosts"),
    (f'[[remove]]\nplatform = "x"\nhosts = ["a.test"]\n{SAID}', 1, "a removal names a platform, or hosts"),
    (f"[[exempt]]\n{SAID}", 1, "an exemption names hosts"),
    (f'[[move]]\nplatform = "x"\n{SAID}', 1, "a move names hosts, or the category"),
    (
        f'[[move]]\nplatform = "x"\ncategory = "video"\n{SAID}' * 2,
        9,
        'the category of "x" stands here twice; first at lists.toml:1',
    ),
]


@pytest.mark.parametrize(("text", "line", "said"), [*IN_FORM, *IN_MEANING], ids=lambda value: str(value)[:30])
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, said: str) -> None:
    ((where, message),) = problems(text)
    assert (where, message[: len(said)]) == (line, said)


@pytest.mark.parametrize("text", [text for text, _, _ in IN_MEANING], ids=lambda value: str(value)[:30])
def test_what_can_be_read_but_not_be_used_is_told_apart(text: str) -> None:
    with pytest.raises(ListMeaningError):
        read_layer(text, "lists.toml", TODAY)
    with pytest.raises(TomlError) as wrong:
        read_layer(text + "[[ad]]\n", "lists.toml", TODAY)
    assert not isinstance(wrong.value, ListMeaningError)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    text = TUBE.replace("tube.test", "10.0.0.1") + f"[[exempt]]\n{SAID}[[remove]]\n{SAID}"
    assert [line for line, _ in problems(text)] == [3, 7, 11]


def test_an_entry_that_is_over_does_not_stand_in_the_way_of_a_new_one() -> None:
    over = TUBE + "until = 2026-11-23\n"
    assert len(read_layer(over + TUBE, "lists.toml", TODAY).add) == 2
    assert problems(over.replace("11-23", "11-24") + TUBE)
