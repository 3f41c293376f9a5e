"""`naba show`: articles of a run, or an article that is read on the spot, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.errors import NOTHING, USAGE, fail, tell, told
from pipeline.report.bidi import isolate

if TYPE_CHECKING:
    from pipeline.contract import ArticleRecord
    from pipeline.explain import ExplainRecord

    Shown = tuple[ArticleRecord, ExplainRecord | None]


def run(file: str, article: str | None, explain: bool, published: str | None) -> None:
    """Print every article of `file`, or the one that `article` names."""
    from rich.console import Console

    from pipeline.report.terminal import print_article

    console = Console(markup=False, highlight=False, emoji=False)
    shown = 0
    with told():
        for record, explained in _records(file, explain, published):
            meta = record.article
            if article and not meta.id.startswith(article) and article not in meta.source:
                continue
            if shown:
                console.rule()
            print_article(console, record, explained)
            shown += 1
    if not shown and article:
        raise fail(f"no article of {file} has the id or source {article!r}. `naba show {file}` lists all.")
    if not shown:
        raise fail(f"{file} is there, but has no articles; rejected.jsonl of its run says why.", NOTHING)


def _records(file: str, explain: bool, published: str | None) -> Iterator[Shown]:
    from pipeline.stores.url import is_url

    path = Path(file)
    if not path.exists() and is_url(file):
        yield from _of_store(file, explain)
    elif (path / "articles.jsonl").is_file() or _has_records(path):
        yield from _of_run(path, explain)
    else:
        yield from _fresh(file, explain, published)


def _has_records(path: Path) -> bool:
    """Whether a .jsonl has records of a run; it may also have articles that are still to be read."""
    if not (path.name.endswith(".jsonl") and path.is_file()):
        return False
    with path.open("rb") as file:
        return b'"article/1"' in file.readline(4096)


def _of_run(path: Path, explain: bool) -> Iterator[Shown]:
    from pipeline.stores import read_articles, read_jsonl

    if not explain:
        for record in read_articles(path):
            yield record, None
        return
    from pipeline.explain import ExplainRecord

    explanations = (path if path.is_dir() else path.parent) / "explain.jsonl"
    if not explanations.is_file():
        raise fail(f"{explanations} is not there. Run `naba extract ... --explain` to have the rules written down.")
    for record, explained in zip(read_articles(path), read_jsonl(explanations, ExplainRecord), strict=True):
        yield record, explained


def _of_store(url: str, explain: bool) -> Iterator[Shown]:
    from pipeline.stores import read_store

    if explain:
        raise fail("--explain needs explain.jsonl, which only a run's folder has. Give the folder of -o.")
    for record in read_store(url):
        yield record, None


def _fresh(file: str, explain: bool, published: str | None) -> Iterator[Shown]:
    from pipeline.cli.extract import Given
    from pipeline.explain import explain as explanation
    from pipeline.ingest import Reason, Rejected, read
    from pipeline.pipeline import load
    from pipeline.records import article_record

    options = Given(published=published).options()
    for result in load().stream(read([file], options)):
        if isinstance(result, Rejected):
            if result.reason == Reason.BAD_METADATA:
                tell(f"partly used: {isolate(result.source)}: {result.message} [{result.reason}]")
                continue
            code = USAGE if result.reason == Reason.NOT_FOUND else NOTHING
            raise fail(f"{isolate(result.source)}: {result.message} [{result.reason}]", code)
        yield article_record(result), explanation(result) if explain else None
