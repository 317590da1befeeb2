from pathlib import Path

import pytest

from proxy_addons.device_token import TOKEN_FILE, TokenError, read_token

TOKEN = "c2VjcmV0LXNlY3JldC1zZWNyZXQ"  # noqa: S105 (made up)


def write(state: Path, content: bytes, mode: int = 0o600) -> Path:
    path = state / TOKEN_FILE
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("content", [TOKEN, f"{TOKEN}\n", f"  {TOKEN}\r\n", "a" * 20, "-_" * 50])
def test_a_token_is_read(content: str, tmp_path: Path) -> None:
    write(tmp_path, content.encode())

    assert read_token(tmp_path) == content.strip()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"a" * 19,
        b"a" * 101,
        f"{TOKEN} {TOKEN}".encode(),
        f"{TOKEN}\n{TOKEN}".encode(),
        b"\xff" * 30,
        f"{TOKEN}é".encode(),
        f"{TOKEN};".encode(),
    ],
    ids=repr,
)
def test_what_is_no_token_is_refused_and_not_repeated(content: bytes, tmp_path: Path) -> None:
    path = write(tmp_path, content)
    with pytest.raises(TokenError, match="holds no token; put into it what `owntime device add` says") as problem:
        read_token(tmp_path)

    assert str(path) in str(problem.value)
    assert TOKEN not in str(problem.value)
    assert problem.value.__cause__ is None


def test_without_a_token_it_says_where_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(TokenError, match="run `owntime device add` on the server") as problem:
        read_token(tmp_path)

    assert str(tmp_path / TOKEN_FILE) in str(problem.value)


def test_a_token_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, TOKEN.encode(), 0o640)
    with pytest.raises(TokenError, match=f"mend it with: chmod 600 {path}"):
        read_token(tmp_path)


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    (tmp_path / TOKEN_FILE).mkdir(mode=0o700)
    with pytest.raises(TokenError, match="cannot be read: Is a directory"):
        read_token(tmp_path)
