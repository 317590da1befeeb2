"""Set-up links in the database, by the digests of their tokens: each function a part of one transaction."""

import datetime as dt
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from advisory_server.accounts.role import Role
from advisory_server.settings import SET_UP_LINK_LASTS
from advisory_server.store.accounts import make_account, roles_without_account


class LinkGoneError(ValueError):
    """The link was used, is over, or never was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """What somebody with a link chose."""

    name: str
    password_hash: str = field(repr=False)


def make_link(connection: sqlite3.Connection, digest: bytes, role: Role, now: dt.datetime) -> None:
    """Keep a link that makes one account of this role."""
    ends_at = int((now + SET_UP_LINK_LASTS).timestamp())
    connection.execute("INSERT INTO set_up_links VALUES (?, ?, ?)", (digest, role.value, ends_at))


def make_first_links(
    connection: sqlite3.Connection, digests: Mapping[Role, bytes], now: dt.datetime
) -> list[Role]:
    """Keep a link for each role that no enabled account has, void its older ones, and return those roles."""
    roles = roles_without_account(connection)
    for role in roles:
        connection.execute("DELETE FROM set_up_links WHERE role = ?", (role.value,))
        make_link(connection, digests[role], role, now)
    return roles


def role_of_link(connection: sqlite3.Connection, digest: bytes, now: dt.datetime) -> Role | None:
    """Return the role that the link is for; None if it was used, is over, or never was."""
    row = connection.execute(
        "SELECT role FROM set_up_links WHERE digest = ? AND ends_at > ?", (digest, int(now.timestamp()))
    ).fetchone()
    return None if row is None else Role(row[0])


def use_link(connection: sqlite3.Connection, digest: bytes, newcomer: Newcomer, now: dt.datetime) -> int:
    """Make the account and use the link up, both or neither; return the account's id.

    Raises LinkGoneError and NameTakenError.
    """
    role = role_of_link(connection, digest, now)
    if role is None:
        raise LinkGoneError
    account = make_account(connection, newcomer.name, role, newcomer.password_hash, now)
    connection.execute("DELETE FROM set_up_links WHERE digest = ? OR ends_at <= ?", (digest, int(now.timestamp())))
    return account
