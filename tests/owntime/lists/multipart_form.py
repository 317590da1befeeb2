"""A form with a file, as browsers send it."""

from collections.abc import Mapping

BOUNDARY = "----WebKitFormBoundaryk3cQ2X1J0aBcDeFg"
TYPE = f"multipart/form-data; boundary={BOUNDARY}"

File = tuple[str, bytes]
"""Its name and what it holds."""


def field(name: str, value: str | bytes | File, *headings: str) -> bytes:
    """Return one field, with more headings than it needs where that is asked for."""
    named, content = (f'; filename="{value[0]}"', value[1]) if isinstance(value, tuple) else ("", value)
    if isinstance(content, str):
        content = content.replace("\n", "\r\n").encode()
    lines = [f'Content-Disposition: form-data; name="{name}"{named}', *headings]
    if named:
        lines.append("Content-Type: application/octet-stream")
    return f"--{BOUNDARY}\r\n{'\r\n'.join(lines)}\r\n\r\n".encode() + content + b"\r\n"


def form(fields: Mapping[str, str | bytes | File]) -> bytes:
    """Return a whole form."""
    return b"".join(field(name, value) for name, value in fields.items()) + f"--{BOUNDARY}--\r\n".encode()
