"""Roles: a person, a title, and the organisation in which the title is held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.document import Fact, Mention
from pipeline.entities import heads
from pipeline.entities.words import ARTICLE
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.draft import Draft
from pipeline.facts.occupations import COURTESIES, alone, in_field, looks_finite
from pipeline.facts.owners import focus, houses, is_held, known_for, main, nearest, owned, unnamed
from pipeline.facts.participants import Participants
from pipeline.facts.speakers import complementizers
from pipeline.facts.titles import (
    COMPLEMENT,
    has_nation,
    is_occupation,
    is_president,
    is_suffixed,
    is_title,
    leads,
    serves_a_state,
    title_at,
    words,
)
from pipeline.text import Span, splits

LONG_NAME = 3
"""Tokens of a name from which a title of one word is told with it."""
_CLOSING = {'"', "”", "“", "»", ")"}
_OPENING = {'"', "“", "”", "«", "("}
_BEFORE, _AFTER, _ORG = 9, 5, 9
NAMED = 5
"""Tokens from what a house is to its name in marks."""
OF_STATE = "role:state"
"""The rule of an office of a state, whose house need not be named: `وزير الاتصالات X`."""
OF_TRADE = "role:trade"
"""The rule of a profession, which needs no house either: `X، الخبير في أمن المعلومات`."""
PROFESSION = 9
"""Tokens of a profession between commas."""
LED = 8
"""Tokens from an organisation to the verb of who leads it."""


def role_facts(analysis: Analysis, who: Participants) -> Iterator[Draft]:
    """Yield one role for each person with a title near the name and an organisation in which it is held."""
    for place in analysis.mentions:
        if place.it.ref.type != "person" or place.it.form != "name":
            continue
        draft = (
            _after(analysis, who, place)
            or _before(analysis, who, place)
            or _led(analysis, place)
            or _heads(analysis, who, place)
            or _leads(analysis, place)
            or _from(analysis, place)
        )
        if draft is not None and (draft.fact.objects or draft.fact.rule in (OF_STATE, OF_TRADE)):
            yield draft


def _after(analysis: Analysis, who: Participants, person: Place[Mention]) -> Draft | None:
    """`بافيل دوروف، مؤسس تطبيق “تلجرام”`, `إيفز (محلل في ويدبوش)`."""
    _, end = analysis.sentence_of(person.first)
    for index in range(person.last, min(end, person.last + 5)):
        token = analysis.tokens[index]
        if token.kind == "punct" or token.text in words("copulas"):
            continue
        last = title_at(analysis, index)
        if not last or _of_next(analysis, index, last) or _governed(analysis, index):
            return None
        orgs = houses(analysis, last, min(end, last + _ORG), person) or known_for(analysis, person)
        orgs = orgs or owned(analysis, who, index, last, apart=True) or focus(analysis, who, index, last)
        return _held(person, orgs, analysis, index, last) or _profession(analysis, who, person, index, last)
    return None


def _profession(analysis: Analysis, who: Participants, person: Place[Mention], first: int, last: int) -> Draft | None:
    """`X، الخبير في أمن المعلومات،`, `X، خبير مغربي في الأمن السيبراني،`: between two marks what needs no house.

    Who is asked for a view has it by his trade, a shopkeeper has a shop. A school that nobody could read is a house all
    the same: `أستاذ بإحدى الجامعات`.
    """
    asked = person.it.ref.key in who.experts and is_occupation(analysis, first)
    if not asked or analysis.tokens[first - 1].text not in ("،", "("):
        return None
    end = last
    while end < min(len(analysis.tokens), first + PROFESSION) and analysis.tokens[end].kind == "word":
        end += 1
    closed = end < len(analysis.tokens) and analysis.tokens[end].text in ("،", ")")
    plain = closed and not any(complementizers(token.text) for token in analysis.tokens[last:end])
    inside = [token.text for token in analysis.tokens[last:end]]
    stems = {split.stem for word in inside for split in splits(word)}
    housed = stems & words("schools") or {f"{stem[:-2]}ه" for stem in stems if stem.endswith("ات")} & words("schools")
    long = end - first > 1 and not housed and not any(map(looks_finite, inside))
    return _draft(person, [], analysis, first, end, OF_TRADE) if plain and long else None


def _governed(analysis: Analysis, index: int) -> bool:
    """`اعتذر زوكربيرغ للعالم`, `لم يكن دوروف بحاجة إلى ..`: what a preposition governs behind a name is no title."""
    word = analysis.tokens[index].text
    return not is_title(word) and all(
        split.proclitics[:1] in (("ل",), ("ب",)) for split in splits(word) if is_title(split.stem)
    )


def _of_next(analysis: Analysis, first: int, last: int) -> bool:
    """`رئيس وزرائه X ووزير داخليته Y`: a title joined by و right before another name is the other one's."""
    people = analysis.mentions_in(last, last + 1, "person")
    return analysis.tokens[first].text.startswith("و") and bool(people)


