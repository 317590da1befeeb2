"""Who types a command on the server, for the audit: commands know no accounts."""

import getpass
import os


def typed_by() -> str:
    """Return who types, such as "command line, alice": who logged in to the machine, also where `sudo` is used."""
    return f"command line, {_user()}"


def _user() -> str:
    try:
        return os.getlogin()
    except OSError:  # no log-in, as in a timer or a container
        return process_user()


def process_user() -> str:
    """Return the name of the user that this runs as."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "unknown"
