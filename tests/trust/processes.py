"""At which addresses a process listens or waits for datagrams (Linux: /proc)."""

from pathlib import Path

LISTENS, WAITS = "0A", "07"
"""TCP_LISTEN, and TCP_CLOSE, which for UDP means bound and waiting (linux/net/tcp_states.h)."""


def addresses_of(pid: int, tables: tuple[str, ...], state: str) -> set[str]:
    """Return the local addresses (hexadecimal, as the kernel writes them) of a process's sockets in a state."""
    links = [link.readlink().name for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()]
    inodes = {name.removeprefix("socket:[").removesuffix("]") for name in links if name.startswith("socket:[")}
    found = set()
    for table in tables:
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, local, _, its_state, *rest = line.split()
            if its_state == state and rest[5] in inodes:
                found.add(local.partition(":")[0])
    return found


def listening(pid: int) -> set[str]:
    """Return the addresses at which a process listens for connections."""
    return addresses_of(pid, ("tcp", "tcp6"), LISTENS)


def waiting_for_datagrams(pid: int) -> set[str]:
    """Return the addresses at which a process could be spoken to by UDP, as HTTP/3 does."""
    return addresses_of(pid, ("udp", "udp6"), WAITS)
