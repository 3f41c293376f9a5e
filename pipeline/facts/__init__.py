"""Facts: what happened, to whom, how much, when, and who says so."""

from pipeline.facts.stage import FactStage

__all__ = ["FactStage"]
