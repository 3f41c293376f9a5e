"""Copies of one text under other headlines and datelines are found; different reports of one event are not copies."""

from __future__ import annotations

import random
import re
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Article, Diagnostic
from pipeline.ingest import ReadOptions, Reason, Rejected, read
from pipeline.ingest.near_duplicates import BANDS, CODE, FEWEST, ROWS, THRESHOLD, NearDuplicates, cluster_of
from pipeline.pipeline import Pipeline, TextStage

WIRE = """عطل يوقف خدمات شركة أفق للاتصالات في ثلاث محافظات

المنارة (وكالة السراج) - توقفت خدمات شركة أفق للاتصالات صباح الثلاثاء في ثلاث محافظات ساحلية، بعد حريق في مركز للبيانات.

وقالت المتحدثة باسم الشركة ليلى النقاش إن الفرق الفنية وصلت إلى الموقع عند السابعة، وإن الخدمة ستعود تدريجيا.

وأضافت: "نعتذر لعملائنا، ولن تحتسب رسوم هذا اليوم على أي مشترك في المحافظات الثلاث".

وقدرت الشركة عدد المتضررين بنحو 240 ألف مشترك، في حين سجل موقع رصد الأعطال أكثر من 3100 بلاغ قبل الظهر.

ويعد هذا العطل الثاني من نوعه خلال شهرين، إذ توقفت الخدمة في نيسان الماضي خمس ساعات بسبب قطع في كابل بحري.
"""
OTHER = """مشتركو "أفق" بلا اتصال: ما الذي جرى في الساحل؟

استيقظ سكان المدن الساحلية يوم الثلاثاء على هواتف لا تتصل بأي شبكة، وانتظروا ساعات قبل أن تصدر شركة أفق بيانها الأول.

وبحسب البيان فإن نارا اندلعت في غرفة المولدات، فأغلق المهندسون مركز البيانات كله خوفا على الأجهزة.

ويقول صاحب متجر في المنارة إن أجهزة الدفع لم تعمل حتى العصر، وإنه خسر مبيعات يوم كامل لأن أحدا لا يحمل نقودا ورقية.

وتوقع خبير الشبكات وائل حداد أن تطلب هيئة الاتصالات تقريرا مفصلا، فالشركة وعدت بمركز احتياطي ولم يفتتح بعد.
"""


def copied(headline: str = "انقطاع واسع للاتصالات في الساحل", *, keep: int = 6) -> str:
    """The wire's text as another outlet prints it: own headline and byline, fewer paragraphs."""
    _, *paragraphs = WIRE.strip().split("\n\n")[:keep]
    first = paragraphs[0].replace("المنارة (وكالة السراج)", "وكالات")
    return "\n\n".join([headline, "تحرير: قسم الأخبار", first, *paragraphs[1:]])


def without_hamza(text: str) -> str:
    return re.sub("[أإآ]", "ا", text).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))


def added(*texts: str) -> list[str | None]:
    """The cluster of each text, in order; ids are 0000000000000000, 0000000000000001, ..."""
    index = NearDuplicates()
    copies = [index.add(f"{number:016x}", text) for number, text in enumerate(texts)]
    return [copy.cluster if copy else None for copy in copies]


FIRST = "0" * 16


@pytest.mark.parametrize(
    "copy",
    [copied(), copied(keep=5), copied(keep=4), without_hamza(copied()), WIRE + "\nتابعوا نشرتنا البريدية اليومية."],
    ids=["headline and byline", "last paragraph cut", "two paragraphs cut", "spelling", "ending"],
)
def test_a_copy_is_found(copy: str) -> None:
    assert added(WIRE, copy) == [None, FIRST]
    assert added(copy, WIRE) == [None, FIRST]


def test_another_report_of_the_event_is_no_copy() -> None:
    assert added(WIRE, OTHER) == [None, None]


def test_a_statement_that_both_print_makes_no_copy() -> None:
    statement = WIRE.split("\n\n")[3]
    assert added(WIRE, f"{OTHER}\n{statement}") == [None, None]


def test_short_texts_are_not_compared() -> None:
    alert = "عاجل: توقف خدمات شركة أفق للاتصالات في المحافظات الساحلية"
    assert len(alert.split()) < FEWEST
    assert added(alert, alert + " الثلاث") == [None, None]


def test_a_copy_of_a_copy_is_of_the_same_cluster() -> None:
    index = NearDuplicates()
    texts = [WIRE, OTHER, copied(), copied("عطل جديد", keep=5)]
    *_, last = [index.add(f"{number:016x}", text) for number, text in enumerate(texts)]
    assert last is not None
    assert (last.cluster, last.of) == (FIRST, f"{2:016x}")
    assert THRESHOLD <= last.similarity < 1


def test_the_message_names_the_cluster() -> None:
    copy = NearDuplicates()
    copy.add("00ff00ff00ff00ff", WIRE)
    found = copy.add("1" * 16, copied())
    assert found is not None
    assert cluster_of([Diagnostic("ner_unlabelled", "x"), Diagnostic(CODE, found.message)]) == "00ff00ff00ff00ff"
    assert cluster_of([Diagnostic("other", found.message)]) is None


def test_reading_marks_copies_and_refuses_the_same_text(tmp_path: Path) -> None:
    for name, text in {"a": WIRE, "b": copied(), "c": WIRE, "d": OTHER}.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    first, copy, same, other = read([str(tmp_path)], ReadOptions())
    assert isinstance(first, Article)
    assert isinstance(copy, Article)
    assert isinstance(other, Article)
    assert (first.notes, other.notes) == ((), ())
    assert cluster_of(copy.notes) == first.id
    assert isinstance(same, Rejected)
    assert same.reason == Reason.DUPLICATE
    # What reading found is among the document's diagnostics, before those of the stages.
    assert Pipeline([TextStage()])(copy).diagnostics == copy.notes


WORDS = [f"{a}{b}{c}" for a in "بتجدرس" for b in "وايم" for c in "نلقفعح"]


@given(st.integers(0, 1000), st.integers(FEWEST + 20, 400))
def test_a_text_is_its_own_copy_whatever_it_is(seed: int, length: int) -> None:
    rng = random.Random(seed)
    words = [rng.choice(WORDS) for _ in range(length)]
    text, marked = " ".join(words), "،\n".join(words)
    assert added(text, marked) == [None, FIRST]
    assert added(" ".join(rng.choice(WORDS) for _ in range(length)), text) == [None, None]


def test_an_article_takes_little_memory() -> None:
    """Below 2 kB each, whatever its length; the tables double, so the least is half of it."""
    rng = random.Random(3)
    texts = [" ".join(rng.choices(WORDS, k=60)) for _ in range(400)]
    index = NearDuplicates()
    index.add("f" * 16, WIRE * 50)
    tracemalloc.start()
    try:
        for number, text in enumerate(texts):
            index.add(f"{number:016x}", text)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept / len(texts) < 2000
    assert kept / len(texts) > ROWS * BANDS * 2
