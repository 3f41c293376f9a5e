"""The scores of the README: written between its marks, with the intervals, from the gold that is in the repository."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
SETS = ("train", "dev", "test")
SLOTS = (
    "subject", "category", "quantity", "time", "objects", "content",
    "places", "channel", "source", "via", "background",
)  # fmt: skip
"""The slots that are shown. Those up to `content` decide about a fact, the others do not."""
NAMES = {"entities": "entities (exact span, type)", "linking": "entity linking", "facts": "facts (strict)"}
_MARKED = re.compile(r"(<!-- scores: written by make docs -->\n).*?(<!-- /scores -->)", re.DOTALL)


def table() -> str:
    """Return precision, recall and F1 of every measure on every set, then how often each slot is right, as Markdown."""
    from pipeline.cli.evaluate import fresh
    from pipeline.evaluate import MEASURES, read_gold, score

    lines = ["| measure | set | precision | recall | F1 | 95 % interval |", "|---|---|---|---|---|---|"]
    scored = {}
    for name in SETS:
        gold = read_gold(ROOT / "corpora" / "gold" / name)
        scored[name] = score(gold, fresh(gold))
    for measure in MEASURES:
        for name, scores in scored.items():
            micro = scores[measure].micro
            low, high = micro.f1_ci or (0.0, 0.0)
            lines.append(
                f"| {NAMES.get(measure, measure)} | {name} ({scores.articles} articles) | {micro.precision:.3f} "
                f"| {micro.recall:.3f} | {micro.f1:.3f} | {low:.3f} to {high:.3f} |"
            )
    heads = " | ".join(f"{name} ({scores.articles} articles)" for name, scores in scored.items())
    lines += ["", f"| slot of a fact that was found | {heads} |", f"|---|{'---|' * len(scored)}"]
    for slot in SLOTS:
        shares = " | ".join(share(*scores.slots.get(slot, (0, 0))) for scores in scored.values())
        lines.append(f"| {slot} | {shares} |")
    return "\n".join(lines) + "\n"


def share(right: int, total: int) -> str:
    """Return a share with what it is of: `0.875 (7 of 8)`."""
    return f"{right / total:.3f} ({right} of {total})" if total else "none in gold"


def written(readme: str, scores: str) -> str:
    """Return the README with the scores between its marks."""
    return _MARKED.sub(lambda match: match[1] + scores + match[2], readme)


def main() -> None:
    README.write_text(written(README.read_text(encoding="utf-8"), table()), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
