"""What the pack says as MEASURED is what is there, and what somebody says is named as such."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from advisory_server.release import NOT_SHOWN, shown
from advisory_server.routes import ROUTES, Who
from owntime.data_protection.access import DIMENSION_WORDS, WHO_WORDS, fewest_in_use, fewest_shown
from owntime.data_protection.dpia import dpia
from owntime.data_protection.length_words import length_words
from owntime.data_protection.record import record
from owntime.data_protection.statement import MAKERS, Basis, Document, Statement, by_the_makers, measured
from proxy_addons.policy_transport import POLICY_PATH
from proxy_addons.sealing import RHYTHM
from school_policy.beside_report import BESIDE_ROWS
from school_policy.count_report import PRIVACY_ROWS, REPORT_BYTES, Dimension
from school_policy.policy import Policy
from school_policy.standing import POLL
from tests.owntime.data_protection.one_of_everything import EVERYTHING, SERVER, UNCOUNTED

Compose = Callable[[Policy], Document]
ROOT = Path(__file__).parents[3]
WHOLE = (dpia(EVERYTHING), record(EVERYTHING), dpia(UNCOUNTED), record(UNCOUNTED))


def statements(*documents: Document) -> list[Statement]:
    return [each for document in documents for part in document.parts for each in part.statements]


def texts(document: Document, basis: Basis) -> str:
    return "\n".join(each.text for each in statements(document) if each.basis is basis)


def is_said(document: Document, words: str) -> bool:
    return words in texts(document, Basis.MEASURED)


both = pytest.mark.parametrize("compose", [dpia, record])


@both
def test_every_field_that_leaves_a_device_is_said_in_its_own_words(compose: Compose) -> None:
    for row in PRIVACY_ROWS:
        assert is_said(compose(EVERYTHING), f"Field {row.field}: {row.meaning} {row.reason}")
    for row in BESIDE_ROWS:
        assert is_said(compose(EVERYTHING), f"Beside the report, {row.field}: {row.meaning} {row.reason}")
    assert not is_said(compose(UNCOUNTED), "Field ")
    assert not is_said(compose(UNCOUNTED), "Beside the report")
    assert is_said(compose(UNCOUNTED), "Nothing is counted, and no report leaves a device")


@both
def test_what_else_leaves_a_device_is_said_as_the_code_does_it(compose: Compose) -> None:
    page = compose(EVERYTHING)
    assert is_said(page, f"Every {length_words(POLL)} a device asks")
    assert is_said(page, f"(GET {POLICY_PATH}): no token")
    assert is_said(page, f"every {length_words(RHYTHM)} (POST /api/v1/reports), {REPORT_BYTES:,} bytes")
    assert is_said(page, SERVER)


def said_of_routes(document: Document) -> set[tuple[Who, str, str]]:
    """Read back who may ask for which address."""
    found = set()
    for who, words in WHO_WORDS.items():
        for line in re.findall(rf"^{re.escape(words)}: (.*)\.$", texts(document, Basis.MEASURED), re.MULTILINE):
            found |= {(who, *address.split(" ", 1)) for address in line.split(", ")}
    return found


@both
def test_every_address_of_the_server_is_said_with_who_may_ask_for_it(compose: Compose) -> None:
    assert set(WHO_WORDS) == set(Who)
    assert said_of_routes(compose(EVERYTHING)) == {
        (who, route.method, route.path) for route in ROUTES for who in route.may
    }
    assert said_of_routes(compose(UNCOUNTED)) == set()


def test_from_how_many_devices_on_a_figure_is_shown_is_asked_of_what_decides_it() -> None:
    assert set(DIMENSION_WORDS) == set(Dimension)
    many = 500
    assert [shown(fewest_shown() - 1, many), shown(many, fewest_in_use() - 1)] == [NOT_SHOWN] * 2
    assert NOT_SHOWN not in {shown(fewest_shown(), many), shown(many, fewest_in_use())}
    assert is_said(dpia(EVERYTHING), f"shown from {fewest_shown()} devices on, as a band: “{shown(10, many)}”")
    assert is_said(dpia(EVERYTHING), "on Monday at 06:00")
    assert is_said(dpia(EVERYTHING), "with working time in 4 of them")


SAID_BY_THE_SCHOOL = (
    "given notice: 7 September 2026",
    "consulted: 7 September 2026",
    "Members of staff: 26",
    "clips",
)


@pytest.mark.parametrize("words", SAID_BY_THE_SCHOOL)
def test_what_the_school_says_is_self_reported_and_never_measured(words: str) -> None:
    page = dpia(EVERYTHING)
    assert words in texts(page, Basis.SELF_REPORTED)
    assert words not in texts(page, Basis.MEASURED)


NAMED = (
    "the Investigatory Powers Act 2016, section 46",
    "Monitoring and Record-keeping Purposes) Regulations 2018",
    "Regulation of Investigatory Powers Act 2000",
    "all reasonable efforts",
    "takes its own advice",
    "Devices are not people",
    "idle devices",
    "reports in transit",
    "guesses better than by chance",
    "It fails where",
    "The log of the school's filter",
    "To object (Article 21)",
    "Transfers to other countries: none",
)


@pytest.mark.parametrize("words", NAMED)
def test_limits_alternatives_rights_and_laws_are_said_by_the_makers_and_never_measured(words: str) -> None:
    page = dpia(EVERYTHING)
    (found,) = [each for each in statements(page) if words in each.text]
    assert (found.basis, found.source.startswith(MAKERS)) == (Basis.SELF_REPORTED, True)


def without_a_source(found: Iterable[Statement]) -> list[str]:
    """Return sources that name a file, heading or constant which is not there."""
    return [each.source for each in found if not _is_there(each.source)]


def _is_there(source: str) -> bool:
    files = [ROOT / path for path in re.findall(r"[\w/-]+\.(?:py|md|toml)", source) if "/" in path]
    if not all(file.exists() for file in files):
        return False
    text = "\n".join(file.read_text("utf-8") for file in files)
    words = re.findall(r"\b[A-Z][A-Z_]{3,}\b", source)
    heading = re.search(r"docs/[\w-]+\.md, (.*)$", source)
    if heading and not re.search(
        rf"(^#+ |\| ){re.escape(heading[1].removeprefix('row '))}( \||$)", text, re.MULTILINE
    ):
        return False
    return all(word in text for word in words) and bool(
        files or re.match(r"school\.toml|the |.*lists\.toml", source)
    )


def test_every_source_is_there() -> None:
    assert without_a_source(statements(*WHOLE)) == []
    assert {each.source.split(",")[0] for each in statements(*WHOLE)} >= {"code", MAKERS}


@pytest.mark.parametrize(
    "source",
    [
        "code, advisory_server/nothing.py",
        "code, advisory_server/settings.py SESSION_FOREVER",
        f"{MAKERS}, docs/privacy.md, Nothing of it",
        f"{MAKERS}, docs/trust.md, row T99",
        "somewhere",
    ],
)
def test_a_source_that_is_not_there_is_found(source: str) -> None:
    assert without_a_source([measured("so", source)]) == [source]


TOO_MUCH = re.compile(r"nobody can |no one can|impossible|anonym|guarantee|proof that nobody|(?<!no )evidence of")


def claims(found: Iterable[Statement]) -> list[str]:
    return [each.text for each in found if TOO_MUCH.search(each.text.lower())]


def test_no_more_is_claimed_than_holds() -> None:
    assert claims(statements(*WHOLE)) == []
    assert len(claims([by_the_makers("It is anonymous.", "x"), by_the_makers("Nobody can ever guess.", "x")])) == 2


@pytest.mark.parametrize("policy", [EVERYTHING, UNCOUNTED], ids=["counted", "uncounted"])
def test_every_part_says_something_and_nothing_is_said_twice(policy: Policy) -> None:
    for compose in (dpia, record):
        document = compose(policy)
        assert all(part.statements or part.to_write for part in document.parts)
        everything = [(part.heading, each.text) for part in document.parts for each in part.statements]
        assert len(set(everything)) == len(everything)
