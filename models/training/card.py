"""Writes the scores of `meta.json` into the card of a model: `python -m models.training.card models/ner`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- scores: written by models.training.card -->", "<!-- /scores -->"


def table(meta: dict[str, Any]) -> str:
    """Return the tables of scores: by set and class, in 8 bits and in float32; recall of names seen and unseen."""
    lines = ["| held out | class | F1 int8 | F1 float32 |", "|---|---|---|---|"]
    recalls = [
        "",
        "| held out | names that training has seen: recall | others: recall |",
        "|---|---|---|",
    ]
    for name, scores in meta["scores"].items():
        for kind, f1 in scores["int8"].items():
            lines.append(f"| {name} | {kind} | {f1:.3f} | {scores['float32'][kind]:.3f} |")
        seen, unseen = (f"{recall:.3f} ({count})" for recall, count in scores["recall"].values())
        recalls.append(f"| {name} | {seen} | {unseen} |")
    return "\n".join([*lines, *recalls])


def main(folder: Path) -> None:
    """Replace the tables of the card."""
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    card.write_text(f"{before}{BEGIN}\n{table(meta)}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
