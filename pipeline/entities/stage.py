"""The stage: known names, names that are not known, short names, nouns that point back."""

from __future__ import annotations

from pipeline.document import Document
from pipeline.entities.coreference import Nominals
from pipeline.entities.gazetteer import Gazetteer
from pipeline.entities.kb import KnowledgeBase
from pipeline.entities.nil import with_unknown
from pipeline.entities.resolve import Resolver
from pipeline.entities.shortnames import short_names


class EntityStage:
    """Finds the mentions of a document; the text of every mention is a span of the original."""

    name = "entities"
    reads = frozenset({"tokens", "sentences"})
    writes = frozenset({"mentions"})

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self._gazetteer = Gazetteer(kb)

    def __call__(self, doc: Document) -> None:
        """Write the mentions of `doc`, sorted by their place."""
        found = Resolver(doc, self.kb, self._gazetteer.find(doc)).resolve()
        found = with_unknown(doc, found)
        found.extend(short_names(doc, self.kb, found))
        nominal = Nominals(doc, self.kb, found).resolve()
        names = [item.mention for item in found]
        doc.mentions = tuple(sorted((*names, *nominal), key=lambda mention: mention.span))
