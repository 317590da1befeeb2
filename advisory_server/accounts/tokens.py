"""Tokens that open something: 256 bits of chance in a browser or a link, and only their digests here."""

import hashlib
import secrets

_BYTES = 32


def new_token() -> str:
    """Return a new token of 43 characters that stand in a URL as they are."""
    return secrets.token_urlsafe(_BYTES)


def digest_of(token: str) -> bytes:
    """Return what is kept of a token. It needs no salt, as a token is chance and no word."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
