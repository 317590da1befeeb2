"""What single values of a `school.toml` mean, each checked by itself, whatever else is wrong."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_LONGEST_OWN_TIME = 60  # minutes; beyond that it is no longer "now"
_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def _zone_problem(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f'"{text}" is no time zone; write it as "Europe/London"'
    return ""


def _colour_problem(text: str) -> str:
    right = re.fullmatch(r"#[0-9a-fA-F]{6}", text)
    return "" if right else f'"{text}" is no colour; write it as "#1d4e89"'


def _staff_problem(number: int) -> str:
    return "" if number >= 1 else "a school has at least one member of staff"


def _language_problem(text: str) -> str:
    right = re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text)
    return "" if right else f'"{text}" is no language; write it as "en" or "cy"'


def _translations_problem(text: str) -> str:
    right = not text or re.match(r"/|[A-Za-z]:[\\/]", text)
    return "" if right else f'"{text}" is no folder written from its root, such as "/etc/owntime/locale"'


def _cap_problem(number: int) -> str:
    return "" if number >= 0 else "a cap is 0 (none) or more"


def _own_time_problem(minutes: int) -> str:
    return "" if 1 <= minutes <= _LONGEST_OWN_TIME else f"own time now lasts 1 to {_LONGEST_OWN_TIME} minutes"


def _digest_problem(text: str) -> str:
    right = not text or re.fullmatch(r"[0-9a-f]{8}", text)
    return "" if right else f'"{text}" is no such line as the foot of the notice has: "a1b2c3d4"'


def _forward_problem(text: str) -> str:
    if text == "direct" or _is_proxy(text):
        return ""
    return f'"{text}" is neither "direct" nor a proxy such as "http://filter.school:3128"'


def _server_problem(text: str) -> str:
    return "" if not text or _is_server(text) else f'"{text}" is no server such as "https://owntime.school:8480"'


def _key_problem(text: str) -> str:
    right = not text or re.fullmatch(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=", text)
    return "" if right else f'"{text}" is no key such as "owntime lists publish --key" prints on the server'


def web_address_problem(text: str) -> str:
    """Return what is wrong with a page's address, or nothing."""
    return "" if _is_web_address(text) else f'"{text}" is no web address'


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("https", "http") and bool(parts.hostname) and not re.search(r"\s", text)
    except ValueError:
        return False


def _is_server(text: str) -> bool:
    """Tell whether this is https://host and nothing beside; http only on this machine, as a token goes with it."""
    try:
        parts = urlsplit(text)
        just_that = text in (f"{parts.scheme}://{parts.netloc}", f"{parts.scheme}://{parts.netloc}/")
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)
        return just_that and safe and bool(parts.hostname) and parts.port != 0 and not re.search(r"[\s@]", text)
    except ValueError:
        return False


def _is_proxy(text: str) -> bool:
    """Tell whether this is http://host:port and nothing beside: the proxy takes no more, and no password."""
    try:
        parts = urlsplit(text)
        just_that = text in (f"http://{parts.netloc}", f"http://{parts.netloc}/")
        return just_that and bool(parts.hostname and parts.port) and not re.search(r"[\s@]", text)
    except ValueError:
        return False


SINGLE_VALUES: tuple[tuple[tuple[str, str], type, Callable[[Any], str]], ...] = (
    (("school", "zone"), str, _zone_problem),
    (("school", "colour"), str, _colour_problem),
    (("school", "start_page"), str, web_address_problem),
    (("school", "staff"), int, _staff_problem),
    (("school", "language"), str, _language_problem),
    (("school", "translations"), str, _translations_problem),
    (("notice", "settings"), str, _digest_problem),
    (("upstream", "forward"), str, _forward_problem),
    (("counting", "server"), str, _server_problem),
    (("counting", "policy_key"), str, _key_problem),
    (("reminder", "daily_cap"), int, _cap_problem),
    (("reminder", "own_time_minutes"), int, _own_time_problem),
)
"""Where a single value's meaning is checked: its place, its type, and what is wrong with it, if anything."""
