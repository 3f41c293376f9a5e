"""A very long article is read in parts, and what is found has its place in the whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import long
from pipeline.document import Article
from pipeline.pipeline import Pipeline, load
from pipeline.records import article_record

STORY = (
    "توقفت خدمات فيسبوك وواتساب مساء الاثنين لنحو ست ساعات. وقال مارك زوكربيرغ: «آسف على ما حدث اليوم».\n"
    "وخسرت الشركة 100 مليون دولار، بحسب مجلة فورتشن.\n"
)
FILLER = "وكان الطقس معتدلا في المدينة، وخرج الناس إلى الحدائق كعادتهم كل مساء.\n"


@pytest.fixture(scope="module")
def naba() -> Pipeline:
    return load(ner="none")


@given(st.text(alphabet="اب \n.،", max_size=400), st.integers(1, 60))
def test_parts_are_the_text_and_none_is_too_long(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long, "PART", size)
        patch.setattr(long, "_NEAR", max(size // 3, 1))
        spans = list(long.parts(text))
    assert "".join(span.cut(text) for span in spans) == text
    assert all(0 < len(span) <= size for span in spans) or not text


def test_a_part_ends_with_a_line_where_one_is_near() -> None:
    text = FILLER * 2000
    spans = list(long.parts(text))
    assert len(spans) == len(text) // long.PART + 1
    assert all(text[span.end - 1] == "\n" for span in spans)


def test_the_parts_give_what_the_whole_gives(naba: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is anything lost nor told twice, though the story stands at the beginning and again at the end."""
    article = Article(STORY + FILLER * 60 + STORY, "a.txt", published="2021-10-05")
    whole = article_record(naba(article))
    monkeypatch.setattr("pipeline.pipeline.WHOLE", 1000)
    monkeypatch.setattr(long, "PART", 1500)
    monkeypatch.setattr(long, "_NEAR", 300)
    joined = article_record(naba(article))
    assert joined.article == whole.article
    assert joined.entities == whole.entities
    assert joined.quantities == whole.quantities
    assert joined.times == whole.times
    told = [(fact.type, fact.category, fact.subject, fact.event_id) for fact in whole.facts]
    assert [(fact.type, fact.category, fact.subject, fact.event_id) for fact in joined.facts] == told
    assert {fact.type for fact in joined.facts} >= {"outage", "impact", "statement"}


def test_spans_of_a_very_long_article_lie_in_its_text(naba: Pipeline) -> None:
    text = (FILLER * 800 + STORY) * 2
    assert len(text) > long.WHOLE
    record = article_record(naba(Article(text, "a.txt", published="2021-10-05")))
    spans = [mention for entity in record.entities for mention in entity.mentions]
    spans += [span for fact in record.facts for span in fact.evidence]
    assert spans
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert any(span.start > long.WHOLE for span in spans)


def test_a_word_of_four_megabytes_is_read(naba: Pipeline) -> None:
    text = "ب" * 2_000_000
    assert article_record(naba(Article(text, "a.txt"))).article.text == text
