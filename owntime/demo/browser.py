"""The ready-made browser of the demo: a throw-away home with its own trust; nobody's own browser is touched.

For Linux, where Chromium keeps its local trust in the home folder.
"""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

_PACKAGES = {"chromium": "chromium", "certutil": "libnss3-tools"}
"""The programs that the ready-made browser needs, and the Debian package of each."""

_QUIET_FLAGS = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-quic",  # HTTP/3 would not go through a proxy
    "--disable-background-networking",  # nothing that nobody asked for
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-breakpad",
    "--no-pings",
    "--password-store=basic",  # no question about a key ring
)


class BrowserHome:
    """A HOME folder made anew, whose NSS database trusts the given authorities and no other local one.

    Chromium on Linux reads its local trust from `$HOME/.pki/nssdb`. Close it, or use it in a `with`.
    """

    def __init__(self, certificates: Iterable[bytes]) -> None:
        """Make the folder and trust each certificate (PEM); raises CalledProcessError if certutil fails."""
        # Chromium's last helpers may still write while the folder goes.
        self._folder = tempfile.TemporaryDirectory(prefix="owntime-browser-", ignore_cleanup_errors=True)
        self.path = Path(self._folder.name)
        try:
            trust(self.path / ".pki" / "nssdb", certificates)
        except BaseException:
            self._folder.cleanup()
            raise

    def close(self) -> None:
        """Remove the folder and everything in it."""
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def trust(database: Path, certificates: Iterable[bytes]) -> None:
    """Make an NSS database without a password that trusts each certificate (PEM) to vouch for web sites."""
    database.mkdir(parents=True, exist_ok=True)
    where = ["-d", f"sql:{database}"]
    _certutil([*where, "-N", "--empty-password"])
    for number, certificate in enumerate(certificates, start=1):
        _certutil([*where, "-A", "-t", "C,,", "-n", f"Own Time demo {number}"], certificate)


def chromium_command(home: BrowserHome, pac_url: str, url: str) -> list[str]:
    """Return the command that opens the URL in a Chromium of that home, steered by the PAC."""
    return [
        "env",
        f"HOME={home.path}",
        "chromium",
        f"--user-data-dir={home.path / 'chromium'}",
        f"--proxy-pac-url={pac_url}",
        *_QUIET_FLAGS,
        *(["--no-sandbox"] if os.geteuid() == 0 else []),  # Chromium refuses to start as root otherwise
        url,
    ]


def shell_line(home: BrowserHome, pac_url: str, url: str) -> str:
    """Return the command as one line to copy into a terminal."""
    _env, _home, *chromium = chromium_command(home, pac_url, url)
    return f"HOME={shlex.quote(str(home.path))} {shlex.join(chromium)}"


def missing_programs() -> list[str]:
    """Name the programs that the ready-made browser needs and that are not here."""
    return [program for program in _PACKAGES if shutil.which(program) is None]


def installation_line(missing: Iterable[str]) -> str:
    """Return the line that installs the missing programs on Debian and its kin."""
    return "sudo apt-get install " + " ".join(_PACKAGES[program] for program in missing)


def _certutil(arguments: list[str], certificate: bytes | None = None) -> None:
    subprocess.run(  # noqa: S603 - the arguments are ours
        [shutil.which("certutil") or "certutil", *arguments],
        input=certificate,
        check=True,
        capture_output=True,
    )
