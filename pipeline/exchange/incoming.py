"""From the files of a tool to gold: which format a file has, and the articles in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from pipeline.evaluate.model import GoldArticle
from pipeline.evaluate.problems import GoldError, MarkupError
from pipeline.exchange import brat, conll, contract, labelstudio
from pipeline.exchange.sheet import Sheet, Where, read_sheet
from pipeline.exchange.sources import read_text

FORMATS = ("contract", "labelstudio", "conll", "brat")


@dataclass(frozen=True, slots=True)
class Incoming:
    """An article that came from a tool: as gold is written, as it is read, and where it stood."""

    record: dict[str, Any]
    article: GoldArticle
    place: str


@dataclass(frozen=True, slots=True)
class Read:
    """What the files gave: articles, errors that stop the import, and what was passed over (one sentence each)."""

    articles: tuple[Incoming, ...]
    errors: tuple[str, ...]
    passed: tuple[str, ...]


def read_all(paths: Sequence[Path], form: str = "auto", types: Mapping[str, str] | None = None) -> Read:
    """Read every file. An error in one is told beside those of the others.

    Args:
        paths: files, or folders of them.
        form: one of `FORMATS`, or `auto`: told by name and content.
        types: names of types in CoNLL files -> ours.
    """
    articles: list[Incoming] = []
    errors: list[str] = []
    passed: list[str] = []
    seen: dict[str, str] = {}
    for path in paths:
        try:
            for file in files_of(path, form):
                for incoming in _read(file, form if form != "auto" else format_of(file), types or {}, passed):
                    if incoming.article.id in seen:
                        other = seen[incoming.article.id]
                        errors.append(f"{incoming.place}: the same text as in {other}. Keep one of the two.")
                    seen[incoming.article.id] = incoming.place
                    articles.append(incoming)
        except MarkupError as error:
            errors += map(str, error.problems)
        except GoldError as error:
            errors.append(str(error))
    return Read(tuple(articles), tuple(errors), tuple(passed))


def files_of(path: Path, form: str = "auto") -> list[Path]:
    """Return a file, or those of a folder that the format (any, for `auto`) may have, sorted by name.

    Raises:
        GoldError: there is none.
    """
    if not path.is_dir():
        return [path]
    endings = {
        "contract": (".jsonl", ".json"),
        "labelstudio": (".json",),
        "conll": conll.ENDINGS,
        "brat": (brat.ANNOTATIONS,),
    }
    wanted = endings.get(form) or tuple(ending for known in endings.values() for ending in known)
    files = sorted(file for file in path.iterdir() if file.suffix in wanted and file.name != "run.json")
    if not files:
        raise GoldError(f"{path}: nothing to import here. Looked for: {', '.join(dict.fromkeys(wanted))}.")
    return files


def format_of(file: Path) -> str:
    """Tell the format of a file by its name, JSON by what it begins with.

    Raises:
        GoldError: it cannot be told.
    """
    if file.suffix in (brat.ANNOTATIONS, brat.TEXT) and file.with_suffix(brat.ANNOTATIONS).is_file():
        return "brat"
    if file.suffix in conll.ENDINGS:
        return "conll"
    if file.suffix in (".json", ".jsonl"):
        if file.suffix == ".jsonl":
            return "contract"
        try:
            data = orjson.loads(read_text(file))
        except orjson.JSONDecodeError as error:
            raise GoldError(f"{file}: not JSON: {error}. Mend it, or say what it is with --from.") from error
        return "labelstudio" if labelstudio.is_tasks(data) else "contract"
    raise GoldError(f"{file}: neither name nor content tells the format. Say it with --from {'|'.join(FORMATS)}.")


def _read(file: Path, form: str, types: Mapping[str, str], passed: list[str]) -> Iterator[Incoming]:
    if form == "contract":
        for found in contract.read_records(file):
            yield Incoming(found.record, found.article, found.place)
    elif form == "labelstudio":
        tasks, over = labelstudio.read_tasks(file)
        passed += over
        for task in tasks:
            yield _incoming(task.sheet, task.where, task.place)
    elif form == "brat":
        file = file.with_suffix(brat.ANNOTATIONS)
        yield _incoming(brat.read_brat(file), _lines_of(file), str(file))
    else:
        for sheet in conll.read_conll(file, types):
            yield _incoming(sheet, _lines_of(file), str(file))


def _incoming(sheet: Sheet, where: Where, place: str) -> Incoming:
    if not sheet.text.strip():
        raise GoldError(f"{place}: the text is empty. Gold has an article.")
    record, article = read_sheet(sheet, where)
    return Incoming(record, article, place)


def _lines_of(file: Path) -> Callable[[int], tuple[str, int]]:
    return lambda line: (str(file), line)
