"""The host that somebody asks about: typed by itself, or within a URL. Nothing else of a URL is read."""

import re
from urllib.parse import urlsplit

from school_policy.hostname import Hostname, HostnameError, normalise


def asked_host(text: str) -> Hostname:
    """Return the host in its normal form. Raises HostnameError, in words for whoever typed it."""
    try:
        return normalise(_host_of(text.strip()))
    except HostnameError:
        raise
    except ValueError:  # urlsplit's: a bracket that is not closed
        raise HostnameError(f"{text!r} is no host and no URL with a host") from None


def _host_of(text: str) -> str:
    if "://" in text:
        return urlsplit(text).netloc.rpartition("@")[2]
    return re.split(r"[/?#]", text, maxsplit=1)[0]
