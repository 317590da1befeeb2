"""The tables of devices, counts and releases, and how they came to be."""

from sqlite_utils import Migrations

COUNTING_TABLES = Migrations("counting")
