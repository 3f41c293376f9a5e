"""Who says what: verbs of saying, their speakers, and the words that are theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.document import Mention, Ref
from pipeline.facts.addressees import is_addressed
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.lexicon import Hit
from pipeline.facts.quotes import Quote
from pipeline.facts.sayings import SayingVerbs, on_screen
from pipeline.facts.speakers import (
    COMPLEMENTIZERS,
    candidates,
    complementizers,
    fellow_speakers,
    is_relative,
    speaker_of,
)
from pipeline.facts.verbs import frame_of, has_object_pronoun, is_participle
from pipeline.text import splits

SHORT_QUOTE = 5
VERB_FIRST, SPEAKER_FIRST = 4, 8
"""Tokens behind a quotation to its verb: `"..", قال X`, and `"..", متحدث باسم X قال`."""
NEXT = 3
"""Tokens from a verb behind a quotation to its subject."""
QUOTE_REACH = 30
"""Tokens between a verb of saying and its quotation: `قالت .. في بيان نشرته على ..: “`."""
_CLOSING = {'"', "”", "“", "»", "«", ")", "،"}
_NO_BA = {
    "بيان", "بيانات", "بريد", "بنك", "البنك", "بلد", "بلدان", "برنامج", "برمجيه", "برامج", "باحث", "باحثه", "بعض",
    "بعضهم", "بينما", "بدون", "بصوره", "بشكل", "بسبب", "بعدما", "بموجب", "بحسب", "بنيه", "بوابه", "بطاقه", "باسم",
    "بشان", "بخصوص", "بتوقيت", "بينهم", "بينها", "بدايه",
}  # fmt: skip
"""Words that begin with ب and are no complement of a verb that takes it."""
_SUBORDINATE = {"دون", "بدون", "قبل", "بعد", "الا", "شرط", "رغم", "حتي", "منذ", "بمجرد", "عوض", "بدل"}
"""Before أن these make a clause of their own: `من دون أن يوضح`."""
_TO = {"الي", "في", "علي", "عن", "من", "ب", "بـ"}
INTRODUCTION = 5
"""Words of reported speech before the marks of a quotation that ends it."""
LETTERS = 3
NOUN_PHRASE = 2
"""Words of a clause that a verb with an object leaves for the object."""
SUBJECT = 6
"""Tokens from a verb with an object to its subject."""
LEAD = 5
"""Tokens of reported words before a quotation that holds the rest of them."""
COLON_REACH = 14
"""Tokens between a verb of saying and the colon before words that no marks enclose."""
THAT_REACH = 22
"""Tokens between a verb of saying and its `أن`: the speaker and an apposition stand between."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Tokens `first` to `last` (exclusive) are the words of `speaker` (None: somebody unnamed)."""

    verb: Hit
    speaker: Place[Mention] | None
    first: int
    last: int
    direct: bool
    inherited: bool = False
    """The speaker is taken over from an earlier sentence: the verb has no subject of its own."""

    @property
    def ref(self) -> Ref | None:
        """The speaker as a slot of a fact."""
        return self.speaker.it.ref if self.speaker else None


def _is_inherited(analysis: Analysis, verb: Hit, speaker: Place[Mention] | None) -> bool:
    return speaker is not None and analysis.clause_at(speaker.first).sentence != analysis.clause_at(verb.first).sentence


def find_speeches(analysis: Analysis) -> list[Speech]:
    """Return the direct and indirect speech of a document, in order of the words spoken."""
    verbs = SayingVerbs(analysis)
    found = list(_quoted_words(analysis, verbs))
    taken = {words.verb.first for words in found}
    covered = {index for words in found if words.direct for index in range(words.first, words.last)}
    for verb in verbs.all:
        if verb.first not in taken:
            found += [w for w in _told_words(analysis, verb) if not covered.intersection(range(w.first, w.last))]
    spoken: dict[int, Place[Mention]] = {}
    speeches: list[Speech] = []
    # In the order of the text: who spoke last may have been reported, not quoted.
    for words in sorted(found, key=lambda words: words.first):
        speech = _spoken(analysis, words, spoken)
        if speech is not None:
            speeches.append(speech)
            _note(analysis, spoken, words.first, speech.speaker)
    return speeches


