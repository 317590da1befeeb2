"""Where the server's figures are measured: never in memory."""

from pathlib import Path

import pytest

from bench.disk import Disk, choose_disk, find_disk, kind_of

MOUNTS = r"""/dev/vda / ext4 rw,relatime 0 0
tmpfs /tmp tmpfs rw,nosuid 0 0
/dev/vdb /tmp/scratch xfs rw 0 0
/dev/vdc /srv/two\040words btrfs rw 0 0
tmpfs /run/over tmpfs rw 0 0
/dev/vdd /run/over ext3 rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        pytest.param("/var/tmp", "ext4", id="of the root"),  # noqa: S108
        pytest.param("/tmp", "tmpfs", id="a mount point itself"),  # noqa: S108
        pytest.param("/tmp/a/b", "tmpfs", id="below a mount point"),  # noqa: S108
        pytest.param("/tmp/scratch/a", "xfs", id="the nearest mount point counts"),  # noqa: S108
        pytest.param("/tmpfiles", "ext4", id="a name that only begins like a mount point's"),  # noqa: S108
        pytest.param("/srv/two words/a", "btrfs", id="a space, as the kernel writes it"),
        pytest.param("/run/over/a", "ext3", id="what was mounted last on the same point"),
    ],
)
def test_a_folder_is_on_the_file_system_of_its_nearest_mount_point(folder: str, kind: str) -> None:
    assert kind_of(Path(folder), MOUNTS) == kind


@pytest.mark.parametrize(
    ("first", "chosen"),
    [
        pytest.param("/home/it", "/home/it (ext4)", id="on a disk"),
        pytest.param("/tmp", "/var/tmp (ext4)", id="in memory"),  # noqa: S108
    ],
)
def test_a_folder_in_memory_is_passed_over(first: str, chosen: str) -> None:
    assert str(choose_disk(Path(first), Path("/var/tmp"), MOUNTS)) == chosen  # noqa: S108


def test_this_machine_has_such_a_folder() -> None:
    found = find_disk()
    assert isinstance(found, Disk)
    assert found.folder.is_dir()
    assert found.kind not in {"tmpfs", "unknown"}
