"""Who speaks: the subject of a verb of saying, behind it, before it, or taken over."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.document import Mention, Ref
from pipeline.entities import heads
from pipeline.facts.addressees import is_addressed, is_organ
from pipeline.facts.analysis import AS_FOR, Analysis, Place
from pipeline.facts.inflection import bare
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import is_channel
from pipeline.facts.verbs import frame_of, is_participle
from pipeline.text import Split, splits

SPEAKERS = ("person", "company", "service", "organization", "media", "other")
TELLING = 16
"""Tokens from a verb of explaining to the cause it gives."""
_SITES = {"مطار", "ميناء", "مستشفي", "مشفي"}
"""Places that speak."""
FELLOWS = 8
"""Tokens behind a speaker in which others are joined to him."""
RELAY = 6
"""Tokens between `نقلت` and the outlet."""
BY_SAYING = ("بالقول", "بقوله", "بقولها", "بقولهم")
"""What tells by which words another verb was done: `وهو ما أقرت به إدارته بالقول: ..`."""
INHERITED = 2
"""Sentences after which a verb without a subject no longer goes on with the last speaker."""
COMPLEMENTIZERS = {"ان", "بان", "انه", "انها", "انهم", "بانه", "بانها", "بانهم", "انهما", "اننا", "اني", "لان"}
_NOT_SUBJECTS = {"الي", "الان", "اليوم", "الا", "التي", "الذي", "الليله"}
_RELATIVES = {"ما", "الذي", "التي", "الذين", "مما", "بما"}
_PLACES = {
    "في", "علي", "عبر", "عن", "من", "الي", "مع", "عند", "لدي", "حول", "بعد", "قبل", "امام", "خلال", "ايضا", "قد", "لم",
    "لا", "ما", "هنا", "غير", "ثم", "كذلك", "امس", "صباح", "مساء", "ليل", "فجر", "تحت", "فوق", "ضمن", "ضد", "بين",
}  # fmt: skip
"""Words behind a verb of saying that are nobody who speaks."""
_QUANTIFIERS = {
    "معظمها", "معظمهم", "بعضها", "بعضهم", "جميعها", "جميعهم", "كلها", "كلهم", "اغلبها", "اغلبهم", "غالبيتها",
    "غالبيتهم", "احدها", "احدهم", "احداها", "كلاهما", "كثيرون", "اخرون", "اكثرها", "اكثرهم", "عدد", "معظم", "بعض",
    "جميع", "اغلب", "غالبيه", "كثير", "سائر",
}  # fmt: skip
"""Subjects that are one or many of those named before: `أما المصارف فأكد معظمها أن ..`."""
_BACKWARDS = {"لكنه", "لكنها", "ولكنه", "ولكنها", "وهو", "وهي"}
"""Before a verb these stand for a subject of the same sentence, whether it has a name or not."""
_IMPERSONAL = {"يذكر", "يشار", "لوحظ", "قيل", "يقال"}
"""Verbs of saying that nobody does at the head of a sentence."""
NOUN = 3
TOPIC = 24
"""Tokens back from a verb to the `أما` of its topic."""
HEAD = 4
"""Tokens from the head of a sentence to the subject of its first verb."""
SENTENCE = 40
"""Tokens back to the finite verb of a participle."""
_AT = {"علي", "الي", "عن", "في", "من"}
_EMPHATIC = {"قد", "فقد", "وقد", "نفسه", "نفسها"}
"""What may stand between a subject and its verb."""
_PARTICLES = {"اما", "ان", "لكن", "بان", "وان", "كانت", "كان", "ولكن", "قد", "بينما", "فيما", "كما"}


def speaker_of(
    analysis: Analysis, verb: Hit, content: int | None, spoken: Mapping[int, Place[Mention]]
) -> Place[Mention] | None:
    """Find who speaks: after the verb, before it in the clause, in the clause before, or the last speaker."""
    start, end = analysis.sentence_of(verb.first)
    if verb.cls == "according":
        named = analysis.mentions_in(verb.last, min(end, verb.last + 8), *SPEAKERS)
        return named[0] if named else None
    if _is_impersonal(analysis, verb, start):
        return None
    passed_on = _passed_on(analysis, verb, content if content is not None else end)
    if passed_on is not None:
        return passed_on[0] if passed_on else None
    if _is_participle(analysis, verb):
        main = _main_subject(analysis, start, verb, spoken)
        if main is not None or _shares_unknown(analysis, verb, start):
            return main
    topic = _topic(analysis, verb)
    if topic is not None:
        return topic
    limit = _before_that(analysis, verb, content if content is not None else min(end, verb.last + 6))
    after = candidates(analysis, verb.last, limit) or _site(analysis, verb, limit)
    if verb.last < end and analysis.tokens[verb.last].text in _AT:
        # `رد على صورة تظهر نطاق فيسبوك ..`: what is answered has names in it that answer nothing.
        after = [place for place in after if place.it.ref.type == "person" or _leads(analysis, place, verb.last)]
    if analysis.has(verb.first, verb.first + 1, "criticism"):
        # `وانتقد الشركة`: what is criticised stands behind the verb too.
        after = [place for place in after if place.it.form == "name"]
    if after:
        return after[0]
    if verb.pos == "v" and analysis.mentions_in(verb.last, verb.last + 1, "place"):
        return None  # `ودعت روسيا إلى ..`: a country speaks, and is no speaker.
    if analysis.tokens[verb.first].text == ":" and analysis.has(max(verb.first - 5, start), verb.first, "somebody"):
        return None
    if (
        somebody(analysis, verb)
        or analysis.has(verb.last, min(verb.last + 2, end), "anonymous")
        or _unknown_subject(analysis, verb, end)
    ):
        return None
    left = _account_owner(analysis, start, verb.first) or subject_before(analysis, start, verb.first)
    if left:
        return left
    if is_organ(analysis, verb) or (is_addressed(analysis, verb) and _told_before(analysis, verb, start)):
        return None
    if analysis.tokens[verb.first - 1].text in _BACKWARDS and verb.first - 1 > start:
        return None
    number = analysis.clause_at(verb.first).sentence
    for sentence in range(number, number - INHERITED - 1, -1):
        if sentence in spoken:
            return spoken[sentence]
    if start:
        previous, _ = analysis.sentence_of(start - 1)
        named = candidates(analysis, previous, start)
        return named[0] if named else None
    return None


def _told_before(analysis: Analysis, verb: Hit, start: int) -> bool:
    """`أكدت الجوازات أن ..، ونصحت المسافرين بـ..`: who speaks in the sentence goes on, with or without a name."""
    return any(hit.pos == "v" for hit in analysis.find(start, verb.first, "say"))


def _topic(analysis: Analysis, verb: Hit) -> Place[Mention] | None:
    """`ريديت خاطب تويتر بالقول`, `أما غينيس فخاطب ..`: the name at the head of the clause, right before its verb."""
    if verb.pos != "v":
        return None
    first = analysis.clause_at(verb.first).first
    for place in reversed(candidates(analysis, first, verb.first)):
        between = {token.text for token in analysis.tokens[place.last : verb.first] if token.kind == "word"}
        if between <= _EMPHATIC and place.it.form == "name" and _leads(analysis, place, first):
            return place
    return _fronted(analysis, verb)


def _fronted(analysis: Analysis, verb: Hit) -> Place[Mention] | None:
    """`أما الرئيسة التنفيذية للمنصة X فقالت`, `أما X، رئيس Y، فكتب`: whom `أما` names before a verb with ف."""
    start, _ = analysis.sentence_of(verb.first)
    if not analysis.tokens[verb.first].text.startswith("ف"):
        return None
    opened = next(
        (i for i in range(verb.first - 1, max(start, verb.first - TOPIC) - 1, -1) if analysis.tokens[i].text in AS_FOR),
        None,
    )
    if opened is None or any(h.pos == "v" for h in analysis.find(opened, verb.first, "say")):
        return None
    able = [place for place in candidates(analysis, opened, verb.first) if place.it.form == "name"]
    return next((p for p in able if p.it.ref.type == "person" or _leads(analysis, p, opened)), None)


def _site(analysis: Analysis, verb: Hit, limit: int) -> list[Place[Mention]]:
    """`نفى مطار حمد الدولي ..`: a place that has a spokesman, right behind the verb."""
    places = analysis.mentions_in(verb.last, min(limit, verb.last + 1), "place")
    return [place for place in places if analysis.tokens[place.first].text in _SITES]


def fellow_speakers(analysis: Analysis, speaker: Place[Mention]) -> list[Place[Mention]]:
    """`نفت "زين" و"أورنج" أي عطل`: who is joined to a speaker says it too."""
    found = [speaker]
    for place in analysis.mentions_in(speaker.last, speaker.last + FELLOWS, speaker.it.ref.type):
        between = "".join(token.text for token in analysis.tokens[found[-1].last : place.first]).strip('"“”«»')
        opens = analysis.tokens[place.first].text.startswith("و")
        if between == "و" or (between == "" and opens):
            found.append(place)
    return found[1:]


def somebody(analysis: Analysis, verb: Hit) -> bool:
    """`كتب أحدهم`, `علقت أخرى`, `غرد مستخدمون`: the subject is one of the many."""
    named = any(h.first == verb.last for h in analysis.find(verb.last, verb.last + 1, "somebody"))
    return verb.pos == "v" and named and not is_addressed(analysis, verb)


def is_relay(analysis: Analysis, verb: Hit) -> bool:
    """`نقلت وكالة X عن Y أن ..`: a verb of passing on that names an outlet and whom it has it from."""
    return verb.cls == "relay" and verb.pos == "v" and _from_whom(analysis, verb) is not None


def _from_whom(analysis: Analysis, relay: Hit) -> int | None:
    """The token behind the `عن` of a verb of passing on, behind its outlet."""
    _, end = analysis.sentence_of(relay.first)
    outlets = analysis.mentions_in(relay.last, min(end, relay.last + RELAY), "media")
    for place in outlets[:1]:
        for index in range(place.last, min(end, place.last + 4)):
            if analysis.tokens[index].text == "عن":
                return index + 1
    return None


def _passed_on(analysis: Analysis, verb: Hit, limit: int) -> list[Place[Mention]] | None:
    """Whose words an outlet passes on: `نقلت X عن متحدث باسم Y قوله ..`; None where nothing is passed on."""
    start, _ = analysis.sentence_of(verb.first)
    his = analysis.tokens[verb.first].text.removeprefix("و") in ("قوله", "قولها", "قولهم")
    relays = [verb] if verb.cls == "relay" else list(analysis.find(start, verb.first, "relay")) if his else []
    for relay in relays:
        first = _from_whom(analysis, relay)
        if first is None:
            continue
        last = next((i for i in range(first, limit) if complementizers(analysis.tokens[i].text)), limit)
        named = analysis.mentions_in(first, min(last, verb.first) if his else last, *SPEAKERS)
        named = [place for place in named if place.it.ref.type != "media"]
        persons = [place for place in named if place.it.ref.type == "person"]
        return persons[:1] or named[:1]
    return None


def complementizers(text: str) -> list[Split]:
    """Return the readings of a token that are `أن` and its kin; `الآن` and `كان` are none of them."""
    return [s for s in splits(text) if s.stem in COMPLEMENTIZERS and not {"ال", "ك"} & set(s.proclitics)]


def _before_that(analysis: Analysis, verb: Hit, limit: int) -> int:
    """Return the token of `أن` behind a verb, else `limit`: who is named behind it is spoken of, and does not speak."""
    for index in range(verb.last, limit):
        if complementizers(analysis.tokens[index].text):
            return index
    return limit


def teller_of(analysis: Analysis, token: int, near: bool = False) -> Ref | None:
    """Who explains or counts without `أن`: `عزت الشركة ما جرى إلى ..`, `قدر خبير الكلفة بـ..`, `نافية أي اختراق`.

    With `near` only a verb of the same clause tells.
    """
    start, _ = analysis.sentence_of(token)
    clause = analysis.clause_at(token)
    first = max(clause.first, token - TELLING) if near else max(start, token - TELLING)
    for verb in reversed(list(analysis.find(first, token, "say", "estimate"))):
        told = verb.pos == "v" or _is_participle(analysis, verb)
        if told and not is_relative(analysis, verb) and analysis.quote_at(verb.first) is None:
            speaker = speaker_of(analysis, verb, token, {})
            return speaker.it.ref if speaker is not None else None
    return None


def _is_impersonal(analysis: Analysis, verb: Hit, start: int) -> bool:
    """`يذكر أن ..`, `ويشار إلى أن ..` at the head of a sentence: it is told, and nobody tells it."""
    word = analysis.tokens[verb.first].text.removeprefix("و")
    behind = {token.text for token in analysis.tokens[verb.last : verb.last + 2]}
    return verb.first == start and word in _IMPERSONAL and bool(behind & {"ان", "انه", "انها"})


def _unknown_subject(analysis: Analysis, verb: Hit, end: int) -> bool:
    """`ونفت المنسقة الوطنية ..`, `كتب مشتركون ..`: a noun right behind the verb is its subject, whoever that is."""
    if verb.pos != "v" or verb.last >= end or is_addressed(analysis, verb) or is_organ(analysis, verb):
        return False
    token = analysis.tokens[verb.last]
    if token.kind != "word" or token.text in _NOT_SUBJECTS:
        return False
    at = verb.last
    if analysis.is_named(at) or any(t.last > at for t in analysis.times_in(at - 3, at + 1)):
        return False
    if token.text in _QUANTIFIERS:
        return True
    if token.text in heads() or token.text.startswith("ال"):
        return token.text in heads() or not any(split.stem in heads() for split in splits(token.text))
    return _is_indefinite_subject(analysis, verb, token.text)


def _is_indefinite_subject(analysis: Analysis, verb: Hit, word: str) -> bool:
    """`كتب مشتركون`, `نصحت حسابات تقنية`: no preposition, no accusative, nothing that a pronoun ties to the speaker."""
    frame = frame_of(analysis.tokens[verb.first].text)
    if frame is None or "object" in frame.takes or len(word) < NOUN or word in _PLACES:
        return False
    glued = any(set(split.proclitics) & {"ب", "ل", "ك", "و", "ف"} for split in splits(word)[1:2])
    tied = word.endswith(("ه", "ها", "هم", "ا", "نا")) or word in COMPLEMENTIZERS
    voice = analysis.has(verb.last, verb.last + 1, "spokesman", "account", "tweet", "say")
    return not glued and not tied and (not voice or word in ("حسابات", "صفحات"))


def _is_participle(analysis: Analysis, verb: Hit) -> bool:
    """`محذرا`, `ومطالبا`, `ناصحا`: a participle in the accusative shares the subject of its sentence."""
    if is_participle(analysis.tokens[verb.first].text):
        return True
    text = bare(analysis.tokens[verb.first].span.cut(analysis.doc.text))
    return verb.pos != "v" and text.endswith(("ا", "ة")) and not text.startswith("ال")


def main_verb(analysis: Analysis, verb: Hit) -> Hit | None:
    """Return the finite verb of saying that a participle belongs to: `عاتبت X المازحين قائلة`, `رد X محذرا`."""
    by_saying = analysis.tokens[verb.first].text in BY_SAYING
    if not by_saying and not _is_participle(analysis, verb):
        return None
    start, _ = analysis.sentence_of(verb.first)
    for hit in reversed(list(analysis.find(max(start, verb.first - SENTENCE), verb.first, "say", "estimate"))):
        told = by_saying or not is_relative(analysis, hit)
        if hit.pos == "v" and told and analysis.quote_at(hit.first) is None:
            return hit
    return None


def is_relative(analysis: Analysis, verb: Hit) -> bool:
    """`ما وصفه بـ`, `الذي رصدته`: the verb of a relative clause tells nothing of its own."""
    before = analysis.tokens[verb.first - 1].text if verb.first else ""
    return before in _RELATIVES or (before == "من" and verb.pos == "v")


def _main_subject(
    analysis: Analysis, start: int, verb: Hit, spoken: Mapping[int, Place[Mention]]
) -> Place[Mention] | None:
    """The subject of the finite verb, else who may be one before the participle, persons first."""
    main = main_verb(analysis, verb)
    if main is not None:
        return speaker_of(analysis, main, verb.first, spoken)
    able = sorted(candidates(analysis, start, verb.first), key=lambda place: place.first)
    persons = [place for place in able if place.it.ref.type == "person"]
    if persons:
        return persons[-1]
    told = spoken.get(analysis.clause_at(verb.first).sentence)
    head = [place for place in able if place.first - start <= HEAD]
    return told or next(iter(head), None) or subject_before(analysis, start, verb.first)


def _shares_unknown(analysis: Analysis, verb: Hit, start: int) -> bool:
    """`ودخل رجل الأعمال على الخط متسائلا`, `قال عضو اللجنة .. داعيا`: whoever is the subject, nobody of before is."""
    return verb.first > start + 1 and not analysis.tokens[verb.first].text.startswith("و")


def _account_owner(analysis: Analysis, start: int, verb: int) -> Place[Mention] | None:
    """`منصة “تويتر” .. فاستقبلهم حسابها الرسمي`: the account of whoever was named last."""
    for hit in analysis.find(max(start, verb - 8), verb, "account"):
        if hit.pos == "n" and analysis.tokens[hit.first].text.endswith(("ه", "ها")):
            named = analysis.mentions_in(start, hit.first, "company", "service", "person")
            if named and analysis.clause_at(hit.first).first == analysis.clause_at(verb).first:
                return named[-1]
    return None


def subject_before(analysis: Analysis, start: int, verb: int) -> Place[Mention] | None:
    """The nearest subject before a verb that has none behind it: clause by clause, backwards."""
    last = verb
    first = analysis.clause_at(verb).first
    doubtful: Place[Mention] | None = None
    while True:
        for place in candidates(analysis, max(first, start), last):
            if place.it.ref.type == "person" or _leads(analysis, place, max(first, start)):
                return place
            doubtful = doubtful or place
        if first <= start:
            return doubtful
        last = first
        first = analysis.clause_at(first - 1).first


def _leads(analysis: Analysis, place: Place[Mention], first: int) -> bool:
    """Whether a name may be a subject by its place: at the head of its clause or behind a verb.

    Behind another noun it is a genitive: `شعارات فيسبوك`.
    """
    before = analysis.tokens[max(place.first - 4, first) : place.first]
    breaks = [i for i, t in enumerate(before) if t.text in ("،", "؛", ":", "(", ")", "-", "–")]
    before = before[breaks[-1] + 1 :] if breaks else before
    words = [t for t in before if t.kind == "word" and not any(s.stem in heads() for s in splits(t.text))]
    organ = any(hit.last == place.first for hit in analysis.find(max(place.first - 2, first), place.first, "organ"))
    if len(words) < 1 or organ:
        return True
    at = analysis.doc.token_at(words[-1].span.start)
    return words[-1].text in _PARTICLES or any(h.pos == "v" for h in analysis.hits_in(at, at + 1))


def candidates(analysis: Analysis, first: int, last: int) -> list[Place[Mention]]:
    """Return who may be speaking in a token range, the likeliest first."""
    ranked: list[tuple[int, int, Place[Mention]]] = []
    for place in analysis.mentions_in(first, last, *SPEAKERS):
        quote = analysis.quote_at(place.first)
        if quote is not None and quote.speech:
            continue
        rank = _rank(analysis, place)
        if rank is not None:
            ranked.append((rank, place.first, place))
    return [place for _, _, place in sorted(ranked, key=lambda row: row[:2])]


def _shared_governor(analysis: Analysis, place: Place[Mention]) -> str | None:
    """`مشتركون لدى "دو" و"اتصالات"`: a preposition governs all the names that و joins."""
    before = analysis.mentions_in(max(place.first - 6, 0), place.first)
    if not before:
        return None
    between = "".join(token.text for token in analysis.tokens[before[-1].last : place.first]).strip('"”“»«()')
    joined = (between in ("", "و") and analysis.tokens[place.first].text.startswith("و")) or between == "و"
    return analysis.governor(before[-1]) if joined else None


def _is_apposed(analysis: Analysis, place: Place[Mention]) -> bool:
    """`الرئيسة التنفيذية للمنصة X`: a person is no genitive of a definite noun, and its preposition not his."""
    if place.it.ref.type != "person" or not place.first:
        return False
    before = analysis.tokens[place.first - 1].text
    definite = before.removeprefix("و").startswith(("ال", "لل", "بال"))
    return definite and any(split.stem in heads() for split in splits(before))


def _rank(analysis: Analysis, place: Place[Mention]) -> int | None:
    governor = None if _is_apposed(analysis, place) else analysis.governor(place) or _shared_governor(analysis, place)
    if governor == "باسم":
        # `المتحدث باسم الشركة آندي ستون`: the firm is spoken for, the person speaks.
        return 0 if place.it.ref.type == "person" else 2
    if governor in ("ب", "في", "من") and analysis.has(max(place.first - 3, 0), place.first, "spokesman"):
        return 2
    if analysis.has(max(place.first - 6, 0), place.first, "account") and governor in (None, "ل"):
        return 1
    if governor is not None or is_channel(analysis, place):
        return None
    return 0 if place.it.ref.type == "person" else 1
