"""Whose each figure is where a text tells names and figures in turn: `خسرت زين وأمنية 3200 و1850 طلبا على التوالي`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.document import Mention, Quantity
from pipeline.entities import heads
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.groups import is_dual
from pipeline.text import Token, splits
from pipeline.values import is_turn

_JOINTS = frozenset({"و", "،", ","})
_BEFORE_FIGURE = frozenset(
    {"ب", "نحو", "بنحو", "نسبه", "بنسبه", "بواقع", "حوالي", "بحوالي", "قرابه", "زهاء", "اكثر", "من", "الي", "علي"}
)
"""What may stand before each figure of a list: `بنسبة 4 وبنحو 3 في المئة`."""
_BETWEEN_NAMES = frozenset({"و", "كل", "من", "ومن", "علي", "في", "ل", "لدي", "الي"})
_ALL_OF_THEM = frozenset({"الاثنتان", "الاثنان", "الاثنين", "الثلاث", "الثلاثه", "الاربع", "الاربعه"})
FAR = 80
"""Tokens before a sentence without names in which those of `الشركتين` stand."""


def in_turn(analysis: Analysis, figure: int) -> Place[Mention] | None:
    """Return the name to which the figure that begins at a token belongs, where names and figures stand in one order.

    The names are the group of as many as there are figures that stands nearest before them, else behind them, else in
    the sentences before. None where nothing says `على التوالي`, or no group has as many.
    """
    run = run_of(analysis, figure)
    if not run:
        return None
    first, last = analysis.sentence_of(figure)
    groups = [group for group in _groups(analysis, first, last) if len(group) == len(run)]
    before = [group for group in groups if group[-1].last <= run[0].first]
    behind = [group for group in groups if group[0].first >= run[-1].last]
    if not before and not behind and (_taken_up(analysis, first, last) or not analysis.mentions_in(first, last)):
        before = [group for group in _groups(analysis, max(first - FAR, 0), first) if len(group) == len(run)]
    group = before[-1] if before else behind[0] if behind else None
    at = next(number for number, place in enumerate(run) if place.first == figure)
    return group[at] if group is not None else None


def run_of(analysis: Analysis, figure: int) -> list[Place[Quantity]]:
    """Return the figures that are told in turn with the one that begins at a token, none where it stands alone."""
    first, last = analysis.sentence_of(figure)
    run = _run(analysis, figure, first, last) if _told_in_turn(analysis, first, last) else []
    return run if len(run) > 1 else []


def _taken_up(analysis: Analysis, first: int, last: int) -> bool:
    """`للشركتين`, `الاثنتان`, `البنوك الثلاثة`: a noun for the names of a sentence before."""
    return any(is_dual(token.text) or token.text in _ALL_OF_THEM for token in analysis.tokens[first:last])


def _told_in_turn(analysis: Analysis, first: int, last: int) -> bool:
    words = [token.text.removeprefix("و") for token in analysis.tokens[first:last]]
    return any(is_turn(word, behind) for word, behind in pairwise([*words, ""]))


def _run(analysis: Analysis, figure: int, first: int, last: int) -> list[Place[Quantity]]:
    """The figures of a sentence that are joined to the one at a token, in order."""
    runs: list[list[Place[Quantity]]] = []
    for place in analysis.quantities_in(first, last):
        between = analysis.tokens[runs[-1][-1].last : place.first] if runs else []
        if between and len(between) <= 4 and all(_joins_figures(token) for token in between):
            runs[-1].append(place)
        else:
            runs.append([place])
    return next((run for run in runs if any(place.first == figure for place in run)), [])


def _joins_figures(token: Token) -> bool:
    return token.text in _JOINTS or token.text.removeprefix("و") in _BEFORE_FIGURE


def _groups(analysis: Analysis, first: int, last: int) -> list[list[Place[Mention]]]:
    """The names of a token range in groups: signs, و and the noun before the next name join them."""
    groups: list[list[Place[Mention]]] = []
    for place in analysis.mentions_in(first, last):
        if place.it.form != "name":
            continue
        between = analysis.tokens[groups[-1][-1].last : place.first] if groups else []
        if groups and _joined(between, analysis.tokens[place.first]):
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def _joined(between: Sequence[Token], name: Token) -> bool:
    """`"زين" و"أمنية"`, `تويتر، وتطبيق سناب`: و or a comma, marks, nouns of kinds, adjectives."""
    links = any(token.text in _JOINTS or token.text.startswith("و") for token in (*between, name))
    return links and all(
        token.kind == "punct" or token.text in _BETWEEN_NAMES or token.text.startswith("ال") or _is_head(token.text)
        for token in between
    )


def _is_head(word: str) -> bool:
    return any(split.stem in heads() for split in splits(word))
