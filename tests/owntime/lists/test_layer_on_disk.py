"""The file of a school's own list: replaced whole or not at all, and nobody's edit is lost."""

import stat
import threading
from pathlib import Path

import pytest

from owntime.lists.layer_on_disk import ChangedOnDiskError, LayerOnDisk


@pytest.fixture
def disk(tmp_path: Path) -> LayerOnDisk:
    return LayerOnDisk(tmp_path / "lists.toml")


def append(disk: LayerOnDisk, line: str) -> None:
    disk.replace(lambda text: text + line, disk.read().digest)


def test_a_file_that_is_not_there_is_empty_and_is_made(disk: LayerOnDisk) -> None:
    assert disk.read().text == ""
    append(disk, "# one\n")
    assert disk.path.read_bytes() == b"# one\n"


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbf# mark\r\n", "# Café\n".encode(), b"# no end"],
    ids=["mark and CRLF", "UTF-8", "no end"],
)
def test_what_was_there_stays_byte_for_byte(disk: LayerOnDisk, content: bytes) -> None:
    disk.path.write_bytes(content)
    append(disk, "!")
    assert disk.path.read_bytes() == content + b"!"


def test_its_rights_stay_and_a_link_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real" / "theirs.toml"
    real.parent.mkdir()
    real.write_bytes(b"")
    real.chmod(0o640)
    link = tmp_path / "lists.toml"
    link.symlink_to(real)
    append(LayerOnDisk(link), "# one\n")
    assert link.is_symlink()
    assert real.read_bytes() == b"# one\n"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_what_somebody_wrote_meanwhile_is_not_overwritten(disk: LayerOnDisk) -> None:
    seen = disk.read().digest
    disk.path.write_bytes(b"# theirs\n")
    with pytest.raises(ChangedOnDiskError):
        disk.replace(lambda _: "# mine\n", seen)
    assert disk.path.read_bytes() == b"# theirs\n"


def test_where_it_cannot_be_written_the_old_one_stays_whole(disk: LayerOnDisk) -> None:
    append(disk, "# one\n")
    disk.path.with_name(".lists.toml.part").mkdir()
    with pytest.raises(OSError, match=r"lists\.toml\.part"):
        append(disk, "# two\n")
    assert disk.path.read_bytes() == b"# one\n"


def test_of_many_who_write_at_once_each_is_kept_or_told(tmp_path: Path) -> None:
    path = tmp_path / "lists.toml"
    told: list[str] = []
    start = threading.Barrier(8, timeout=30)

    def write(number: int) -> None:
        mine = LayerOnDisk(path)  # as another process would have it
        seen = mine.read().digest
        start.wait()
        try:
            mine.replace(lambda text: f"{text}{number}\n", seen)
        except ChangedOnDiskError:
            told.append(f"{number}")

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(path.read_text("utf-8").split()) == 1
    assert {*path.read_text("utf-8").split(), *told} == {str(number) for number in range(8)}
