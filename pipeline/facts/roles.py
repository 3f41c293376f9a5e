"""Roles: a person, a title, and the organisation in which the title is held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from pipeline.document import Fact, Mention
from pipeline.entities import heads
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.draft import Draft
from pipeline.facts.inflection import bare
from pipeline.facts.occupations import COURTESIES, alone, in_field, looks_finite, occupation_at, occupations
from pipeline.facts.participants import Participants
from pipeline.facts.places import is_country
from pipeline.facts.speakers import complementizers
from pipeline.resources import read_tsv
from pipeline.text import fold, splits

_ORGS = ("company", "service", "organization", "media", "other")
_OF_STATE = {"وزير", "وزيره", "منسق", "منسقه", "رئيس", "رئيسه", "مفوض", "مفوضه", "حاكم", "سفير"}
"""Titles that a country gives."""
LONG_NAME = 3
"""Tokens of a name from which a title of one word is told with it."""
_CLOSING = {'"', "”", "“", "»", ")"}
_QUOTES = {'"', "“", "«"}
PRONOUNS = ("ها", "هم", "هما", "نا", "ه")
SHORTEST = 3
"""Letters of a title without its pronoun."""
COMPLEMENT = 4
"""Words that may go with a title: `كبير مسؤولي التكنولوجيا`."""
_BEFORE, _AFTER, _ORG = 9, 5, 9
_OF_FIRM = {"المنتدب", "المنتدبه", "العام", "العامه", "التنفيذي", "التنفيذيه", "التقني", "المالي", "الماليه"}
"""What makes a definite title one of the firm spoken of: `المدير العام`, `العضو المنتدب`."""
_MINISTERS = {"وزير", "وزيره"}
_CHIEFS = {"رئيس", "رئيسه"}
_GOVERNED = {"الوزراء", "وزراء", "وزرائه", "وزرائها", "الحكومه", "حكومه", "الجمهوريه", "البلاد", "الدوله", "البرلمان"}
"""What the head of a state or of its government is head of."""
_VOICES = {"متحدث", "متحدثه", "ناطق", "ناطقه", "المتحدث", "المتحدثه", "الناطق", "الناطقه"}
_ORGANS = {
    "الحكومه", "الجيش", "الشرطه", "الرئاسه", "الخارجيه", "الداخليه", "الوزاره",
    "القوات", "البلديه", "المحافظه", "النيابه",
    "المعارضه", "البرلمان", "الدفاع", "الكرملين",
}  # fmt: skip
"""Organs that speak without being named in full: `المتحدث باسم الحكومة`."""
_OUT_OF_OFFICE = {"المتنحي", "المتنحيه", "المخلوع", "المعزول", "الراحل", "الراحله", "المنتخب", "المنتخبه"}
_IN_CHARGE = {"مسؤول", "مسؤوله", "مشرف", "مشرفه", "مكلف", "مكلفه"}
"""Titles that go on with عن or على: `المسؤول عن البنى التحتية`."""
_FIRM_FIELDS = {
    "العمليات", "التحرير", "التنفيذي", "التنفيذيه", "التسويق", "المبيعات", "المنتجات", "الهندسه", "التكنولوجيا",
    "التقنيه", "قسم", "شؤون", "دائره", "وحده", "الخدمات", "المجلس", "مجلس", "الشركه", "المجموعه",
}  # fmt: skip
"""What makes `رئيس` an office in a firm: `رئيس العمليات`."""
_ONE_OF = ("باحدي", "باحد", "احدي", "احد", "بعض", "ببعض")
"""`أستاذ الشبكات بإحدى الجامعات`: a house that the text does not name."""
_AWAY = ("علي", "عبر", "الي", "مع", "عن", "من")
_RULES = {"يراس", "يتراس", "تراس", "تتراس", "يتولي", "تتولي", "تولي", "يدير", "تدير", "يقود", "تقود"}
_LEADS = {
    verb + pronoun
    for verb in ("يراس", "يرئس", "يتراس", "تراس", "يقود", "تقود", "يدير", "تدير", "يملك", "تملك", "اسس", "اسست")
    for pronoun in ("ها", "ه")
}
_LEADING = {"ادار", "ادارت", "يدير", "تدير", "قاد", "قادت", "يقود", "تقود", "تراس", "تراست", "يراس", "يتراس"}
_LEADING |= {"اسس", "اسست", "يملك", "تملك", "شارك"}
_COMMON_HEADS = {"شركه", "تطبيق"}
"""Heads that are no part of a title: `مؤسس | شركة X`."""
_SCHOOLS = {"جامعه", "معهد", "مركز", "كليه", "مؤسسه", "منظمه", "شركه"}
"""Houses that a person is said to be of without a comma."""
_OFFICES = {"مدير", "مديره", "عضو", "مسؤول", "مسؤوله", "كبير", "كبيره"}
"""Heads of titles that somebody holds in a firm, whatever follows them."""
LED = 8
"""Tokens from an organisation to the verb of who leads it."""
_IN_IT = ("فيها", "بها", "لديها", "فيه", "لديه")
_ENDS = {
    "في",
    "لدي",
    "علي",
    "من",
    "عن",
    "الي",
    "مع",
    "الذي",
    "التي",
    "ان",
    "انه",
    "انها",
    "قد",
    "عبر",
    "خلال",
    "باسم",
    "حول",
}
_COPULAS = {"نفسه", "نفسها", "كان", "كانت", "هو", "هي", "وهو", "وهي", "منصب", "يشغل"}
_FORMER = {
    "السابق",
    "السابقه",
    "الحالي",
    "الحاليه",
    "سابق",
    "سابقه",
    "المشارك",
    "المشاركه",
    "التنفيذي",
    "التنفيذيه",
    "الاول",
    "الاولي",
}


@cache
def _titles() -> dict[str, list[tuple[str, ...]]]:
    """First folded word of a title -> its words, longest first."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for _, row in read_tsv(Path(__file__).parent / "data" / "titles.tsv"):
        words = tuple(fold(row["title"]).split())
        table.setdefault(words[0], []).append(words)
    for words in occupations():
        table.setdefault(words[0], []).append(words)
    return {first: sorted(set(rows), key=len, reverse=True) for first, rows in table.items()}