class _Words(NamedTuple):
    """Words that a verb introduces, before it is known whose they are."""

    verb: Hit
    first: int
    last: int
    direct: bool
    quote: Quote | None = None


def _quoted_words(analysis: Analysis, verbs: SayingVerbs) -> Iterator[_Words]:
    """Yield the quotations that somebody says, and what he goes on to say behind them."""
    for quote in analysis.quotes:
        if not quote.speech or is_title(analysis, quote):
            continue
        verb = _verb_of_quote(analysis, quote.first, quote.last, verbs) or _according(analysis, quote.first, quote.last)
        if verb is None or _inside_report(analysis, verb, quote):
            continue
        first, last = _clause_of_quote(analysis, verb, quote)
        yield _Words(verb, first, last, direct=True, quote=quote)
        more = _continued(analysis, quote.last)
        end = _end_of_indirect(analysis, verb, more) if more is not None else 0
        if more is not None and end > more:
            yield _Words(verb, more, end, direct=False, quote=quote)


def is_title(analysis: Analysis, quote: Quote) -> bool:
    """`لبرنامج «..»`, `صفحة "500 Error"`, `تحت عنوان «..»`: what is called so, not what anybody says."""
    titles = analysis.find(max(quote.first - 2, 0), quote.first, "titled")
    return on_screen(analysis, quote.first) or any(hit.last == quote.first for hit in titles)


def _told_words(analysis: Analysis, verb: Hit) -> Iterator[_Words]:
    """Yield the words that a verb reports, or that follow its colon without marks."""
    words = _reported(analysis, verb)
    if told := words or _after_colon(analysis, verb):
        yield _Words(verb, *told, direct=words is None)


def _spoken(analysis: Analysis, words: _Words, spoken: dict[int, Place[Mention]]) -> Speech | None:
    """Give words their speaker; what stands behind a colon without marks is nobody's who spoke before."""
    verb, first, quote = words.verb, words.first, words.quote
    start = quote.first if quote is not None else first
    ahead = verb.first < start if quote is not None else start >= verb.last
    speaker = speaker_of(analysis, verb, start if ahead else None, spoken)
    if quote is not None:
        return Speech(verb, speaker, first, words.last, words.direct)
    inherited = _is_inherited(analysis, verb, speaker)
    if words.direct and (speaker is None or inherited):
        return None
    return Speech(verb, speaker, first, words.last, words.direct, inherited)


def _reported(analysis: Analysis, verb: Hit) -> tuple[int, int] | None:
    """Return the token range of the words that a verb reports without quoting them."""
    start = _that(analysis, verb)
    noun = _complement(analysis, verb) if verb.cls == "say" else None
    if start is not None and _is_judged(analysis, verb):
        # `واصفا الاتهام بإيثار الربح بأنه «..»`: the view stands behind the last preposition.
        noun = None
    if noun is not None and (start is None or noun < start - 1):
        topic = _fronted(analysis, verb)
        return topic or (noun, _end_of_phrase(analysis, noun, _end_of_indirect(analysis, verb, noun)))
    if start is None:
        return None
    end = _end_of_indirect(analysis, verb, start)
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


def _after_colon(analysis: Analysis, verb: Hit) -> tuple[int, int] | None:
    """Words that follow a colon without marks: `وعلق حساب الشركة: اتصلوا بأمهاتكم`."""
    frame = frame_of(analysis.tokens[verb.first].text)
    if verb.pos != "v" or verb.cls != "say" or frame is None or not frame.plain:
        return None
    _, end = analysis.sentence_of(verb.first)
    for index in range(verb.last, min(end - 3, verb.last + COLON_REACH)):
        token = analysis.tokens[index]
        if token.text in ("،", "؛", ".") or complementizers(token.text):
            return None
        if token.text == ":":
            behind = analysis.tokens[index + 1]
            plain = behind.kind == "word" and analysis.quote_at(index) is None
            return (index + 1, end) if plain else None
    return None


