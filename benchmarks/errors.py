"""The tables of docs/errors.md: which facts of which type fail, and by what; `benchmarks/scores.py` writes them.

A fact is missing, wrong in one slot (the first that differs, in the order of the table), or too much. The blind test
articles have no part in it: who mends errors must not see them.
"""

from __future__ import annotations

from collections import Counter

from pipeline.evaluate import Scores
from pipeline.evaluate.compare import STRICT

SETS = ("dev", "train")


def table(name: str, scores: Scores) -> str:
    """Return the table of one set in Markdown."""
    wanted = Counter({kind: of.tp + of.fn for kind, of in scores["facts"].by_type.items()})
    causes = counted(scores)
    columns = ("missing", *STRICT, "spurious")
    lines = [
        f"`corpora/gold/{name}`:",
        "",
        f"| type | in gold | {' | '.join('too much' if c == 'spurious' else c for c in columns)} |",
        f"|---|{'---|' * (len(columns) + 1)}",
    ]
    for kind, count in wanted.most_common():
        cells = (str(causes[kind, column] or "") for column in columns)
        lines.append(f"| {kind} | {count} | {' | '.join(cells)} |")
    sums = (str(sum(causes[kind, column] for kind in wanted)) for column in columns)
    lines.append(f"| all | {wanted.total()} | {' | '.join(sums)} |")
    return "\n".join(lines)


def counted(scores: Scores) -> Counter[tuple[str, str]]:
    """Return how many facts fail by (type, cause)."""
    causes: Counter[tuple[str, str]] = Counter()
    for miss in scores.misses:
        if miss.part == "facts":
            slots = [difference.slot for difference in miss.differences]
            cause = min(slots, key=STRICT.index) if miss.kind == "wrong" and slots else miss.kind
            causes[miss.type, cause] += 1
    return causes