def _title_at(analysis: Analysis, index: int) -> int:
    """Return the end of the title that begins at a token, 0 if none does; `مؤسسه`, `رئيسها` count."""
    for split in splits(analysis.tokens[index].text):
        for stem in _bare(split.stem):
            for words in _titles().get(stem, ()):
                last = index + len(words)
                rest = [t.text for t in analysis.tokens[index + 1 : last]]
                owned = bool(rest) and rest[:-1] == list(words[1:-1]) and words[-1] in _bare(rest[-1])
                if rest == list(words[1:]) or owned:
                    return _extended(analysis, last) if last <= len(analysis.tokens) else 0
    return 0


@lru_cache(maxsize=4096)
def _bare(stem: str) -> tuple[str, ...]:
    """A word as it is, and without a possessive pronoun: `مؤسسه`, `رئيسها`, `مديرتنا` (مديرة), `رئيسهم`."""
    forms = [stem]
    for pronoun in PRONOUNS:
        rest = stem.removesuffix(pronoun)
        if rest != stem and len(rest) >= SHORTEST:
            forms += [rest, f"{rest[:-1]}ه"] if rest.endswith("ت") else [rest]
    return tuple(forms)


def _suffixed(analysis: Analysis, index: int) -> bool:
    """Whether a word ends in a pronoun: `رئيسها`, `مطوره`, but not `مطورة`, which folds to the same letters."""
    word = analysis.tokens[index].text
    if word.endswith("ه") and bare(analysis.tokens[index].span.cut(analysis.doc.text)).endswith("ة"):
        return False
    return any(rest != word for rest in _bare(word))


