"""Check whether this machine trusts the device's authority, as far as that can be found out from here."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from owntime.doctor.case import Case
from owntime.doctor.finding import Finding, fine, look
from proxy_addons.authority import CERTIFICATE_FILE

_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----")
_TRUSTED_ROW = re.compile(r"^(.*?)\s+([a-zA-Z]*C[a-zA-Z]*),\S*,\S*\s*$", re.MULTILINE)
"""A line of `certutil -L` whose first flags hold a C: trusted to issue certificates of servers."""


def trusted(case: Case) -> Iterator[Finding]:
    """Look into the system's store and the user's NSS database."""
    certificate = case.authority / CERTIFICATE_FILE
    try:
        ours = _certificates(certificate.read_text("ascii"))
    except (OSError, UnicodeDecodeError):
        return  # said of the authority
    places = [*_bundle(case), *_databases(case)]
    if not places:
        yield look("could not tell whether this machine trusts it", f"see that browsers trust {certificate}")
        return
    found = [name for name, theirs in places if ours & theirs]
    if found:
        yield fine(f"trusted by {' and '.join(found)}; what a browser keeps by itself is not seen from here")
        return
    looked = " nor in ".join(name for name, _ in places)
    seen = f"not in {looked}; a browser may trust it by policy, which is not seen from here"
    yield look(seen, f"see that browsers trust {certificate}")


def _certificates(text: str) -> set[str]:
    """Return every certificate of a PEM text, as its letters without line ends."""
    return {"".join(found.split()) for found in _CERTIFICATE.findall(text)}


def _bundle(case: Case) -> Iterator[tuple[str, set[str]]]:
    """Yield the system's store; programs that go by OpenSSL read it."""
    for path in case.machine.trust_bundles:
        if path.is_file():
            yield "the system's store", _certificates(path.read_text("utf-8", "replace"))
            return


def _databases(case: Case) -> Iterator[tuple[str, set[str]]]:
    """Yield the NSS databases, where certutil is there to read them."""
    certutil = shutil.which("certutil")
    for path in case.machine.nss_databases:
        if certutil is not None and path.is_dir():
            rows = _TRUSTED_ROW.findall(_told(case, certutil, path))
            texts = (_told(case, certutil, path, "-a", "-n", name) for name, _ in rows)
            yield "the user's NSS database", {each for text in texts for each in _certificates(text)}


def _told(case: Case, certutil: str, database: Path, *more: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 (the program that the system has, and a folder of the user's)
            [certutil, "-L", "-d", f"sql:{database}", *more],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=case.patience_seconds,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
