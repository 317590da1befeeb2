"""The database: the only place of the server that knows SQL."""

import sys


def _import_without_numpy() -> None:
    """Import sqlite_utils as if there were no numpy, which it would import for types of columns that we never use.

    numpy is there for the pictures alone: with it, every start takes 0.2 s and 12 MiB more.
    """
    hidden = "numpy" not in sys.modules
    if hidden:
        sys.modules["numpy"] = None  # type: ignore[assignment] # Python's own way to say that there is none
    try:
        import sqlite_utils  # noqa: F401, PLC0415 (imported here, so that no module of the store does it first)
    finally:
        if hidden:
            del sys.modules["numpy"]


_import_without_numpy()
