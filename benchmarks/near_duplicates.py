"""Syndicated copies, made of the articles in corpora/gold/train, against different articles on one event.

Every copy is edited as outlets edit: see `EDITS`. For each kind of edit, how many copies are found, at several
thresholds; and how many pairs of different articles are taken for copies. Then memory and time at 29,000 articles.
"""

from __future__ import annotations

import random
import re
import time
import tracemalloc
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

from machine import ROOT, report

from pipeline.evaluate import as_record
from pipeline.evaluate.files import gold_files, gold_records
from pipeline.evaluate.gold import gold_article
from pipeline.events import merge
from pipeline.ingest.near_duplicates import BANDS, ROWS, THRESHOLD, NearDuplicates, _alike, compared, signature_of

TRAIN = ROOT / "corpora" / "gold" / "train"
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
MANY = 29_000
_DATELINES = ("بيروت - وكالات", "الدوحة - المرصد", "القاهرة (و.م)", "الرباط - خاص", "عمان - رصد الصحيفة")
_BYLINES = ("كتب: سامر عبد الحق", "إعداد: قسم التقنية", "ترجمة وتحرير: هند البكري", "تحرير الموقع")
_HEADLINES = (
    "ماذا حدث بالأمس؟ كل ما نعرفه حتى الآن",
    "تفاصيل العطل الذي شغل الملايين",
    "خدمات تتوقف ومستخدمون يشتكون.. القصة الكاملة",
)
_ENDS = (
    "اقرأ أيضا: أبرز أعطال العام في قطاع الاتصالات",
    "هذا المحتوى منقول عن وكالة شريكة، ولا يعبر بالضرورة عن رأي الموقع.",
    "تابعوا آخر الأخبار عبر نشرتنا البريدية اليومية.",
)
_QUOTES = (
    "نعمل على إعادة الأمور إلى طبيعتها في أقرب وقت",
    "نأسف لما حدث ونشكر لكم صبركم",
    "لا تعليق لدينا في الوقت الراهن",
)
_SYNONYMS = {"قال": "صرح", "وقال": "وأضاف", "أعلنت": "ذكرت", "عطل": "خلل", "نحو": "قرابة", "بعد": "عقب", "أكثر": "أزيد"}
Edit = Callable[[str, random.Random], str]


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _joined(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs)


def headline(text: str, rng: random.Random) -> str:
    """Another headline."""
    return _joined([rng.choice(_HEADLINES), *_paragraphs(text)[1:]])


def dateline(text: str, rng: random.Random) -> str:
    """A dateline and a byline of one's own."""
    first, *rest = _paragraphs(text)
    return _joined([first, rng.choice(_BYLINES), f"{rng.choice(_DATELINES)}: " + (rest[0] if rest else ""), *rest[1:]])


def ending(text: str, rng: random.Random) -> str:
    """Lines of the outlet at the end."""
    return _joined([*_paragraphs(text), *rng.sample(_ENDS, 2)])


def quotes(text: str, rng: random.Random) -> str:
    """Other words in the quotation marks."""
    return re.sub(r'"[^"\n]{12,}"|«[^»\n]{12,}»', lambda _: f'"{rng.choice(_QUOTES)}"', text)


def spelling(text: str, rng: random.Random) -> str:
    """Without hamza and diacritics, digits of the other kind, another quotation mark."""
    del rng
    table = str.maketrans("أإآىة0123456789", "ااايه٠١٢٣٤٥٦٧٨٩")
    return re.sub("[\u064b-\u0652\u0640]", "", text).translate(table).replace('"', "'")


def synonyms(text: str, rng: random.Random) -> str:
    """Some words for others, in every place."""
    del rng
    return re.sub(r"\w+", lambda word: _SYNONYMS.get(word[0], word[0]), text)


def cut(share: float) -> Edit:
    """Only the first part of the paragraphs."""

    def edit(text: str, rng: random.Random) -> str:
        del rng
        paragraphs = _paragraphs(text)
        return _joined(paragraphs[: max(2, round(len(paragraphs) * share))])

    return edit


def together(*edits: Edit) -> Edit:
    """Several edits, one after the other."""

    def edit(text: str, rng: random.Random) -> str:
        for one in edits:
            text = one(text, rng)
        return text

    return edit


EDITS: dict[str, Edit] = {
    "other headline": headline,
    "dateline, byline": dateline,
    "outlet's ending": ending,
    "other quotations": quotes,
    "spelling": spelling,
    "synonyms": synonyms,
    "last third cut": cut(2 / 3),
    "last half cut": cut(1 / 2),
    "headline, dateline, ending, spelling": together(headline, dateline, ending, spelling),
    "the same, last third cut": together(cut(2 / 3), headline, dateline, ending, spelling),
    "the same, last half cut": together(cut(1 / 2), headline, dateline, ending, spelling),
    "the same, last third cut, quotations": together(cut(2 / 3), quotes, headline, dateline, ending, spelling),
    "all, last third cut": together(cut(2 / 3), quotes, synonyms, headline, dateline, ending, spelling),
}


