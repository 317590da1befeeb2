"""What a device says beside a report: whatever comes is read, and nothing that comes can fail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_policy.beside_report import (
    BESIDE_ROWS,
    GROUPS_HEADER,
    NOT_SAID,
    VERSION_HEADER,
    DeviceState,
    headers_of,
    read_headers,
)
from school_policy.vocabulary import GroupId

TEACHING, OFFICE = GroupId("teaching"), GroupId("office")
KNOWN = (TEACHING, OFFICE, GroupId("site-team"))

ids = st.from_regex(r"[a-z0-9][a-z0-9-]{0,12}", fullmatch=True).map(GroupId)


def read(version: str | None = None, groups: str | None = None) -> DeviceState:
    return read_headers([] if version is None else [version], [] if groups is None else [groups], KNOWN)


def test_an_older_device_says_nothing() -> None:
    assert read() == NOT_SAID


@pytest.mark.parametrize(("said", "version"), [("1", 1), ("13", 13), ("999999999", 999_999_999)])
def test_a_version_is_its_number(said: str, version: int) -> None:
    assert read(version=said).version == version


@pytest.mark.parametrize(
    "said",
    [
        *("", " ", "0", "00", "013", "-1", "+1", "1.0", "1e3", "0x1f", "1_000", " 13", "13 ", "13,14"),
        *("1000000000", "9" * 400, "9" * 7_000, "None", "latest", "Infinity", "NaN", "thirteen"),
        *("\uff11\uff13", "\u0661", "\u00b2", "1\x00", "1\x07", "\t1", "1\n", "\udcff", "'; DROP TABLE contact"),
    ],
    ids=lambda said: repr(said[:20]),
)
def test_what_is_no_version_is_not_said_and_the_groups_are_read_all_the_same(said: str) -> None:
    assert read(said, "teaching") == DeviceState(groups=(TEACHING,))


def test_what_is_said_twice_is_not_said() -> None:
    assert read_headers(["13", "13"], ["teaching", "office"], KNOWN) == NOT_SAID


@pytest.mark.parametrize(
    ("said", "groups"),
    [
        pytest.param("teaching", (TEACHING,), id="one"),
        pytest.param("teaching,office", (OFFICE, TEACHING), id="two, sorted"),
        pytest.param(" teaching ,\toffice ", (OFFICE, TEACHING), id="spaces around"),
        pytest.param("teaching, teaching", (TEACHING,), id="one twice"),
        pytest.param("teaching, governors", (TEACHING,), id="one that the school does not know"),
        pytest.param(",,teaching,,", (TEACHING,), id="empty places"),
    ],
)
def test_groups_are_those_that_the_school_knows(said: str, groups: tuple[GroupId, ...]) -> None:
    assert read(groups=said).groups == groups


@pytest.mark.parametrize(
    "said",
    [
        *(
            "",
            ",",
            "governors",
            "Teaching",
            "teach",
            "teachingx",
            "teaching\x00",
            "teaching\x07",
            "teaching;office",
        ),
        *("teaching office", "teaching\n", "<b>teaching</b>", "\udcffteaching", "*", "teaching," + "x" * 2_000),
    ],
    ids=lambda said: repr(said[:20]),
)
def test_what_is_no_group_of_the_school_is_not_said_and_the_version_is_read_all_the_same(said: str) -> None:
    assert read("13", said) == DeviceState(version=13)


@given(st.text(), st.text(), st.sets(ids))
def test_whatever_comes_only_numbers_and_known_groups_are_read(
    version: str, groups: str, known: set[GroupId]
) -> None:
    read = read_headers([version], [groups], known)
    assert read.version is None or str(read.version) == version
    assert set(read.groups) <= known


@given(st.none() | st.integers(1, 999_999_999), st.frozensets(ids, max_size=20), st.frozensets(ids))
def test_what_is_said_is_what_is_read(
    version: int | None, groups: frozenset[GroupId], others: frozenset[GroupId]
) -> None:
    state = DeviceState(version=version, groups=tuple(sorted(groups)))
    headers = headers_of(DeviceState(version=version, groups=tuple(groups)))
    versions, named = ([headers[name]] if name in headers else [] for name in (VERSION_HEADER, GROUPS_HEADER))
    assert read_headers(versions, named, groups | others) == state
    assert all(value.isascii() and value.isprintable() for value in headers.values())


def test_what_could_not_be_sent_is_left_out() -> None:
    odd = (GroupId("teaching\r\nX: y"), GroupId("Büro"), GroupId(""), OFFICE)
    many = tuple(GroupId(f"group-{number}") for number in range(1_000))

    assert headers_of(NOT_SAID) == {}
    assert headers_of(DeviceState(version=13, groups=odd)) == {VERSION_HEADER: "13", GROUPS_HEADER: "office"}
    assert headers_of(DeviceState(version=13, groups=many)) == {VERSION_HEADER: "13"}


def test_each_header_is_explained() -> None:
    said = headers_of(DeviceState(version=13, groups=(OFFICE,)))
    assert [row.field for row in BESIDE_ROWS] == ["Authorization", *said]
    assert all(row.meaning and row.reason for row in BESIDE_ROWS)
