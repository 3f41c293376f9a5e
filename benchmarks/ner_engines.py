"""The engines for names side by side: quality, words a second, start and memory, each in a process of its own.

The other two run on the small models of the tests, whose speed says little of the models that people use, so
camel-tools also runs on a BERT of the usual size (12 layers of 768, weights by chance, the same speed as learnt ones).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from machine import ROOT, report
from peers import bert_base

from models.training.corpora import Example, marked
from models.training.corpora import split_blocks as split
from pipeline.entities.engines import Engine, load

SMALL = {"camel": ROOT / "models" / "peers" / "camel", "stanza": ROOT / "models" / "peers" / "stanza"}
WORDS = 2500
"""So many words each engine reads for its speed; camel-tools with a BERT of the usual size takes minutes for more."""


def sentences() -> list[Example]:
    """Return sentences of our own."""
    held: list[Example] = []
    for path in sorted((ROOT / "corpora" / "ner").glob("*.txt")):
        held += split(list(marked(path)), 0.1, 10)[1]
    return held


def peak_memory() -> float:
    """Return the most memory that this program has held, in MB; getrusage would count what its parent held."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def quality(engine: Engine) -> dict[str, Any]:
    """Score an engine on the articles of gold dev, which none of the models has seen."""
    from models.training.__main__ import gold_examples
    from models.training.evaluation import evaluate_engine

    return evaluate_engine(engine, gold_examples("dev"), coarse=True)


def measure(engine: str, model: str | None) -> dict[str, Any]:
    """Load an engine, label the sentences; called in a process of its own."""
    examples = sentences()
    begun = time.perf_counter()
    loaded = load(engine, model)
    assert loaded is not None
    loaded([["توقف", "فيسبوك"]])
    start = time.perf_counter() - begun
    rows, count = [], 0
    for item in examples:
        if count >= WORDS:
            break
        rows.append(item.words)
        count += len(item.words)
    begun = time.perf_counter()
    for first in range(0, len(rows), 32):
        loaded(rows[first : first + 32])
    seconds = time.perf_counter() - begun
    peak = peak_memory()
    scores = quality(loaded) if "chance" not in (model or "") else {}
    return {
        "start s": round(start, 2),
        "words/s": round(count / seconds),
        "peak MB": round(peak),
        "F1 on gold dev": f"{scores['all'].f1:.3f}" if scores else "-",
    }


def main() -> int:
    """Run every engine in a process of its own with one thread."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    parser.add_argument("--model", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.engine:
        print(json.dumps(measure(options.engine, options.model)))
        return 0
    rows = []
    with tempfile.TemporaryDirectory(suffix="chance") as folder:
        bert_base(Path(folder), [item.words for item in sentences()])
        runs = [
            ("embedded, as shipped", "embedded", None),
            ("camel-tools, small model", "camel", str(SMALL["camel"])),
            ("stanza, small model", "stanza", str(SMALL["stanza"])),
            ("camel-tools, BERT of 12 layers, weights by chance", "camel", folder),
        ]
        for title, engine, model in runs:
            command = [sys.executable, __file__, "--engine", engine, *(["--model", model] if model else [])]
            environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
            done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
            rows.append({"engine": title, **json.loads(done.stdout.splitlines()[-1])})
            print(rows[-1], file=sys.stderr)
    report("ner_engines", "Engines for names, one thread, the same sentences", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
