"""How many spellings the matcher finds that the knowledge base does not have, and what it links in news.

python benchmarks/aliases.py --seed 1 --json out.json
python benchmarks/aliases.py --news FOLDER_OR_ZIPS [--all-ngrams]
"""

from __future__ import annotations

import argparse
import json
import random
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.document import Article, Document
from pipeline.entities import EntityStage, KnowledgeBase
from pipeline.entities.matcher import Matcher
from pipeline.entities.surroundings import enclosed, head_at
from pipeline.text import Split, fold, split_sentences, splits, tokenize

TYPES = ("company", "service", "media", "organization", "person", "place")
HEAD_TYPES = frozenset({"company", "service", "media", "organization"})
SHARE = 0.2
MAX_WORDS = 3


Verdicts = dict[str, dict[str, list[str]]]


def held_out(kb: KnowledgeBase, rng: random.Random) -> tuple[KnowledgeBase, dict[str, set[str]]]:
    """Return a base without a fifth of its unambiguous spellings, and for each of those whose name it is."""
    by_type: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    left = Counter(sense.entry.key for senses in kb.phrases.values() for sense in senses)
    for phrase, senses in kb.phrases.items():
        if senses[0].entry.type in TYPES and not any(sense.ambiguous for sense in senses):
            by_type[senses[0].entry.type].append(phrase)
    out: dict[tuple[str, ...], set[str]] = {}
    for kind in TYPES:
        phrases = sorted(by_type[kind])
        for phrase in rng.sample(phrases, round(SHARE * len(phrases))):
            keys = {sense.entry.key for sense in kb.phrases[phrase]}
            if all(left[key] > 1 for key in keys):
                left.subtract(keys)
                out[phrase] = keys
    gone: dict[str, set[str]] = defaultdict(set)
    for alias in kb.aliases():
        if alias.tokens in out:
            gone[alias.entry.key].add(alias.written)
    entries = [
        entry._replace(
            aliases=tuple(name for name in entry.aliases if name not in gone[entry.key]),
            latin=tuple(name for name in entry.latin if name not in gone[entry.key]),
        )
        for entry in kb
    ]
    return KnowledgeBase(entries), {" ".join(phrase): keys for phrase, keys in out.items()}


def recovered(kb: KnowledgeBase, seed: int, *, typed: bool) -> Verdicts:
    """Return, by type and script, the held-out spellings that were linked right, linked wrong and not linked.

    Args:
        kb: the whole base.
        seed: of the draw.
        typed: tell the matcher the type of the entity, as a generic noun before the name does.
    """
    base, names = held_out(kb, random.Random(seed))
    matcher = Matcher(base)
    result: Verdicts = {}
    for name, keys in names.items():
        kind = kb[min(keys)].type
        match = matcher.match(name, kind if typed else None)
        verdict = "nil" if match is None else "right" if match.entry.key in keys else "wrong"
        shown = name if match is None else f"{name} = {match.entry.key} ({match.alias}, {match.score:.2f})"
        row = f"{kind}, {'Latin' if name[0].isascii() else 'Arabic'}"
        result.setdefault(row, {"right": [], "wrong": [], "nil": []})[verdict].append(shown)
    return dict(sorted(result.items()))


def table(verdicts: Verdicts) -> str:
    """Return a table of the verdicts, Arabic and Latin spellings summed up."""
    lines = [f"{'':22}{'right':>7}{'wrong':>7}{'nil':>7}{'recall':>9}{'precision':>11}"]
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for row, by_verdict in verdicts.items():
        counts = Counter({verdict: len(names) for verdict, names in by_verdict.items()})
        sums[f"all, {row.split(', ')[1]}"] += counts
        lines.append(_line(row, counts))
    return "\n".join([*lines, *(_line(row, counts) for row, counts in sums.items())])


def _line(row: str, counts: Counter[str]) -> str:
    linked_ones = counts["right"] + counts["wrong"]
    precision = f"{counts['right'] / linked_ones:.3f}" if linked_ones else "-"
    recall = f"{counts['right'] / sum(counts.values()):.3f}"
    return f"{row:22}{counts['right']:>7}{counts['wrong']:>7}{counts['nil']:>7}{recall:>9}{precision:>11}"


