"""The tables of accounts and sessions, and how they came to be."""

from sqlite_utils import Migrations

ACCOUNT_TABLES = Migrations("accounts")
