"""Packed bytes unpacked piece by piece, so that whoever asks can stop at a limit."""

import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from domain_lists.importers.limits import CHUNK, MOST_XZ_MEMORY
from domain_lists.importers.name_text import shown
from domain_lists.importers.text_lines import NoListError

GZIP = b"\x1f\x8b"
XZ = b"\xfd7zXZ\x00"

UNPACKING_ERRORS = (
    *(OSError, EOFError, ValueError, RuntimeError, NotImplementedError, OverflowError),
    *(zlib.error, lzma.LZMAError, struct.error, tarfile.TarError, zipfile.BadZipFile),
)
"""What the libraries raise for damaged files."""


def unpack_gzip(file: BinaryIO) -> Iterator[bytes]:
    """Yield what a gzip file holds. Raises NoListError where it is damaged."""
    try:
        with gzip.open(file, "rb") as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except UNPACKING_ERRORS as error:
        raise _damaged(error) from error


def unpack_xz(file: BinaryIO) -> Iterator[bytes]:
    """Yield what an xz file holds. Raises NoListError where it is damaged, or asks for too much memory."""
    decompressor = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MOST_XZ_MEMORY)
    try:
        while not decompressor.eof:
            data = file.read(CHUNK) if decompressor.needs_input else b""
            if decompressor.needs_input and not data:
                raise EOFError("it ends too early")
            yield decompressor.decompress(data, CHUNK)
    except UNPACKING_ERRORS as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> NoListError:
    if isinstance(error, NoListError):
        return error
    return NoListError(f"the packed file is damaged: {shown(str(error))}")