def _extended(analysis: Analysis, last: int) -> int:
    """Take `السابق` and a second title joined by و with the first: `المؤسس والرئيس التنفيذي`."""
    reach = last + COMPLEMENT
    while last < len(analysis.tokens):
        word = analysis.tokens[last].text
        if word in _FORMER or (last < reach and _complements(analysis, last)):
            last += 1
            continue
        if word in ("عن", "علي") and last < reach and _in_charge(analysis, last) and _complements(analysis, last + 1):
            last += 2
            reach = last + COMPLEMENT
            continue
        if word.startswith("بال") and last < reach and _in_charge(analysis, last):
            last += 1  # `المكلفة بالإعلام`
            continue
        joined = word.startswith("و") and _title_at(analysis, last)
        if not joined:
            return last
        last = joined
    return last


def _in_charge(analysis: Analysis, index: int) -> bool:
    """`المسؤول | عن`, `المشرفة | على`: a title that says for what."""
    before = analysis.tokens[index - 1].text if index else ""
    return any(split.stem in _IN_CHARGE for split in splits(before))


def _complements(analysis: Analysis, index: int) -> bool:
    """`كبير نواب رئيس`, `أستاذ أمن المعلومات`, `وزير الاتصالات وتكنولوجيا المعلومات`: nouns that go with a title."""
    if index >= len(analysis.tokens):
        return False
    token = analysis.tokens[index]
    if token.kind != "word" or analysis.is_named(index) or token.text in _ENDS or token.text in COURTESIES:
        return False
    stems = {split.stem for split in splits(token.text)}
    bound = any(split.proclitics and split.proclitics[0] in ("ل", "ب", "ف") for split in splits(token.text)[1:2])
    return not bound and not stems & set(heads()) and not looks_finite(token.text)


def role_facts(analysis: Analysis, who: Participants) -> Iterator[Draft]:
    """Yield one role for each person with a title near the name, and an organisation unless it is an occupation."""
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
        if draft is not None:
            yield draft


def _after(analysis: Analysis, who: Participants, person: Place[Mention]) -> Draft | None:
    """`بافيل دوروف، مؤسس تطبيق “تلجرام”`, `إيفز (محلل في ويدبوش)`."""
    _, end = analysis.sentence_of(person.first)
    for index in range(person.last, min(end, person.last + 5)):
        token = analysis.tokens[index]
        if token.kind == "punct" or token.text in _COPULAS:
            continue
        last = _title_at(analysis, index)
        if not last or _of_next(analysis, index, last):
            return None
        orgs = _orgs(analysis, last, min(end, last + _ORG), person) or _known(analysis, person)
        orgs = orgs or _state(analysis, index) or _owned(analysis, who, index, last, apart=True)
        orgs = orgs or _focus(analysis, who, index, last)
        if not orgs and index > person.last and _of_government(analysis, index, last):
            return _draft(person, [], analysis, index, _in_apposition(analysis, last, end))
        if not orgs and index > person.last and occupation_at(analysis, index):
            if _unread(analysis, last, end):
                return None
            return _draft(person, [], analysis, index, _in_apposition(analysis, last, end))
        return _draft(person, orgs, analysis, index, last) if orgs else None
    return None


def _of_next(analysis: Analysis, first: int, last: int) -> bool:
    """`رئيس وزرائه X ووزير داخليته Y`: a title joined by و right before another name is the other one's."""
    people = analysis.mentions_in(last, last + 1, "person")
    return analysis.tokens[first].text.startswith("و") and bool(people)


def _unread(analysis: Analysis, last: int, end: int) -> bool:
    """`أستاذ الشبكات بجامعة ..`, `صاحب مطبخ "لقمة بيت"`: a house follows whose name was not recognised."""
    behind = analysis.tokens[last : min(end, last + 2)]
    words = [token.text for token in behind]
    if not words or words[0] in _QUOTES:
        return bool(words)
    if words[0] in _ONE_OF or words[-1] in _ONE_OF:
        return False
    governed = words[0] in ("في", "لدي", "من") or words[0].startswith(("ب", "لل"))
    housed = words[-1] in _QUOTES or any(split.stem in heads() for token in behind for split in splits(token.text))
    return housed and (governed or behind[0].kind == "word")


