"""The wiring: stages in order, checked once; documents run one by one, and one that fails stops no other."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.document import Article, Document, Stage
from pipeline.ingest import Rejected
from pipeline.long import WHOLE, Joined, part_of, parts
from pipeline.resources import data_checksums
from pipeline.text import split_sentences, tokenize

if TYPE_CHECKING:
    from pipeline.contract import ArticleRecord
    from pipeline.entities import KnowledgeBase
    from pipeline.entities.engines import Engine

GIVEN = frozenset({"article", "text", "view", "diagnostics"})
"""What every document has before the first stage. Any stage may add diagnostics."""

FIELDS = frozenset({"tokens", "sentences", "quantities", "times", "mentions", "facts", "diagnostics"})
"""What stages may write."""


WHOLE_READS = frozenset({"facts"})
"""A stage that reads this alone sees a very long article whole, the others its parts."""


class WiringError(ValueError):
    """Stages that cannot work together. `errors` has every reason, the message all of them."""

    def __init__(self, errors: Sequence[str]) -> None:
        self.errors = tuple(errors)
        super().__init__("The stages do not fit together:\n" + "\n".join(f"  - {error}" for error in errors))


class StageError(RuntimeError):
    """A stage failed on one document. The cause is chained."""

    def __init__(self, stage: str, cause: Exception) -> None:
        self.stage = stage
        place = traceback.extract_tb(cause.__traceback__)
        where = f" ({Path(place[-1].filename).name}, line {place[-1].lineno})" if place else ""
        super().__init__(f"The stage {stage!r} failed with {type(cause).__name__}: {cause}{where}.")


class TextStage:
    """Tokens and sentences: what every later stage reads."""

    name = "text"
    reads: frozenset[str] = frozenset({"view"})
    writes: frozenset[str] = frozenset({"tokens", "sentences"})

    def __call__(self, doc: Document) -> None:
        """Split the view of the document into tokens, and those into sentences."""
        doc.tokens = tokenize(doc.view)
        doc.sentences = split_sentences(doc.view, doc.tokens)


def check_wiring(stages: Sequence[Stage]) -> None:
    """Check that every stage finds what it reads and writes what a document has.

    Raises:
        WiringError: with all errors together.
    """
    errors: list[str] = []
    there = set(GIVEN)
    seen: set[str] = set()
    for stage in stages:
        if stage.name in seen:
            errors.append(f"{stage.name!r}: two stages have this name")
        seen.add(stage.name)
        for field in sorted(stage.reads - there):
            later = [s.name for s in stages if field in s.writes and s is not stage]
            hint = f"{later[0]!r} writes it and must stand before" if later else "no stage writes it"
            errors.append(f"{stage.name!r} reads {field!r}: {hint}")
        errors.extend(
            f"{stage.name!r} writes {field!r}, which a document does not have"
            for field in sorted(stage.writes - FIELDS)
        )
        errors.extend(
            f"{stage.name!r} overwrites {field!r} without reading it"
            for field in sorted((stage.writes & there) - GIVEN - stage.reads)
        )
        there |= stage.writes
    if errors:
        raise WiringError(errors)


class Pipeline:
    """Stages in order. Made once (`load`), then it reads any number of articles.

    `seconds` has the wall time spent in each stage since the pipeline was made.
    """

    def __init__(self, stages: Sequence[Stage], checksums: dict[str, str] | None = None) -> None:
        check_wiring(stages)
        self.stages = tuple(stages)
        self._of_whole = [stage for stage in stages if stage.reads == WHOLE_READS]
        self._of_parts = [stage for stage in stages if stage.reads != WHOLE_READS]
        self.checksums = dict(checksums or {})
        self.seconds: dict[str, float] = {stage.name: 0.0 for stage in self.stages}

    def __call__(self, article: Article) -> Document:
        """Run one article through all stages; a very long one in parts.

        Raises:
            StageError: a stage failed; its cause is chained.
        """
        if len(article.text) <= WHOLE:
            return self._through(Document(article), self.stages)
        joined = Joined(article)
        for span in parts(article.text):
            joined.add(self._through(Document(part_of(article, span)), self._of_parts), span.start)
        return self._through(joined.document(), self._of_whole)

    def _through(self, doc: Document, stages: Sequence[Stage]) -> Document:
        """Run stages over a document."""
        for stage in stages:
            began = time.perf_counter()
            try:
                stage(doc)
            except Exception as error:
                raise StageError(stage.name, error) from error
            finally:
                self.seconds[stage.name] += time.perf_counter() - began
        return doc

    def stream(self, items: Iterable[Article | Rejected]) -> Iterator[Document | Rejected]:
        """Run many articles, one at a time, in order. What was rejected before is passed on.

        A document that fails becomes a `Rejected` with reason `stage_failed`, naming stage and exception.
        """
        for item in items:
            if isinstance(item, Rejected):
                yield item
                continue
            try:
                result: Document | Rejected = self(item)
            except StageError as error:
                result = Rejected(source=item.source, reason="stage_failed", message=str(error))
            yield result

    def extract(
        self,
        text: str,
        *,
        published: str | None = None,
        source: str = "<text>",
        url: str | None = None,
        site: str | None = None,
        title: str | None = None,
    ) -> ArticleRecord:
        """Read one text and return its record, as a line of articles.jsonl.

        Args:
            text: the article, as a reader sees it; all offsets refer to it.
            published: ISO date of publication; words like `أمس` need it.
            source: what to call the text in the record.
            url: the article's address.
            site: the outlet's name.
            title: the headline, where it is known.

        Raises:
            StageError: a stage failed on this text.
        """
        from pipeline.records import article_record

        article = Article(text, source, url, site, title)
        if published:
            article = replace(article, published=published, published_from="given")
        return article_record(self(article))


def load(
    kb: Sequence[str | Path] = (), *, ner: str = "embedded", ner_model: str | Path | None = None, skim: bool = False
) -> Pipeline:
    """Load the knowledge base, the rules and the engine for names, and wire the pipeline. Needs no network.

    Args:
        kb: further knowledge-base files; their entries come on top of the shipped ones.
        ner: the engine that finds names nobody listed: `embedded`, `camel`, `stanza`, or `none`.
        ner_model: a folder with another model for the engine.
        skim: look for names that nobody listed only in articles with some sign of an outage.

    Raises:
        DataFileError: a knowledge-base file cannot be used.
        EngineError: the engine or its model is not there; the text has the command that mends it.
    """
    from concurrent.futures import ThreadPoolExecutor

    from pipeline.entities import KnowledgeBase
    from pipeline.entities.engines import load as load_engine
    from pipeline.facts.lexicon import lexicon

    # The network is read beside the words: onnxruntime lets go of the interpreter for half of that.
    with ThreadPoolExecutor(1) as beside:
        engine = beside.submit(load_engine, ner, ner_model)
        base = KnowledgeBase.load(extra=[Path(path) for path in kb])
        lexicon()
        return wire(base, engine.result(), skim=skim)


def wire(base: KnowledgeBase, engine: Engine | None, *, skim: bool = False) -> Pipeline:
    """Wire the pipeline around a knowledge base and an engine for names that are loaded already."""
    from pipeline.entities import EntityStage
    from pipeline.events import EventStage
    from pipeline.facts import FactStage
    from pipeline.facts.known import KnownOutages
    from pipeline.facts.provider import may_tell_of_outage
    from pipeline.facts.tagger import FactTagger
    from pipeline.values import QuantityStage, TimeStage

    tagger = FactTagger.over(engine.checksum) if engine is not None else None
    known = KnownOutages.load(base)
    entities = EntityStage(base, engine, may_tell_of_outage) if skim else EntityStage(base, engine)
    facts = FactStage(base, tagger, known)
    stages = (TextStage(), entities, QuantityStage(base.land), TimeStage(known.story_of), facts, EventStage())
    checksums = {**data_checksums(), "knowledge": base.checksum}
    if engine is not None:
        checksums["ner"] = engine.checksum
    if tagger is not None:
        checksums["facts_tagger"] = tagger.checksum
    return Pipeline(stages, checksums)


@lru_cache(maxsize=1)
def _default() -> Pipeline:
    return load()


def extract(text: str, *, published: str | None = None) -> ArticleRecord:
    """Read one text with the default pipeline, which is loaded once and kept."""
    return _default().extract(text, published=published)
