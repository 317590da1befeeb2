"""ClientHellos with extensions that Python's own TLS does not write: GREASE, and Encrypted ClientHello."""

import struct

ENCRYPTED_CLIENT_HELLO = 0xFE0D
"""draft-ietf-tls-esni, section 5."""

GREASE = 0x1A1A
"""RFC 8701 section 2."""

_SESSION_ID = 43
"""Where it begins, after the record's head, the handshake's head, version and random."""


def with_extension(hello: bytes, kind: int, body: bytes) -> bytes:
    """Return a ClientHello (one record) with one more extension at the front of the others."""
    at = _SESSION_ID
    at += 1 + hello[at]
    at += 2 + int.from_bytes(hello[at : at + 2])
    at += 1 + hello[at]
    extension = struct.pack("!HH", kind, len(body)) + body
    extensions = extension + hello[at + 2 :]
    message = hello[9:at] + struct.pack("!H", len(extensions)) + extensions
    handshake = b"\x01" + len(message).to_bytes(3) + message
    return hello[:3] + struct.pack("!H", len(handshake)) + handshake


def encrypted(hello: bytes) -> bytes:
    """Return a ClientHello as an outer one is: its SNI names the server that can decrypt the rest."""
    outer = (
        b"\x00" + bytes.fromhex("00010001") + b"\x07" + b"\x00\x20" + bytes(range(32)) + b"\x00\x90" + bytes(144)
    )
    return with_extension(hello, ENCRYPTED_CLIENT_HELLO, outer)


def with_sni(hello: bytes, name: bytes) -> bytes:
    """Return a ClientHello without SNI with one: any bytes, as no honest program would send them."""
    entry = b"\x00" + struct.pack("!H", len(name)) + name
    return with_extension(hello, 0, struct.pack("!H", len(entry)) + entry)