def _in_apposition(analysis: Analysis, last: int, end: int) -> int:
    """`X، تاجر الحبوب في القضارف،`: the field or the town up to the comma that closes the apposition."""
    field = in_field(analysis, last, end)
    return field if field == end or analysis.tokens[field].kind == "punct" else last


def _before(analysis: Analysis, who: Participants, person: Place[Mention]) -> Draft | None:
    """`الرئيس التنفيذي لشركة “تسلا”، إيلون ماسك`, `المتحدث باسم الشركة آندي ستون`, `رئيسها X`."""
    start, end = analysis.sentence_of(person.first)
    for index in range(person.first - 1, max(start, person.first - _BEFORE) - 1, -1):
        last = 0 if analysis.is_named(index) else _title_at(analysis, index)
        if not last or last > person.first:
            continue
        if any(m.it.ref.type == "person" for m in analysis.mentions_in(last, person.first)):
            return None
        first = _widest(analysis, index, start, person.first)
        last = max(last, _title_at(analysis, first))
        between = _orgs(analysis, last, person.first, person)
        if not between and _is_occupation(analysis, first):
            own = _orgs(analysis, person.last, min(end, person.last + 5), person, governed=True)
            return _occupation(analysis, person, own, first, last)
        gap = analysis.tokens[last : person.first]
        if not between and len([t for t in gap if t.kind != "punct"]) <= 2:
            between = (
                _orgs(analysis, person.last, min(end, person.last + 5), person, governed=True)
                or _known(analysis, person)
                or _owned(analysis, who, first, last)
                or _state(analysis, first)
                or _focus(analysis, who, first, last)
            )
        if between:
            return _draft(person, between, analysis, first, last)
        name = _name_begins(analysis, last, person)
        if _of_government(analysis, first, last) and in_field(analysis, last, name) == name:
            return _draft(person, [], analysis, first, name)
        return None
    return None


def _name_begins(analysis: Analysis, last: int, person: Place[Mention]) -> int:
    """Return where a name begins with the courtesies and marks before it: `وزير النقل، الدكتور X`."""
    name = person.first
    while name > last and (analysis.tokens[name - 1].kind == "punct" or analysis.tokens[name - 1].text in COURTESIES):
        name -= 1
    return name


def _of_government(analysis: Analysis, first: int, last: int) -> bool:
    """`الوزيرة X`, `رئيس الوزراء X`, `الناطقة باسم الحكومة X`, `الرئيس المتنحي X`: no house need be named."""
    stems = {split.stem for split in splits(analysis.tokens[first].text)}
    words = {form for token in analysis.tokens[first + 1 : last] for form in _bare(token.text)}
    return bool(
        stems & _MINISTERS
        or (stems & _CHIEFS and words & (_GOVERNED | _OUT_OF_OFFICE))
        or (stems & _VOICES and words & _ORGANS)
    )


def _is_occupation(analysis: Analysis, first: int) -> bool:
    """`الباحث X`, but neither `مطوره X`, who is somebody's, nor `نائب المدير X`."""
    return occupation_at(analysis, first) and not _suffixed(analysis, first) and not _deputy(analysis, first)


def _deputy(analysis: Analysis, first: int) -> bool:
    """`نائب المدير الطبي`, `نائبة رئيس التحرير`: who stands in for an office, no member of a parliament."""
    stems = {split.stem for split in splits(analysis.tokens[first].text)}
    follows = analysis.tokens[first + 1].text if first + 1 < len(analysis.tokens) else ""
    return bool(stems & {"نائب", "نائبه"}) and follows.removeprefix("ال") in {*_CHIEFS, "مدير", "مديره"}


