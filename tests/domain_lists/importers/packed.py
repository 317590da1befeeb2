"""Archives made in memory, honest ones and others."""

import gzip
import io
import lzma
import tarfile
import zipfile


def tar(files: dict[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def gzipped(data: bytes) -> bytes:
    return gzip.compress(data)


def xz(data: bytes) -> bytes:
    return lzma.compress(data)


def tar_with_header(change: bytes, at: int) -> bytes:
    """A tar archive of one file with some bytes of its header changed, and the checksum put right."""
    data = bytearray(tar({"list": b"x.example\n"}))
    data[at : at + len(change)] = change
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    return bytes(data)