def _note(analysis: Analysis, spoken: dict[int, Place[Mention]], token: int, speaker: Place[Mention] | None) -> None:
    """Remember who spoke last in a sentence."""
    if speaker is not None:
        spoken[analysis.clause_at(token).sentence] = speaker


def _clause_of_quote(analysis: Analysis, verb: Hit, quote: Quote) -> tuple[int, int]:
    """`رأى أن على المؤسسات "ألا تبيت ..":` where marks enclose only the end of what was said, all of it."""
    start = _that(analysis, verb) if verb.last <= quote.first else None
    before = analysis.tokens[start : quote.first] if start is not None else ()
    whole = (
        0 < len(before) <= INTRODUCTION
        and before[-1].text not in _TO
        and not any(token.text in ("،", "؛", ":", '"', "“", "«") or complementizers(token.text) for token in before)
    )
    return (start if start is not None and whole else quote.first + 1), quote.last + 1 if whole else quote.last


def _inside_report(analysis: Analysis, verb: Hit, quote: Quote) -> bool:
    """A few words quoted inside reported speech: `ذهبت نتفليكس إلى أن النهاية «فاجأت حتى كتابها»` is one report."""
    words = [t for t in analysis.tokens[quote.first + 1 : quote.last] if t.kind != "punct"]
    start = _that(analysis, verb) if verb.first < quote.first else None
    return start is not None and start < quote.first and len(words) < SHORT_QUOTE


def _continued(analysis: Analysis, closing: int) -> int | None:
    """`.. أن “..”، وأن خسارتها بلغت ..`: after a quotation the same speaker goes on."""
    for index in range(closing + 1, min(closing + 3, len(analysis.tokens))):
        word = analysis.tokens[index].text
        if word.startswith("و") and word[1:] in COMPLEMENTIZERS:
            return index + 1
    return None


def _according(analysis: Analysis, first: int, last: int) -> Hit | None:
    """`ووفقا لموقع X، فإن العطل هو “..”`: the sentence names a source for the words it quotes."""
    start, end = analysis.sentence_of(first)
    return next((h for h in analysis.find(start, end, "according") if not first < h.first < last), None)


def _verb_of_quote(analysis: Analysis, first: int, last: int, verbs: SayingVerbs) -> Hit | None:
    """The verb right behind the quotation (`“..” ، كتب دوروف`), else the last one before it in reach."""
    colon = first > 0 and analysis.tokens[first - 1].text == ":"
    if colon:
        segment = _segment(analysis, first - 1)
        inside = verbs.between(segment, first)
        finite = [v for v in inside if v.pos == "v"] if inside and _is_manner(analysis, inside[-1]) else inside
        # `وسألت «برغر كينغ»: «..»`: whatever the verb, who stands before the colon speaks.
        return (
            (finite or inside)[-1]
            if inside
            else _closing_verb(analysis, first, last, verbs) or Hit("say", "w", first - 1, first)
        )
    _, end = analysis.sentence_of(last)
    reach = SPEAKER_FIRST if analysis.has(last, last + 3, "spokesman") else VERB_FIRST
    behind = [v for v in verbs.between(last + 1, min(end, last + reach)) if v.pos == "v" and not _goes_on(analysis, v)]
    behind = [v for v in behind if not complementizers(analysis.tokens[v.first - 1].text)]
    before = verbs.between(first - QUOTE_REACH, first)
    if before:
        start, _ = analysis.sentence_of(first)
        near = [v for v in before if v.first >= start] or [
            v for v in before if analysis.tokens[start - 1].text in (":", "،") and v.first >= start - QUOTE_REACH
        ]
        between = analysis.tokens[near[-1].last : first] if near else ()
        reported = first > 0 and bool(complementizers(analysis.tokens[first - 1].text))
        if near and (reported or not behind):
            return _outermost(analysis, near, first)
        if near and not (behind and any(t.text in ("،", ".") for t in between) and len(between) > 8):
            return _outermost(analysis, near, first)
    return behind[0] if behind else None


