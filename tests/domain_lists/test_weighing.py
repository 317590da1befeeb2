import datetime as dt
from pathlib import Path

import msgspec
import pytest

from domain_lists.catalogue import Catalogue, load_catalogue
from domain_lists.list_check import check_published
from domain_lists.weighing import weigh, weigh_files
from school_policy.hostname import Hostname
from school_policy.platform import HostRule
from school_policy.vocabulary import HostKind
from tests.domain_lists.layered_samples import SAID, SHIPPED

TODAY = dt.date(2026, 11, 23)
TEACHING = "www.education.ie"
ADDITION = '[[add]]\nplatform = "youtube"\nsites = ["{}"]\n' + SAID


def layer(folder: Path, text: str) -> Path:
    path = folder / "lists.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_lists_weigh_nothing() -> None:
    weighing = weigh_files(None, None, TODAY, None)
    assert (weighing.errors, weighing.precious, weighing.with_shipped) == ((), (), True)
    assert weighing.change is not None
    assert weighing.change.sides == ()


@pytest.mark.parametrize(
    ("before", "precious"),
    [
        pytest.param(None, [TEACHING], id="with the shipped lists"),
        pytest.param(SHIPPED, [TEACHING], id="with a version that does not catch it"),
    ],
)
def test_an_addition_that_catches_a_teaching_host_is_precious(
    tmp_path: Path, before: Catalogue | None, precious: list[str]
) -> None:
    weighing = weigh_files(None, layer(tmp_path, ADDITION.format(TEACHING)), TODAY, before)
    assert weighing.errors == ()
    assert [each.host for each in weighing.precious] == precious


def test_what_the_version_in_force_catches_already_is_precious_no_more(tmp_path: Path) -> None:
    path = layer(tmp_path, ADDITION.format(TEACHING))
    rule = HostRule(host=Hostname(TEACHING), kind=HostKind.SITE)
    tube = msgspec.structs.replace(SHIPPED.platforms[0], hosts=(rule,))
    before = msgspec.structs.replace(SHIPPED, platforms=(tube,))
    assert weigh_files(None, path, TODAY, before).precious == ()


def test_with_an_error_there_is_nothing_to_compare_and_each_line_is_told(tmp_path: Path) -> None:
    path = layer(tmp_path, ADDITION.format("co.uk") + ADDITION.format("github.io"))
    weighing = weigh_files(None, path, TODAY, None)
    assert weighing.change is None
    assert [line.partition(" is a ")[0] for line in weighing.errors] == [
        f"{path}:3: co.uk",
        f"{path}:9: github.io",
    ]


def test_lists_of_an_earlier_version_are_looked_at_without_their_files() -> None:
    rule = HostRule(host=Hostname("co.uk"), kind=HostKind.SITE)
    bad = msgspec.structs.replace(SHIPPED.platforms[0], hosts=(rule,))
    lists = msgspec.structs.replace(SHIPPED, platforms=(bad,))
    (told,) = weigh(check_published(lists, "version 3"), lists, SHIPPED).errors
    assert told.startswith("version 3: co.uk is a public suffix: ")
    assert check_published(load_catalogue(), "version 4").errors == ()