def _before(analysis: Analysis, who: Participants, person: Place[Mention]) -> Draft | None:
    """`الرئيس التنفيذي لشركة “تسلا”، إيلون ماسك`, `المتحدث باسم الشركة آندي ستون`, `رئيسها X`."""
    start, end = analysis.sentence_of(person.first)
    engineer = _engineer(analysis, person)
    for index in range(person.first - 1, _reach(analysis, start, person.first) - 1, -1):
        if engineer is not None and index == person.first - 1:
            continue
        last = 0 if analysis.is_named(index) else title_at(analysis, index)
        if not last or last > person.first or _is_house(analysis, index, start):
            continue
        if any(m.it.ref.type == "person" for m in analysis.mentions_in(last, person.first)):
            return engineer
        if _of_last(analysis, start, index, last, person.first):
            return engineer
        first = _widest(analysis, index, start, person.first)
        last = max(last, title_at(analysis, first))
        told = person.it.ref.kb is None or has_nation(analysis, first, person.first)
        if told and is_president(analysis, first, last, person.first):
            # What a person known to the base is, the base says, where the page does not.
            return _draft(person, [], analysis, first, last, OF_STATE)
        between = houses(analysis, last, person.first, person)
        if not between and is_occupation(analysis, first):
            own = houses(analysis, person.last, min(end, person.last + 5), person, governed=True)
            return _occupation(analysis, person, own, first, last)
        if not between and (served := _in_service(analysis, last, person.first)):
            return _draft(person, [], analysis, first, served, OF_STATE)
        gap = analysis.tokens[last : person.first]
        if not between and len([t for t in gap if t.kind != "punct"]) <= 2:
            between = (
                _behind(analysis, person, end, first, last)
                or _own(analysis, who, person, first, last)
                or focus(analysis, who, first, last)
                or _spoken_for(analysis, who, first, person.first)
            )
            return _held(person, between, analysis, first, last) or engineer
        return _draft(person, between, analysis, first, last) if between else engineer
    return engineer


def _spoken_for(analysis: Analysis, who: Participants, first: int, name: int) -> list[Place[Mention]]:
    """`وقالت المتحدثة X إن الشركة ..`: who speaks, and for nobody that is named, does for the firm spoken of."""
    definite = any(s.stem in words("voices") and ARTICLE in s.proclitics for s in splits(analysis.tokens[first].text))
    if not definite or name != first + 1:
        return []
    near = nearest(analysis, first)[-1:]
    return near if near and not who.is_provider(near[0].it.ref) else main(analysis, who) or near


def _reach(analysis: Analysis, start: int, name: int) -> int:
    """How far back from a name a title may begin, marks not counted: `الرئيس التنفيذي لشركة .. "ل" (L) X`."""
    left, index = _BEFORE, name
    while index > start and left:
        index -= 1
        left -= analysis.tokens[index].kind != "punct"
    return index


def _behind(analysis: Analysis, person: Place[Mention], end: int, first: int, last: int) -> list[Place[Mention]]:
    """The house behind a name; `طلبت وزيرة الاتصالات X من «..»` names whom she asks, the base a known one's."""
    found = houses(analysis, person.last, min(end, person.last + 5), person, governed=True)
    if found and serves_a_state(analysis, first, last) and analysis.governor(found[0]) == "من":
        return []
    outlet = bool(found) and found[0].it.ref.type == "media"
    return (known_for(analysis, person) or found) if outlet else found


