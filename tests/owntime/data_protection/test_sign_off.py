"""A sign-off holds all that was said: its digest changes with that, and with that alone."""

import dataclasses
import datetime as dt
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntime.data_protection.dpia import dpia
from owntime.data_protection.kept import statements_of
from owntime.data_protection.kept_on_server import ON_SERVER
from owntime.data_protection.sign_off import (
    SignOffError,
    changes_since,
    digest_of,
    read,
    said_in,
    sign_off,
    write,
)
from owntime.data_protection.statement import Basis, Document, Part, Statement
from tests.owntime.data_protection.one_of_everything import EVERYTHING

WORDS = st.sampled_from(["", "a", "b", "a b"])
STATEMENTS = st.builds(Statement, basis=st.sampled_from(Basis), text=WORDS, source=WORDS)
PARTS = st.builds(
    Part,
    heading=WORDS,
    statements=st.lists(STATEMENTS, max_size=3).map(tuple),
    to_write=st.lists(WORDS, max_size=2).map(tuple),
)
DOCUMENTS = st.builds(
    Document, name=st.just("dpia"), title=WORDS, school=WORDS, parts=st.lists(PARTS, max_size=3).map(tuple)
)
TODAY = dt.date(2026, 11, 23)
ROLE = "Data Protection Officer"


def lines(document: Document) -> set[tuple[str, ...]]:
    """Model: the set of all that is said."""
    said = {
        (part.heading, each.basis, each.text, each.source) for part in document.parts for each in part.statements
    }
    to_write = {(part.heading, "", prompt, "") for part in document.parts for prompt in part.to_write}
    return said | to_write | {("", "", document.title, ""), ("", "", document.school, "")}


@given(DOCUMENTS, DOCUMENTS)
def test_two_documents_have_one_digest_where_they_say_the_same(one: Document, other: Document) -> None:
    same = lines(one) == lines(other)
    assert (digest_of(said_in(one)) == digest_of(said_in(other))) is same
    assert bool(changes_since(sign_off(one, TODAY, ROLE), other)) is not same


@given(DOCUMENTS)
def test_the_order_of_what_is_said_is_no_news(document: Document) -> None:
    turned = msgspec.structs.replace(
        document,
        parts=tuple(
            msgspec.structs.replace(part, statements=part.statements[::-1]) for part in document.parts[::-1]
        ),
    )
    assert digest_of(said_in(turned)) == digest_of(said_in(document))
    assert re.fullmatch("[0-9a-f]{8}", digest_of(said_in(document)))


def test_what_the_code_states_changes_the_digest_too() -> None:
    whole = dpia(EVERYTHING)
    row = ON_SERVER[1]
    (before,), (after,) = statements_of([row]), statements_of([dataclasses.replace(row, how_long="for ever")])
    changed = msgspec.structs.replace(
        whole,
        parts=tuple(
            msgspec.structs.replace(
                part, statements=tuple(after if each == before else each for each in part.statements)
            )
            for part in whole.parts
        ),
    )
    found = changes_since(sign_off(whole, TODAY, ROLE), changed)
    assert [said.text for said in found.gone] == [before.text]
    assert [said.text for said in found.new] == [after.text]


@given(DOCUMENTS)
def test_a_sign_off_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, document: Document
) -> None:
    path = tmp_path_factory.mktemp("signed") / "dpia.json"
    signed = sign_off(document, TODAY, ROLE)
    write(path, signed)
    assert read(path, "dpia") == signed
    assert [each.name for each in path.parent.iterdir()] == [path.name]


DAMAGE = [
    pytest.param(b"", b"{}", "cannot be read", id="empty"),
    pytest.param(b'"format": 1', b'"format": 2', "cannot be read", id="of a newer version"),
    pytest.param(b'"dpia"', b'"record"', 'sign-off of "record"', id="of the other document"),
    pytest.param(b"Hartwell", b"Hartwel", "changed by hand", id="changed by hand"),
    pytest.param(b'"format"', b'"name": "A. Person", "format"', "cannot be read", id="with more than a role"),
]


@pytest.mark.parametrize(("old", "new", "why"), DAMAGE)
def test_a_file_that_is_no_sign_off_of_it_is_refused(tmp_path: Path, old: bytes, new: bytes, why: str) -> None:
    path = tmp_path / "dpia.json"
    write(path, sign_off(dpia(EVERYTHING), TODAY, ROLE))
    path.write_bytes(path.read_bytes().replace(old, new, 1) if old else new)
    with pytest.raises(SignOffError, match=re.escape(why)):
        read(path, "dpia")


def test_nothing_is_signed_off_where_there_is_no_file(tmp_path: Path) -> None:
    assert read(tmp_path / "none.json", "dpia") is None


@pytest.mark.parametrize("role", ["", " DPO", "a\nb", "x" * 61], ids=["none", "space", "lines", "long"])
def test_what_is_no_role_is_refused(role: str) -> None:
    with pytest.raises(SignOffError, match="a role is"):
        sign_off(dpia(EVERYTHING), TODAY, role)
