"""What the tests of packed and archived inputs are built with: archives, honest ones and others, made in memory."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import sys
import zipfile
from collections.abc import Mapping

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXTS = [
    "توقفت خدمة التطبيق عن العمل مساء الاثنين.",
    "عادت المنصة إلى العمل بعد ست ساعات.",
    "اعتذرت الشركة لمستخدميها في بيان مقتضب.",
    "هبط سهم الشركة بأكثر من أربعة في المئة.",
]
LINES = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in TEXTS).encode()
"""Four articles as JSON Lines."""


def gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


PACKERS = {".gz": gz, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstd.compress}


def zeros(size: int) -> bytes:
    """A gzip bomb: `size` zeros, or rather the letter a, in a thousandth of the bytes."""
    return gz(b"a" * size)


def zipped(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", method) as archive:
            for name, data in members.items():
                archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
        return file.getvalue()


def patched(archive: bytes, field: str, value: int) -> bytes:
    """A ZIP archive whose members lie: one field of all their headers is overwritten.

    The offsets are those of the local header and of the entry in the list of members.
    """
    size, offsets = {
        "flags": (2, (6, 8)), "method": (2, (8, 10)), "crc": (4, (14, 16)),
        "packed": (4, (18, 20)), "unpacked": (4, (22, 24)), "offset": (4, (None, 42)),
    }[field]  # fmt: skip
    data = bytearray(archive)
    for magic, offset in zip((b"PK\x03\x04", b"PK\x01\x02"), offsets, strict=True):
        at = data.find(magic)
        while offset is not None and at >= 0:
            data[at + offset : at + offset + size] = value.to_bytes(size, "little")
            at = data.find(magic, at + 4)
    return bytes(data)


def overlapping(copies: int, size: int) -> bytes:
    """A ZIP archive whose list names the same member again and again: a small file with a large content, many times."""
    archive = zipped({"a0000.txt": b"a" * size})
    start = archive.index(b"PK\x01\x02")
    entry = archive[start : archive.index(b"PK\x05\x06")]
    listed = b"".join(entry.replace(b"a0000", b"a%04d" % number) for number in range(copies))
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, copies, copies, len(listed), start, 0)
    return archive[:start] + listed + end


def warc_record(
    body: bytes,
    kind: str = "response",
    *,
    content: str = "application/http; msgtype=response",
    url: str = "https://news.example/a",
    date: str = "2021-10-06T00:00:00Z",
    length: str | None = None,
) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: {date}\r\nContent-Type: {content}\r\nContent-Length: {len(body) if length is None else length}\r\n"
    )
    return head.encode() + b"\r\n" + body + b"\r\n\r\n"


def http(page: bytes, head: str = "", *, status: str = "200 OK", content: str = "text/html; charset=utf-8") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {content}\r\n{head}\r\n".encode() + page


def page(text: str, title: str = "عنوان الخبر") -> bytes:
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
    ).encode()