def _held(
    person: Place[Mention], orgs: list[Place[Mention]], analysis: Analysis, first: int, last: int
) -> Draft | None:
    """A title in its house; one of a state stands without: `وزير الاتصالات X`, `الناطق باسم الحكومة X`."""
    if orgs:
        return _draft(person, orgs, analysis, first, last)
    if serves_a_state(analysis, first, last):
        return _draft(person, [], analysis, first, last, OF_STATE)
    house = unnamed(analysis, person, first)
    if house is None:
        return None
    draft = _draft(person, [], analysis, first, last)
    return draft._replace(fact=replace(draft.fact, objects=(house,)))


def _engineer(analysis: Analysis, person: Place[Mention]) -> Draft | None:
    """`المهندس X`: a courtesy where another title goes with it, a role where there is none."""
    at = person.first - 1
    if at < 0 or analysis.tokens[at].text not in words("engineers"):
        return None
    return _draft(person, known_for(analysis, person), analysis, at, at + 1)


def _own(analysis: Analysis, who: Participants, person: Place[Mention], first: int, last: int) -> list[Place[Mention]]:
    """What the pronoun or the article of a title means, if it can be; else what a known person is known for."""
    own = owned(analysis, who, first, last)
    if is_held(analysis, person, own):
        return own
    # The house of a known person may not be named at all: `unnamed` has it then.
    return known_for(analysis, person) or ([] if unnamed(analysis, person, first) else own)


def _name_begins(analysis: Analysis, last: int, person: Place[Mention]) -> int:
    """Return where a name begins with the courtesies and marks before it: `وزير النقل، الدكتور X`."""
    name = person.first
    while name > last and (analysis.tokens[name - 1].kind == "punct" or analysis.tokens[name - 1].text in COURTESIES):
        name -= 1
    return name


def _occupation(
    analysis: Analysis, person: Place[Mention], orgs: list[Place[Mention]], first: int, last: int
) -> Draft | None:
    """`خبير أمن المعلومات X`, `النائب X`, `الباحث في أمن المعلومات X`: a title that needs no firm, up to the name."""
    while last < person.first and analysis.tokens[last].text in words("former") | words("parties"):
        last += 1
    name = _name_begins(analysis, last, person)
    if in_field(analysis, last, name) != name or not alone(analysis, first, last):
        return None
    known = known_for(analysis, person)
    entry = analysis.kb.get(person.it.ref.kb)
    firm = analysis.kb.get(entry.operator) if entry is not None and entry.operator else None
    if (
        not orgs
        and firm is not None
        and firm.type != "organization"
        and last == first + 1
        and not analysis.tokens[first].text.startswith("الموظف")
    ):
        # `انتقد النائب زوكربيرغ`: a bare title before who is known for his firm is another one's.
        return None
    stems = {split.stem for split in splits(analysis.tokens[first].text)}
    rule = OF_STATE if stems & words("lawmakers") else "role:title"
    return _draft(person, orgs or known, analysis, first, name, rule)


def _leads(analysis: Analysis, person: Place[Mention]) -> Draft | None:
    """`X، الذي أدار المركز الوطني ..`: the title is a verb whose object is the organisation."""
    at = person.last
    while at < len(analysis.tokens) and analysis.tokens[at].text in ("،", *_CLOSING):
        at += 1
    if at + 1 >= len(analysis.tokens) or analysis.tokens[at].text not in ("الذي", "التي"):
        return None
    verb = next((i for i in (at + 1, at + 2) if analysis.tokens[i].text in words("leading")), None)
    if verb is None:
        return None
    orgs = analysis.mentions_in(verb + 1, verb + 4, "company", "service", "organization")
    return _draft(person, orgs[:1], analysis, verb, orgs[0].last) if orgs else None