def articles(paths: Sequence[Path], count: int, seed: int) -> list[str]:
    """Return so many texts drawn from zip files of JSON lists, or from all that lie in a folder."""
    files = [file for path in paths for file in (sorted(path.glob("*.zip")) if path.is_dir() else [path])]
    texts: list[str] = []
    for file in files:
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                if name.endswith(".json"):
                    texts.extend(row["content"] for row in json.loads(archive.read(name)) if row.get("content"))
    return random.Random(seed).sample(texts, min(count, len(texts)))


def spans(doc: Document, everywhere: bool) -> Iterator[tuple[int, int, str | None]]:
    """Yield the runs of one to three words that a context proposes as names, or all of them.

    The context is a generic noun of a company or a service before, marks of quotation around, or Latin letters.
    """
    tokens = doc.tokens
    taken = {
        index
        for mention in doc.mentions
        if mention.form == "name" and mention.ref.kb
        for index in range(len(tokens))
        if tokens[index].span.overlaps(mention.span)
    }
    for first in range(len(tokens)):
        head = head_at(doc, first)
        headed = head is not None and head[0] == first - 1 and HEAD_TYPES.intersection(head[1].types)
        for last in range(first + 1, min(first + MAX_WORDS, len(tokens)) + 1):
            if last - 1 in taken or tokens[last - 1].kind not in ("word", "latin"):
                break
            if "\n" in doc.view.text[tokens[first].start : tokens[last - 1].end]:
                break
            latin = tokens[first].kind == "latin"
            if everywhere or headed or latin or enclosed(doc, first, last):
                yield first, last, head[1].types[0] if headed and head is not None else None


def _is_no_reading(reading: Split) -> bool:
    """Whether a name cannot begin there: after the article, the future, or in the middle of `لل`."""
    if "س" in reading.proclitics or reading.proclitics[-1:] == ("ال",):
        return True
    return reading.proclitics[-1:] == ("ل",) and reading.stem.startswith("ل")


def linked(kb: KnowledgeBase, texts: Sequence[str], everywhere: bool) -> dict[str, list[str]]:
    """Return the links that the matcher would add to what the stage finds: what it means, and where it stood."""
    stage, matcher = EntityStage(kb), Matcher(kb)
    result: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        doc = Document(Article(text, "news"))
        doc.tokens = tokenize(doc.view)
        doc.sentences = split_sentences(doc.view, doc.tokens)
        stage(doc)
        for first, last, kind in spans(doc, everywhere):
            start, end = doc.tokens[first].start, doc.tokens[last - 1].end
            for reading in splits(doc.tokens[first].text):
                if _is_no_reading(reading):
                    continue
                name = doc.view.span(start + reading.length, end).cut(doc.text)
                match = matcher.match(name, kind)
                if match is not None and match.score < 1.0:
                    around = doc.view.text[max(start - 30, 0) : end + 20].replace("\n", " ")
                    result[f"{fold(name)} = {match.entry.key} ({match.alias}, {match.score:.2f})"].append(around)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--typed", action="store_true", help="tell the matcher the type, as a generic noun does")
    parser.add_argument("--json", type=Path, help="write what was found to this file")
    parser.add_argument("--knowledge", type=Path, help="a folder of the knowledge base (default: the shipped one)")
    parser.add_argument("--news", type=Path, nargs="+", help="zip files of articles, or folders of them")
    parser.add_argument("--articles", type=int, default=500, help="so many of them, drawn with the seed")
    parser.add_argument("--all-ngrams", action="store_true", help="try every run of words, not only likely names")
    options = parser.parse_args()
    kb = KnowledgeBase.load(options.knowledge)
    verdicts = recovered(kb, options.seed, typed=options.typed)
    print(table(verdicts))
    for by_verdict in verdicts.values():
        for shown in by_verdict["wrong"]:
            print("wrong:", shown)
    links: dict[str, list[str]] = {}
    if options.news:
        links = linked(kb, articles(options.news, options.articles, options.seed), options.all_ngrams)
        print(f"\n{len(links)} spellings linked in {options.articles} articles, each with a place where it stands:")
        for shown, places in sorted(links.items(), key=lambda item: -len(item[1])):
            print(f"{len(places):>4}  {shown}  | {places[0]}")
    if options.json:
        report = {"seed": options.seed, "typed": options.typed, "held_out": verdicts, "news": links}
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
