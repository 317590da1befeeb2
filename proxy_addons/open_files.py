"""How many connections a process may hold: as many as the system lets it, where it has such a limit."""

import sys


def allow_many_connections() -> None:
    """Raise this process's own limit of open files to the one that the system sets; a connection takes two."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 (not there on Windows)

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