def _from(analysis: Analysis, person: Place[Mention]) -> Draft | None:
    """`دوغ مادوري، من كنتيك،`, `آلان وودوارد من جامعة سري`: no title but the house."""
    at = person.last
    comma = at < len(analysis.tokens) and analysis.tokens[at].text == "،"
    at += comma
    if at + 1 >= len(analysis.tokens) or analysis.tokens[at].text != "من":
        return None
    orgs = analysis.mentions_in(at + 1, at + 4, "company", "organization")
    if not orgs or not (comma or analysis.tokens[at + 1].text in words("schools")):
        return None
    between = analysis.tokens[at + 1 : orgs[0].first]
    plain = all(t.text in heads() or t.text in ('"', "“", "«") for t in between)
    return _draft(person, orgs[:1], analysis, at, orgs[0].last) if plain else None


def _led(analysis: Analysis, person: Place[Mention]) -> Draft | None:
    """`"تسلا"، التي يرأسها ماسك`: the title is a verb whose pronoun is the organisation."""
    at = person.first - 1
    if at < 1 or analysis.tokens[at].text not in leads() or analysis.tokens[at - 1].text not in ("التي", "الذي"):
        return None
    start, _ = analysis.sentence_of(at)
    orgs = analysis.mentions_in(max(start, at - LED), at, "company", "service", "organization")
    return _draft(person, orgs[-1:], analysis, at, at + 1) if orgs else None


def _heads(analysis: Analysis, who: Participants, person: Place[Mention]) -> Draft | None:
    """`ويرأس مجلس إدارتها X`, `تتولى رئاستها X`: a verb and an object whose pronoun is the organisation."""
    start, _ = analysis.sentence_of(person.first)
    at = person.first - 1
    verb = next((i for i in range(at - 1, max(start, at - 3) - 1, -1) if _rules(analysis, i)), None)
    if verb is None or not is_suffixed(analysis, at) or any(t.kind != "word" for t in analysis.tokens[verb:at]):
        return None
    near = nearest(analysis, verb)
    return _draft(person, near[-1:], analysis, verb, at + 1) if near else None


def _rules(analysis: Analysis, index: int) -> bool:
    return any(split.stem in words("rules") for split in splits(analysis.tokens[index].text))


def _is_house(analysis: Analysis, index: int, start: int) -> bool:
    """`مدير مؤسسة «..» X`: behind a title it is a foundation, no foundress."""
    return index > start and analysis.tokens[index].text in heads() and title_at(analysis, index - 1) == index


def _in_service(analysis: Analysis, last: int, name: int) -> int:
    """Return the end of a title with its organ of state: `رئيس دائرة الاتصال | في الرئاسة التركية X`, 0 if none."""
    while name > last and analysis.tokens[name - 1].kind == "punct":
        name -= 1
    if not 2 <= name - last <= COMPLEMENT or analysis.tokens[last].text not in words("served"):
        return 0
    return name if analysis.tokens[last + 1].text in words("organs") else 0


def _of_last(analysis: Analysis, start: int, index: int, last: int, name: int) -> bool:
    """`X، رئيس «..»، على تغريدة Y`: a title between commas behind a name belongs to that name."""
    comma = index - 1
    if comma <= start or analysis.tokens[comma].text != "،":
        return False
    people = analysis.mentions_in(start, comma, "person")
    closed = any(token.text == "،" for token in analysis.tokens[last : name - 1])
    return closed and any(place.last == comma for place in people)


def _widest(analysis: Analysis, index: int, start: int, limit: int) -> int:
    """Step back over titles joined by و: the first of `المؤسس والرئيس التنفيذي`.

    Who speaks for `رئيس الوزراء X` as `متحدث باسم` him is not named.
    """
    for first in range(max(start, index - 4), index):
        last = title_at(analysis, first)
        if index < last <= limit and not _unnamed_voice(analysis, first):
            return first
    return _first_half(analysis, index, start)


def _first_half(analysis: Analysis, index: int, start: int) -> int:
    """`مؤسس شركة «..» | ورئيسها التنفيذي X`: a title with a pronoun goes on with the one of the house before it."""
    if not analysis.tokens[index].text.startswith("و") or not is_suffixed(analysis, index):
        return index
    at = index
    while at > start and analysis.tokens[at - 1].text in _CLOSING:
        at -= 1
    house = [m for m in analysis.mentions_in(max(start, at - _ORG), at) if m.last == at and m.it.ref.type != "person"]
    for first in range(house[0].first - 1, max(start, house[0].first - COMPLEMENT) - 1, -1) if house else ():
        last = 0 if analysis.is_named(first) else title_at(analysis, first)
        between = analysis.tokens[last : house[0].first]
        if last and all(token.kind == "punct" or token.text in heads() for token in between):
            return first
    return index


