"""The scores of the README and the errors of docs/errors.md, written between their marks from the repository's gold."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import errors

if TYPE_CHECKING:
    from pipeline.evaluate import Scores

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
SETS = ("train", "dev", "test")
SLOTS = (
    "subject", "category", "quantity", "time", "objects", "content",
    "places", "channel", "source", "via", "background",
)  # fmt: skip
"""The slots that are shown. Those up to `content` decide about a fact, the others do not."""
NAMES = {"entities": "entities (exact span, type)", "linking": "entity linking", "facts": "facts (strict)"}
ERRORS = ROOT / "docs" / "errors.md"


def scored() -> dict[str, Scores]:
    """Return the scores of every set."""
    from pipeline.cli.evaluate import fresh
    from pipeline.evaluate import read_gold, score

    result = {}
    for name in SETS:
        gold = read_gold(ROOT / "corpora" / "gold" / name)
        result[name] = score(gold, fresh(gold))
    return result


def table(sets: Mapping[str, Scores]) -> str:
    """Return precision, recall and F1 of every measure on every set, then how often each slot is right, as Markdown."""
    from pipeline.evaluate import MEASURES

    lines = ["| measure | set | precision | recall | F1 | 95 % interval |", "|---|---|---|---|---|---|"]
    for measure in MEASURES:
        for name, scores in sets.items():
            micro = scores[measure].micro
            low, high = micro.f1_ci or (0.0, 0.0)
            lines.append(
                f"| {NAMES.get(measure, measure)} | {name} ({scores.articles} articles) | {micro.precision:.3f} "
                f"| {micro.recall:.3f} | {micro.f1:.3f} | {low:.3f} to {high:.3f} |"
            )
    heads = " | ".join(f"{name} ({scores.articles} articles)" for name, scores in sets.items())
    lines += ["", f"| slot of a fact that was found | {heads} |", f"|---|{'---|' * len(sets)}"]
    for slot in SLOTS:
        shares = " | ".join(share(*scores.slots.get(slot, (0, 0))) for scores in sets.values())
        lines.append(f"| {slot} | {shares} |")
    return "\n".join(lines) + "\n"


def errors_of(sets: Mapping[str, Scores]) -> str:
    """Return which facts fail, and by what, on the sets that are open to who writes rules, as Markdown."""
    return "\n\n".join(errors.table(name, sets[name]) for name in errors.SETS) + "\n"


def share(right: int, total: int) -> str:
    """Return a share with what it is of: `0.875 (7 of 8)`."""
    return f"{right / total:.3f} ({right} of {total})" if total else "none in gold"


def written(page: str, mark: str, text: str) -> str:
    """Return a page with a text between its marks: `<!-- scores: written by make docs -->` and `<!-- /scores -->`."""
    marked = rf"(<!-- {mark}: written by make docs -->\n).*?(<!-- /{mark} -->)"
    return re.sub(marked, lambda match: match[1] + text + match[2], page, flags=re.DOTALL)


def main() -> None:
    sets = scored()
    for path, mark, text in ((README, "scores", table(sets)), (ERRORS, "errors", errors_of(sets))):
        path.write_text(written(path.read_text(encoding="utf-8"), mark, text), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
