"""How much the spelling of a page costs: entity F1 on gold articles as they are, and dressed in seven other ways.

`python benchmarks/ner_variants.py corpora/gold/dev corpora/gold/test [--ner none]`: names with و written onto them,
quotation marks glued to both sides, no hamza, ه for ة and ي for ى, diacritics, tatweel, Arabic-Indic digits.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from machine import report

from pipeline.document import Article
from pipeline.evaluate import GoldArticle, read_gold
from pipeline.evaluate.judge import judge_mentions
from pipeline.evaluate.model import GoldMention
from pipeline.evaluate.result import ArticleResult
from pipeline.evaluate.stats import Counts, rates
from pipeline.pipeline import Pipeline, load
from pipeline.records import article_record
from pipeline.text import Span

Edit = tuple[int, int, str]
"""Characters from, to (exclusive), and what stands in their place."""
_JOINING = re.compile("[بتثجحخسشصضطظعغفقكلمنهي](?=[\u0621-\u064a])")


def _replaced(pattern: str, by: dict[str, str]) -> Callable[[GoldArticle], Iterator[Edit]]:
    def edits(article: GoldArticle) -> Iterator[Edit]:
        for match in re.finditer(pattern, article.text):
            yield match.start(), match.end(), by[match.group()]

    return edits


def _conjunction(article: GoldArticle) -> Iterator[Edit]:
    for span in _names(article):
        before = article.text[span.start - 1 : span.start]
        if before in ("", " ", "\n") and "\u0621" <= article.text[span.start] <= "\u064a":
            yield span.start, span.start, "و"


def _quotes(article: GoldArticle) -> Iterator[Edit]:
    for number, span in enumerate(_names(article)):
        left, right = (("«", "»"), ('"', '"'), ("“", "”"))[number % 3]
        around = article.text[max(span.start - 1, 0) : span.start] + article.text[span.end : span.end + 1]
        if not re.search(r"[\"«»“”()\[\]]", around):
            yield span.start, span.start, left
            yield span.end, span.end, right


def _diacritics(article: GoldArticle) -> Iterator[Edit]:
    for span in _names(article):
        for at in range(span.start + 1, span.end, 2):
            if all("\u0621" <= c <= "\u064a" for c in article.text[at - 1 : at + 1]):
                yield at, at, "\u064e"


def _tatweel(article: GoldArticle) -> Iterator[Edit]:
    for span in _names(article):
        match = _JOINING.search(article.text, span.start, span.end)
        if match is not None and match.end() < span.end:
            yield match.end(), match.end(), "ــ"


def _names(article: GoldArticle) -> Iterator[Span]:
    free = 0
    for mention in article.mentions:
        if mention.span.start >= free:
            yield mention.span
            free = mention.span.end


VARIANTS: dict[str, Callable[[GoldArticle], Iterator[Edit]]] = {
    "as it is": lambda article: iter(()),
    "و before names": _conjunction,
    "quotes glued": _quotes,
    "no hamza": _replaced("[أإآ]", dict.fromkeys("أإآ", "ا")),
    "ه and ي": _replaced(r"[ةى]\b", {"ة": "ه", "ى": "ي"}),
    "diacritics": _diacritics,
    "tatweel": _tatweel,
    "Arabic-Indic digits": _replaced("[0-9]", {str(digit): chr(0x0660 + digit) for digit in range(10)}),
}


def dressed(article: GoldArticle, edits: Sequence[Edit]) -> GoldArticle:
    """Return the article with its text edited and its mentions moved along; what is inserted stays outside of them."""
    parts: list[str] = []
    starts = list(range(len(article.text) + 1))
    ends = list(range(len(article.text) + 1))
    shift = done = 0
    moved: list[tuple[int, int]] = []
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        parts += article.text[done:start], new
        done = end
        moved.append((start, len(new) - (end - start)))
    parts.append(article.text[done:])
    at = 0
    for place in range(len(article.text) + 1):
        ends[place] = place + shift
        while at < len(moved) and moved[at][0] == place:
            shift += moved[at][1]
            at += 1
        starts[place] = place + shift
    mentions = tuple(
        GoldMention(
            tuple(replace(r, span=Span(starts[r.span.start], ends[r.span.end])) for r in mention.readings),
            mention.must,
        )
        for mention in article.mentions
    )
    return replace(article, text="".join(parts), mentions=mentions, facts=(), quantities=(), times=())


def counts(naba: Pipeline, gold: Sequence[GoldArticle], edits: Callable[[GoldArticle], Iterator[Edit]]) -> Counts:
    """Return the counts of entity mentions over articles in one dress."""
    total = Counts()
    for article in gold:
        other = dressed(article, list(edits(article)))
        record = article_record(naba(Article(other.text, article.name)))
        result = ArticleResult(other)
        judge_mentions(record, result)
        total = sum(result.counts["entities"].values(), total)
    return total


def main() -> int:
    """Print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--ner", default="embedded")
    options = parser.parse_args()
    naba = load(ner=options.ner)
    gold = [article for folder in options.gold for article in read_gold(folder)]
    rows = []
    plain = 0.0
    for name, edits in VARIANTS.items():
        found = counts(naba, gold, edits)
        precision, recall, f1 = rates(found.tp, found.fp, found.fn)
        plain = plain or f1
        rows.append(
            {
                "variant": name,
                "precision": f"{precision:.4f}",
                "recall": f"{recall:.4f}",
                "F1": f"{f1:.4f}",
                "points": f"{100 * (f1 - plain):+.1f}",
            }
        )
    report("ner_variants", f"Entity F1 under other spellings ({len(gold)} gold articles, --ner {options.ner})", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