def _unnamed_voice(analysis: Analysis, first: int) -> bool:
    """`متحدث باسم ..`, indefinite: somebody who speaks and has no name."""
    return any(
        split.stem in words("unnamed_voices") and ARTICLE not in split.proclitics
        for split in splits(analysis.tokens[first].text)
    )


def _whole(analysis: Analysis, orgs: list[Place[Mention]], first: int, last: int) -> int:
    """The title with its long name or second half: `رئيس | اللجنة الوطنية لـ..`, `رئيس المجموعة | ومديرها العام`."""
    for place in orgs[:1]:
        after = place.last
        while after < len(analysis.tokens) and analysis.tokens[after].text in _CLOSING:
            after += 1
        if not last <= place.first <= last + COMPLEMENT or after >= len(analysis.tokens):
            continue
        second = title_at(analysis, after) if analysis.tokens[after].text.startswith("و") else 0
        if second:
            return second
        if place.first == last == first + 1 and place.last - place.first >= LONG_NAME:
            return place.last
        if last == first + 1 and analysis.tokens[last].text in heads() and place.first > last:
            # `مديرة معهد “..”`, `مدير شركة عدن نت`: the noun before the name belongs to a title of one word.
            return last + 1
    return last


def _by_its_name(analysis: Analysis, place: Place[Mention]) -> Place[Mention]:
    """`شركة الاتصالات الأسترالية "أوبتوس"`, `اتحاد النقل الجوي الدولي ("إياتا")`: the name in marks that is known."""
    if place.it.ref.kb is not None or place.it.form != "name":
        return place
    for named in analysis.mentions_in(place.last, place.last + NAMED, place.it.ref.type, "company"):
        between = [token.text for token in analysis.tokens[place.last : named.first]]
        marks = [word for word in between if word in _OPENING]
        plain = all(word in _OPENING or word.startswith(ARTICLE) for word in between)
        if marks and plain and between[-1] in _OPENING and named.it.ref.kb is not None:
            return named
    return place


def _without_proclitics(analysis: Analysis, first: int, content: Span) -> Span:
    """`ووزير المالية`, `لمؤسس «..»`, `للرئيس التنفيذي`: what is joined to the first word is no part of the title."""
    token = analysis.tokens[first]
    if is_title(token.text) or content.start != token.span.start:
        return content
    joined = [split.proclitics for split in splits(token.text) if split.proclitics and is_title(split.stem)]
    if not joined:
        return content
    letters = sum(len(clitic) for clitic in joined[0] if clitic != ARTICLE)
    doubled = token.text[letters - 1 : letters + 1] == "لل"
    return Span(content.start + letters + doubled, content.end)


def _draft(
    person: Place[Mention],
    orgs: list[Place[Mention]],
    analysis: Analysis,
    first: int,
    last: int,
    rule: str = "role:title",
) -> Draft:
    last = max(
        last, min(_whole(analysis, orgs, first, last), person.first if person.first > first else len(analysis.tokens))
    )
    orgs = [_by_its_name(analysis, place) for place in orgs]
    if orgs and all(place.it.form == "nominal" for place in orgs):
        # `الموظفة السابقة في الشركة`: the base knows better than the nearest company which one is meant.
        orgs = known_for(analysis, person) or orgs
    house = unnamed(analysis, person, first) if orgs and all(place.it.form == "nominal" for place in orgs) else None
    objects = (house,) if house is not None else tuple(dict.fromkeys(place.it.ref for place in orgs))
    fact = Fact(
        type="role",
        subject=person.it.ref,
        objects=objects,
        content=_without_proclitics(analysis, first, analysis.content(first, last)),
        evidence=(analysis.sentence_span(person.first),),
        rule=rule,
        cues=(analysis.span(first, last),),
    )
    return Draft(fact, min(first, person.first), max(last, person.last))