def _occupation(
    analysis: Analysis, person: Place[Mention], orgs: list[Place[Mention]], first: int, last: int
) -> Draft | None:
    """`خبير أمن المعلومات X`, `النائب X`, `الباحث في أمن المعلومات X`: a title that needs no firm, up to the name."""
    while last < person.first and analysis.tokens[last].text in _FORMER:
        last += 1
    name = _name_begins(analysis, last, person)
    if in_field(analysis, last, name) != name or not alone(analysis, first, last):
        return None
    known = _known(analysis, person)
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
    return _draft(person, orgs or known, analysis, first, name)


def _leads(analysis: Analysis, person: Place[Mention]) -> Draft | None:
    """`X، الذي أدار المركز الوطني ..`: the title is a verb whose object is the organisation."""
    at = person.last
    while at < len(analysis.tokens) and analysis.tokens[at].text in ("،", *_CLOSING):
        at += 1
    if at + 1 >= len(analysis.tokens) or analysis.tokens[at].text not in ("الذي", "التي"):
        return None
    verb = next((i for i in (at + 1, at + 2) if analysis.tokens[i].text in _LEADING), None)
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
    if not orgs or not (comma or analysis.tokens[at + 1].text in _SCHOOLS):
        return None
    between = analysis.tokens[at + 1 : orgs[0].first]
    plain = all(t.text in heads() or t.text in ('"', "“", "«") for t in between)
    return _draft(person, orgs[:1], analysis, at, orgs[0].last) if plain else None


def _led(analysis: Analysis, person: Place[Mention]) -> Draft | None:
    """`"تسلا"، التي يرأسها ماسك`: the title is a verb whose pronoun is the organisation."""
    at = person.first - 1
    if at < 1 or analysis.tokens[at].text not in _LEADS or analysis.tokens[at - 1].text not in ("التي", "الذي"):
        return None
    start, _ = analysis.sentence_of(at)
    orgs = analysis.mentions_in(max(start, at - LED), at, "company", "service", "organization")
    return _draft(person, orgs[-1:], analysis, at, at + 1) if orgs else None


def _heads(analysis: Analysis, who: Participants, person: Place[Mention]) -> Draft | None:
    """`ويرأس مجلس إدارتها X`, `تتولى رئاستها X`: a verb and an object whose pronoun is the organisation."""
    start, _ = analysis.sentence_of(person.first)
    at = person.first - 1
    before = range(at - 1, max(start, at - 3) - 1, -1)
    verb = next((i for i in before if any(split.stem in _RULES for split in splits(analysis.tokens[i].text))), None)
    if verb is None or not _suffixed(analysis, at) or any(t.kind != "word" for t in analysis.tokens[verb:at]):
        return None
    near = _near(analysis, verb)
    return _draft(person, near[-1:], analysis, verb, at + 1) if near else None


def _widest(analysis: Analysis, index: int, start: int, limit: int) -> int:
    """Step back over titles joined by و: the first of `المؤسس والرئيس التنفيذي`."""
    for first in range(max(start, index - 4), index):
        last = _title_at(analysis, first)
        if index < last <= limit:
            return first
    return index


def _orgs(
    analysis: Analysis, first: int, last: int, person: Place[Mention], governed: bool = False
) -> list[Place[Mention]]:
    """The organisations after a title: the first, and those joined to it; none beyond another person or a verb."""
    found: list[Place[Mention]] = []
    for place in analysis.mentions_in(first, last):
        if place.it.ref.type == "person":
            break
        state = place.it.ref.type == "place" and not found and _of_state(analysis, first)
        if place.it.ref.type not in _ORGS and not state:
            continue
        if governed and analysis.governor(place) not in ("ل", "في", "ب", "من", "لدي"):
            break
        between = analysis.tokens[first : place.first]
        if analysis.has(first, place.first, "say") or any(t.text == "." or _begins_words(t.text) for t in between):
            break
        told = place.it.ref.type == "media" and analysis.governor(place) in ("ل", "الي", "مع")
        if any(t.text == "،" for t in between) and (told or first > person.last):
            # `محاسب من المنصورة، لـ«حديث البنك»`: the outlet spoken to; `رئيس العمليات، المسؤولية للمورد «..»`.
            break
        if found and not _joined(analysis, found[-1], place):
            break
        found.append(place)
    return found