def _outermost(analysis: Analysis, near: list[Hit], first: int) -> Hit:
    """`قال سكرتير الدولة إن العطل يذكر "..."`: an imperfect in reported words is of what is reported."""
    verb = near[-1]
    if analysis.tokens[verb.first].text[0] not in "يت" or candidates(analysis, verb.last, first):
        return verb
    for outer in reversed(near[:-1]):
        start = _that(analysis, outer)
        if start is not None and start <= verb.first and not _is_outer(analysis, verb):
            return outer
    return verb


def _closing_verb(analysis: Analysis, first: int, last: int, verbs: SayingVerbs) -> Hit | None:
    """`لم يخل الأمر من دعابة: «..»، كتبت «تمارا»`: nobody before the colon, verb and subject behind the words."""
    if candidates(analysis, _segment(analysis, first - 1), first):
        return None
    _, end = analysis.sentence_of(last)
    for verb in verbs.between(last + 1, min(end, last + 3)):
        joined = analysis.tokens[verb.first].text[0] in "وف"
        if verb.pos == "v" and not joined and candidates(analysis, verb.last, min(end, verb.last + NEXT)):
            return verb
    return None


def _goes_on(analysis: Analysis, verb: Hit) -> bool:
    """`“..”، وينصح بـ..`: with a conjunction the verb begins a new clause and does not close the quotation."""
    text = analysis.tokens[verb.first].text
    joined = text[0] in "وف" and any(split.proclitics == (text[0],) for split in splits(text))
    return joined and (text[1:2] in "يتنقاأ" or is_addressed(analysis, verb))


def _segment(analysis: Analysis, colon: int) -> int:
    """Return where the words before a colon begin: after a comma, a stop, or another quotation."""
    start, _ = analysis.sentence_of(colon)
    closing = {quote.last for quote in analysis.quotes_in(start, colon) if quote.speech}
    for index in range(colon - 1, start - 1, -1):
        if index in closing or (analysis.tokens[index].text in ("،", "؛", ".") and _verb_after(analysis, index, colon)):
            return index + 1
    return start


def _verb_after(analysis: Analysis, index: int, colon: int) -> bool:
    """Whether a clause of its own begins after a comma, and not an apposition."""
    return any(h.pos == "v" for h in analysis.hits_in(index + 1, index + 3)) or bool(
        candidates(analysis, index + 1, colon)
    )


def _that(analysis: Analysis, verb: Hit) -> int | None:
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


def _is_manner(analysis: Analysis, verb: Hit) -> bool:
    """`فأجابها X ممازحا: «..»`, `فحيا الجميع بكلمة: «..»`: how the finite verb before it was done."""
    return verb.pos == "w" or is_participle(analysis.tokens[verb.first].text)


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


_AFTERWARDS = {"فيما", "بينما", "وهو", "وهي", "علما", "وذلك", "قبل", "بعدما", "اذ", "كما", "لكن", "لكنه", "لكنها"}
_MEANWHILE = {("في", "حين"), ("في", "الوقت"), ("في", "المقابل"), ("علي", "حين"), ("في", "اشاره")}
"""Behind a comma these take the reporter's own words up again."""


def _is_outer(analysis: Analysis, hit: Hit) -> bool:
    """Whether a verb of saying inside reported words ends them: it is the reporter's, not the speaker's."""
    quote = analysis.quote_at(hit.first)
    if quote is not None and quote.last - quote.first > 1:
        return False
    text = analysis.tokens[hit.first].text
    after_comma = analysis.tokens[hit.first - 1].text == "،"
    if hit.cls == "according" or text[0] in "وف" or (hit.pos == "w" and text[0] not in "يت"):
        return True
    return after_comma and hit.pos == "v" and text[0] not in "يتن"


def _end_of_indirect(analysis: Analysis, verb: Hit, start: int) -> int:
    """Reported words end with the sentence, with another verb of saying, or with `وفق`."""
    _, end = analysis.sentence_of(verb.first)
    for hit in analysis.find(start, end, "say", "according"):
        if hit.first > start + 1 and _is_outer(analysis, hit):
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
