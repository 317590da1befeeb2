"""docs/privacy.md and /what-we-count say every field that leaves a device, and no other, in the same words."""

import re
from pathlib import Path

import msgspec
import pytest

from advisory_server.school import School
from school_policy.beside_report import BESIDE_ROWS
from school_policy.count_report import PRIVACY_ROWS, PrivacyRow
from school_policy.policy import Gateway
from tests.advisory_server.pages.site import POLICY, a_site

DOCUMENT = Path(__file__).parents[3] / "docs" / "privacy.md"


def rows_of(document: str, heading: str = "Every field that leaves a device") -> list[PrivacyRow]:
    table = document.partition(f"## {heading}")[2].partition("\n## ")[0]
    return [PrivacyRow(*row) for row in re.findall(r"^\| `(.+?)` \| (.+?) \| (.+?) \|$", table, re.MULTILINE)]


def test_the_document_has_every_row_in_the_same_words() -> None:
    document = DOCUMENT.read_text("utf-8")
    assert rows_of(document) == list(PRIVACY_ROWS)
    assert rows_of(document, "Beside a report") == list(BESIDE_ROWS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| `id` |", "| `number` |"),
        ("| `padding` | Noughts.", "| `padding` | Zeros."),
        ("\n| `week` |", "\n week |"),
    ],
)
def test_a_row_that_is_missing_or_differs_is_found(old: str, new: str) -> None:
    document = DOCUMENT.read_text("utf-8")
    assert old in document
    assert rows_of(document.replace(old, new)) != list(PRIVACY_ROWS)


async def test_a_gateway_is_told_of_where_there_is_one(tmp_path: Path) -> None:
    gateway = Gateway(address="10.0.0.2", clients=("10.0.0.0/16",))
    with_one = School(policy=msgspec.structs.replace(POLICY, gateway=gateway))
    async with a_site(tmp_path / "without") as site:
        assert "At our gateway" not in (await site.get("/what-we-count")).text
    async with a_site(tmp_path / "with", school=with_one) as site:
        assert "It never writes an address down." in (await site.get("/what-we-count")).text


async def test_the_page_has_every_row_in_the_same_words(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        page = await site.get("/what-we-count")
    for row in (*PRIVACY_ROWS, *BESIDE_ROWS):
        assert " ".join(row) in page.text
