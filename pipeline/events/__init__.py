"""Events: the outages of the real world, merged over all articles (section 5 of the contract)."""

from pipeline.events.assign import EventStage, assign, event_ids
from pipeline.events.merge import Event, Merger, merge, outages_of

__all__ = ["Event", "EventStage", "Merger", "assign", "event_ids", "merge", "outages_of"]
