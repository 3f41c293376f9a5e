from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.contract import ArticleRecord, FactRecord
from pipeline.document import Article, Diagnostic, Document, Fact, Mention, Quantity, Ref, Time
from pipeline.explain import explain
from pipeline.records import SpanError, article_record, fact_records
from pipeline.text import Span

TEXT = "قالت شركة فيسبوك إن فيسبوك توقف 7 ساعات، وقال تلجرام إن 70 مليون مستخدم انضموا إليه."
META = Ref("meta", "Meta", "فيسبوك", "company")
FACEBOOK = Ref("facebook", "Facebook", "فيسبوك", "service")
TELEGRAM = Ref("telegram", "Telegram", "تلجرام", "service")
NOBODY = Ref(None, "شركة ما", None, "company")


def at(words: str, after: int = 0) -> Span:
    start = TEXT.index(words, after)
    return Span(start, start + len(words))


def document(**fields: object) -> Document:
    doc = Document(Article(TEXT, "a.txt", "https://a.example/1", "a.example", published="2021-10-05"))
    for name, value in fields.items():
        setattr(doc, name, value)
    return doc


def gain(**fields: object) -> Fact:
    quantity = Quantity(at("70 مليون مستخدم"), "count", 70_000_000, "user", cue=at("70"), rule="number.unit")
    known: dict[str, object] = {"quantity": quantity, "category": "new_users", "relation": "competitor", **fields}
    return Fact("gain", TELEGRAM, (at("70 مليون مستخدم انضموا إليه"),), "gain.joined", **known)  # type: ignore[arg-type]


def test_entities_are_grouped_in_order_of_first_mention() -> None:
    doc = document(
        mentions=(
            Mention(at("تلجرام"), TELEGRAM),
            Mention(at("فيسبوك", 20), FACEBOOK),
            Mention(at("فيسبوك"), META),
        )
    )
    record = article_record(doc)
    assert [(e.id, e.kb, e.type) for e in record.entities] == [
        ("e1", "meta", "company"),
        ("e2", "facebook", "service"),
        ("e3", "telegram", "service"),
    ]


def test_one_entity_has_all_its_mentions_in_order() -> None:
    doc = document(mentions=(Mention(at("فيسبوك", 20), FACEBOOK), Mention(at("فيسبوك"), FACEBOOK)))
    (entity,) = article_record(doc).entities
    assert [m.start for m in entity.mentions] == [10, 20]


def test_nominal_mentions_are_not_written_but_explained() -> None:
    doc = document(mentions=(Mention(at("شركة"), NOBODY, form="nominal", rule="nominal"),))
    assert article_record(doc).entities == []
    (result,) = explain(doc).results
    assert (result.id, result.rule) == ("-", "nominal")


def test_an_unknown_entity_is_known_by_its_name() -> None:
    doc = document(mentions=(Mention(at("شركة"), NOBODY),))
    (entity,) = article_record(doc).entities
    assert (entity.kb, entity.name) == (None, "شركة ما")


def test_quantities_and_times_are_numbered_as_the_text_has_them() -> None:
    late = Quantity(at("70 مليون مستخدم"), "count", 70_000_000, "user")
    early = Quantity(at("7"), "count", 7, None)
    doc = document(quantities=(late, early), times=(Time(at("7 ساعات"), "duration", "PT7H"),))
    record = article_record(doc)
    assert [(q.id, q.value) for q in record.quantities] == [("q1", 7), ("q2", 70_000_000)]
    assert record.times[0].text == "7 ساعات"


@pytest.mark.parametrize("span", [Span(0, 0), Span(-1, 3), Span(5, len(TEXT) + 1), Span(7, 6)])
def test_a_span_outside_the_text_is_an_error(span: Span) -> None:
    with pytest.raises(SpanError, match="is no span of a text"):
        article_record(document(mentions=(Mention(span, META),)))


def test_a_word_outside_the_vocabulary_is_an_error() -> None:
    with pytest.raises(ValidationError, match="not a category of gain"):
        article_record(document(facts=(gain(category="lost_users"),)))


