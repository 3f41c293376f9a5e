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


def agree(first: Path, second: Path) -> None:
    """Print how far two readings of the same articles agree, each of them once the answer to the other."""
    from pipeline.evaluate import as_record, read_gold, score
    from pipeline.evaluate.files import GoldError

    with told():
        try:
            readings = [{article.id: article for article in read_gold(path)} for path in (first, second)]
        except GoldError as error:
            raise fail(str(error)) from None
    both = [key for key in readings[0] if key in readings[1]]
    if not both:
        raise fail(f"{second} has no article of {first}. Articles are the same when their texts are, to the letter.")
    apart = len(readings[0]) + len(readings[1]) - 2 * len(both)
    print(f"{counted(len(both), 'article')} in both, {apart} in one of them")
    print(f"{'':24}{'facts':>8}{'core':>8}{'missing':>9}{'too much':>10}")
    means = [0.0, 0.0]
    for gold, answer, label in ((0, 1, "second against first"), (1, 0, "first against second")):
        told_again = [as_record(readings[answer][key]) for key in both]
        measures = score([readings[gold][key] for key in both], told_again, resamples=0).measures
        facts, core = measures["facts"].micro, measures["core"].micro
        means = [mean + value / 2 for mean, value in zip(means, (facts.f1, core.f1), strict=True)]
        print(f"{label:24}{facts.f1:8.3f}{core.f1:8.3f}{facts.fn:9}{facts.fp:10}")
    print(f"{'mean':24}{means[0]:8.3f}{means[1]:8.3f}")


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
