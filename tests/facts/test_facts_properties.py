"""What holds for any text: no error, evidence inside the text, the same facts again, work that grows with length."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from call_count import calls
from fact_cases import CASES, read, read_cases, stages, unsound
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.contract import CATEGORIES
from pipeline.document import Article, Document, Fact
from pipeline.facts import FactStage, analysis, stage
from pipeline.facts.merging import merge

SAMPLES = Path(__file__).parents[2] / "corpora" / "samples"
TEXTS = [p.read_text(encoding="utf-8") for p in sorted(SAMPLES.glob("*.txt")) if not p.name.startswith("test-")]
SENTENCES = [line.strip() for text in TEXTS for line in text.replace(". ", ".\n").splitlines() if line.strip()]
CASE_TEXTS = [case.text for path in sorted(CASES.glob("*.toml")) for case in read_cases(path)]
WORDS = """
توقف تعطل انقطع عطل انقطاع عادت استعادة إصلاح بسبب نتيجة أدى إلى هجوم إلكتروني خلل فني لم لا دون أي ليس وإنما بل
فيسبوك واتساب تلغرام تويتر شركة ميتا الشركة التطبيق كلاودفلير زين زوكربيرغ ماسك دوروف الرئيس التنفيذي مؤسس رئيسها
قال قالت أضاف كتب غرد رد عليه إن أن أنه وأن اعتذر نفت خسرت خسائر سهم أسهم ثروة القيمة السوقية هبط ارتفع انضم كسب
ملايين 70 مليون مستخدم دولار 5% بلاغ ألف المركز الخامس رحلة ساعة ساعات أمس مساء 15:45 غرينتش 2021 أكتوبر 4 من في على
بعد قبل خلال عند بينما فيما وفق بحسب داون ديتيكتور رويترز مصر و ، . ؛ : " « » “ ” ( ) - — \u064b ـ @user #وسم x.com
"""
PIECES = [*WORDS.split(), "\n", "\n\n", " ", "نت بلوكس", "لا تعمل", "خارج الخدمة", "مستخدم جديد", "\u200f", "\x00"]
hostile = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=30).map(" ".join),
)
shuffled = st.lists(st.sampled_from([*SENTENCES, *CASE_TEXTS]), max_size=8).map("\n".join)
dates = st.none() | st.dates(date(2019, 1, 1), date(2026, 1, 1)).map(date.isoformat)
SETTINGS: dict[str, Any] = {"derandomize": True, "deadline": None, "suppress_health_check": list(HealthCheck)}


def _check(doc: Document) -> None:
    assert unsound(doc) == []
    for fact in doc.facts:
        assert fact.category is None or fact.category in CATEGORIES[fact.type]
        assert fact.subject is not None
        assert all(span.cut(doc.text) for span in fact.evidence)
        assert len({ref.key for ref in fact.objects}) == len(fact.objects)
        if fact.content is not None:
            assert fact.content.end <= len(doc.text)
        if fact.type in ("statement", "metric"):
            assert fact.category is not None
    starts = [fact.evidence[0].start for fact in doc.facts]
    assert starts == sorted(starts)


@settings(max_examples=500, **SETTINGS)
@given(text=hostile, published=dates)
@example("", None)
@example(":", None)
@example("«", None)
@example("قال «", "2021-10-05")
@example("بسبب", None)
@example('"' * 300, None)
@example("توقف واتساب\n" * 30, "2021-10-05")
def test_hostile_text_gives_sound_facts(text: str, published: str | None) -> None:
    _check(read(text, published))


@settings(max_examples=120, **SETTINGS)
@given(text=shuffled, published=dates)
def test_shuffled_sentences_give_sound_facts(text: str, published: str | None) -> None:
    _check(read(text, published))


@settings(max_examples=60, **SETTINGS)
@given(text=shuffled | hostile, published=dates)
def test_two_runs_give_the_same(text: str, published: str | None) -> None:
    assert read(text, published).facts == read(text, published).facts


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_samples_give_sound_facts_in_any_order_of_their_lines(text: str) -> None:
    _check(read(text, "2021-10-05"))
    lines = text.splitlines()
    random.Random(7).shuffle(lines)
    _check(read("\n".join(lines), "2021-10-05"))


# ------------------------------------------------------------------------------------------------------- merging
@pytest.fixture
def merges(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[Fact], date | None]]:
    """What the stage gives to `merge`."""
    given_: list[tuple[list[Fact], date | None]] = []

    def spy(facts: list[Fact], reference: date | None) -> list[Fact]:
        given_.append((list(facts), reference))
        return merge(facts, reference)

    monkeypatch.setattr(stage, "merge", spy)
    return given_


@settings(max_examples=120, **SETTINGS)
@given(text=shuffled, published=dates)
def test_merging_twice_is_merging_once(text: str, published: str | None, merges) -> None:
    merges.clear()
    read(text, published)
    ((facts, reference),) = merges
    once = merge(facts, reference)
    assert merge(once, reference) == once


def test_stage_declares_itself() -> None:
    last = stages()[-1]
    assert isinstance(last, FactStage)
    assert last.writes == {"facts"}
    assert last.reads == {"tokens", "sentences", "quantities", "times", "mentions"}


# -------------------------------------------------------------------------------------------------------- growth
def _ready(text: str) -> Document:
    doc = Document(Article(text, "test"))
    for other in stages()[:-1]:
        other(doc)
    return doc


def _calls(text: str) -> int:
    """The number of function calls that the stage takes."""
    doc = _ready(text)
    return calls(lambda: stages()[-1](doc))


ARTICLE = max(TEXTS, key=len)


def test_calls_grow_with_the_length_of_the_article() -> None:
    _calls(ARTICLE)
    small, large = _calls((ARTICLE + "\n") * 5), _calls((ARTICLE + "\n") * 20)
    assert large <= 6 * small


class _Counted(list[Any]):
    """A list that counts the items that loops take from it."""

    taken = 0

    def __iter__(self) -> Iterator[Any]:
        for item in super().__iter__():
            _Counted.taken += 1
            yield item


def test_triggers_looked_at_grow_with_the_length_of_the_article(monkeypatch: pytest.MonkeyPatch) -> None:
    class Counting:
        def __init__(self) -> None:
            self.real = analysis.lexicon.__wrapped__()

        def hits(self, *given_: Any) -> list[Any]:
            return _Counted(self.real.hits(*given_))

    counting = Counting()
    monkeypatch.setattr(analysis, "lexicon", lambda: counting)

    def looked_at(times: int) -> int:
        doc = _ready((ARTICLE + "\n") * times)
        _Counted.taken = 0
        stages()[-1](doc)
        return _Counted.taken

    assert looked_at(12) <= 6 * looked_at(3)
