"""The authority that a running proxy signs with: read at the start, and again once another was activated."""

import datetime as dt
import logging
import time
from collections.abc import Callable
from pathlib import Path

from proxy_addons.authority import KEY_FILE, Authority, AuthorityError, load_authority
from proxy_addons.key_file import LooseRightsError
from school_policy.hostname import Hostname

_log = logging.getLogger("owntime.proxy")


class AuthorityInUse:
    """Says for which hosts the proxy may sign at this moment. A file that is no good leaves the last good one."""

    def __init__(self, directory: Path, real_time: Callable[[], float] = time.time) -> None:
        """Load it; `real_time` gives seconds since the epoch. Raises LooseRightsError or AuthorityError."""
        self._directory = directory
        self._real_time = real_time
        self._read_at = self._written_at()
        self._authority = load_authority(directory)
        self._told_of: Authority | None = None

    def covers(self, host: Hostname) -> bool:
        """Tell whether browsers would accept a certificate for a host: the authority is valid, and permits it."""
        if not self._authority.is_valid(dt.datetime.fromtimestamp(self._real_time(), dt.UTC)):
            self._tell_once()
            return False
        return self._authority.covers(host)

    def newer(self) -> Authority | None:
        """Return another authority that was put in place since, if it is good; `take` it then. For a thread."""
        try:
            if self._written_at() == self._read_at:
                return None
            self._read_at = self._written_at()
            return load_authority(self._directory)
        except (AuthorityError, LooseRightsError, OSError) as problem:
            _log.error("the certificate authority in use stays: %s", problem)
            return None

    def take(self, authority: Authority) -> None:
        """Go by this one from now on."""
        self._authority = authority

    def _written_at(self) -> tuple[int, int]:
        its = (self._directory / KEY_FILE).stat()
        return its.st_mtime_ns, its.st_ino

    def _tell_once(self) -> None:
        if self._told_of is not self._authority:
            self._told_of = self._authority
            _log.error("the certificate authority is out of date: everything passes through until it is renewed")
