"""Where gold and its texts lie on disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from pipeline.evaluate.markup import SUFFIX, read_markup
from pipeline.evaluate.problems import GoldError

__all__ = ["TEXT_FOLDERS", "GoldError", "find_text", "gold_files", "gold_records"]

TEXT_FOLDERS = (".", "../texts", "../seeds", "../samples", "../../samples", "../../../samples")
"""Where the text of compact gold is looked for, from the folder of the gold file."""


def gold_files(root: Path) -> list[Path]:
    """Return a gold file, or the `*.json`, `*.jsonl` and `*.gold` of a folder, sorted by name.

    Raises:
        GoldError: there is none.
    """
    if root.is_dir():
        files = sorted(f for f in root.iterdir() if f.suffix in (".json", ".jsonl", SUFFIX))
    else:
        files = [root] if root.is_file() else []
    if not files:
        raise GoldError(f"{root}: no gold here. Give a folder with *.json, *.jsonl or *.gold, or one such file.")
    return files


def gold_records(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the records of a gold file, each with its place for the messages.

    Raises:
        GoldError: the file is not JSON, a record is no gold, or a `.gold` file has errors.
    """
    if file.suffix == SUFFIX:
        yield str(file), read_markup(file).record
        return
    text = file.read_text(encoding="utf-8-sig")
    by_line = file.suffix == ".jsonl"
    # Not splitlines: a text may hold U+2028, which JSON need not escape.
    for number, line in enumerate(text.split("\n") if by_line else [text], start=1):
        if not line.strip():
            continue
        where = f"{file}, line {number}" if by_line else str(file)
        try:
            data = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise GoldError(f"{where}: not JSON: {error}. Mend it, then run again.") from error
        for index, record in enumerate(data if isinstance(data, list) else [data]):
            place = f"{where}, [{index}]" if isinstance(data, list) else where
            if not isinstance(record, dict) or "article" not in record:
                raise GoldError(f'{place}: no "article". Gold is an article/1 record or the compact form.')
            yield place, record


def find_text(file: Path, where: str, name: str, texts: Path | None) -> str:
    """Return the text that a gold file names, exactly as it lies on disk.

    Raises:
        GoldError: it is in none of the folders.
    """
    folders = [texts] if texts else []
    folders += [file.parent / folder for folder in TEXT_FOLDERS]
    for folder in folders:
        candidate = folder / name
        if candidate.is_file():
            return candidate.read_bytes().decode("utf-8-sig")
    looked = ", ".join(str(folder) for folder in folders)
    raise GoldError(f"{where}: article: no file {name!r} in {looked}. Name the folder of the texts (--texts DIR).")
