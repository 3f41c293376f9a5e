"""Names that the knowledge base lists against names that it does not: entity and linking F1 on gold articles, by type.

`python benchmarks/ner_listed.py corpora/gold/dev corpora/gold/train [--ner none]`: once with the base as it is, and
once with a fifth of its spellings taken out, three times with other ones, so that enough names are unlisted.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from aliases import held_out
from machine import report

from pipeline.document import Article, Document
from pipeline.entities import EntityStage, KnowledgeBase
from pipeline.entities.engines import Engine, load
from pipeline.evaluate import GoldArticle, read_gold
from pipeline.evaluate.stats import rates
from pipeline.text import fold, split_sentences, tokenize

SEEDS = (1, 2, 3)
Row = tuple[str, str, str]
"""Listed or not, type, what is counted (entities, linking)."""


def read(stage: EntityStage, text: str) -> Document:
    """Return a document with its names."""
    doc = Document(Article(text, "gold"))
    doc.tokens = tokenize(doc.view)
    doc.sentences = split_sentences(doc.view, doc.tokens)
    stage(doc)
    return doc


def counted(stage: EntityStage, base: KnowledgeBase, gold: Sequence[GoldArticle]) -> Counter[tuple[Row, str]]:
    """Count what is right (`tp`), too much (`fp`) and missing (`fn`) in each row."""
    counts: Counter[tuple[Row, str]] = Counter()
    listed = {" ".join(phrase) for phrase in base.phrases}

    def row(surface: str, kind: str, measure: str) -> Row:
        return ("listed" if fold(surface) in listed else "unlisted", kind, measure)

    for article in gold:
        found = {
            (mention.span, mention.ref.type, mention.ref.kb)
            for mention in read(stage, article.text).mentions
            if mention.form == "name"
        }
        allowed = {
            (reading.span, kind, reading.kb)
            for m in article.mentions
            for reading in m.readings
            for kind in reading.types
        }
        spans = {(span, kind) for span, kind, _ in found}
        for span, kind in spans - {(span, kind) for span, kind, _ in allowed}:
            counts[row(span.cut(article.text), kind, "entities"), "fp"] += 1
        for span, kind, kb in found - allowed:
            if kb:
                counts[row(span.cut(article.text), kind, "linking"), "fp"] += 1
        for mention in article.mentions:
            if mention.must:
                first = mention.readings[0]
                own = {(reading.span, kind, reading.kb) for reading in mention.readings for kind in reading.types}
                surface = first.span.cut(article.text)
                hit = any(item[:2] in spans for item in own)
                counts[row(surface, first.types[0], "entities"), "tp" if hit else "fn"] += 1
                if first.kb:
                    counts[row(surface, first.types[0], "linking"), "tp" if own & found else "fn"] += 1
    return counts


def rows(title: str, counts: Counter[tuple[Row, str]]) -> Iterator[dict[str, Any]]:
    """Yield rows of the table, the types of each kind of names and their sum."""
    sums: dict[Row, Counter[str]] = defaultdict(Counter)
    for ((known, kind, measure), verdict), count in counts.items():
        sums[known, kind, measure][verdict] += count
        sums[known, "all", measure][verdict] += count
    for (known, kind, measure), own in sorted(sums.items(), key=lambda item: (item[0][2], item[0][0], item[0][1])):
        precision, recall, f1 = rates(own["tp"], own["fp"], own["fn"])
        yield {
            "base": title,
            "measure": measure,
            "names": known,
            "type": kind,
            "in gold": own["tp"] + own["fn"],
            "precision": f"{precision:.3f}",
            "recall": f"{recall:.3f}",
            "F1": f"{f1:.3f}",
        }


def main() -> int:
    """Print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--ner", default="embedded")
    options = parser.parse_args()
    engine: Engine | None = load(options.ner)
    gold = [article for folder in options.gold for article in read_gold(folder)]
    whole = KnowledgeBase.load()
    table = list(rows("whole", counted(EntityStage(whole, engine), whole, gold)))
    total: Counter[tuple[Row, str]] = Counter()
    for seed in SEEDS:
        base, _ = held_out(whole, random.Random(seed))
        total += counted(EntityStage(base, engine), base, gold)
    table += rows(f"a fifth of the spellings held out, {len(SEEDS)} draws", total)
    report("ner_listed", f"Listed and unlisted names ({len(gold)} gold articles, --ner {options.ner})", table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
