"""The school's own PAC, which ours wraps: a file or a web address; the last good text is kept on disk."""

import http.client
import logging
import urllib.error
import urllib.request
from pathlib import Path

from proxy_addons.key_file import keep_private

_log = logging.getLogger("owntime.device")

_PATIENCE_SECONDS = 10
_MOST_BYTES = 1024 * 1024


class SchoolPacError(ValueError):
    """The PAC to wrap cannot be had; the message says why."""


def read_school_pac(place: str, last_good: Path) -> str:
    """Return the text of the PAC at `place` ("" where there is none), or the last good one.

    Raises SchoolPacError where there is neither: a PAC without the school's would lead round its filter.
    """
    if not place:
        return ""
    try:
        text = fetch_school_pac(place)
    except (OSError, ValueError, http.client.HTTPException) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        if last_good.exists():
            return last_good.read_text("utf-8")
        raise SchoolPacError(f"[upstream] pac: {place} cannot be read: {error}") from error
    _keep(last_good, text)
    return text


def _keep(last_good: Path, text: str) -> None:
    """Keep it whole, or keep the older one: half a PAC, or an empty one, would lead round the filter."""
    try:
        keep_private(last_good, text.encode())
    except OSError as problem:
        _log.warning("the school's PAC is in use, and could not be kept for later: %s", problem.strerror)


def fetch_school_pac(place: str, patience_seconds: float = _PATIENCE_SECONDS) -> str:
    """Return the text that is at `place` now. Raises OSError, ValueError or HTTPException."""
    if place.startswith(("http://", "https://")):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a PAC is fetched without a proxy
        with opener.open(place, timeout=patience_seconds) as answer:
            content = answer.read(_MOST_BYTES + 1)
            if len(content) > _MOST_BYTES or answer.length:
                raise ValueError(f"it is longer than {_MOST_BYTES} bytes, or came only in part")
            text = str(content, "utf-8")
    else:
        text = Path(place).read_text("utf-8")
    if "FindProxyForURL" not in text:
        raise ValueError("it has no function FindProxyForURL")
    return text
