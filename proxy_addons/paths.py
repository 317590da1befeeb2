"""Where a device keeps its state, on each system."""

from pathlib import Path

import platformdirs


def state_directory() -> Path:
    """Return the directory for the certificate authority and the policy: private to the user it runs as."""
    return platformdirs.user_state_path("owntime", appauthor=False)
