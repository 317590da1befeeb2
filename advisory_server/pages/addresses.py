"""School years and days as they stand in addresses; whatever else stands there leads nowhere."""

import datetime as dt
import re

from aiohttp import web

_YEAR = re.compile(r"20\d\d")
_DAY = re.compile(r"20\d\d-\d\d-\d\d")


def year_in(request: web.Request) -> int:
    """Return the school year of an address. Raises HTTPNotFound."""
    return year_of(request.match_info["year"])


def day_in(request: web.Request) -> dt.date:
    """Return the day of an address. Raises HTTPNotFound."""
    return day_of(request.match_info["day"])


def year_of(text: str) -> int:
    """Return a year such as 2026. Raises HTTPNotFound."""
    if not _YEAR.fullmatch(text):
        raise web.HTTPNotFound
    return int(text)


def day_of(text: str) -> dt.date:
    """Return a day such as 2026-11-16. Raises HTTPNotFound."""
    if not _DAY.fullmatch(text):
        raise web.HTTPNotFound
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise web.HTTPNotFound from None
