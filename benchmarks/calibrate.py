"""Writes pipeline/facts/data/confidence.toml: how often each rule was right on the gold that rules are tuned on.

A rule's confidence is the share of its facts that are right (strictly), with one right and one wrong fact added,
on corpora/gold/dev and corpora/gold/train; facts of the fact tagger on dev alone, as it learnt from train. Optional
facts of gold count as right when their core is. The test split has no part in it. Run it again after a change of the
rules: `python benchmarks/calibrate.py`.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
OUT = ROOT / "pipeline" / "facts" / "data" / "confidence.toml"
SETS = ("dev", "train")
LEARNT = ":learned"
"""How the names of the rules of the fact tagger end."""
FEW = 4
"""A rule seen less often than this takes the confidence of its fact type."""


def counts() -> tuple[Counter[str], Counter[str]]:
    """Return (seen, right) by rule and by fact type."""
    from pipeline import load
    from pipeline.cli.evaluate import dated
    from pipeline.evaluate import read_gold
    from pipeline.evaluate.compare import CORE, is_right, predicted
    from pipeline.evaluate.facts import align_facts
    from pipeline.records import article_record

    naba = load()
    seen: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for name in SETS:
        for gold in read_gold(ROOT / "corpora" / "gold" / name):
            doc = naba(dated(gold.article()))
            found = [predicted(fact, gold) for fact in article_record(doc).facts]
            partner = {column: gold.facts[row] for row, column in align_facts(gold.facts, found).items()}
            for column, (fact, slots) in enumerate(zip(doc.facts, found, strict=True)):
                if name == "train" and fact.rule.endswith(LEARNT):
                    continue
                want = partner.get(column)
                good = want is not None and (is_right(want, slots) if want.must else is_right(want, slots, CORE))
                for key in (fact.rule, fact.type):
                    seen[key] += 1
                    right[key] += good
    return seen, right


def main() -> None:
    """Measure, and write the table."""
    seen, right = counts()
    lines = [f"# Written by benchmarks/calibrate.py on corpora/gold/{{{','.join(SETS)}}}: right + 1 over seen + 2."]
    for key in sorted(seen):
        if ":" not in key or seen[key] >= FEW:
            value = (right[key] + 1) / (seen[key] + 2)
            lines.append(f'"{key}" = {value:.2f} # {right[key]} of {seen[key]}')
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{OUT.relative_to(ROOT)}: {len(lines) - 1} rules and types")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
