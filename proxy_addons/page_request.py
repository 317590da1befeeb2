"""Puts a browser's request into the words of the decision: line and headers only, never the body.

Fetch metadata: https://www.w3.org/TR/fetch-metadata/. Nothing here is kept or logged.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from mitmproxy import http

from domain_lists.index import HostIndex
from school_policy.decision import PageRequest, Relation
from school_policy.hostname import Hostname, HostnameError, normalise
from school_policy.platform import Platform

_EMBEDS = frozenset({"iframe", "frame", "embed", "object", "fencedframe"})
_split: Callable[[str], SplitResult] = getattr(urlsplit, "__wrapped__", urlsplit)
"""urlsplit by itself: its cache would keep the last 128 addresses that people came from, for as long as we run."""

_PAGE_METHODS = frozenset({"GET", "HEAD", "POST"})


def read_page_request(request: http.Request, platform: Platform, index: HostIndex) -> PageRequest:
    """Read a request to a site host of the platform."""
    headers = request.headers
    origin = headers.get("origin", "")
    referer = headers.get("referer", "")
    came_from = _relation(referer, platform, index)
    return PageRequest(
        is_websocket=headers.get("upgrade", "").lower() == "websocket",
        is_preflight=request.method == "OPTIONS" and "access-control-request-method" in headers,
        is_prefetch="prefetch" in headers.get("sec-purpose", headers.get("purpose", "")),
        is_safe_or_form=request.method in _PAGE_METHODS,
        from_browser=any(name.lower().startswith("sec-fetch-") for name in headers),
        accepts_html="text/html" in headers.get("accept", ""),
        navigates=headers.get("sec-fetch-mode") == "navigate",
        embeds=headers.get("sec-fetch-dest") in _EMBEDS,
        cross_site=headers.get("sec-fetch-site") == "cross-site",
        from_embed=_is_embed(origin, referer, came_from, platform),
        to_login=matches_any(platform.login_paths, request.path),
        origin=_relation(origin, platform, index),
        referer=came_from,
    )


def matches_any(patterns: tuple[str, ...], path: str) -> bool:
    """Tell whether a path starts with one of the patterns, in which * is the rest of one segment."""
    path = path.partition("?")[0]
    return any(_compiled(pattern).match(path) for pattern in patterns)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("[^/]*".join(re.escape(part) for part in pattern.split("*")))


def _is_embed(origin: str, referer: str, came_from: Relation, platform: Platform) -> bool:
    if _host(origin) in platform.embed_hosts or _host(referer) in platform.embed_hosts:
        return True
    return came_from is Relation.SAME_PLATFORM and matches_any(platform.embed_paths, _path(referer))


def _relation(url: str, platform: Platform, index: HostIndex) -> Relation:
    host = _host(url)
    if host is None:
        return Relation.ABSENT
    listing = index.find(host)
    if listing is None:
        return Relation.UNLISTED
    return Relation.SAME_PLATFORM if listing.platform.id == platform.id else Relation.OTHER_PLATFORM


def _host(url: str) -> Hostname | None:
    try:
        name = _split(url).hostname
        return normalise(name) if name else None
    except (ValueError, HostnameError):
        return None


def _path(url: str) -> str:
    try:
        return _split(url).path
    except ValueError:
        return ""
