"""Keeps what passes through the process inside it: no core file, no key log, no host in a log."""

import ctypes
import logging
import sys
from collections.abc import Mapping

_PR_SET_DUMPABLE = 4  # linux/prctl.h
_KEY_LOGS = ("SSLKEYLOGFILE", "MITMPROXY_SSLKEYLOGFILE")


class KeyLogError(ValueError):
    """TLS keys would be written to a file; the proxy does not start."""


def refuse_key_log(environment: Mapping[str, str]) -> None:
    """Raise KeyLogError if the environment asks for TLS keys in a file."""
    for name in _KEY_LOGS:
        if environment.get(name):
            raise KeyLogError(f"{name} is set: TLS keys would be written to a file. Unset it and start again")


def forbid_dumps() -> None:
    """Leave no core file when the process dies, and let no other process of the user read its memory."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 (POSIX only)

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


class OnlyOurs(logging.Filter):
    """Lets our own records through; of all others only where they came from, as their texts name hosts."""

    def filter(self, record: logging.LogRecord) -> bool | logging.LogRecord:
        """Return the record, without its text, arguments and traceback if it is not ours."""
        if record.name.startswith("owntime"):
            return True
        told = logging.makeLogRecord(
            {
                "name": record.name,
                "levelno": record.levelno,
                "levelname": record.levelname,
                "msg": f"{record.levelname.lower()} in {record.name}, line {record.lineno} (text left out)",
            }
        )
        return told if record.levelno >= logging.ERROR else False


def log_to_standard_error() -> None:
    """Log our own records and, of others, that something went wrong; never a host, URL or address."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(OnlyOurs())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("mitmproxy").setLevel(logging.WARNING)
    # Its only errors are ports that cannot be had, which we tell ourselves, and in words.
    logging.getLogger("mitmproxy.addons.proxyserver").setLevel(logging.CRITICAL)
