"""`naba evaluate`: precision and recall against articles whose facts a person has checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.errors import NOTHING, fail, told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.contract import ArticleRecord
    from pipeline.document import Article
    from pipeline.evaluate import GoldArticle


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asked for."""

    gold: Path
    run: Path | None
    misses: bool
    json: Path | None
    gate: bool
    raise_floors: bool
    ner: str = "embedded"
    ner_model: Path | None = None


def run(request: Request) -> None:
    """Score a fresh extraction, or a run, and print the scores. With a gate, exits 1 below a floor."""
    import orjson

    from pipeline.evaluate import GoldError, as_json, print_scores, read_gold, read_run, score
    from pipeline.evaluate.gate import GateError, check, raise_floors
    from pipeline.evaluate.problems import MarkupError

    broken: list[str] = []
    with told():
        try:
            gold = read_gold(request.gold)
            scores = score(gold, read_run(request.run) if request.run else fresh(gold, request.ner, request.ner_model))
            print_scores(scores, misses=request.misses)
            if request.json is not None:
                layout = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
                request.json.parent.mkdir(parents=True, exist_ok=True)
                request.json.write_bytes(orjson.dumps(as_json(scores, misses=request.misses), option=layout))
            if request.gate:
                broken = check(scores, request.gold)
            if request.raise_floors:
                print("\n".join(raise_floors(scores, request.gold)))
        except MarkupError as error:
            raise fail("the gold has errors:", lines=map(str, error.problems)) from None
        except (GoldError, GateError) as error:
            raise fail(str(error)) from None
    if broken:
        raise fail("the gate does not hold:", NOTHING, broken)


def fresh(gold: Iterable[GoldArticle], ner: str = "embedded", ner_model: Path | None = None) -> list[ArticleRecord]:
    """Extract every article of gold with the default pipeline, or with another engine for names."""
    from pipeline.evaluate import extract_all
    from pipeline.pipeline import load
    from pipeline.records import article_record

    pipeline = load(ner=ner, ner_model=ner_model)
    return extract_all(gold, lambda article: article_record(pipeline(dated(article))))


def dated(article: Article) -> Article:
    """Gold need not give the publication date; then it is looked for as for any article that is read."""
    from pipeline.ingest.published import resolve

    if article.published is not None:
        return article
    published, origin = resolve(article.text, article.url, datetime.now(UTC).date())
    return replace(article, published=published, published_from=origin)
