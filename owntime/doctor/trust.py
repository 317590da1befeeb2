"""Check whether this machine trusts the device's authority, as far as that can be found out from here."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from owntime.doctor.case import Case, Machine
from owntime.doctor.finding import Finding, fine, look
from proxy_addons.authority import CERTIFICATE_FILE

_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----")
_TRUSTED_ROW = re.compile(r"^(.*?)\s+([a-zA-Z]*C[a-zA-Z]*),\S*,\S*\s*$", re.MULTILINE)
"""A line of `certutil -L` whose first flags hold a C: trusted to issue certificates of servers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustSeen:
    """Who trusts a certificate, as far as that can be seen from here."""

    trusted_by: tuple[str, ...] = ()
    looked_in: tuple[str, ...] = ()
    """Empty: nothing could be looked into."""


def trusted(case: Case) -> Iterator[Finding]:
    """Look into the system's store and the user's NSS database."""
    certificate = case.authority / CERTIFICATE_FILE
    if not certificate.is_file():
        return  # said of the authority
    seen = look_for(certificate, case.machine, case.patience_seconds)
    to_do = f"see that browsers trust {certificate}"
    if seen.trusted_by:
        yield fine(
            f"trusted by {' and '.join(seen.trusted_by)}; what a browser keeps by itself is not seen from here"
        )
    elif seen.looked_in:
        looked = " nor in ".join(seen.looked_in)
        yield look(f"not in {looked}; a browser may trust it by policy, which is not seen from here", to_do)
    else:
        yield look("could not tell whether this machine trusts it", to_do)


def look_for(certificate: Path, machine: Machine, patience_seconds: float) -> TrustSeen:
    """Look for a certificate (PEM) in what this machine trusts; nobody trusts a file that cannot be read."""
    try:
        ours = _certificates(certificate.read_text("ascii"))
    except (OSError, UnicodeDecodeError):
        ours = set()
    places = [*_bundle(machine), *_databases(machine, patience_seconds)]
    return TrustSeen(
        trusted_by=tuple(name for name, theirs in places if ours & theirs),
        looked_in=tuple(name for name, _ in places),
    )


def _certificates(text: str) -> set[str]:
    """Return every certificate of a PEM text, as its letters without line ends."""
    return {"".join(found.split()) for found in _CERTIFICATE.findall(text)}


def _bundle(machine: Machine) -> Iterator[tuple[str, set[str]]]:
    """Yield the system's store; programs that go by OpenSSL read it."""
    for path in machine.trust_bundles:
        if path.is_file():
            yield "the system's store", _certificates(path.read_text("utf-8", "replace"))
            return


def _databases(machine: Machine, patience_seconds: float) -> Iterator[tuple[str, set[str]]]:
    """Yield the NSS databases, where certutil is there to read them."""
    certutil = shutil.which("certutil")
    for path in machine.nss_databases:
        if certutil is not None and path.is_dir():
            rows = _TRUSTED_ROW.findall(_told(certutil, path, patience_seconds))
            texts = (_told(certutil, path, patience_seconds, "-a", "-n", name) for name, _ in rows)
            yield "the user's NSS database", {each for text in texts for each in _certificates(text)}


def _told(certutil: str, database: Path, patience_seconds: float, *more: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 (the program that the system has, and a folder of the user's)
            [certutil, "-L", "-d", f"sql:{database}", *more],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=patience_seconds,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
