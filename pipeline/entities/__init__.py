"""Entities: who and what the text names, linked to the knowledge base. Imports text, document and resources."""

from pipeline.entities.kb import Entry, KnowledgeBase
from pipeline.entities.stage import EntityStage
from pipeline.entities.words import heads

__all__ = ["EntityStage", "Entry", "KnowledgeBase", "heads"]
