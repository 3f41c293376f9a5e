"""Where the data files lie and how they are read: words of the language are data, logic is code."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import tomli

_PACKAGE = Path(__file__).parent
_DATA = (".toml", ".tsv")


class DataFileError(ValueError):
    """A data file that cannot be used; the message says which file, which line, and what to do."""


def knowledge_dir() -> Path:
    """Return the folder of the knowledge base: beside the code in a wheel, in `corpora/` in a checkout."""
    installed = _PACKAGE / "knowledge"
    return installed if installed.is_dir() else _PACKAGE.parent / "corpora" / "knowledge"


def model_dir() -> Path:
    """Return the folder of the shipped NER model: beside the code in a wheel, in `models/` in a checkout."""
    installed = _PACKAGE / "model"
    return installed if installed.is_dir() else _PACKAGE.parent / "models" / "ner"


def fact_model_dir() -> Path:
    """Return the folder of the shipped fact tagger: beside the code in a wheel, in `models/` in a checkout."""
    installed = _PACKAGE / "factmodel"
    return installed if installed.is_dir() else _PACKAGE.parent / "models" / "facts"


def data_checksums() -> dict[str, str]:
    """Return, for every room of the package that has data files, the SHA-256 over their names and bytes."""
    sums: dict[str, str] = {}
    for room in sorted(_PACKAGE.iterdir()):
        files = sorted(file for place in (room, room / "data") for file in place.glob("*.t*") if file.suffix in _DATA)
        if not files or not (room / "__init__.py").is_file():
            continue
        digest = hashlib.sha256()
        for file in files:
            data = file.read_bytes()
            digest.update(f"{file.relative_to(room).as_posix()}\0{len(data)}\0".encode())
            digest.update(data)
        sums[room.name] = digest.hexdigest()
    return sums


def read_toml(path: Path) -> dict[str, Any]:
    """Read one TOML data file.

    Raises:
        DataFileError: the file is not valid TOML; the message has the line.
    """
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except tomli.TOMLDecodeError as error:
        raise DataFileError(f"{path}: {error}. Mend the line, then run again.") from error


def read_tsv(path: Path, optional: tuple[str, ...] = ()) -> list[tuple[int, dict[str, str]]]:
    """Read a tab-separated data file with a header line; `#` starts a comment line.

    Args:
        path: the file.
        optional: names of the last columns, whose cells a row may leave out.

    Returns:
        (line number, column name -> cell) for every row, cells stripped.

    Raises:
        DataFileError: a row whose number of cells differs from the header's.
    """
    rows: list[tuple[int, dict[str, str]]] = []
    header: list[str] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if header is None:
            header = cells
        elif not len(header) - len(optional) <= len(cells) <= len(header):
            raise DataFileError(
                f"{path}, line {number}: {len(cells)} cells where the header has {len(header)}: {', '.join(header)}"
            )
        else:
            cells += [""] * (len(header) - len(cells))
            rows.append((number, dict(zip(header, cells, strict=True))))
    return rows