def test_fact_lines_stand_alone_and_agree_with_the_article() -> None:
    doc = document(facts=(gain(), gain(category="rank", quantity=None, content=at("انضموا"))))
    record = article_record(doc)
    lines = fact_records(record)
    assert [line.fact_id for line in lines] == [f"{doc.article.id}:f1", f"{doc.article.id}:f2"]
    for line, fact in zip(lines, record.facts, strict=True):
        written = json.loads(line.model_dump_json(by_alias=True))
        assert written["source_path"] == "a.txt"
        assert written["site"] == "a.example"
        inside = json.loads(fact.model_dump_json(by_alias=True))
        assert {key: written[key] for key in inside} == inside
        assert FactRecord.model_validate(written) == line


def test_a_fact_line_has_the_keys_of_the_contract_in_order() -> None:
    (line,) = fact_records(article_record(document(facts=(gain(),))))
    assert list(json.loads(line.model_dump_json(by_alias=True))) == [
        "schema", "fact_id", "article_id", "source_path", "url", "site", "published", "type", "event_id", "subject",
        "relation", "objects", "places", "category", "quantity", "time", "end", "duration", "content", "channel",
        "source", "via", "certainty", "polarity", "background", "evidence", "confidence",
    ]  # fmt: skip


def test_diagnostics_keep_their_place() -> None:
    doc = document(diagnostics=(Diagnostic("implausible", "Seven hours."), Diagnostic("odd", "Here.", at("7"))))
    record = article_record(doc)
    assert [(d.code, d.start) for d in record.diagnostics] == [("implausible", None), ("odd", TEXT.index("7"))]


def test_every_result_is_explained_under_the_id_of_the_record() -> None:
    fact = gain(cues=(at("انضموا"),))
    doc = document(
        mentions=(Mention(at("تلجرام"), TELEGRAM, rule="kb"),),
        quantities=(fact.quantity,),
        times=(Time(at("7 ساعات"), "duration", "PT7H", modifier="about", rule="duration.hours"),),
        facts=(fact,),
    )
    results = {result.id: result for result in explain(doc).results}
    assert [(r.kind, r.rule) for r in results.values()] == [
        ("entity", "kb"),
        ("quantity", "number.unit"),
        ("time", "duration.hours"),
        ("fact", "gain.joined"),
    ]
    assert results["q1"].says == "count 70000000 user"
    assert results["t1"].says == "duration about PT7H"
    assert results["f1"].cues[0].text == "انضموا"


@pytest.mark.parametrize(
    ("quantity", "says"),
    [
        (Quantity(at("7"), "count", None, "user", modifier="vague", magnitude=1_000_000), "count vague x1000000 user"),
        (Quantity(at("7"), "percent", None, "%", low=3, high=5), "percent 3..5 %"),
        (Quantity(at("7"), "money", 160, "USD", per="hour"), "money 160 USD per hour"),
    ],
)
def test_figures_are_said_in_one_line(quantity: Quantity, says: str) -> None:
    assert explain(document(quantities=(quantity,))).results[0].says == says


@given(
    text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=60),
    data=st.data(),
)
def test_written_offsets_always_point_at_the_written_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    doc = Document(Article(text, "a"))
    doc.mentions = (Mention(Span(start, end), META),)
    record = ArticleRecord.model_validate_json(article_record(doc).model_dump_json(by_alias=True))
    mention = record.entities[0].mentions[0]
    assert record.article.text == text
    assert record.article.text[mention.start : mention.end] == mention.text


def test_offsets_of_a_whole_run_point_at_their_text(sample_run: Path) -> None:
    for line in (sample_run / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        text = record["article"]["text"]
        places = [m for entity in record["entities"] for m in entity["mentions"]]
        places += record["quantities"] + record["times"]
        places += [piece for fact in record["facts"] for piece in fact["evidence"]]
        assert places
        for place in places:
            assert text[place["start"] : place["end"]] == place["text"]
