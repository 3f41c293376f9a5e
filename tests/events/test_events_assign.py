from __future__ import annotations

from dataclasses import replace
from typing import Any

from events_make import DAY, article, fact, outage

from pipeline.document import Article, Document, Fact, Ref, Time
from pipeline.events import EventStage, assign
from pipeline.text import Span


def events(*facts: dict[str, Any]) -> list[str | None]:
    return [f.event_id for f in assign(article("a", *facts)).facts]


def test_facts_belong_to_the_main_outage() -> None:
    assert (
        events(
            outage("meta", DAY, "facebook"),
            fact("impact", "meta"),
            fact("gain", "signal"),
            fact("role", "ruba", "meta"),
            fact("statement", "users"),
        )
        == ["meta/2023-05-08"] * 5
    )


def test_without_a_day_the_event_is_unknown() -> None:
    assert events(outage("meta"), fact("gain", "signal")) == ["meta/unknown"] * 2
    assert events(outage("meta", "XXXX-WXX-1")) == ["meta/unknown"]


def test_what_is_known_of_the_day_is_in_the_event() -> None:
    made = events(outage("meta", "2019-07", background=True), outage("meta", "XXXX-10-04TEV"), fact("gain", "signal"))
    assert made == ["meta/2019-07", "meta/XXXX-10-04", "meta/XXXX-10-04"]
    assert events(outage("meta", "2019", background=True), outage("meta", "2023")) == ["meta/2019", "meta/2023"]


def test_without_an_outage_there_is_no_event() -> None:
    assert events(fact("role", "ruba"), fact("metric", "meta")) == [None, None]


def test_background_facts_have_their_own_event() -> None:
    assert events(
        outage("meta", "2019-03-13", background=True),
        outage("meta", DAY),
        fact("impact", "meta"),
        fact("impact", "meta", background=True),
        fact("gain", "signal", background=True),
    ) == ["meta/2019-03-13", "meta/2023-05-08", "meta/2023-05-08", "meta/2019-03-13", "meta/2019-03-13"]


def test_a_background_outage_without_a_day_is_not_the_main_one() -> None:
    assert events(outage("meta", None, background=True), outage("meta")) == ["meta/unknown-2", "meta/unknown"]


def test_a_background_fact_of_no_recalled_outage_has_no_event() -> None:
    assert events(outage("meta", DAY), fact("gain", "signal", background=True)) == ["meta/2023-05-08", None]


def test_the_main_outage_is_the_one_that_most_facts_are_about() -> None:
    made = events(
        outage("cloudy", DAY),
        outage("meta", DAY, "whatsapp"),
        fact("impact", "meta"),
        fact("cause", "meta"),
        fact("impact", "cloudy"),
        fact("restoration", "whatsapp", "whatsapp"),
        fact("gain", "signal"),
    )
    cloudy, meta = "cloudy/2023-05-08", "meta/2023-05-08"
    assert made == [cloudy, meta, meta, meta, cloudy, meta, meta]


def test_the_record_given_is_not_changed() -> None:
    record = article("a", outage("meta", DAY))
    assigned = assign(record)
    assert record.facts[0].event_id is None
    assert assigned.facts[0].event_id == "meta/2023-05-08"
    assert assigned.article is record.article
    assert assign(assigned) == assigned


def test_the_stage_gives_the_facts_of_a_document_their_event() -> None:
    doc = Document(Article("تعطلت ميتا أمس", "a.txt"))
    meta = Ref("meta", "Meta", None, "company")
    day = Time(Span(11, 14), "date", DAY)
    doc.facts = (
        Fact("outage", meta, (Span(0, 10),), "r", time=day),
        Fact("cause", meta, (Span(0, 10),), "r", category="power"),
    )
    before = doc.facts
    EventStage()(doc)
    assert doc.facts == tuple(replace(f, event_id="meta/2023-05-08") for f in before)
    assert EventStage.reads == EventStage.writes == {"facts"}
