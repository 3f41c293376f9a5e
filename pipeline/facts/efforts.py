"""Who is at work on an outage: `مهندسوها يبذلون ما بوسعهم`, `العمل جار على الإصلاح`, told in any verb of working."""

from __future__ import annotations

from pipeline.facts.analysis import Analysis

NEAR = 3
"""Tokens between those who work and the verb, or between the work and the word that it goes on."""
_STOPS = ("،", "؛", ".", ":", "!")


def shows(analysis: Analysis, first: int, last: int, act: str) -> bool:
    """Whether words of an act are among tokens `first` to `last`; who works on it acknowledges it."""
    return analysis.has(first, last, act) or (act == "acknowledgement" and at_work(analysis, first, last))


def at_work(analysis: Analysis, first: int, last: int) -> bool:
    """Whether people are said to work on it, or work to go on."""
    return _beside(analysis, first, last, "crew", "effort") or _beside(analysis, first, last, "labour", "under_way")


def _beside(analysis: Analysis, first: int, last: int, noun: str, other: str) -> bool:
    """Whether a word of one class stands near one of the other, on either side and in the same clause."""
    others = list(analysis.find(first, last, other))
    for hit in analysis.find(first, last, noun):
        for near in others:
            left, right = (hit, near) if hit.first < near.first else (near, hit)
            between = analysis.tokens[left.last : right.first]
            if 0 <= right.first - left.last <= NEAR and not any(token.text in _STOPS for token in between):
                return True
    return False
