import os
from pathlib import Path

import msgspec
import pytest

from proxy_addons.policy_file import PolicyFile, UnknownGroupError
from school_policy.policy import Policy
from school_policy.policy_document import PolicyDocumentError, encode
from school_policy.vocabulary import GroupId
from tests.proxy_addons.catalogues import compiled, put
from tests.proxy_addons.sample import OFFICE, POLICY, TEACHING


class Document:
    """A policy document whose every writing has a modification time of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._written = 0
        self.write(encode(POLICY))

    def write(self, content: bytes) -> None:
        self._written += 1
        self.path.write_bytes(content)
        os.utime(self.path, (self._written, self._written))


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return Document(tmp_path / "policy.json")


def in_other_colours(policy: Policy = POLICY) -> Policy:
    return msgspec.structs.replace(policy, school=msgspec.structs.replace(policy.school, colour="#123456"))


def test_a_changed_document_is_read_once(document: Document) -> None:
    file = PolicyFile(document.path, [TEACHING])
    assert file.read()[0].policy == POLICY
    assert file.changed() == ()
    document.write(encode(in_other_colours()))
    (changed,) = file.changed()
    assert changed.policy == in_other_colours()
    assert file.changed() == ()


def renamed(**school: str) -> bytes:
    return encode(msgspec.structs.replace(POLICY, school=msgspec.structs.replace(POLICY.school, **school)))


BAD = {
    "empty": b"",
    "cut short": encode(POLICY)[:-1],
    "no JSON": b"\xff\xfe",
    "another thing": b"[1, 2]",
    "an unknown field": encode(POLICY)[:-1] + b',"x":1}',
    "a host out of form": encode(POLICY).replace(b'"fbcdn.net"', b'"FBCDN.net."'),
    "too large": b" " * (4 * 1024 * 1024 + 1),
    "an unknown zone": renamed(zone="Europe/Ashover"),
    "a zone that is a path": renamed(zone="/etc/passwd"),
    "a group less": encode(msgspec.structs.replace(POLICY, groups=POLICY.groups[1:])),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_document_leaves_the_last_good_one_and_is_told_once(
    document: Document, bad: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    file = PolicyFile(document.path, [TEACHING])
    file.read()
    document.write(bad)
    assert [file.changed() for _ in range(3)] == [(), (), ()]
    assert [message.partition(":")[0] for message in caplog.messages] == ["the last good policy stays in force"]
    document.write(encode(in_other_colours()))
    assert file.changed()


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_at_the_start_a_bad_document_is_an_expected_error(document: Document, bad: bytes) -> None:
    document.write(bad)
    with pytest.raises((PolicyDocumentError, UnknownGroupError)):
        PolicyFile(document.path, [TEACHING]).read()


def test_a_document_that_is_gone_leaves_the_last_good_one(document: Document) -> None:
    file = PolicyFile(document.path, [TEACHING])
    file.read()
    document.path.unlink()
    assert file.changed() == ()


def test_an_unknown_group_is_told_with_those_there_are(document: Document) -> None:
    with pytest.raises(UnknownGroupError, match='no group "kitchen"; it has: teaching, office'):
        PolicyFile(document.path, [GroupId("kitchen")]).read()


def test_the_groups_that_are_wanted_share_one_index(document: Document) -> None:
    teaching, office = PolicyFile(document.path, [TEACHING, OFFICE]).read()
    assert (teaching.group.id, office.group.id) == (TEACHING, OFFICE)
    assert teaching.index is office.index


def test_a_gateway_takes_all_the_groups_there_are(document: Document) -> None:
    assert [in_force.group.id for in_force in PolicyFile(document.path).read()] == [TEACHING, OFFICE]


def test_a_schools_own_catalogue_is_read_with_the_policy_and_never_later(
    document: Document, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = put(tmp_path / "locale", "pl", compiled({"Go back": "Wróć"}))
    document.write(renamed(language="pl", translations=str(tmp_path / "locale")))
    in_force = PolicyFile(document.path).read()[0]
    assert f"a translation of the reminder: {file}: no translation of" in caplog.text
    file.unlink()
    assert in_force.languages.own.words.gettext("Go back") == "Wróć"
    assert in_force.languages.best("pl").tag == "pl"


@pytest.mark.parametrize("content", [b"", compiled({"Go back": "Wróć"})[:-1]], ids=["empty", "cut short"])
def test_a_broken_catalogue_is_told_and_the_policy_is_in_force(
    document: Document, tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    put(tmp_path / "locale", "pl", content)
    document.write(renamed(language="pl", translations=str(tmp_path / "locale")))
    in_force = PolicyFile(document.path).read()[0]
    assert in_force.languages.own.tag == "en-GB"
    assert "this is no catalogue" in caplog.text
    assert 'there is no catalogue for the language "pl"; there are: cy, en' in caplog.text


def test_a_catalogue_that_is_compiled_again_is_in_force_without_a_change_of_the_document(
    document: Document, tmp_path: Path
) -> None:
    catalogue = put(tmp_path / "locale", "pl", compiled({"Go back": "Wróć"}))
    document.write(renamed(language="pl", translations=str(tmp_path / "locale")))
    file = PolicyFile(document.path)
    file.read()
    assert file.changed() == ()
    catalogue.write_bytes(compiled({"Go back": "Wracaj"}))
    os.utime(catalogue, (1, 1))
    (changed, *_) = file.changed()
    assert changed.languages.own.words.gettext("Go back") == "Wracaj"
    assert file.changed() == ()
    catalogue.unlink()
    (changed, *_) = file.changed()
    assert changed.languages.own.tag == "en-GB"
