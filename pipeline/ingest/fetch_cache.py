"""What was fetched, kept in a folder: for conditional requests, and for a run that goes on after a stop."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.ingest.jsondata import loads
from pipeline.ingest.records import RejectedInputError

LARGEST = 10_000_000
"""Bytes of the largest body in the cache of the user."""
ROOM = 200_000_000
"""Bytes that the cache of the user takes; the oldest bodies go first."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is kept of an answer beside its body. `final` is the address after redirects, `day` that of the answer.

    An address that could not be fetched has a reason in `failed`, its message, and no body.
    """

    url: str
    final: str
    media_type: str
    charset: str | None
    day: str | None
    etag: str | None = None
    modified: str | None = None
    failed: str | None = None
    message: str = ""


def user_cache() -> Path:
    """Return the folder of the user's cache, by the XDG base directory specification."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "naba" / "http"


class PageStore:
    """A folder of pages by address. A page whose body is not whole is none."""

    def __init__(self, folder: Path, *, largest: int | None = None, room: int | None = None) -> None:
        self.folder = folder
        self._largest = largest
        self._room = room

    def load(self, url: str) -> tuple[Page, BinaryIO] | None:
        """Return what is kept for an address, with its body, which the caller closes."""
        about, body = self._paths(url)
        try:
            record = loads(about.read_text(encoding="utf-8"))
            digest = record.pop("sha256")
            page = Page(**record)
            stream = body.open("rb")
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RejectedInputError):
            return None
        if page.url != url or hashlib.file_digest(stream, "sha256").hexdigest() != digest:
            stream.close()
            return None
        stream.seek(0)
        return page, stream

    def save(self, page: Page, body: BinaryIO) -> None:
        """Keep a page; the body is read from its beginning and left there.

        Raises:
            OSError: the folder cannot be written.
        """
        import orjson

        size = body.seek(0, os.SEEK_END)
        body.seek(0)
        if self._largest is not None and size > self._largest:
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        about, place = self._paths(page.url)
        digest = hashlib.file_digest(body, "sha256").hexdigest()  # type: ignore[arg-type]
        body.seek(0)
        with self._replacing(place) as file:
            shutil.copyfileobj(body, file)
        body.seek(0)
        with self._replacing(about) as file:
            file.write(orjson.dumps({**asdict(page), "sha256": digest}))
        if self._room is not None:
            self._make_room(self._room)

    def _paths(self, url: str) -> tuple[Path, Path]:
        name = hashlib.sha256(url.encode("utf-8")).hexdigest()[:40]
        return self.folder / f"{name}.json", self.folder / f"{name}.body"

    @contextmanager
    def _replacing(self, path: Path) -> Iterator[BinaryIO]:
        """A file that takes its name when it is whole and on the disk."""
        descriptor, temporary = tempfile.mkstemp(dir=self.folder, prefix=".new-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise

    def _make_room(self, room: int) -> None:
        """Remove the oldest pages until the others fit."""
        kept = []
        with os.scandir(self.folder) as entries:
            for entry in entries:
                with suppress(OSError):  # another run may remove it now
                    status = entry.stat()
                    kept.append((status.st_mtime_ns, status.st_size, entry.path))
        total = sum(size for _, size, _ in kept)
        for _, size, path in sorted(kept):
            if total <= room:
                return
            with suppress(OSError):
                os.unlink(path)
            total -= size
