"""Names that become short: `زوكربرغ` after `مارك زوكربرغ`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Document, Mention, Ref
from pipeline.entities.kb import KnowledgeBase
from pipeline.entities.pointers import words
from pipeline.entities.resolve import Found, covered
from pipeline.entities.surroundings import after, before, reads, same_line
from pipeline.entities.words import ARTICLE, given_names, is_given_name, titles
from pipeline.text import fold, splits

_LINKS = frozenset({"بن", "ابن", "ال", "عبد", "ابو", "بنت", "فان", "دي"})
MIN_SURNAME = 3


def short_names(doc: Document, kb: KnowledgeBase, found: Sequence[Found]) -> list[Found]:
    """Return the places where a person named in full before is named by the surname alone."""
    people: dict[str, tuple[Ref, int]] = {}
    first_names: dict[str, set[str]] = {}
    for item in found:
        ref = item.mention.ref
        if ref.type != "person":
            continue
        names = [tuple(token.text for token in doc.tokens[item.first : item.last])]
        entry = kb.get(ref.kb)
        if entry is not None:
            names.extend(tuple(fold(alias).split(" ")) for alias in entry.aliases)
        for name in names:
            if len(name) < 2 or name[-1].removeprefix(ARTICLE) in titles():
                continue
            people.setdefault(name[-1], (ref, item.last))
            if entry is not None:
                first_names.setdefault(name[0], set()).add(ref.key)
                people.setdefault(name[0] + " ", (ref, item.last))
    if not people:
        return []
    taken = covered(found)
    cue = words()
    short: list[Found] = []
    for index, token in enumerate(doc.tokens):
        if index in taken or token.kind not in ("word", "latin"):
            continue
        for reading in splits(token.text) if token.kind == "word" else ():
            if ARTICLE in reading.proclitics or "س" in reading.proclitics or len(reading.stem) < MIN_SURNAME:
                continue
            known = people.get(reading.stem)
            sole = len(first_names.get(reading.stem, ())) == 1
            if known is None and sole:
                known = people[reading.stem + " "]
                beside = _beside_verb(doc, index)
            else:
                plain = reading.stem not in cue.surname_words and reading.stem not in given_names()
                beside = (plain and not reading.length) or _beside_verb(doc, index)
            if known is None or known[1] > index or not beside or _part_of_name(doc, index):
                continue
            span = doc.view.span(token.start + reading.length, token.end)
            short.append(Found(Mention(span, known[0], "name", "coreference.short"), index, index + 1))
            break
    return short


def surnames(doc: Document, found: Sequence[Found]) -> list[Found]:
    """Return the mentions with unknown people of one word as the known person who bore that surname in full before.

    An engine finds `ستون` for itself, and does not know that it is `آندي ستون` again.
    """
    bearers: dict[str, set[Ref]] = {}
    result: list[Found] = []
    for item in sorted(found, key=lambda item: item.first):
        ref, last = item.mention.ref, doc.tokens[item.last - 1].text
        if ref.type == "person" and ref.kb is not None and item.last - item.first > 1:
            bearers.setdefault(last, set()).add(ref)
        elif ref.type == "person" and ref.kb is None:
            named = {bearer for split in splits(last) for bearer in bearers.get(split.stem, ())}
            if len(named) == 1:
                mention = replace(item.mention, ref=named.pop(), rule="coreference.short")
                item = replace(item, mention=mention)
        result.append(item)
    return result


def first_names(doc: Document, kb: KnowledgeBase, found: Sequence[Found]) -> list[Found]:
    """Return the mentions with those of who is called by a first name alone: `مفاتيح البيت في جيب مارك`.

    The name stands alone, or ends what was taken for a longer name; the text speaks of the firm of its bearer.
    """
    firms = {item.mention.ref.key for item in found}
    firms |= {entry.operator for entry in map(kb.get, firms) if entry is not None and entry.operator}
    people = {
        name: entry
        for name, key in words().first_names.items()
        if (entry := kb.get(key)) is not None and entry.operator in firms
    }
    if not people:
        return list(found)
    taken = {index: item for item in found for index in range(item.first, item.last)}
    called: list[Found] = []
    for index, token in enumerate(doc.tokens):
        for reading in splits(token.text) if token.kind == "word" else ():
            item = taken.get(index)
            entry = people.get(reading.stem)
            if entry is None or ARTICLE in reading.proclitics or (item is not None and not _gives_way(item, index)):
                continue
            span = doc.view.span(token.start + reading.length, token.end)
            called.append(Found(Mention(span, kb.ref(entry.key), "name", "coreference.first"), index, index + 1))
            break
    instead = covered(called)
    return [*(item for item in found if instead.isdisjoint(range(item.first, item.last))), *called]


def _gives_way(item: Found, index: int) -> bool:
    """Whether a mention of nobody known ends with the first name at a token."""
    return item.mention.ref.kb is None and item.last == index + 1


def _part_of_name(doc: Document, index: int) -> bool:
    """Whether a surname ends the name of someone else: `متعب بن علي المشعوف`, `آل سعود`."""
    if index == 0 or not same_line(doc, index - 1, index):
        return False
    left = doc.tokens[index - 1]
    return left.text in _LINKS or is_given_name(left.text, left.span.cut(doc.text))


def _beside_verb(doc: Document, index: int) -> bool:
    cue = words()
    left, right = before(doc, index), after(doc, index + 1)
    return (left is not None and reads(doc.tokens[left].text, cue.speech)) or (
        right is not None and doc.tokens[right].text in cue.speech
    )
