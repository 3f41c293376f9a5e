"""Scores for people (tables) and for programs (JSON), and the list of misses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.evaluate.compare import BESIDE, STRICT
from pipeline.evaluate.result import MEASURES, Miss, Scores
from pipeline.evaluate.stats import Interval, Score


def as_json(scores: Scores, *, misses: bool = False) -> dict[str, Any]:
    """Return the scores as plain data, the measures as `{name: {"micro", "by_type"}}`."""
    data: dict[str, Any] = {
        "articles": scores.articles,
        "missing": list(scores.missing),
        "measures": {
            name: {"micro": asdict(m.micro), "by_type": {kind: asdict(s) for kind, s in m.by_type.items()}}
            for name, m in scores.measures.items()
        },
        "slots": {slot: {"right": right, "of": total} for slot, (right, total) in scores.slots.items()},
        "reliability": [asdict(item) for item in scores.reliability],
    }
    if misses:
        data["misses"] = [asdict(miss) for miss in scores.misses]
    return data


def tables(scores: Scores, *, types: bool = True) -> RenderableType:
    """Return the scores as rich tables: all measures, with their types, the slots of aligned facts, confidence."""
    articles = "1 article" if scores.articles == 1 else f"{scores.articles} articles"
    main = Table("measure", title=articles, title_justify="left")
    for name in ("tp", "fp", "fn", "precision", "recall", "F1", "F1 95 %"):
        main.add_column(name, justify="right", no_wrap=True)
    for name in MEASURES:
        measure = scores[name]
        main.add_section()
        main.add_row(*_row(name, measure.micro), style="bold")
        for kind, score in measure.by_type.items() if types else ():
            main.add_row(*_row(f"  {kind}", score))
    slots = Table("slot", title="slots of aligned pairs", title_justify="left")
    for name in ("right", "of", "share"):
        slots.add_column(name, justify="right")
    for slot, (right, total) in scores.slots.items():
        style = "bold" if slot in STRICT else "" if slot in BESIDE else "dim"
        slots.add_row(slot, str(right), str(total), f"{right / total:.3f}", style=style)
    trust = Table("confidence", title="what confidence is worth", title_justify="left")
    for name in ("facts", "mean", "right"):
        trust.add_column(name, justify="right")
    for item in scores.reliability:
        promised = f"{item.low:.1f} to {item.high:.1f}"
        trust.add_row(promised, str(item.facts), f"{item.confidence:.3f}", f"{item.right:.3f}")
    parts: list[RenderableType] = [main, slots, trust]
    if scores.missing:
        parts.insert(0, Text(f"No record for: {', '.join(scores.missing)}. All of theirs counts as missing.", "red"))
    return Group(*parts)


def _row(name: str, score: Score) -> tuple[str, ...]:
    shares = (f"{value:.3f}" for value in (score.precision, score.recall, score.f1))
    return name, str(score.tp), str(score.fp), str(score.fn), *shares, _interval(score.f1_ci)


def _interval(interval: Interval | None) -> str:
    return f"{interval[0]:.3f} to {interval[1]:.3f}" if interval else ""


def miss_lines(misses: Iterable[Miss]) -> Iterator[str]:
    """Yield the misses as lines of text: what, which slots differ, and the sentence where it stands."""
    article = None
    for miss in misses:
        if miss.article != article:
            article = miss.article
            yield f"== {article}"
        yield f"{miss.kind:8} {miss.part}: {miss.label}"
        for difference in miss.differences:
            yield f"           {difference.slot}: wanted {difference.wanted} | found {difference.found}"
        if miss.sentence:
            yield f"           “{miss.sentence}”"


def print_scores(scores: Scores, console: Console | None = None, *, misses: bool = False, types: bool = True) -> None:
    """Print the tables, and the misses before them where asked."""
    out = console or Console()
    if misses:
        for line in miss_lines(scores.misses):
            out.print(line, markup=False, highlight=False, soft_wrap=True)
    out.print(tables(scores, types=types))
