"""Nouns behind a verb of saying that do not speak themselves: whom it addresses, and the firm's own people.

`وينصح المسافرين بـ..`, `ودعت المواطنين إلى ..`: who was named before goes on speaking.
`واعترف فريق الدعم`: the firm does.
"""

from __future__ import annotations

from pipeline.facts.analysis import Analysis
from pipeline.facts.lexicon import Hit

_JOINED = "وفسل"
"""What may be written before a verb in one word with it."""
_OBLIQUE = ("ين", "يه", "يها", "يهم")
"""Endings of a plural that is no subject: `المسافرين`, `متابعيه`."""
_FEMININE = ("ات", "ه")
"""Endings of a definite noun that a masculine verb cannot have for its subject."""
PLURAL = 5
"""Letters that a plural with its ending has at least: `الدين` is none."""


def is_addressed(analysis: Analysis, verb: Hit) -> bool:
    """Whether the noun right behind a verb that takes a hearer is the hearer: by its case, its kind, its gender."""
    if verb.last >= len(analysis.tokens) or not analysis.has(verb.first, verb.first + 1, "addresses"):
        return False
    noun = analysis.tokens[verb.last].text
    if len(noun) > PLURAL and noun.endswith(_OBLIQUE):
        return True
    if noun == "الجميع" or (_advises(analysis, verb) and analysis.has(verb.last, verb.last + 1, "clients")):
        return not noun.endswith("ون")
    return noun.startswith("ال") and noun.endswith(_FEMININE) and not _is_feminine(analysis.tokens[verb.first].text)


def _advises(analysis: Analysis, verb: Hit) -> bool:
    """Customers demand and complain; advice, warnings and calm are for them."""
    return analysis.has(verb.first, verb.first + 1, "advice", "warning", "assure") and not analysis.has(
        verb.first, verb.first + 1, "demand"
    )


def _is_feminine(word: str) -> bool:
    """`دعت`, `وتنصح`: a verb of a feminine subject."""
    stem = word.lstrip(_JOINED) or word
    return stem.startswith("ت") or stem.endswith("ت")


def is_organ(analysis: Analysis, verb: Hit) -> bool:
    """`اعترف فريق الدعم`, `تقول صفحة الحالة`: part of a firm speaks for the firm that was named before."""
    return verb.pos == "v" and any(hit.first == verb.last for hit in analysis.find(verb.last, verb.last + 1, "organ"))
