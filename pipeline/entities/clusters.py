"""Which mentions are one entity: names that sound like a known one, Latin forms in brackets, names of one spelling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Document, Ref
from pipeline.entities.kb import ORGANIZED, KnowledgeBase
from pipeline.entities.matcher import Matcher
from pipeline.entities.resolve import Found
from pipeline.entities.words import ARTICLE
from pipeline.text import fold


def clustered(found: Sequence[Found]) -> list[Found]:
    """Give unknown names that fold to the same letters one reference: the commonest type, the first spelling."""
    votes: dict[str, Counter[str]] = {}
    first: dict[str, Ref] = {}
    for item in found:
        ref = item.mention.ref
        if ref.kb is None:
            votes.setdefault(_key(ref), Counter())[ref.type] += 1
            first.setdefault(_key(ref), ref)
    shared = {key: replace(first[key], type=counts.most_common(1)[0][0]) for key, counts in votes.items()}
    return [item if item.mention.ref.kb is not None else _as(item, shared[_key(item.mention.ref)]) for item in found]


def linked_by_sound(matcher: Matcher, kb: KnowledgeBase, found: Sequence[Found]) -> list[Found]:
    """Link unknown names that sound like a known one: a spelling that nobody listed."""
    result: list[Found] = []
    for item in found:
        mention = item.mention
        match = matcher.match(mention.ref.name, mention.ref.type) if mention.ref.kb is None else None
        # A listed spelling that stayed unknown was refused for a reason.
        if match is not None and match.score < 1 and akin(match.entry.type, mention.ref.type):
            ref, rule = kb.ref(match.entry.key), f"{mention.rule}.sound"
            item = replace(item, mention=replace(mention, ref=ref, rule=rule, score=mention.score * match.score))
        result.append(item)
    return result


def bracketed(doc: Document, found: Sequence[Found]) -> list[Found]:
    """Join a name and its form in the other script right after it in brackets: `زادباي (ZadPay)`.

    Where one of the two is known, both are that one.
    """
    starts = {item.first: item for item in found}
    joined: dict[int, Found] = {}
    for item in found:
        other = starts.get(item.last + 1)
        if (
            other is None
            or not _in_brackets(doc, item, other)
            or not akin(item.mention.ref.type, other.mention.ref.type)
        ):
            continue
        if item.mention.ref.kb is None and other.mention.ref.kb is not None:
            joined[item.first] = _as(item, other.mention.ref)
        elif other.mention.ref.kb is None:
            joined[other.first] = _as(other, item.mention.ref)
    return [joined.get(item.first, item) for item in found]


def akin(one: str, other: str) -> bool:
    """Whether an entity of one type may be called by the other."""
    return one == other or (one in ORGANIZED and other in ORGANIZED)


def _in_brackets(doc: Document, item: Found, other: Found) -> bool:
    tokens = doc.tokens
    scripts = {tokens[item.first].kind, tokens[other.first].kind}
    closed = other.last < len(tokens) and tokens[other.last].text == ")"
    return closed and tokens[item.last].text == "(" and scripts == {"word", "latin"}


def _as(item: Found, ref: Ref) -> Found:
    return replace(item, mention=replace(item.mention, ref=ref))


def _key(ref: Ref) -> str:
    return fold(ref.name).removeprefix(ARTICLE)
