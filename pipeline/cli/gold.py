"""`naba gold`: checks gold that a person has written, and turns it from one form into another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli.errors import NOTHING, counted, fail, told
from pipeline.report.bidi import flat

if TYPE_CHECKING:
    from pipeline.evaluate.checks import Known
    from pipeline.evaluate.model import GoldArticle


def check(paths: Sequence[Path], kb: Sequence[Path], quiet: bool) -> None:
    """Print the problems of all files, then how many there are; exit 1 when there is an error."""
    from pipeline.evaluate.checks import check_file
    from pipeline.evaluate.files import GoldError, gold_files

    with told():
        try:
            files = list(dict.fromkeys(file for path in paths for file in gold_files(path)))
        except GoldError as error:
            raise fail(str(error)) from None
        known = _known(kb)
    articles = errors = warnings = 0
    for file in files:
        problems, read = check_file(file, known)
        articles += read
        for problem in problems.sorted():
            errors += problem.error
            warnings += not problem.error
            if problem.error or not quiet:
                print(flat(str(problem)))
    print(
        f"{counted(len(files), 'file')}, {counted(articles, 'article')} read: "
        f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"
    )
    if errors:
        raise SystemExit(NOTHING)


def convert(source: Path, target: Path) -> None:
    """Write one file of gold in the form that the ending of `target` names."""
    from pipeline.evaluate.files import GoldError, gold_files, gold_records
    from pipeline.evaluate.gold import gold_article

    if target.suffix not in _FORMS:
        raise fail(f"{target}: OUT ends in one of {', '.join(_FORMS)}.")
    if target.exists():
        raise fail(f"{target} is there already. Take it away, or choose another name.")
    if source.is_dir():
        raise fail(f"{source} is a folder. Convert its files one by one.")
    with told():
        try:
            gold_files(source)
            records = list(gold_records(source))
            if target.suffix != ".jsonl" and len(records) != 1:
                raise fail(f"{source} has {counted(len(records), 'article')}; {target.suffix} takes one. Use .jsonl.")
            articles = [(gold_article(source, where, record), record) for where, record in records]
            written = "".join(_FORMS[target.suffix](article, record) for article, record in articles)
            target.write_text(written, encoding="utf-8", newline="")
        except GoldError as error:
            first, *more = str(error).split("\n")
            raise fail(first, lines=more) from None
        except OSError as error:
            raise fail(f"{error.filename} cannot be read or written: {error.strerror}.") from None
    print(f"{counted(len(articles), 'article')} written to {flat(str(target))}")


def _marked_up(article: GoldArticle, record: dict[str, Any]) -> str:
    from pipeline.evaluate.markup_write import write_markup, written_names

    return write_markup(article, record.get("note"), written_names(record))


def _compact(article: GoldArticle, record: dict[str, Any]) -> str:
    """Return the compact form with the text in it: what the marked-up form is read as."""
    import json

    from pipeline.evaluate.markup import parse
    from pipeline.evaluate.problems import Problems

    if isinstance(record["article"], str):
        markup = parse(_marked_up(article, record), article.name, Problems(article.name))
        record = markup.record if markup else record
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _contract(article: GoldArticle, _: dict[str, Any]) -> str:
    """Return the record of the contract, on one line."""
    from pipeline.evaluate import as_record

    return as_record(article).model_dump_json(by_alias=True) + "\n"


_FORMS: dict[str, Callable[[GoldArticle, dict[str, Any]], str]] = {
    ".gold": _marked_up,
    ".json": _compact,
    ".jsonl": _contract,
}


def _known(kb: Sequence[Path]) -> Mapping[str, Known]:
    """Return what the knowledge base knows, in the terms of the check."""
    from pipeline.entities.kb import KnowledgeBase
    from pipeline.evaluate.checks import Known

    return {
        entry.key: Known(entry.type, (*entry.aliases, *entry.latin), entry.ambiguous)
        for entry in KnowledgeBase.load(extra=kb)
    }
