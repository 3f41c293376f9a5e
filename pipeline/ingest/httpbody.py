"""The body of a stored response of HTTP: taken out of its chunks and unpacked, as far as it really is packed.

Archives often hold bodies that were unpacked before, under a head that still says otherwise. So the bytes are believed,
not the head, wherever they speak for themselves.
"""

from __future__ import annotations

import re
import zlib

from pipeline.ingest.records import Reason, RejectedInputError

_CHUNK_HEAD = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_GZIP = b"\x1f\x8b"


def http_body(data: bytes, transfer: str, content: str, limit: int) -> bytes:
    """Return the body that a reader got.

    Args:
        data: the body as it was stored.
        transfer: what the head says of `Transfer-Encoding`.
        content: what the head says of `Content-Encoding`.
        limit: at most so many bytes, and one more, are unpacked.

    Raises:
        RejectedInputError: `bad_archive`, when the packing is damaged.
    """
    if "chunked" in transfer.lower():
        data = _joined(data)
    content = content.lower()
    if data.startswith(_GZIP):
        return _inflated(data, 31, limit)
    if "deflate" in content and data.lstrip()[:1] != b"<":
        return _inflated(data, 15 if data[:1] == b"\x78" else -15, limit)
    if content.strip() == "br" and data.lstrip()[:1] != b"<":
        return _unbrotlied(data, limit)
    return data


def _joined(data: bytes) -> bytes:
    """Return what the chunks hold, or the data themselves where they are in none."""
    parts: list[bytes] = []
    at = 0
    while head := _CHUNK_HEAD.match(data, at):
        size = int(head[1], 16)
        if not size:
            return b"".join(parts)
        parts.append(data[head.end() : head.end() + size])
        at = head.end() + size
        at += 2 if data[at : at + 2] == b"\r\n" else data[at : at + 1] == b"\n"
    if at < len(data) and parts:
        raise _damaged("a chunk has no size")
    return b"".join(parts) if parts else data


def _inflated(data: bytes, wbits: int, limit: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=wbits)
    try:
        body = unpacker.decompress(data, limit + 1)
    except zlib.error as error:
        raise _damaged(str(error)) from error
    if len(body) <= limit and not unpacker.eof:
        raise _damaged("it was cut off")
    return body


def _unbrotlied(data: bytes, limit: int) -> bytes:
    import brotli

    unpacker = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    try:
        while not unpacker.is_finished() and size <= limit:
            part = unpacker.process(data, output_buffer_limit=limit + 1 - size)
            if not part and not data:
                raise _damaged("it was cut off")
            parts.append(part)
            size += len(part)
            data = b""
    except brotli.error as error:
        raise _damaged(str(error)) from error
    return b"".join(parts)


def _damaged(why: str) -> RejectedInputError:
    return RejectedInputError(
        Reason.BAD_ARCHIVE, f"The body of the response is damaged ({why[:100]}). Fetch the page again."
    )
