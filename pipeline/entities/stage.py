"""The stage: known names, names that are not known, short names, nouns that point back."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.document import Diagnostic, Document
from pipeline.entities.clusters import bracketed, clustered, linked_by_sound
from pipeline.entities.coreference import Nominals
from pipeline.entities.engines import Engine
from pipeline.entities.gazetteer import Gazetteer
from pipeline.entities.kb import KnowledgeBase
from pipeline.entities.matcher import Matcher
from pipeline.entities.national import Nationals
from pipeline.entities.nil import Recognition, with_unknown
from pipeline.entities.recognised import Recogniser
from pipeline.entities.resolve import Resolver
from pipeline.entities.shortnames import first_names, short_names, surnames
from pipeline.entities.units import Units

_SKIMMED = "There is no sign of an outage; names that are not in the knowledge base were not looked for."


class EntityStage:
    """Finds the mentions of a document; the text of every mention is a span of the original.

    The knowledge base and the rules speak first; an `engine` finds the names that neither of them knows.
    """

    name = "entities"
    reads = frozenset({"tokens", "sentences"})
    writes = frozenset({"mentions"})

    def __init__(
        self, kb: KnowledgeBase, engine: Engine | None = None, worth: Callable[[Document], bool] = lambda doc: True
    ) -> None:
        """Wire the stage. Where an article is not `worth` it, the engine is not asked, and a diagnostic says so."""
        self.kb = kb
        self._worth = worth
        self._gazetteer = Gazetteer(kb)
        self._matcher = Matcher(kb)
        self._nationals = Nationals(kb)
        self._units = Units(kb)
        self._recogniser = Recogniser(engine, kb) if engine is not None else None

    def __call__(self, doc: Document) -> None:
        """Write the mentions of `doc`, sorted by their place."""
        found = Resolver(doc, self.kb, self._gazetteer.find(doc)).resolve()
        found = with_unknown(doc, found, self._recognised(doc))
        found = clustered(bracketed(doc, linked_by_sound(self._matcher, self.kb, found)))
        found = self._units.joined(doc, found)
        found = self._nationals.named(doc, found)
        found = first_names(doc, self.kb, surnames(doc, found))
        found.extend(short_names(doc, self.kb, found))
        nominal = Nominals(doc, self.kb, found).resolve()
        names = [item.mention for item in found]
        doc.mentions = tuple(sorted((*names, *nominal), key=lambda mention: mention.span))

    def _recognised(self, doc: Document) -> Recognition | None:
        """Run the engine, and return how its names are added to those of the knowledge base and the rules."""
        recogniser = self._recogniser
        if recogniser is None:
            return None
        if not self._worth(doc):
            doc.diagnostics += (Diagnostic("skimmed", _SKIMMED),)
            return None
        names, lost = recogniser.recognise(doc)
        if lost:
            engine = recogniser.engine.name
            doc.diagnostics += (Diagnostic("ner_unlabelled", f"The engine {engine} could not label {lost} sentences."),)
        return lambda present: list(recogniser.mentions(doc, names, present))
