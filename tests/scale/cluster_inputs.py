"""Inputs in which texts are met again: what a cluster must find out as one process does."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

SAMPLES = Path("corpora/samples")
TRAIN = Path("corpora/gold/train")


def write_inputs(folder: Path) -> list[str]:
    """Write texts, copies, nearly copies and what cannot be read; return the inputs of a run over them."""
    paths = [*sorted(SAMPLES.glob("*.txt"))[:7], *sorted(TRAIN.glob("*.txt"))[:7]]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    files, packed = folder / "files", folder / "packed"
    files.mkdir(parents=True)
    packed.mkdir()
    for number, text in enumerate(texts):
        (files / f"{number:02}.txt").write_text(text, encoding="utf-8")
    first, second, third = texts[:3]
    (files / "05-again.txt").write_text(first + "\n\n", encoding="utf-8")
    (files / "06-headline.txt").write_text("عنوان آخر للخبر نفسه\n" + second, encoding="utf-8")
    (files / "07-shorter.txt").write_text("\n".join(second.splitlines()[:-1]), encoding="utf-8")
    (files / "08-empty.txt").write_text(" \n", encoding="utf-8")
    (files / "09-english.txt").write_text("Facebook was down for six hours. " * 20, encoding="utf-8")
    (files / "10-broken.json").write_text("{", encoding="utf-8")
    records = [{"text": text, "site": f"outlet-{number}.example"} for number, text in enumerate([third, *texts[10:]])]
    records += [{"text": third.replace("،", " ،"), "published": "2021-10-06"}, {"title": "no text"}]
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    (packed / "articles.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    # The folder comes again: its texts were all read before.
    return [str(files), str(packed), str(files / "0*.txt"), str(folder / "missing.txt")]
