"""The requests that are measured, with the headers of a browser."""

from school_policy.vocabulary import REMINDER_HOST

UNLISTED = "www.timestables.example"
LISTED = "www.facebook.com"

_AGENT = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0",
    'sec-ch-ua: "Chromium";v="146", "Not)A;Brand";v="24"',
    "sec-ch-ua-mobile: ?0",
    'sec-ch-ua-platform: "Linux"',
    "Accept-Encoding: gzip, deflate, br, zstd",
    "Accept-Language: en-GB,en;q=0.9",
)
_PAGE = (
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Upgrade-Insecure-Requests: 1",
    "Sec-Fetch-Site: cross-site",
    "Sec-Fetch-Mode: navigate",
    "Sec-Fetch-Dest: document",
    "Sec-Fetch-User: ?1",
    "Connection: close",
)
_POLL = (
    "Accept: */*",
    "Sec-Fetch-Site: same-origin",
    "Sec-Fetch-Mode: cors",
    "Sec-Fetch-Dest: empty",
    f"Referer: https://{LISTED}/",
    "Connection: keep-alive",
)


def _get(host: str, path: str, headers: tuple[str, ...]) -> bytes:
    lines = (f"GET {path} HTTP/1.1", f"Host: {host}", *_AGENT, *headers, "", "")
    return "\r\n".join(lines).encode("ascii")


REMINDER_PAGE = _get(REMINDER_HOST, "/facebook/", _PAGE)
UNLISTED_PAGE = _get(UNLISTED, "/", _PAGE)
LISTED_PAGE = _get(LISTED, "/", _PAGE)
LISTED_POLL = _get(LISTED, "/poll", _POLL)
