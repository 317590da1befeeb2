import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from domain_lists.importers import (
    Format,
    ImportedList,
    NoListError,
    Why,
    containers,
    members,
    open_path,
    open_stream,
    read_lists,
    reading,
)
from tests.domain_lists.importers.lines import rule_said
from tests.domain_lists.importers.packed import gzipped, tar, tar_with_header, xz, zipped

HOSTS = b"# Title: Test\n0.0.0.0 x.example\n0.0.0.0 y.example\n"


def read(data: bytes, format_: Format | None = None) -> ImportedList:
    with open_stream(io.BytesIO(data), "list") as container:
        return read_lists(container, format_)


def names(imported: ImportedList) -> list[str]:
    return [rule_said(rule) for rule in imported.names.rules()]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(HOSTS, id="as it is"),
        pytest.param(HOSTS.replace(b"\n", b"\r\n"), id="Windows' line ends"),
        pytest.param(HOSTS.replace(b"\n", b"\r"), id="an old Mac's line ends"),
        pytest.param(HOSTS.removesuffix(b"\n"), id="without a last line end"),
        pytest.param(b"\xef\xbb\xbf" + HOSTS, id="UTF-8 with a mark"),
        pytest.param(HOSTS.decode().encode("utf-16"), id="UTF-16"),
        pytest.param(b"\xfe\xff" + HOSTS.decode().encode("utf-16-be"), id="UTF-16, big endian"),
        pytest.param(gzipped(HOSTS), id="gz"),
        pytest.param(gzipped(HOSTS[:20]) + gzipped(HOSTS[20:]), id="gz in two parts"),
        pytest.param(xz(HOSTS), id="xz"),
        pytest.param(tar({"a/list": HOSTS}), id="tar"),
        pytest.param(tar({"a/list": HOSTS}, "w:gz"), id="tar.gz"),
        pytest.param(tar({"a/list": HOSTS}, "w:xz"), id="tar.xz"),
        pytest.param(zipped({"a/list": HOSTS}), id="zip"),
    ],
)
def test_a_list_is_read_however_it_is_packed_or_encoded(data: bytes) -> None:
    imported = read(data)
    assert names(imported) == ["= x.example", "= y.example"]
    assert (imported.counts.lines, imported.counts.taken, imported.counts.remarks) == (3, 2, 1)
    assert imported.sources[0].title == "Test"


