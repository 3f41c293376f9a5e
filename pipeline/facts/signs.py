"""Signs that a fact is right or wrong: what told it, its slots, its fellows, and what the fact tagger reads there.

`confidence` weighs them. A sign's name begins with the type of the fact, so that each type has weights of its own.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from pipeline.document import Fact, Ref
from pipeline.facts.analysis import Analysis
from pipeline.facts.participants import Participants
from pipeline.facts.readings import NOTHING, Words
from pipeline.text import Span

STATED = ("cause", "statement", "degradation", "impact", "gain")
"""Types whose words the tagger marks."""
STOPS = ("outage", "restoration")
_SHORT, _LONG = 2, 20
"""Words of a content up to which it says little, and beyond which it says more than one thing."""
_FAR = 5.0
"""Scores beyond which a probability is as good as certain."""


class Signs:
    """Gives the signs of the facts of one article. Looks through the article once, so that long ones take no longer."""

    def __init__(self, analysis: Analysis, who: Participants, facts: Sequence[Fact]) -> None:
        """Count the facts, and find the likeliest mention of each entity in each role."""
        self._analysis, self._who, self._readings = analysis, who, analysis.readings
        self._types = Counter(fact.type for fact in facts)
        self._acts = Counter((fact.type, fact.category, fact.subject) for fact in facts)
        self._told = Counter((fact.type, span) for fact in facts for span in fact.evidence)
        self._roles: dict[str, dict[Ref, float]] = defaultdict(dict)
        for name in analysis.readings.names:
            for role, share in name.roles.items():
                self._roles[role][name.ref] = max(share, self._roles[role].get(name.ref, 0.0))

    def of(self, fact: Fact) -> dict[str, float]:
        """Return the signs of a fact, by name; those that are not named are 0."""
        kind = fact.type
        found = {kind: 1.0, fact.rule: 1.0, f"{kind}.{fact.category}": 1.0}
        seen = [*_slots(fact), *self._place(fact), *self._fellows(fact)]
        if self._readings.names:
            seen += self._read(fact)
        else:
            seen.append(("unread", 1.0))
        return found | {f"{kind}|{name}": value for name, value in seen}

    def _place(self, fact: Fact) -> Iterator[tuple[str, float]]:
        """Yield where in the article it is told, and in how many words."""
        analysis = self._analysis
        first, last = analysis.doc.token_range(fact.evidence[0])
        yield "length", math.log2(max(last - first, 1)) / 5
        yield "depth", first / max(len(analysis.tokens), 1)
        yield "tellings", math.log2(len(fact.evidence))
        if first == analysis.doc.sentences[0].first:
            yield "head", 1.0
        if fact.content is not None:
            start, end = analysis.doc.token_range(fact.content)
            yield "words", math.log2(max(end - start, 1)) / 3
            if end - start <= _SHORT:
                yield "short", 1.0
            if end - start > _LONG:
                yield "long", 1.0
            if analysis.quote_at(start) is not None:
                yield "quoted", 1.0
        if fact.subject is not None:
            near = any(place.it.ref == fact.subject for place in analysis.mentions_in(first, last))
            yield "named" if near else "far", 1.0
            if self._who.is_provider(fact.subject):
                yield "provider", 1.0

    def _fellows(self, fact: Fact) -> Iterator[tuple[str, float]]:
        """Yield how many facts of its type there are, in the article and beside it."""
        yield "fellows", math.log2(self._types[fact.type]) / 3
        beside = max(self._told[fact.type, span] for span in fact.evidence) - 1
        yield "beside", min(beside, 4) / 2
        if self._acts[fact.type, fact.category, fact.subject] > 1:
            yield "again", 1.0
        if not self._types["outage"]:
            yield "no stop", 1.0

    def _read(self, fact: Fact) -> Iterator[tuple[str, float]]:
        """Yield what the tagger reads at the figure, the words, the time and the names of the fact."""
        if fact.quantity is not None:
            yield from self._figure(fact, fact.quantity.span)
        elif fact.type in STATED:
            yield from self._words(fact)
        if fact.subject in (shares := self._roles.get(f"{fact.type}.subject", {})):
            yield "role of subject", _score(shares[fact.subject])
        if fact.type in STOPS:
            yield from self._stop(fact)

    def _figure(self, fact: Fact, span: Span) -> Iterator[tuple[str, float]]:
        read = self._readings.figures.get(self._analysis.doc.token_range(span)[0])
        if read is None:
            return
        yield "figure", _score(read.likely.get(f"{fact.type}.{fact.category}", 0.0))
        yield "same type", _score(sum(v for name, v in read.likely.items() if name.startswith(f"{fact.type}.")))
        yield "nothing", _score(read.likely.get(NOTHING, 0.0))
        yield "owner", _score(read.owners.get(fact.subject.key, 0.0) if fact.subject else 0.0)
        yield "nobody", _score(1 - sum(read.owners.values()))

    def _words(self, fact: Fact) -> Iterator[tuple[str, float]]:
        first, last = self._analysis.doc.token_range(fact.content or fact.evidence[0])
        yield "share", _score(self._readings.share(fact.type, first, last))

        def common(words: Words) -> int:
            return min(last, words.last) - max(first, words.first)

        read = [words for words in self._readings.words_in(first, last) if words.type == fact.type]
        if not read:
            yield "no words", 1.0
            return
        best = max(read, key=common)
        yield "overlap", common(best) / (last - first)
        yield "filled", common(best) / (best.last - best.first)
        yield "same" if best.category == fact.category else "other", best.read.score
        if fact.type == "cause":
            yield "negation", _score(best.negated if fact.polarity == "negated" else 1 - best.negated)
        else:
            yield "owner", _score(best.read.owners.get(fact.subject.key, 0.0) if fact.subject else 0.0)

    def _stop(self, fact: Fact) -> Iterator[tuple[str, float]]:
        """Yield whether the time is read as that of a stop, and the objects, and no others, as what stopped."""
        if fact.time is not None:
            read = self._readings.times.get(self._analysis.doc.token_range(fact.time.span)[0])
            if read is not None:
                dated = (value for name, value in read.likely.items() if name.endswith(f"{fact.type}.time"))
                yield "time read", _score(sum(dated))
        shares = self._roles.get(f"{fact.type}.objects", {})
        if objects := [shares[ref] for ref in fact.objects if ref in shares]:
            yield "least object", _score(min(objects))
        left = [share for ref, share in shares.items() if ref not in fact.objects]
        yield "object left out", _score(max(left, default=0.0))


def _slots(fact: Fact) -> Iterator[tuple[str, float]]:
    """Yield what the slots hold."""
    yield f"certainty={fact.certainty}", 1.0
    yield f"relation={fact.relation}", 1.0
    yield f"subject={fact.subject.type if fact.subject else None}", 1.0
    if fact.subject is not None and fact.subject.kb is None:
        yield "unlisted", 1.0
    if fact.source is not None:
        yield "own" if fact.source == fact.subject else "told", 1.0
    if fact.polarity == "negated":
        yield "negated", 1.0
    if fact.background:
        yield "background", 1.0
    for slot in ("time", "duration", "end", "objects", "places"):
        if getattr(fact, slot):
            yield slot, 1.0
    if fact.quantity is not None:
        yield f"amount={fact.quantity.kind}", 1.0
        yield f"modifier={fact.quantity.modifier}", 1.0
        yield f"{fact.category} in {fact.quantity.unit}", 1.0


def _score(share: float) -> float:
    """Return a probability as a score between -1 and 1: 0 is even."""
    share = min(max(share, 1e-9), 1 - 1e-9)
    return max(-_FAR, min(_FAR, math.log(share / (1 - share)))) / _FAR