def similarity(left: str, right: str) -> float:
    """Return the estimated share of common shingles."""
    a, b = signature_of(left), signature_of(right)
    if a is None or b is None:
        return 0.0
    return _alike(compared(a), bytearray(compared(b)))


def found(left: str, right: str, threshold: float) -> bool:
    """Whether the second is taken for a copy of the first."""
    index = NearDuplicates(threshold)
    index.add("0" * 16, left)
    return index.add("1" * 16, right) is not None


def quoted(texts: list[str], rng: random.Random) -> list[tuple[str, str]]:
    """Return pairs of different articles that share one paragraph: both print one statement in full."""
    pairs = []
    for left, right in zip(texts, texts[1:] + texts[:1], strict=True):
        paragraph = max(_paragraphs(left)[1:] or [left], key=len)
        into = _paragraphs(right)
        into.insert(rng.randrange(1, len(into) + 1), paragraph)
        pairs.append((left, _joined(into)))
    return pairs


def cost(texts: list[str]) -> dict[str, object]:
    """Return what an article costs: bytes at `MANY` articles (at the end, and the most), milliseconds of processor."""
    kept, most = memory(texts)
    index = NearDuplicates()
    began = time.process_time()
    for number, text in enumerate(texts * 5):
        index.add(f"{number:016x}", text)
    spent = (time.process_time() - began) / (5 * len(texts)) * 1000
    return {"articles": MANY, "bytes each": round(kept), "bytes each, most": round(most), "ms each": f"{spent:.1f}"}


def memory(texts: list[str]) -> tuple[float, float]:
    """Return bytes an article at `MANY` articles: at the end, and the most, while tables grow."""
    rng = random.Random(7)
    words = [re.findall(r"\S+", text) for text in texts]
    tracemalloc.start()
    index = NearDuplicates()
    index.add("f" * 16, texts[0])
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    for number in range(MANY):
        index.add(f"{number:016x}", " ".join(rng.choices(rng.choice(words), k=40)))
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (kept - before) / MANY, (peak - before) / MANY


def main() -> None:
    """Measure and write results/near_duplicates.json and .md."""
    articles = [
        gold_article(file, where, record) for file in gold_files(Path(TRAIN)) for where, record in gold_records(file)
    ]
    rng = random.Random(1)
    texts = [article.text for article in articles]
    records = [as_record(article) for article in articles]
    events = [set(event.articles) for event in merge(records)]
    ids = [record.article.id for record in records]
    rows: list[dict[str, object]] = []
    totals = dict.fromkeys(THRESHOLDS, 0)
    copies = {name: [(text, edit(text, rng)) for text in texts] for name, edit in EDITS.items()}
    for name, pairs in copies.items():
        values = sorted(similarity(*pair) for pair in pairs)
        hits = {t: sum(found(*pair, t) for pair in pairs) for t in THRESHOLDS}
        for t in THRESHOLDS:
            totals[t] += hits[t]
        rows.append(_row(f"copies: {name}", len(pairs), values, hits))
    number = sum(map(len, copies.values()))
    different = [(texts[a], texts[b], any({ids[a], ids[b]} <= event for event in events))
                 for a, b in combinations(range(len(texts)), 2)]  # fmt: skip
    one_event = [(left, right) for left, right, same in different if same]
    others = [(left, right) for left, right, same in different if not same]
    wrong = dict.fromkeys(THRESHOLDS, 0)
    kinds = {"one event": one_event, "other events": others, "one paragraph shared": quoted(texts, rng)}
    for name, pairs in kinds.items():
        values = sorted(similarity(*pair) for pair in pairs)
        hits = {t: sum(found(*pair, t) for pair in pairs) for t in THRESHOLDS}
        for t in THRESHOLDS:
            wrong[t] += hits[t]
        rows.append(_row(f"different: {name}", len(pairs), values, hits))
    recall = {t: f"{totals[t] / number:.3f}" for t in THRESHOLDS}
    precision = {t: f"{totals[t] / (totals[t] + wrong[t]):.3f}" for t in THRESHOLDS}
    rows.append({"pairs": "recall", "n": number, "least": "", "median": "", "most": "", **_at(recall)})
    rows.append({"pairs": "precision", "n": "", "least": "", "median": "", "most": "", **_at(precision)})
    title = f"Near-duplicates: pairs found at a threshold (chosen: {THRESHOLD}; {BANDS} bands of {ROWS})"
    report("near_duplicates", title, rows)
    report("near_duplicates_cost", "Near-duplicates: what an article costs", [cost(texts)])


def _row(name: str, number: int, values: list[float], hits: dict[float, int]) -> dict[str, object]:
    least, median, most = (f"{value:.2f}" for value in (values[0], values[len(values) // 2], values[-1]))
    return {"pairs": name, "n": number, "least": least, "median": median, "most": most, **_at(hits)}


def _at(values: dict[float, object]) -> dict[str, object]:
    return {f"at {t}": value for t, value in values.items()}


if __name__ == "__main__":
    main()
