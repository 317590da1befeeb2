"""The token that a device shows to the school's server: read from a file that only the proxy may read."""

import re
from pathlib import Path

from proxy_addons.key_file import LooseRightsError, check_private

TOKEN_FILE = "device-token"  # noqa: S105 (a file's name)

NOT_KNOWN = (
    "The server does not know this device's token: run `owntime device add` there (for a gateway with --gateway),"
    " and put the new one here."
)
REFUSED = (
    "The server refuses this device's token: a gateway's is made with `owntime device add --gateway`, a device's"
    " without."
)
"""What the server's answer about the token comes to, in words; the spool keeps them as the last answer."""

_FORM = re.compile(r"[A-Za-z0-9_-]{20,100}")


class TokenError(ValueError):
    """There is no token, or none that can be used; the message says what to do, and never what stands there."""


def read_token(state: Path) -> str:
    """Return the device's token. Raises TokenError."""
    path = state / TOKEN_FILE
    try:
        check_private(path)
        text = path.read_text("ascii").strip()
    except FileNotFoundError:
        raise TokenError(
            f"this device has no token, so nothing is counted: run `owntime device add` on the server (with"
            f" --gateway for a gateway), and put what it says into {path}"
        ) from None
    except LooseRightsError as error:
        raise TokenError(str(error)) from None
    except UnicodeDecodeError:
        text = ""
    except OSError as error:
        raise TokenError(f"{path} cannot be read: {error.strerror}") from None
    if not _FORM.fullmatch(text):
        raise TokenError(f"{path} holds no token; put into it what `owntime device add` says on the server")
    return text
