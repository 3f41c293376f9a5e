"""Metadata of an article: the fields of a record or a sidecar, checked one by one. A bad one loses only itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.ingest.encoding import decode
from pipeline.ingest.files import SIDECAR, as_source, open_regular
from pipeline.ingest.jsondata import loads
from pipeline.ingest.published import FROM, iso_date, plausible
from pipeline.ingest.records import Metadata, Reason, Rejected, RejectedInputError

FIELDS = ("url", "site", "title", "author", "published")
MAX_SIDECAR = 1_000_000
_LONGEST = {"url": 4096, "site": 300, "title": 2000, "author": 1000, "published": 100}


def sidecar_of(path: Path) -> Path:
    """Return the place of the sidecar of an article: `NAME.meta.json` beside `NAME.txt`."""
    return path.with_name(path.stem + SIDECAR)


def read_sidecar(path: Path, today: date) -> tuple[Metadata, list[Rejected]]:
    """Read the sidecar of the article at `path`, if there is one; what is wrong with it is returned, not raised."""
    sidecar = sidecar_of(path)
    try:
        if not sidecar.is_symlink() and not sidecar.exists():
            return Metadata(), []
    except (OSError, ValueError):
        return Metadata(), []
    source = as_source(sidecar)
    try:
        with open_regular(sidecar) as stream:
            data = stream.read(MAX_SIDECAR + 1)
    except RejectedInputError as error:
        return Metadata(), [_bad_metadata(source, error.message)]
    except OSError as error:
        return Metadata(), [_bad_metadata(source, f"The system cannot read it: {error.strerror}.")]
    return sidecar_metadata(data, source, today)


def sidecar_metadata(data: bytes, source: str, today: date) -> tuple[Metadata, list[Rejected]]:
    """Return what the bytes of a sidecar say, and what is wrong with them."""
    try:
        if len(data) > MAX_SIDECAR:
            raise RejectedInputError(Reason.BAD_METADATA, f"A sidecar has at most {MAX_SIDECAR} bytes.")
        value = loads(decode(data).text)
        if not isinstance(value, dict):
            raise RejectedInputError(Reason.BAD_METADATA, 'A sidecar is an object: {"published": "2021-10-05"}.')
    except RejectedInputError as error:
        return Metadata(), [_bad_metadata(source, error.message)]
    metadata = metadata_of(value, today)
    return metadata, problems_of(metadata, source)


def _bad_metadata(source: str, message: str) -> Rejected:
    return Rejected(source, Reason.BAD_METADATA, f"{message} The article is read without it.")


def problems_of(metadata: Metadata, source: str) -> list[Rejected]:
    """Return a rejection for every field that could not be used."""
    return [_bad_metadata(source, problem) for problem in metadata.problems]


def metadata_of(record: Mapping[str, Any], today: date) -> Metadata:
    """Return the metadata fields of a record. Other fields are ignored; null and empty strings are unknown."""
    found: dict[str, str] = {}
    problems: list[str] = []
    for name in FIELDS:
        try:
            value = _field(name, record.get(name), today)
        except ValueError as error:
            problems.append(f"`{name}` {error}")
            continue
        if value:
            found[name] = value
    published_from = None
    if "published" in found:
        origin = record.get("published_from")
        published_from = origin if isinstance(origin, str) and origin in FROM else "metadata"
    return Metadata(**found, published_from=published_from, problems=tuple(problems))


def _field(name: str, value: object, today: date) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError(f"is a {type(value).__name__}, not a string.")
    value = " ".join(value.split())
    if not value.isprintable():
        value = "".join(character for character in value if character.isprintable() or _is_joiner(character))
    if len(value) > _LONGEST[name]:
        raise ValueError(f"has {len(value)} characters; at most {_LONGEST[name]} are read.")
    if not value:
        return None
    if name == "url":
        return _address(value)
    if name == "published":
        return _published(value, today)
    return value


def _is_joiner(character: str) -> bool:
    """Zero-width joiners and direction marks belong to the writing of a name, though they do not print."""
    return "\u200c" <= character <= "\u200f"


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise ValueError("is not an address. Write it as https://news.example/article.")
    return value


def _published(value: str, today: date) -> str:
    iso = iso_date(value)
    if iso is None:
        raise ValueError(f"is {value[:60]!r}, not a full date. Write it as 2021-10-05.")
    if not plausible(iso, today):
        raise ValueError(f"is {iso}, before 1990 or in the future. Mend the date.")
    return iso


def site_of(url: str | None) -> str | None:
    """Return the host of an address, without `www.`: the site of an article that names none."""
    if url is None:
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
