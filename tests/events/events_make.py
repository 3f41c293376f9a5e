"""Small records for the tests of events: an article is a list of facts."""

from __future__ import annotations

import hashlib
from typing import Any

from pipeline.contract import ArticleRecord, EventRecord
from pipeline.events import merge

DAY = "2023-05-08"

TYPES = {
    "meta": "company",
    "horizon": "company",
    "cloudy": "company",
    "users": None,
    "ruba": "person",
    "egypt": "place",
    "world": "other",
}


def ref(key: str) -> dict[str, Any]:
    """Return an entity slot; a key that is no company, person or group is a service."""
    kb = key if key.isascii() else None
    return {"kb": kb, "name": key.title() if kb else key, "name_ar": None, "type": TYPES.get(key, "service")}


def time(value: str | None) -> dict[str, Any] | None:
    """Return a time slot; `~PT6H` is about six hours."""
    if value is None:
        return None
    return {"value": value.lstrip("~"), "modifier": "about" if value.startswith("~") else "exact", "text": "x"}


def amount(value: float | None, unit: str | None, modifier: str = "exact", **more: Any) -> dict[str, Any]:
    """Return a figure."""
    return {"kind": "count", "value": value, "unit": unit, "modifier": modifier, "per": None, "text": "x", **more}


def fact(type_: str, subject: str | None, *objects: str, **slots: Any) -> dict[str, Any]:
    """Return one fact of an article."""
    for name in ("time", "end", "duration"):
        slots[name] = time(slots.get(name))
    slots["places"] = [ref(key) for key in slots.get("places", ())]
    slots["source"] = ref(slots["source"]) if slots.get("source") else None
    return {
        "type": type_,
        "event_id": None,
        "subject": ref(subject) if subject else None,
        "relation": None,
        "objects": [ref(key) for key in objects],
        "category": None,
        "quantity": None,
        "content": None,
        "channel": None,
        "via": None,
        "certainty": "asserted",
        "polarity": "affirmed",
        "background": False,
        "evidence": [{"start": 0, "end": 3, "text": "عطل"}],
        **slots,
    }


def outage(provider: str | None, day: str | None = None, *services: str, **slots: Any) -> dict[str, Any]:
    """Return an outage fact."""
    return fact("outage", provider, *services, time=day, **slots)


def article(name: str, *facts: dict[str, Any], published: str | None = None, site: str | None = None) -> ArticleRecord:
    """Return an article with these facts; its id comes from its name."""
    id_ = hashlib.sha256(name.encode()).hexdigest()[:16]
    return ArticleRecord.model_validate(
        {
            "article": {
                "id": id_,
                "source": f"{name}.txt",
                "url": None,
                "site": site,
                "title": None,
                "author": None,
                "published": published,
                "published_from": "given" if published else None,
                "language": "ar",
                "text": "عطل",
            },
            "entities": [],
            "quantities": [],
            "times": [],
            "facts": [{"fact_id": f"{id_}:f{n}", **f} for n, f in enumerate(facts, start=1)],
        }
    )


def ids(*articles: Any) -> list[str]:
    """Return the ids of the events of some articles."""
    return [event.event_id for event in merge(articles)]


def one(*articles: Any) -> EventRecord:
    """Return the one event of some articles."""
    (event,) = merge(articles)
    return event
