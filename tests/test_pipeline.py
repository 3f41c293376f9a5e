from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.document import Article, Document, Mention, Ref
from pipeline.ingest import Rejected
from pipeline.pipeline import (
    Pipeline,
    StageError,
    TextStage,
    WiringError,
    check_wiring,
    load,
)
from pipeline.text import Span


class Fake:
    """A stage that does what it is given."""

    def __init__(
        self,
        name: str,
        reads: str = "",
        writes: str = "",
        does: Callable[[Document], None] = lambda doc: None,
    ) -> None:
        self.name = name
        self.reads = frozenset(reads.split())
        self.writes = frozenset(writes.split())
        self._does = does

    def __call__(self, doc: Document) -> None:
        self._does(doc)


def fails_on(word: str) -> Callable[[Document], None]:
    def does(doc: Document) -> None:
        if word in doc.text:
            raise KeyError("عطل")

    return does


def test_default_pipeline_is_wired() -> None:
    naba = load()
    assert naba.stages[0].name == "text"
    assert {"mentions", "quantities", "times", "facts"} <= {field for stage in naba.stages for field in stage.writes}
    assert {"knowledge", "entities", "facts", "ingest", "values"} <= set(naba.checksums)
    assert {len(checksum) for checksum in naba.checksums.values()} == {64}


def test_text_stage_gives_tokens_and_sentences() -> None:
    doc = Document(Article("توقف فيسبوك. عاد لاحقا.", "a"))
    TextStage()(doc)
    assert [token.text for token in doc.tokens][:2] == ["توقف", "فيسبوك"]
    assert len(doc.sentences) == 2


def test_all_wiring_errors_are_reported_together() -> None:
    stages = [
        Fake("facts", reads="mentions times", writes="facts"),
        Fake("entities", reads="view", writes="mentions"),
        Fake("entities", reads="view", writes="mentions colours"),
    ]
    with pytest.raises(WiringError) as caught:
        Pipeline(stages)
    message = str(caught.value)
    assert len(caught.value.errors) == 5
    assert "'facts' reads 'mentions': 'entities' writes it and must stand before" in message
    assert "'facts' reads 'times': no stage writes it" in message
    assert "'entities': two stages have this name" in message
    assert "'entities' writes 'colours', which a document does not have" in message
    assert "'entities' overwrites 'mentions' without reading it" in message


def test_a_stage_may_add_to_what_it_reads_and_to_diagnostics() -> None:
    check_wiring(
        [
            Fake("a", reads="view", writes="mentions diagnostics"),
            Fake("b", reads="mentions", writes="mentions diagnostics"),
        ]
    )


def test_a_failing_document_stops_no_other() -> None:
    naba = Pipeline([TextStage(), Fake("odd", reads="tokens", does=fails_on("عاد"))])
    items = [
        Article("توقف فيسبوك", "a"),
        Rejected("b", "empty", "Nothing there."),
        Article("عاد فيسبوك", "c"),
        Article("توقف تويتر", "d"),
    ]
    results = list(naba.stream(items))
    assert isinstance(results[0], Document)
    assert results[1] == items[1]
    assert isinstance(results[2], Rejected)
    assert (results[2].source, results[2].reason) == ("c", "stage_failed")
    assert "'odd'" in results[2].message
    assert "KeyError" in results[2].message
    assert "test_pipeline.py, line" in results[2].message
    assert isinstance(results[3], Document)
    assert results[3].tokens


def test_one_document_raises_with_its_cause() -> None:
    naba = Pipeline([TextStage(), Fake("odd", does=fails_on("عاد"))])
    with pytest.raises(StageError) as caught:
        naba(Article("عاد فيسبوك", "c"))
    assert caught.value.stage == "odd"
    assert isinstance(caught.value.__cause__, KeyError)


def test_the_stream_is_lazy() -> None:
    naba = Pipeline([TextStage()])

    def endless() -> object:
        while True:
            yield Article("توقف فيسبوك", "a")

    stream = naba.stream(endless())  # type: ignore[arg-type]
    assert isinstance(next(stream), Document)


def test_seconds_are_counted_by_stage_and_for_failures_too() -> None:
    naba = Pipeline([TextStage(), Fake("odd", does=fails_on("عاد"))])
    list(naba.stream([Article("عاد فيسبوك", "c")]))
    assert naba.seconds["text"] > 0
    assert naba.seconds["odd"] > 0


def test_extract_gives_a_record() -> None:
    ref = Ref("facebook", "Facebook", "فيسبوك", "service")

    def mention(doc: Document) -> None:
        doc.mentions = (Mention(Span(5, 11), ref),)

    record = Pipeline([Fake("entities", writes="mentions", does=mention)]).extract(
        "توقف فيسبوك", published="2021-10-05", site="here"
    )
    assert record.article.published_from == "given"
    assert record.article.source == "<text>"
    assert [m.text for m in record.entities[0].mentions] == ["فيسبوك"]


def test_extract_without_a_date_has_no_origin() -> None:
    record = Pipeline([TextStage()]).extract("توقف فيسبوك")
    assert record.article.published is None
    assert record.article.published_from is None
