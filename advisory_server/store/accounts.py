"""Accounts in the database: plain functions, each a part of one transaction (see Store.run)."""

import datetime as dt
import sqlite3
from dataclasses import dataclass, field

from advisory_server.accounts.role import Role
from advisory_server.store.sessions import end_sessions


class NameTakenError(ValueError):
    """An enabled account has this name already."""


class UnknownAccountError(ValueError):
    """No enabled account has this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account, enabled or not."""

    id: int
    name: str
    role: Role
    password_hash: str = field(repr=False)
    disabled: bool


def make_account(
    connection: sqlite3.Connection, name: str, role: Role, password_hash: str, now: dt.datetime
) -> int:
    """Make an account and return its id. Raises NameTakenError."""
    if find_account(connection, name) is not None:
        raise NameTakenError(name)
    values = (name, role.value, password_hash, int(now.timestamp()))
    row = connection.execute(
        "INSERT INTO accounts (name, role, password_hash, made_at) VALUES (?, ?, ?, ?) RETURNING id", values
    ).fetchone()
    return int(row[0])


_COLUMNS = "id, name, role, password_hash, disabled_at IS NOT NULL"


def _account(row: tuple[int, str, str, str, int]) -> Account:
    return Account(id=row[0], name=row[1], role=Role(row[2]), password_hash=row[3], disabled=bool(row[4]))


def find_account(connection: sqlite3.Connection, name: str) -> Account | None:
    """Return the enabled account with this name, in capitals or not."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM accounts WHERE name = ? AND disabled_at IS NULL",  # noqa: S608 (fixed columns)
        (name,),
    ).fetchone()
    return None if row is None else _account(row)


def all_accounts(connection: sqlite3.Connection) -> list[Account]:
    """Return every account, disabled ones too, in the order they were made."""
    return [_account(row) for row in connection.execute(f"SELECT {_COLUMNS} FROM accounts ORDER BY id")]  # noqa: S608


def roles_without_account(connection: sqlite3.Connection) -> list[Role]:
    """Return the roles that no enabled account has."""
    taken = {row[0] for row in connection.execute("SELECT role FROM accounts WHERE disabled_at IS NULL")}
    return [role for role in Role if role.value not in taken]


def keep_hash(connection: sqlite3.Connection, account: int, *, old: str, new: str) -> None:
    """Keep a fresh hash of the same password; sessions go on."""
    connection.execute(
        "UPDATE accounts SET password_hash = ? WHERE id = ? AND password_hash = ?", (new, account, old)
    )


def change_password(connection: sqlite3.Connection, name: str, password_hash: str) -> int:
    """Give an account another password; return how many of its sessions ended with that.

    Raises UnknownAccountError, as do the two below.
    """
    account = _known(connection, name)
    connection.execute("UPDATE accounts SET password_hash = ? WHERE id = ?", (password_hash, account.id))
    return end_sessions(connection, account.id)


def disable_account(connection: sqlite3.Connection, name: str, now: dt.datetime) -> int:
    """Let nobody sign in with the account any more; return how many of its sessions ended with that."""
    account = _known(connection, name)
    connection.execute("UPDATE accounts SET disabled_at = ? WHERE id = ?", (int(now.timestamp()), account.id))
    return end_sessions(connection, account.id)


def sign_out_account(connection: sqlite3.Connection, name: str) -> int:
    """End every session of the account; return how many there were."""
    return end_sessions(connection, _known(connection, name).id)


def _known(connection: sqlite3.Connection, name: str) -> Account:
    account = find_account(connection, name)
    if account is None:
        raise UnknownAccountError(f'there is no account "{name}" that is in use')
    return account
