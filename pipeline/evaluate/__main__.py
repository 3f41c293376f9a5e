"""`python -m pipeline.evaluate GOLD --run articles.jsonl`: score a run, for work at the bench."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from pipeline.evaluate.files import GoldError
from pipeline.evaluate.gate import GateError, check, raise_floors
from pipeline.evaluate.gold import read_gold
from pipeline.evaluate.records import as_record, read_run
from pipeline.evaluate.report import as_json, print_scores
from pipeline.evaluate.score import RESAMPLES, score


def main(arguments: Sequence[str] | None = None) -> int:
    """Score the articles of a run against gold and print what came out."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.evaluate", description=__doc__)
    parser.add_argument("gold", help="a gold file, or a folder of *.json and *.jsonl")
    parser.add_argument("--run", help="articles.jsonl of a run, or its folder; else gold scores itself")
    parser.add_argument("--texts", help="the folder with the texts that compact gold names")
    parser.add_argument("--misses", action="store_true", help="list everything wrong, missing or spurious")
    parser.add_argument("--json", action="store_true", help="print JSON in place of tables")
    parser.add_argument("--resamples", type=int, default=RESAMPLES, help="bootstrap samples for the intervals")
    parser.add_argument("--gate", action="store_true", help="exit 1 below a pinned floor")
    parser.add_argument("--raise-floors", action="store_true", help="pin the scores where they are higher")
    parser.add_argument("--lower", action="store_true", help="with --raise-floors: pin lower scores too")
    options = parser.parse_args(arguments)
    try:
        gold = read_gold(options.gold, options.texts)
        records = list(read_run(options.run)) if options.run else [as_record(article) for article in gold]
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    scores = score(gold, records, resamples=options.resamples)
    if options.json:
        print(json.dumps(as_json(scores, misses=options.misses), ensure_ascii=False, indent=1))
    else:
        print_scores(scores, misses=options.misses)
    try:
        if options.raise_floors and options.run:
            print(*raise_floors(scores, options.gold, lower=options.lower), sep="\n")
        broken = check(scores, options.gold) if options.gate else []
    except GateError as error:
        print(error, file=sys.stderr)
        return 2
    print(*broken, sep="\n", file=sys.stderr, end="\n" if broken else "")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
