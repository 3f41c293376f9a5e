"""Reported words: what a verb of saying tells behind `أن`, behind a preposition or as its object; where that ends."""

from __future__ import annotations

from pipeline.facts.analysis import Analysis
from pipeline.facts.lexicon import Hit
from pipeline.facts.speakers import candidates, complementizers, fellow_speakers, is_relative
from pipeline.facts.verbs import frame_of, has_object_pronoun

_CLOSING = {'"', "”", "“", "»", "«", ")", "،"}
_NO_BA = {
    "بيان", "بيانات", "بريد", "بنك", "البنك", "بلد", "بلدان", "برنامج", "برمجيه", "برامج", "باحث", "باحثه", "بعض",
    "بعضهم", "بينما", "بدون", "بصوره", "بشكل", "بسبب", "بعدما", "بموجب", "بحسب", "بنيه", "بوابه", "بطاقه", "باسم",
    "بشان", "بخصوص", "بتوقيت", "بينهم", "بينها", "بدايه",
}  # fmt: skip
"""Words that begin with ب and are no complement of a verb that takes it."""
_SUBORDINATE = {"دون", "بدون", "قبل", "بعد", "الا", "شرط", "رغم", "حتي", "منذ", "بمجرد", "عوض", "بدل"}
"""Before أن these make a clause of their own: `من دون أن يوضح`."""
_AFTERWARDS = {"فيما", "بينما", "وهو", "وهي", "علما", "وذلك", "قبل", "بعدما", "اذ", "كما", "لكن", "لكنه", "لكنها"}
_MEANWHILE = {("في", "حين"), ("في", "الوقت"), ("في", "المقابل"), ("علي", "حين"), ("في", "اشاره")}
"""Behind a comma these take the reporter's own words up again."""
LETTERS = 3
NOUN_PHRASE = 2
"""Words of a clause that a verb with an object leaves for the object."""
SUBJECT = 6
"""Tokens from a verb with an object to its subject."""
LEAD = 5
"""Tokens of reported words before a quotation that holds the rest of them."""
THAT_REACH = 22
"""Tokens between a verb of saying and its `أن`: the speaker and an apposition stand between."""


def reported(analysis: Analysis, verb: Hit) -> tuple[int, int] | None:
    """Return the token range of the words that a verb reports without quoting them."""
    start = that_of(analysis, verb)
    noun = _complement(analysis, verb) if verb.cls == "say" else None
    if start is not None and _is_judged(analysis, verb):
        # `واصفا الاتهام بإيثار الربح بأنه «..»`: the view stands behind the last preposition.
        noun = None
    if noun is not None and (start is None or noun < start - 1):
        topic = _fronted(analysis, verb)
        return topic or (noun, _end_of_phrase(analysis, noun, end_of_indirect(analysis, verb, noun)))
    if start is None:
        return None
    end = end_of_indirect(analysis, verb, start)
    return (start, end) if end > start else None


def _is_judged(analysis: Analysis, verb: Hit) -> bool:
    frame = frame_of(analysis.tokens[verb.first].text)
    return frame is not None and frame.act == "judge" and "ب" in frame.takes


def _fronted(analysis: Analysis, verb: Hit) -> tuple[int, int] | None:
    """`أما ما أشيع عن بيع البيانات، فنفته الشركة`: what the pronoun of the verb stands for."""
    start, _ = analysis.sentence_of(verb.first)
    if not has_object_pronoun(analysis.tokens[verb.first].text) or analysis.tokens[start].text != "اما":
        return None
    last = verb.first - 1 if analysis.tokens[verb.first - 1].text == "،" else verb.first
    return (start + 1, last) if last - start > NOUN_PHRASE else None


def _end_of_phrase(analysis: Analysis, start: int, end: int) -> int:
    """A noun phrase ends with its comma, unless the list goes on."""
    for index in range(start + 1, end):
        following = analysis.tokens[index + 1].text if index + 1 < end else "و"
        if analysis.tokens[index].text == "،" and not following.startswith("و"):
            return index
    return end


def that_of(analysis: Analysis, verb: Hit) -> int | None:
    """Return the token after the complementizer that follows a verb of saying, or None."""
    _, end = analysis.sentence_of(verb.first)
    for index in range(verb.last, min(end, verb.last + THAT_REACH)):
        token = analysis.tokens[index]
        if token.text == ":" and index + 1 < end and not complementizers(analysis.tokens[index + 1].text):
            return None  # `وقالت: الأمر كما لو أن ..`: what follows the colon is said as it stands.
        if analysis.is_named(index):
            continue  # `لشبكة إن بي سي إنه ..`
        if any("و" not in split.proclitics for split in complementizers(token.text)):
            if analysis.tokens[index - 1].text in _SUBORDINATE:
                return None
            return index + 1 if index + 1 < end else None
        if any(h.first == index and not is_relative(analysis, h) for h in analysis.find(index, index + 1, "say")):
            return None
        if token.text[0] in "وف" and analysis.clause_at(index).first == index and _is_verb(analysis, index):
            return None
        if analysis.tokens[index - 1].text == "،" and token.text[0] == "و" and not _belongs(analysis, index):
            return None
    return None


