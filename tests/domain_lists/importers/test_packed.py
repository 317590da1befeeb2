"""Packed files within packed files and folders: one level is read, a deeper one is named."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from domain_lists.importers import ImportedList, NoListError, members, open_path, open_stream, packed, read_lists
from tests.domain_lists.importers.lines import rule_said
from tests.domain_lists.importers.packed import gzipped, tar, xz, zipped

HOSTS = b"0.0.0.0 x.example\n"
MORE = b"0.0.0.0 y.example\n"


def read(data: bytes) -> ImportedList:
    with open_stream(io.BytesIO(data), "list") as container:
        return read_lists(container)


def names(imported: ImportedList) -> list[str]:
    return [rule_said(rule) for rule in imported.names.rules()]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        pytest.param(zipped({"a": HOSTS, "b.gz": gzipped(MORE)}), "b.gz/b", id="a gz in a zip"),
        pytest.param(zipped({"a": HOSTS, "b.xz": xz(MORE)}), "b.xz/b", id="an xz in a zip"),
        pytest.param(zipped({"a": HOSTS, "b.zip": zipped({"c": MORE})}), "b.zip/c", id="a zip in a zip"),
        pytest.param(tar({"a": HOSTS, "b.tar": tar({"c/d": MORE})}), "b.tar/c/d", id="a tar in a tar"),
        pytest.param(tar({"a": HOSTS, "b": tar({"c": MORE}, "w:gz")}, "w:xz"), "b/c", id="a tar.gz in a tar.xz"),
        pytest.param(gzipped(zipped({"a": HOSTS, "b.gz": gzipped(MORE)})), "b.gz/b", id="a gz in a zip in a gz"),
    ],
)
def test_a_packed_file_within_another_is_read_and_its_files_are_named_after_it(data: bytes, name: str) -> None:
    imported = read(data)
    assert names(imported) == ["= x.example", "= y.example"]
    assert [source.name for source in imported.sources] == ["a", name]
    assert imported.not_read == ()


def test_what_is_packed_once_more_is_named_with_the_reason() -> None:
    imported = read(zipped({"a": HOSTS, "b.zip": zipped({"c.gz": gzipped(MORE), "d": MORE})}))
    assert names(imported) == ["= x.example", "= y.example"]
    assert [(file.name, file.reason.partition(":")[0]) for file in imported.not_read] == [
        ("b.zip/c.gz", "it is packed within a packed file within another")
    ]


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(gzipped(MORE)[:-9], id="half a gz"),
        pytest.param(zipped({"c": MORE})[:-30], id="half a zip"),
        pytest.param(gzipped(b""), id="nothing in a gz"),
    ],
)
def test_one_that_is_damaged_or_empty_is_named_and_the_others_are_read(bad: bytes) -> None:
    imported = read(zipped({"a": HOSTS, "bad": bad}))
    assert names(imported) == ["= x.example"]
    assert [file.name.partition("/")[0] for file in imported.not_read] == ["bad"]


def test_in_a_folder_packed_files_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "social_networks.tar.gz").write_bytes(tar({"social_networks/domains": b"y.example\n"}, "w:gz"))
    (tmp_path / "a").write_bytes(HOSTS)
    with open_path(tmp_path) as container:
        imported = read_lists(container)
    assert names(imported) == ["= x.example", "< y.example"]
    assert imported.sources[1].name == "social_networks.tar.gz/social_networks/domains"


@pytest.mark.parametrize("pack", [gzipped, xz, lambda data: zipped({"a": data})], ids=["gz", "xz", "zip"])
def test_a_bomb_within_an_archive_ends_at_the_limit(
    pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "MOST_TEXT_BYTES", 2**20)
    honest = HOSTS * 25_000
    assert read(zipped({"a": HOSTS, "b": pack(honest)})).counts.taken == 25_001
    for bomb in ({"b": pack(honest * 3)}, {str(number): pack(honest) for number in range(3)}):
        with pytest.raises(NoListError, match="more than 1 MiB of text, which is the limit"):
            read(zipped({"a": HOSTS, **bomb}))


@pytest.mark.parametrize("pack", [gzipped, xz], ids=["gz", "xz"])
def test_what_would_be_unpacked_onto_the_disk_is_limited_before_anything_is_read(
    pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "MOST_TEXT_BYTES", 2**20)
    bomb = zipped({"a": HOSTS, "b": pack(HOSTS * 75_000)})
    with pytest.raises(NoListError, match="more than 1 MiB of text"), open_stream(io.BytesIO(bomb), "list"):
        pytest.fail("it was unpacked")


def test_more_files_or_packed_files_than_the_limits_are_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({f"{number}.gz": gzipped(HOSTS) for number in range(5)})
    monkeypatch.setattr(packed, "MOST_PACKED_WITHIN", 3)
    imported = read(data)
    assert [source.name for source in imported.sources] == ["0.gz/0", "1.gz/1", "2.gz/2"]
    assert [file.name for file in imported.not_read] == ["3.gz", "4.gz"]
    monkeypatch.setattr(packed, "MOST_FILES", 4)
    with pytest.raises(NoListError, match="more than 4 files, which is the limit"):
        read(data)


def test_names_within_are_never_paths(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(MORE)
    imported = read(zipped({"../../a.zip": zipped({str(outside): HOSTS, "\x1b[31m": HOSTS})}))
    assert names(imported) == ["= x.example"]
    assert all(source.name.isprintable() for source in imported.sources)
