"""The choice of the provider where the fact tagger has read: what rules say and what it reads, weighed together.

The weights are those of a conditional logit over the entities of an article and nobody, fitted on articles that neither
the rules nor the tagger were made on (`python -m models.training.facts.provider`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.document import Ref
from pipeline.facts.analysis import Analysis
from pipeline.facts.participants import is_authority, owner_ref
from pipeline.resources import read_toml

HEAD = 25
"""Tokens at the beginning of an article, about a headline and half a lead."""
_LEAST = 1e-3
Features = Mapping[str, float]


@cache
def weights() -> Features:
    """Return the weight of each feature."""
    return {name: float(value) for name, value in read_toml(Path(__file__).parent / "data" / "provider.toml").items()}


def weighed(analysis: Analysis, standing: Mapping[Ref, float], ruled: Ref | None, stops: int) -> Ref | None:
    """Return the provider, None for nobody.

    Args:
        analysis: the document with what the tagger read.
        standing: how much speaks for each company by rules.
        ruled: whom the rules choose.
        stops: how many words for a stop there are.
    """
    table = weights()
    points = {
        ref: sum(table[name] * value for name, value in features.items())
        for ref, features in candidates(analysis, standing, ruled, stops).items()
    }
    return max(points, key=lambda ref: points[ref])


def candidates(
    analysis: Analysis, standing: Mapping[Ref, float], ruled: Ref | None, stops: int
) -> dict[Ref | None, Features]:
    """Return the features of every entity that may be the provider, and of nobody (None), in the order of the text."""
    subjects: dict[Ref, list[float]] = defaultdict(list)
    objects: dict[Ref, list[float]] = defaultdict(list)
    opening: set[Ref] = set()
    for name in analysis.readings.names:
        ref = owner_ref(analysis, name.ref)
        subjects[ref].append(name.roles["outage.subject"])
        objects[ref].append(name.roles["outage.objects"])
        if name.first < HEAD:
            opening.add(ref)
    refs = dict.fromkeys([*subjects, *standing, *([ruled] if ruled is not None else [])])
    most = sum(standing.values()) or 1.0
    every = len(analysis.readings.names) or 1
    found: dict[Ref | None, Features] = {}
    for ref in refs:
        own = subjects.get(ref) or [0.0]
        found[ref] = {
            "ruled": float(ref == ruled),
            "standing": standing.get(ref, 0.0) / most,
            "subject": _logit(max(own)),
            "subjects": math.log1p(sum(own)),
            "object": _logit(max(objects.get(ref) or [0.0])),
            "named": len(own) / every,
            "opening": float(ref in opening),
            "place": float(ref.type == "place"),
            "authority": float(ref.type != "place" and is_authority(analysis, ref)),
        }
    read = analysis.readings.times.values()
    found[None] = {
        "nobody": 1.0,
        "nobody_ruled": float(ruled is None),
        "nobody_subject": _logit(max((max(own) for own in subjects.values()), default=0.0)),
        "nobody_object": _logit(max((max(own) for own in objects.values()), default=0.0)),
        "nobody_time": _logit(max((time.score for time in read if time.name == "outage.time"), default=0.0)),
        "nobody_stops": math.log1p(stops),
    }
    return found


def _logit(likely: float) -> float:
    likely = min(max(likely, _LEAST), 1 - _LEAST)
    return math.log(likely / (1 - likely))
