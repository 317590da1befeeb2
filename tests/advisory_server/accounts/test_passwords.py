from collections.abc import AsyncIterator

import pytest
from argon2 import PasswordHasher, extract_parameters

from advisory_server.accounts.passwords import Checked, Passwords, hash_password

LONG = "long password " * 9
"""126 characters: the hash must hold all of them."""


@pytest.fixture
async def passwords() -> AsyncIterator[Passwords]:
    it = Passwords()
    yield it
    it.close()


async def test_a_hash_is_argon2id_with_19_mib_and_two_passes_and_a_salt_of_its_own(passwords: Passwords) -> None:
    first, second = [await passwords.hash("green kettle on monday") for _ in range(2)]
    parameters = extract_parameters(first)

    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert (parameters.hash_len, parameters.salt_len) == (32, 16)
    assert first != second


@pytest.mark.parametrize(
    ("kept", "typed", "right"),
    [
        pytest.param("green kettle on monday", "green kettle on monday", True, id="the same"),
        pytest.param("green kettle on monday", "Green kettle on monday", False, id="a capital"),
        pytest.param("green kettle on monday", "green kettle on monday ", False, id="a space more"),
        pytest.param(LONG, LONG[:-1], False, id="the last of 126 characters counts"),
        pytest.param("caf\u00e9 au lait 12", "cafe\u0301 au lait 12", True, id="an accent in two ways"),
        pytest.param("green\0kettle on monday", "green\0another on tuesday", False, id="behind a NUL"),
        pytest.param("green kettle on monday", "", False, id="nothing"),
    ],
)
async def test_a_password_is_checked_whole(passwords: Passwords, kept: str, typed: str, *, right: bool) -> None:
    assert await passwords.check(hash_password(kept), typed) == Checked(right=right)


async def test_nothing_is_right_for_nobody(passwords: Passwords) -> None:
    assert await passwords.check(None, "green kettle on monday") == Checked(right=False)


async def test_a_hash_that_is_damaged_is_never_right(passwords: Passwords) -> None:
    assert await passwords.check("$argon2id$v=19$damaged", "x") == Checked(right=False)
    assert await passwords.check("x", "x") == Checked(right=False)


async def test_a_hash_with_other_parameters_comes_back_fresh_and_out_of_sight(passwords: Passwords) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("green kettle on monday")

    checked = await passwords.check(weak, "green kettle on monday")
    assert checked.right
    assert checked.fresh_hash is not None
    assert await passwords.check(checked.fresh_hash, "green kettle on monday") == Checked(right=True)
    assert checked.fresh_hash not in repr(checked)
    assert await passwords.check(weak, "another") == Checked(right=False)
