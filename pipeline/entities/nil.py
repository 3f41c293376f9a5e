"""Names that the knowledge base does not have: quoted or Latin ones after a generic noun.

Every rule would rather find nothing than something wrong. People are in `people.py`, public bodies in `bodies.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from pipeline.document import Document, Mention
from pipeline.entities.bodies import find_bodies, widened
from pipeline.entities.clubs import find_clubs
from pipeline.entities.institutions import find_institutions
from pipeline.entities.nilwords import AT, SITES, made, words
from pipeline.entities.people import find_people
from pipeline.entities.resolve import Found, covered
from pipeline.entities.surroundings import before, enclosed, head_at, reads, same_line
from pipeline.entities.words import ARTICLE, BRACKETS, CLOSING, OPENING, closed_class, head_of, is_definite
from pipeline.entities.workplaces import find_workplaces
from pipeline.text import splits

Recognition = Callable[[Sequence[Found]], list[Found]]
"""From the mentions that are there to those that an engine adds or puts in the place of shorter ones."""

MAX_QUOTED = 4
"""A quotation of more words than this is speech or a title, not a name."""
MIN_ALONE = 4
"""So many letters has a name of one word at least that is found again without marks."""
_MEDIUM_REACH = 12
_COPULAS = closed_class("وهي وهو")
_AGENCY = "وكاله"
"""`«كذا»، وهي وكالة في جدة`: one that has to be introduced sells something, it is no agency of news."""
_COMMERCIAL = ("company", "service", "media")
_THROUGH = closed_class("عن على عبر ل")


def with_unknown(doc: Document, found: Sequence[Found], recognised: Recognition | None = None) -> list[Found]:
    """Return the mentions of `found` and those of entities that are not in the knowledge base, clear of each other.

    `recognised` gives the names that an engine found, for the tokens that neither the base nor a rule has taken.

    A place inside a longer quoted name makes way for it: `«صدى القاهرة»` is not Cairo. So does a name that only the
    marks supported: `«فوكس بزنس»` is not Vox.
    """
    found = widened(doc, found)
    places = [item for item in found if _gives_way(item)]
    firm = [item for item in found if not _gives_way(item)]
    longer = [
        item
        for item in _quoted(doc, covered(firm))
        if not any(place.first == item.first and place.last == item.last for place in places)
    ]
    inside = covered(longer)
    found = [*firm, *(place for place in places if place.first not in inside)]
    found = [*found, *longer]
    unknown = _find_unknown(doc, found)
    if recognised is None:
        return [*found, *unknown]
    more = recognised([*found, *unknown])
    instead = covered(more)
    kept = [item for item in (*found, *unknown) if not instead.intersection(range(item.first, item.last))]
    return [*kept, *more, *_again(doc, more, covered([*kept, *more]))]


def _gives_way(item: Found) -> bool:
    return item.mention.ref.type == "place" or item.mention.rule in ("support.quoted", "support.head")


def _find_unknown(doc: Document, found: Sequence[Found]) -> list[Found]:
    taken = covered(found)
    unknown: list[Found] = []
    for rule in (_dateline, _after_head, find_bodies, find_institutions, find_workplaces, find_clubs):
        for item in rule(doc, taken):
            if not any(index in taken for index in range(item.first, item.last)):
                unknown.append(item)
                taken.update(range(item.first, item.last))
    unknown.extend(find_people(doc, [*found, *unknown], taken))
    unknown.extend(_again(doc, [*found, *unknown], covered([*found, *unknown])))
    return unknown


def _quotations(doc: Document) -> Iterator[tuple[int, int]]:
    """Yield `(first, last)` of the tokens between two marks of quotation, where there are few of them."""
    tokens = doc.tokens
    for index, token in enumerate(tokens):
        if token.text not in OPENING or token.text in BRACKETS:
            continue
        for last in range(index + 2, min(index + MAX_QUOTED + 2, len(tokens))):
            if not same_line(doc, last - 1, last):
                break
            if tokens[last].text in CLOSING and tokens[last].text not in ")]}":
                if enclosed(doc, index + 1, last) and all(
                    tokens[i].kind in ("word", "latin", "number") for i in range(index + 1, last)
                ):
                    yield index + 1, last
                break


def _quoted(doc: Document, taken: set[int]) -> Iterator[Found]:
    """`شركة "أفاميا تيليكوم"`, `المحللة في «دار الأسهم»`, `قال لـ«صدى القاهرة»`."""
    tokens, known = doc.tokens, words()
    for first, last in _quotations(doc):
        if tokens[first].text in known.not_first or tokens[first].kind == "number":
            continue
        if any(index in taken for index in range(first, last)):
            continue
        if tokens[first].text.startswith(ARTICLE) and any(tokens[i].text.startswith("وال") for i in range(first, last)):
            continue  # `المواقع «المبتذلة والهدامة»`: two adjectives
        head = head_at(doc, first)
        own = _own_noun(doc, first, last)
        if own is not None:
            yield made(doc, first, last, own, "nil.quoted.own")
            continue
        if head is not None:
            index, noun = head
            kind = noun.nil
            direct = index == before(doc, first)
            definite = is_definite(tokens[index].text) and noun.noun not in known.apposed
            if kind == "service" and noun.noun in SITES and _reports(doc, index):
                kind = "media"  # a site that reports: `ونقل موقع «كذا»`
            follows = tokens[last + 1].text if last + 1 < len(tokens) else ""
            if kind in ("media", "organization") and follows in known.trade:
                kind = "company"
            plural = noun.noun not in tokens[index].text
            if kind == "other" and last == first + 1 and tokens[first].text.startswith(ARTICLE):
                continue  # `نظام الكفالات «الملغى»`: a word that the writer doubts
            if kind and not (definite and (direct or plural)):
                yield made(doc, first, last, kind, "nil.quoted")
            continue
        told = _told_by_neighbours(doc, first, last)
        if told is not None:
            yield made(doc, first, last, told, "nil.quoted.beside")
            continue
        left = before(doc, first)
        if left is None:
            continue
        if tokens[left].text == "ل" and _office_near(doc, left):
            yield made(doc, first, last, "company", "nil.workplace")
        elif tokens[left].text == "ل" and _speech_near(doc, left) and _says(doc, last + 1):
            yield made(doc, first, last, "media", "nil.told")
        elif tokens[left].text in AT and _role_near(doc, left) and not tokens[first].text.startswith(ARTICLE):
            yield made(doc, first, last, "company", "nil.workplace")


def _told_by_neighbours(doc: Document, first: int, last: int) -> str | None:
    """Return the type of a quoted name that the words inside or around the marks give away.

    `«أفق للأبحاث»` says its trade, `زبائن «كذا»` and `مستخدمي «كذا»` who needs it, `«كذا»، وهي منصة ..` what it is.
    """
    tokens, known = doc.tokens, words()
    if last - first > 1 and tokens[first + 1].text in known.trade:
        return "company"
    left = before(doc, first)
    if left is not None and left == first - 2 and not tokens[first].text.startswith(ARTICLE):
        if reads(tokens[left].text, known.clients):
            return "company"
        if reads(tokens[left].text, known.users):
            return "service"
    at = last + 1
    if _acts(doc, first, last):
        return "company"
    if at + 1 < len(tokens) and tokens[at].text == "،" and same_line(doc, last, at + 1):
        copula = tokens[at + 1].text in _COPULAS
        noun = at + 1 + copula
        if noun < len(tokens) and (copula or is_definite(tokens[noun].text)):
            head = head_of(tokens[noun].text)
            if head is not None and head.nil in _COMMERCIAL and is_definite(tokens[noun].text) != copula:
                return "company" if head.noun == _AGENCY else head.nil
    return None


def _acts(doc: Document, first: int, last: int) -> bool:
    """`اعتذرت «كذا» عن ..`, `«كذا» أعلنت أن ..`: a verb in the feminine of شركة, what firms do."""
    tokens, known = doc.tokens, words()
    if last - first > 2 or last + 1 >= len(tokens) or not same_line(doc, first - 1, last + 1):
        return False
    left = before(doc, first)
    if left is not None and left == first - 2 and reads(tokens[left].text, known.acts):
        return tokens[last + 1].text in known.clauses
    starts = left is None or tokens[left].text in (".", "؛")
    return starts and tokens[last + 1].text in known.acts


def _own_noun(doc: Document, first: int, last: int) -> str | None:
    """Return the type of a quoted name that begins with its own noun: `«بنك اللؤلؤ»`, `«جامعة المستقبل»`."""
    text = doc.tokens[first].text
    if last - first < 2 or text not in words().own or doc.tokens[first + 1].text in words().small:
        return None
    head = head_of(text)
    return head.nil if head is not None else None


def _reports(doc: Document, index: int) -> bool:
    """Whether a verb of speech governs the noun of a site: `نقل موقع`, `ذكر ما نقله موقع`, not `قال سائق بمنصة`."""
    if index == 0 or not same_line(doc, index - 1, index):
        return False
    left = doc.tokens[index - 1].text
    if doc.tokens[index].text.startswith("ب") or reads(left, words().roles):
        return False
    return reads(left, words().verbs) or (left in _THROUGH and _speech_near(doc, index, 2))


def _office_near(doc: Document, index: int) -> bool:
    """`بيترز، الرئيس التنفيذي لـ«كذا»`: an office held there, unless a verb makes the name the one who is told."""
    start = max(index - 2, 0)
    for at in range(start, index):
        if reads(doc.tokens[at].text, words().roles) and same_line(doc, at, index):
            return not any(reads(doc.tokens[i].text, words().verbs) for i in range(max(at - 2, 0), at))
    return False


def _says(doc: Document, index: int) -> bool:
    """Whether what is said follows: a colon, a comma, `إن`."""
    return index < len(doc.tokens) and doc.tokens[index].text in (":", "،", ",", "ان", "بان", "انه", "انها", "عن")


def _speech_near(doc: Document, index: int, reach: int = _MEDIUM_REACH) -> bool:
    sentence = doc.sentences[doc.sentence_at(doc.tokens[index].span.start)]
    start = max(sentence.first, index - reach)
    return any(reads(doc.tokens[i].text, words().verbs) for i in range(start, index))


def _role_near(doc: Document, index: int) -> bool:
    return any(reads(doc.tokens[i].text, words().roles) for i in range(max(index - 3, 0), index))


def _dateline(doc: Document, taken: set[int]) -> Iterator[Found]:
    """`(وكالة المدار)`: a medium in brackets."""
    tokens = doc.tokens
    for index in range(len(tokens) - 3):
        if tokens[index].text != "(" or index + 1 in taken:
            continue
        head = head_of(tokens[index + 1].text)
        if head is None or head.nil != "media":
            continue
        for last in range(index + 3, min(index + 5, len(tokens))):
            if tokens[last].text == ")":
                yield made(doc, index + 2, last, "media", "nil.dateline")
            if tokens[last].kind != "word":
                break


def _after_head(doc: Document, taken: set[int]) -> Iterator[Found]:
    """`شركة SkyNet`, `تطبيق زوغو (Zogo)`: a Latin name after a noun, or an Arabic one with its Latin in brackets."""
    tokens, known = doc.tokens, words()
    for index, token in enumerate(tokens[:-1]):
        if token.kind != "word" or not same_line(doc, index, index + 1) or index in taken:
            continue
        head = head_of(token.text)
        kind = head.nil if head is not None else None
        if kind is None or (index + 1) in taken:
            continue
        last = index + 1
        while last < min(index + 4, len(tokens)) and tokens[last].kind == "latin" and same_line(doc, last - 1, last):
            last += 1
        if last > index + 1:
            written = tokens[index + 1].span.cut(doc.text)
            if written[0].isupper() and tokens[index + 1].text not in known.acronyms:
                yield made(doc, index + 1, last, kind, "nil.latin")
            continue
        for end in range(index + 2, min(index + 5, len(tokens) - 1)):
            if tokens[end].text == "(" and tokens[end + 1].kind == "latin":
                proper = tokens[end + 1].span.cut(doc.text)[0].isupper() and tokens[end + 1].text not in known.acronyms
                if proper and not any(tokens[i].text.startswith(ARTICLE) for i in (index, index + 1)):
                    yield made(doc, index + 1, end, kind, "nil.bracketed")
                break
            if tokens[end - 1].kind != "word" or not same_line(doc, end - 1, end):
                break


def _again(doc: Document, unknown: Sequence[Found], taken: set[int]) -> Iterator[Found]:
    """A name found once is found where it stands again: in marks of quotation, or when it has several words."""
    names: dict[tuple[str, ...], Found] = {}
    for item in unknown:
        if item.mention.ref.kb is None and item.mention.ref.type != "person":
            cut = item.mention.span.start - doc.tokens[item.first].span.start
            rest = (token.text for token in doc.tokens[item.first + 1 : item.last])
            names.setdefault((doc.tokens[item.first].text[max(cut, 0) :], *rest), item)
    starts: dict[str, list[tuple[str, ...]]] = {}
    for name in names:
        starts.setdefault(name[0], []).append(name)
    for index, token in enumerate(doc.tokens):
        for cut, name in _beginnings(doc, index, starts):
            last = index + len(name)
            if any(i in taken for i in range(index, last)):
                continue
            if tuple(t.text for t in doc.tokens[index + 1 : last]) != name[1:]:
                continue
            if len(name) > 1 or enclosed(doc, index, last) or (not cut and _stands_alone(doc, index)):
                first = names[name]
                span = doc.view.span(token.start + cut, doc.tokens[last - 1].end)
                yield Found(Mention(span, first.mention.ref, "name", "nil.again"), index, last)
                taken.update(range(index, last))


def _beginnings(
    doc: Document, index: int, starts: Mapping[str, Sequence[tuple[str, ...]]]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the names that may begin at a token, with the letters of proclitics before them."""
    token = doc.tokens[index]
    for name in starts.get(token.text, ()):
        yield 0, name
    if token.kind != "word":
        return
    for reading in splits(token.text):
        if reading.length and ARTICLE not in reading.proclitics and "س" not in reading.proclitics:
            for name in starts.get(reading.stem, ()):
                if len(name) > 1:
                    yield reading.length, name


def _stands_alone(doc: Document, index: int) -> bool:
    """A name of one word without marks: a capitalised Latin one, or one behind a generic noun."""
    token = doc.tokens[index]
    if token.kind == "latin":
        return len(token.text) >= MIN_ALONE and token.span.cut(doc.text)[0].isupper()
    head = head_at(doc, index)
    if head is None or head[0] != index - 1 or head[1].nil is None or is_definite(doc.tokens[index - 1].text):
        return False
    return len(token.text) >= MIN_ALONE and not token.text.startswith(ARTICLE)