def _belongs(analysis: Analysis, index: int) -> bool:
    """`قال X، وهو خبير، إن`: behind a comma a word with و that still belongs to the subject."""
    return analysis.tokens[index].text in ("وهو", "وهي", "والذي", "والتي") or analysis.is_named(index)


def _is_verb(analysis: Analysis, index: int) -> bool:
    return any(h.pos == "v" and h.first == index for h in analysis.hits_in(index, index + 1))


def _complement(analysis: Analysis, verb: Hit) -> int | None:
    """Acts told in a noun phrase: `نصحت ركابها بالحضور`, `نفى البنك تأثر فروعه`, `لفتت إلى خطورة روابط`."""
    frame = frame_of(analysis.tokens[verb.first].text)
    if frame is None or not frame.takes:
        return None
    clause = analysis.clause_at(verb.first)
    _, end = analysis.sentence_of(verb.first)
    if "object" in frame.takes:
        start = _behind_subject(analysis, verb, end)
        # A verb whose subject follows it leaves a single word too: `أدانت المنظمة القرار`.
        needed = NOUN_PHRASE if start == verb.last else 1
        return start if max(clause.last, start) - start >= needed else None
    for index in range(verb.last, min(end, verb.last + THAT_REACH)):
        token = analysis.tokens[index]
        others = analysis.find(index, index + 1, "say")
        if token.text in (".", "؛") or any(h.pos == "v" and not is_relative(analysis, h) for h in others):
            return None
        if token.text in frame.takes:
            return index + 1 if index + 1 < end else None
        if "ب" in frame.takes and _with_ba(analysis, index):
            return index
        if "ل" in frame.takes and token.text.startswith("لل"):
            return index
    return None


def _with_ba(analysis: Analysis, index: int) -> bool:
    """`بالحضور`, `بعدم`, `بصيانة`: a noun with the preposition ب, not one whose first letter it is."""
    token = analysis.tokens[index]
    if token.kind != "word" or analysis.is_named(index) or not token.text.startswith("ب"):
        return False
    return token.text.startswith(("بال", "بعدم")) or (len(token.text) > LETTERS and token.text not in _NO_BA)


def _behind_subject(analysis: Analysis, verb: Hit, end: int) -> int:
    """The token behind the subject of a verb: `نفى البنك المركزي | تأثر ..`, `نفت ميتا | ..`."""
    subjects = [
        place
        for place in candidates(analysis, verb.last, min(end, verb.last + SUBJECT))
        if not any(t.text in (".", "،") for t in analysis.tokens[verb.last : place.first])
    ]
    sites = analysis.mentions_in(verb.last, verb.last + 1, "place") if not subjects else []
    subjects = [*subjects[:1], *(fellow_speakers(analysis, subjects[0]) if subjects else ()), *sites]
    at = max((place.last for place in subjects), default=verb.last)
    while at < end and analysis.tokens[at].text in _CLOSING:
        at += 1
    return at


def is_outer(analysis: Analysis, hit: Hit) -> bool:
    """Whether a verb of saying inside reported words ends them: it is the reporter's, not the speaker's."""
    quote = analysis.quote_at(hit.first)
    if quote is not None and quote.last - quote.first > 1:
        return False
    text = analysis.tokens[hit.first].text
    after_comma = analysis.tokens[hit.first - 1].text == "،"
    if hit.cls == "according" or text[0] in "وف" or (hit.pos == "w" and text[0] not in "يت"):
        return True
    return after_comma and hit.pos == "v" and text[0] not in "يتن"


def end_of_indirect(analysis: Analysis, verb: Hit, start: int) -> int:
    """Reported words end with the sentence, with another verb of saying, or with `وفق`."""
    _, end = analysis.sentence_of(verb.first)
    for hit in analysis.find(start, end, "say", "according"):
        if hit.first > start + 1 and is_outer(analysis, hit):
            end = hit.first
            break
    for index in range(start + 2, end):
        words = tuple(token.text for token in analysis.tokens[index : index + 2])
        if (words[0] in _AFTERWARDS or words in _MEANWHILE) and analysis.tokens[index - 1].text == "،":
            end = index
            break
    quote = next((q for at in range(start, min(start + LEAD, end)) if (q := analysis.quote_at(at)) is not None), None)
    behind = quote.last + 1 if quote is not None else end
    if behind + 1 < end and analysis.tokens[behind].text == "،" and analysis.tokens[behind + 1].text.startswith("و"):
        # `وصف ما جرى بأنه "غير مقبول"، واستدعى رؤساء الشركات`: what follows is told, no longer said.
        end = behind
    while end > start and analysis.tokens[end - 1].text in (".", "،", "؛", ":", "!"):
        end -= 1
    return end