def _begins_words(word: str) -> bool:
    """`بأن`, `إن`: reported words begin, the title is over."""
    return bool(complementizers(word))


def _of_state(analysis: Analysis, after: int) -> bool:
    """Whether a title of state stands in the words before a token."""
    words = [token.text for token in analysis.tokens[max(after - 4, 0) : after]]
    return any(split.stem in _OF_STATE for word in words for split in splits(word))


def _joined(analysis: Analysis, left: Place[Mention], right: Place[Mention]) -> bool:
    between = "".join(t.text for t in analysis.tokens[left.last : right.first]).strip('”“"»«')
    return between in ("", "و") and analysis.tokens[max(left.last, right.first - 1)].text.startswith("و")


def _owned(
    analysis: Analysis, who: Participants, first: int, last: int, apart: bool = False
) -> list[Place[Mention]]:
    """`رئيسها مارك زوكربيرغ`, `المدير العام X`, `مالك المنصة X`: the company or service spoken of.

    `apart`: the title stands behind the name: `X، مديرنا الفني`; only a pronoun says then whose it is.
    """
    end = analysis.tokens[last - 1].text
    if _of_government(analysis, first, last) or (apart and not _suffixed(analysis, first)):
        return []
    if last - first > 1 and end.startswith("ال") and end.removeprefix("ال") in heads():
        return _main(analysis, who)
    office = not occupation_at(analysis, first)
    return next((orgs for at in (last - 1, first) if (orgs := _last_company(analysis, who, at, office))), [])


def _last_company(analysis: Analysis, who: Participants, before: int, office: bool) -> list[Place[Mention]]:
    """The company spoken of last for a pronoun; for a definite title the one that the article is about comes first."""
    suffixed = _suffixed(analysis, before)
    if suffixed and analysis.tokens[before].text.endswith("نا"):
        # Who speaks of `مديرنا` speaks for whom the article is about.
        return _main(analysis, who)
    suffixed = suffixed or (office and any(t.text in _IN_IT for t in analysis.tokens[before : before + _BEFORE]))
    definite = analysis.tokens[before].text.startswith("ال") and analysis.tokens[before + 1].text in _OF_FIRM
    if not suffixed and not definite:
        return []
    near = _near(analysis, before)
    if definite and not suffixed:
        own = [place for place in near if who.is_provider(place.it.ref)]
        return (own or _main(analysis, who) or near)[-1:]
    return near[-1:] or (_main(analysis, who) if suffixed else [])


def _near(analysis: Analysis, token: int) -> list[Place[Mention]]:
    """The organisations of a sentence up to a token, else those of the sentence before."""
    start, _ = analysis.sentence_of(token)
    previous = analysis.sentence_of(start - 1)[0] if start else start
    kinds = ("company", "service", "organization")
    for first, last in ((start, token), (previous, start)):
        named = analysis.mentions_in(first, last, *kinds)
        apart = [place for place in named if not _market(analysis, place)] or named
        if found := [place for place in apart if not _aside(analysis, place)] or apart:
            return found
        if papers := analysis.mentions_in(first, last, "media"):
            return papers
    return []


def _aside(analysis: Analysis, place: Place[Mention]) -> bool:
    """Whether a clause only mentions a firm: `تعيش على إنستغرام`, `الميزانيات إلى «سناب شات» و«يوتيوب»`."""
    if analysis.governor(place) in _AWAY:
        return True
    before = [other for other in analysis.mentions_in(max(place.first - 6, 0), place.first) if other.last < place.last]
    return bool(before) and _joined(analysis, before[-1], place) and analysis.governor(before[-1]) in _AWAY


