"""What an article says of other matters: `في خبر منفصل، ..`, `وعلى صعيد منفصل ..`. Nothing there is of the outage."""

from __future__ import annotations

from pipeline.facts.analysis import Analysis
from pipeline.facts.participants import Participants

OPENING = 3
"""Tokens of a sentence in which it says that it turns to something else."""
KEPT = frozenset({"metric", "role"})
"""Types of fact that need no outage."""


def asides(analysis: Analysis, who: Participants) -> frozenset[int]:
    """Return the numbers of the sentences that turn to another matter, to the end of their paragraph.

    Whoever is down, or a word for a stop, brings the article back to its matter.
    """
    found: set[int] = set()
    apart = False
    text = analysis.doc.text
    for number, sentence in enumerate(analysis.doc.sentences):
        behind = analysis.doc.sentences[number - 1].span.end if number else 0
        apart = apart and "\n" not in text[behind : sentence.span.start]
        apart = apart or analysis.has(sentence.first, min(sentence.first + OPENING, sentence.last), "aside")
        own = any(who.is_provider(m.it.ref) for m in analysis.mentions_in(sentence.first, sentence.last))
        apart = apart and not own and not analysis.has(sentence.first, sentence.last, "stop")
        if apart:
            found.add(number)
    return frozenset(found)
