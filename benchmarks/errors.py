"""Writes the table of docs/errors.md: which facts of which type fail, and by what, counted on gold.

`python benchmarks/errors.py`: a fact is missing, wrong in one slot (the first that differs, in the order of the
table), or too much. The blind test articles have no part in it: who mends errors must not see them.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from pipeline.cli.evaluate import fresh
from pipeline.evaluate import read_gold, score
from pipeline.evaluate.compare import STRICT

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "errors.md"
SETS = ("dev", "train")
_MARKED = re.compile(r"(<!-- errors: written by make docs -->\n).*?(<!-- /errors -->)", re.DOTALL)


def counted(name: str) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Return how many facts of each type gold has, and how many fail by (type, cause)."""
    gold = read_gold(ROOT / "corpora" / "gold" / name)
    scores = score(gold, fresh(gold), resamples=0)
    wanted = Counter({kind: of.tp + of.fn for kind, of in scores["facts"].by_type.items()})
    causes: Counter[tuple[str, str]] = Counter()
    for miss in scores.misses:
        if miss.part == "facts":
            slots = [difference.slot for difference in miss.differences]
            cause = min(slots, key=STRICT.index) if miss.kind == "wrong" and slots else miss.kind
            causes[miss.type, cause] += 1
    return wanted, causes


def table(name: str) -> str:
    """Return the table of one set in Markdown."""
    wanted, causes = counted(name)
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


def main() -> int:
    """Write the tables between the marks of the page."""
    text = "\n\n".join(table(name) for name in SETS) + "\n"
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_MARKED.sub(lambda match: match[1] + text + match[2], page), encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