def test_a_source_says_where_names_come_from() -> None:
    data = b"! Title: A list\n! Licence: CC BY 4.0\n! Last modified: 20 Nov 2026\n! Title: Another\n||x.example^\n"
    source = read(data).sources[0]
    assert (source.name, source.format, source.guessed) == ("list", Format.ADBLOCK, True)
    assert (source.title, source.licence, source.dated) == ("A list", "CC BY 4.0", "20 Nov 2026")
    assert (source.sha256, source.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert not read(data, Format.ADBLOCK).sources[0].guessed


REFUSED = [
    ("nothing", b"", "is empty"),
    ("white space", b" \n\n", "is empty"),
    ("a web page", b"\n<!DOCTYPE html>\n<html><body>x.example</body></html>", "is a web page"),
    ("a web page in UTF-16", "<html>x</html>".encode("utf-16"), "is a web page"),
    ("a saved web page", b"<!-- saved from url=(0024)https://x.example -->\n<html>", "is a web page"),
    ("a list of JSON", b'[\n  "x.example",\n  "y.example"\n]\n', "another program's file"),
    ("a table", b"domain,category\nx.example,social\n", "--format"),
    ("UTF-32", "x.example\n".encode("utf-32"), "in UTF-32"),
    ("a PDF", b"%PDF-1.7 x", "another program's file"),
    ("bytes", b"\x7fELF\0\0\0x.example", "is no text"),
    ("prose", b"These are a few\nwords only\n", "--format"),
    ("half a gz", gzipped(HOSTS)[:-12], "damaged"),
    ("half an xz", xz(HOSTS * 50)[:-20], "damaged"),
    ("half a zip", zipped({"a": HOSTS})[:-30], "damaged"),
    ("a broken zip", zipped({"a": HOSTS}).replace(b"PK\x01\x02", b"PK\x01\x09"), "damaged"),
    ("an empty zip", zipped({}), "no file in it"),
    ("an empty tar.gz", tar({}, "w:gz"), "program's own file"),
    ("a tar with a negative size", tar_with_header(b"\xff" * 12, 124), "is empty"),
    ("a tar whose long name is endless", tar_with_header(b"77777777777\0" + b" " * 20 + b"L", 124), "damaged"),
    (
        "pages only",
        zipped({"a": b"<html>", "b": b""}),
        "none of its 2 files is a list; the first is a: this is a web",
    ),
]


@pytest.mark.parametrize(("data", "said"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_no_list_is_refused_in_one_line(data: bytes, said: str) -> None:
    with pytest.raises(NoListError) as caught:
        read(data)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert str(caught.value).isprintable()


def test_an_endless_long_name_is_refused_for_its_length_and_not_for_another_reason() -> None:
    with pytest.raises(NoListError, match="a header claims a length that none has"):
        read(tar_with_header(b"77777777777\0" + b" " * 20 + b"L", 124))


@pytest.mark.parametrize("pack", [gzipped, xz, lambda data: zipped({"a": data})], ids=["gz", "xz", "zip"])
def test_a_bomb_ends_at_the_limit(pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MOST_TEXT_BYTES", 2**20)
    honest = b"0.0.0.0 x.example\n" * 50_000
    assert read(pack(honest)).counts.taken == 50_000
    with pytest.raises(NoListError, match="more than 1 MiB of text, which is the limit"):
        read(pack(honest * 2))


def test_of_several_files_the_one_that_is_damaged_is_named() -> None:
    many = b"".join(b"0.0.0.0 x%d.example\n" % number for number in range(20_000))
    data = bytearray(zipped({"good": HOSTS, "bad": many}))
    data[-1_000] ^= 0xFF
    with pytest.raises(NoListError, match=r"^bad: the file is damaged: "):
        read(bytes(data))


def test_more_lines_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_LINES", 10)
    assert read(b"x.example\n" * 10).counts.lines == 10
    with pytest.raises(NoListError, match="more than 10 lines, which is the limit"):
        read(b"x.example\n" * 11)
    with pytest.raises(NoListError, match="more than 10 lines"):
        read(zipped({"a": b"x.example\n" * 6, "b": b"x.example\n" * 6}))


def test_a_larger_file_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MOST_GIVEN_BYTES", 100)
    with pytest.raises(NoListError, match="larger than"):
        read(b"x.example\n" * 11)


def test_a_line_that_is_too_long_is_wrong_and_the_next_one_is_read() -> None:
    imported = read(b"x.example\n#" + b"y" * 3_000_000 + b"\ny.example\n", Format.PLAIN)
    assert names(imported) == ["= x.example", "= y.example"]
    assert (imported.counts.lines, imported.counts.wrong) == (3, 1)


def test_names_of_archives_are_never_paths(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("z.example\n", "utf-8")
    for data in (
        tar({"../../etc/passwd": HOSTS, "/etc/shadow": HOSTS, str(outside): HOSTS, "a\x1b[31m": HOSTS}),
        zipped({"../../etc/passwd": HOSTS, str(outside): HOSTS, "a\x1b[31m": HOSTS}),
    ):
        imported = read(data)
        assert names(imported) == ["= x.example", "= y.example"]
        assert all(source.name.isprintable() for source in imported.sources)
    assert outside.read_text("utf-8") == "z.example\n"


def test_of_a_folder_each_file_is_read_in_its_own_format_and_what_is_not_read_is_named(tmp_path: Path) -> None:
    social = tmp_path / "social_networks"
    social.mkdir()
    (social / "domains").write_text("x.example\n192.0.2.1\n", "utf-8")
    (social / "urls").write_text("y.example/page\n", "utf-8")
    (social / "expressions").write_text("(tube)\n", "utf-8")
    (social / ".usage").write_text("black\n", "utf-8")
    (tmp_path / "hosts").write_bytes(HOSTS)
    (tmp_path / "more.gz").write_bytes(gzipped(b"0.0.0.0 z.example\n"))
    (tmp_path / "odd.gz").write_bytes(gzipped(HOSTS)[:-9])
    (tmp_path / "LICENSE").write_text("You may do this and that.\n", "utf-8")
    (tmp_path / "link").symlink_to("/etc/hosts")
    (tmp_path / ".git").mkdir()
    with open_path(tmp_path) as container:
        imported = read_lists(container)
    assert {source.name: source.format for source in imported.sources} == {
        "hosts": Format.HOSTS,
        "more.gz/more": Format.HOSTS,
        **dict.fromkeys(
            [f"social_networks/{name}" for name in ("domains", "urls", "expressions", ".usage")], Format.SQUIDGUARD
        ),
    }
    assert names(imported) == ["< x.example", "= y.example", "= z.example"]
    assert {file.name: file.reason.partition(":")[0] for file in imported.not_read} == {
        ".git": "a hidden folder",
        "LICENSE": "no line of it looks like one of a list whose format is known (--format says which it is)",
        "link": "a link or no ordinary file",
        "odd.gz": "the packed file is damaged",
    }
    whys = {why for source in imported.sources for why, _ in source.unsupported}
    assert whys == {Why.IP_ADDRESS, Why.PATH, Why.REGULAR_EXPRESSION}


def test_files_of_bare_names_are_v2flys_where_such_stand_beside_them(tmp_path: Path) -> None:
    (tmp_path / "facebook").write_text("x.example\ninclude:instagram\ninclude:gone\n", "utf-8")
    (tmp_path / "instagram").write_text("y.example\n", "utf-8")
    (tmp_path / "plain.txt").write_text("z.example\n", "utf-8")
    with open_path(tmp_path) as container:
        imported = read_lists(container)
    assert names(imported) == ["< x.example", "< y.example", "= z.example"]
    assert dict(imported.sources[0].unsupported) == {Why.OTHER_FILE: 1}


def test_longer_names_win_over_exceptions_where_all_files_say_so() -> None:
    assert read(b"server=/x.example/#\naddress=/a.x.example/#\n").names.longest_wins
    assert not read(b"@@||x.example^\n||a.x.example^\n").names.longest_wins
    mixed = {"a": b"server=/x.example/#\naddress=/a.x.example/#\n", "b": b"||b.example^\n"}
    assert not read(zipped(mixed)).names.longest_wins


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoListError, match="no file in it"), open_path(tmp_path) as container:
        read_lists(container)
