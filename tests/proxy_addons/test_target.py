from pathlib import Path

import msgspec
import pytest

from proxy_addons.device_token import TOKEN_FILE
from proxy_addons.key_file import write_private
from proxy_addons.target import Target, TargetFile
from school_policy.policy import Counting, Policy
from tests.proxy_addons.sample import POLICY

TOKEN = "c2VjcmV0LXNlY3JldC1zZWNyZXQ"  # noqa: S105 (made up)


def counting(server: str, authority: str = "") -> Policy:
    return msgspec.structs.replace(POLICY, counting=Counting(server=server, authority=authority))


def test_a_server_and_a_token_make_a_target(tmp_path: Path) -> None:
    write_private(tmp_path / TOKEN_FILE, TOKEN.encode())
    read = TargetFile(tmp_path).read

    assert read(counting("https://school")) == Target(server="https://school", token=TOKEN)
    assert read(counting("https://school", "/etc/school.pem")) == Target(
        server="https://school", token=TOKEN, authority=Path("/etc/school.pem")
    )


def test_without_a_server_nothing_is_counted_and_nothing_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert TargetFile(tmp_path).read(counting("")) is None
    assert caplog.text == ""


def test_what_keeps_a_device_from_counting_is_said_once_each_time_it_comes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = TargetFile(tmp_path)
    policy = counting("https://school")
    assert [file.read(policy) for _ in range(3)] == [None] * 3
    assert caplog.text.count("owntime device add") == 1

    write_private(tmp_path / TOKEN_FILE, TOKEN.encode())
    assert file.read(policy) is not None
    (tmp_path / TOKEN_FILE).unlink()
    assert file.read(policy) is None
    assert caplog.text.count("owntime device add") == 2
