"""A port of loopback that nobody listens on just now."""

import socket

from proxy_addons.options import LOOPBACK


def free_port() -> int:
    """Return one; the system gives it to nobody else for a while."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