def _market(analysis: Analysis, place: Place[Mention]) -> bool:
    """`في ناسداك`: where shares are traded is nobody's firm."""
    entry = analysis.kb.get(place.it.ref.kb)
    return entry is not None and entry.sector == "exchange"


def _main(analysis: Analysis, who: Participants) -> list[Place[Mention]]:
    """Whom the article is about: the provider, else the company or body that it names most."""
    if who.provider is not None:
        return analysis.of_entity(who.provider.key)[:1]
    named = [m for m in analysis.mentions if m.it.form == "name" and m.it.ref.type in ("company", "organization")]
    counts = Counter(place.it.ref.key for place in named)
    return [max(named, key=lambda place: counts[place.it.ref.key])] if named else []


def _focus(analysis: Analysis, who: Participants, first: int, last: int) -> list[Place[Mention]]:
    """`مدير التواصل X`, `مسؤول الاتصال`: an office in a firm that is not named beside it is one of the main firm."""
    stems = {split.stem for split in splits(analysis.tokens[first].text)}
    if stems & _CHIEFS and first + 1 < last and analysis.tokens[first + 1].text in _FIRM_FIELDS:
        return _main(analysis, who)
    behind = analysis.tokens[last].text if last < len(analysis.tokens) else ""
    if not stems & _OFFICES or behind in ("في", "لدي", "ب") or behind.startswith("بال"):
        return []
    return _main(analysis, who)


def _known(analysis: Analysis, person: Place[Mention]) -> list[Place[Mention]]:
    """`زوكربيرغ، الرئيس التنفيذي`: the organisation is left out because everybody knows it; so does the base."""
    firm = analysis.operator(person.it.ref)
    return analysis.of_entity(firm.key)[:1] if firm is not None else []


def _whole(analysis: Analysis, orgs: list[Place[Mention]], first: int, last: int) -> int:
    """The title with its long name or second half: `رئيس | اللجنة الوطنية لـ..`, `رئيس المجموعة | ومديرها العام`."""
    for place in orgs[:1]:
        after = place.last
        while after < len(analysis.tokens) and analysis.tokens[after].text in _CLOSING:
            after += 1
        if not last <= place.first <= last + COMPLEMENT or after >= len(analysis.tokens):
            continue
        second = _title_at(analysis, after) if analysis.tokens[after].text.startswith("و") else 0
        if second:
            return second
        if place.first == last == first + 1 and place.last - place.first >= LONG_NAME:
            return place.last
        head = analysis.tokens[last].text
        if last == first + 1 and head in heads() and head not in _COMMON_HEADS and place.first > last:
            # `مديرة معهد “..”`: the noun before the name belongs to the title.
            return last + 1
    return last


def _state(analysis: Analysis, title: int) -> list[Place[Mention]]:
    """`وزيرة الاتصالات X`: a minister without a country is one of the country that the article names most."""
    if not any(split.stem in _MINISTERS for split in splits(analysis.tokens[title].text)):
        return []
    countries = [place for place in analysis.mentions if is_country(analysis, place.it.ref)]
    named = Counter(place.it.ref.key for place in countries)
    return [max(countries, key=lambda place: named[place.it.ref.key])] if countries else []


def _draft(person: Place[Mention], orgs: list[Place[Mention]], analysis: Analysis, first: int, last: int) -> Draft:
    last = max(
        last, min(_whole(analysis, orgs, first, last), person.first if person.first > first else len(analysis.tokens))
    )
    if all(place.it.form == "nominal" for place in orgs):
        # `الموظفة السابقة في الشركة`: the base knows better than the nearest company which one is meant.
        orgs = _known(analysis, person) or orgs
    objects = tuple(dict.fromkeys(place.it.ref for place in orgs))
    fact = Fact(
        type="role",
        subject=person.it.ref,
        objects=objects,
        content=analysis.content(first, last),
        evidence=(analysis.sentence_span(person.first),),
        rule="role:title",
        cues=(analysis.span(first, last),),
    )
    return Draft(fact, min(first, person.first), max(last, person.last))
