"""Who says what: verbs of saying, their speakers, and the words that are theirs."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.document import Mention, Ref
from pipeline.entities import heads
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import is_channel
from pipeline.facts.quotes import Quote
from pipeline.text import splits

SPEAKERS = ("person", "company", "service", "organization", "media")
_NOT_SUBJECTS = {"الي", "الان", "اليوم", "الا", "التي", "الذي", "الليله"}
_PARTICLES = {"اما", "ان", "لكن", "بان", "وان", "كانت", "كان", "ولكن", "قد", "بينما", "فيما", "كما"}
_COMPLEMENTIZERS = {"ان", "بان", "انه", "انها", "انهم", "بانه", "بانها", "بانهم", "انهما", "اننا", "اني", "لان"}
SHORT_QUOTE = 5
VERB_FIRST, SPEAKER_FIRST = 4, 8
"""Tokens behind a quotation to its verb: `"..", قال X`, and `"..", متحدث باسم X قال`."""
QUOTE_REACH = 30
"""Tokens between a verb of saying and its quotation: `قالت .. في بيان نشرته على ..: “`."""
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
    speeches: list[Speech] = []
    taken: set[int] = set()
    verbs = [hit for hit in analysis.hits if hit.cls in ("say", "estimate") and not _quoted(analysis, hit)]
    for quote in analysis.quotes:
        if not quote.speech:
            continue
        verb = _verb_of_quote(analysis, quote.first, quote.last, verbs)
        if verb is None:
            verb = _according(analysis, quote.first, quote.last)
        if verb is not None and _inside_report(analysis, verb, quote):
            continue
        if verb is not None:
            speaker = _speaker(analysis, verb, quote.first if verb.first < quote.first else None, speeches)
            speeches.append(Speech(verb, speaker, quote.first + 1, quote.last, direct=True))
            taken.add(verb.first)
            more = _continued(analysis, quote.last)
            if more is not None:
                end = _end_of_indirect(analysis, verb, more)
                if end > more:
                    speeches.append(Speech(verb, speaker, more, end, direct=False))
    for verb in verbs:
        if verb.first in taken:
            continue
        start = _that(analysis, verb)
        if start is None and verb.cls == "say":
            start = _object(analysis, verb)
        if start is None:
            continue
        end = _end_of_indirect(analysis, verb, start)
        if end > start and not any(s.first < end and start < s.last and s.direct for s in speeches):
            speaker = _speaker(analysis, verb, start, speeches)
            inherited = _is_inherited(analysis, verb, speaker)
            speeches.append(Speech(verb, speaker, start, end, direct=False, inherited=inherited))
    return sorted(speeches, key=lambda speech: speech.first)


def _inside_report(analysis: Analysis, verb: Hit, quote: Quote) -> bool:
    """A few words quoted inside reported speech: `ذهبت نتفليكس إلى أن النهاية «فاجأت حتى كتابها»` is one report."""
    words = [t for t in analysis.tokens[quote.first + 1 : quote.last] if t.kind != "punct"]
    start = _that(analysis, verb) if verb.first < quote.first else None
    return start is not None and start < quote.first and len(words) < SHORT_QUOTE


def _continued(analysis: Analysis, closing: int) -> int | None:
    """`.. أن “..”، وأن خسارتها بلغت ..`: after a quotation the same speaker goes on."""
    for index in range(closing + 1, min(closing + 3, len(analysis.tokens))):
        word = analysis.tokens[index].text
        if word.startswith("و") and word[1:] in _COMPLEMENTIZERS:
            return index + 1
    return None


def _quoted(analysis: Analysis, hit: Hit) -> bool:
    quote = analysis.quote_at(hit.first)
    return quote is not None and quote.speech


def _according(analysis: Analysis, first: int, last: int) -> Hit | None:
    """`ووفقا لموقع X، فإن العطل هو “..”`: the sentence names a source for the words it quotes."""
    start, end = analysis.sentence_of(first)
    return next((h for h in analysis.find(start, end, "according") if not first < h.first < last), None)


def _verb_of_quote(analysis: Analysis, first: int, last: int, verbs: list[Hit]) -> Hit | None:
    """The verb right behind the quotation (`“..” ، كتب دوروف`), else the last one before it in reach."""
    colon = first > 0 and analysis.tokens[first - 1].text == ":"
    if colon:
        segment = _segment(analysis, first - 1)
        inside = [v for v in verbs if segment <= v.first < first]
        # `وسألت «برغر كينغ»: «..»`: whatever the verb, who stands before the colon speaks.
        return inside[-1] if inside else Hit("say", "w", first - 1, first)
    _, end = analysis.sentence_of(last)
    reach = SPEAKER_FIRST if analysis.has(last, last + 3, "spokesman") else VERB_FIRST
    behind = [v for v in verbs if last < v.first < min(end, last + reach) and v.pos == "v"]
    behind = [v for v in behind if not _goes_on(analysis, v)]
    before = [v for v in verbs if first - QUOTE_REACH <= v.first < first]
    if before:
        start, _ = analysis.sentence_of(first)
        near = [v for v in before if v.first >= start] or [
            v for v in before if analysis.tokens[start - 1].text in (":", "،") and v.first >= start - QUOTE_REACH
        ]
        between = analysis.tokens[near[-1].last : first] if near else ()
        if near and not (behind and any(t.text in ("،", ".") for t in between) and len(between) > 8):
            return near[-1]
    return behind[0] if behind else None


def _goes_on(analysis: Analysis, verb: Hit) -> bool:
    """`“..”، وينصح بـ..`: with a conjunction the verb begins a new clause and does not close the quotation."""
    text = analysis.tokens[verb.first].text
    return text[0] in "وف" and any(split.proclitics == (text[0],) for split in splits(text)) and text[1:2] in "يتنقاأ"


def _segment(analysis: Analysis, colon: int) -> int:
    """Return where the words before a colon begin: after a comma, a stop, or another quotation."""
    start, _ = analysis.sentence_of(colon)
    closing = {quote.last for quote in analysis.quotes if quote.speech}
    for index in range(colon - 1, start - 1, -1):
        if index in closing or (analysis.tokens[index].text in ("،", "؛", ".") and _verb_after(analysis, index, colon)):
            return index + 1
    return start


def _verb_after(analysis: Analysis, index: int, colon: int) -> bool:
    """Whether a clause of its own begins after a comma, and not an apposition."""
    return any(h.pos == "v" for h in analysis.hits if index < h.first <= index + 2) or bool(
        _candidates(analysis, index + 1, colon)
    )


def _that(analysis: Analysis, verb: Hit) -> int | None:
    """Return the token after the complementizer that follows a verb of saying, or None."""
    _, end = analysis.sentence_of(verb.first)
    for index in range(verb.last, min(end, verb.last + THAT_REACH)):
        token = analysis.tokens[index]
        if any(split.stem in _COMPLEMENTIZERS for split in splits(token.text) if "و" not in split.proclitics):
            return index + 1 if index + 1 < end else None
        if any(h.first == index and h.pos == "v" for h in analysis.find(index, index + 1, "say")):
            return None
    return None


def _object(analysis: Analysis, verb: Hit) -> int | None:
    """Acts told in a noun phrase: `اتهمتها بالتكتم على ..`, `نصحت المراجعين بالاتصال`, `نفت الشركة ما تردد عن ..`."""
    if not analysis.has(verb.first, verb.first + 1, "criticism", "advice", "warning", "denial"):
        return None
    clause = analysis.clause_at(verb.first)
    _, end = analysis.sentence_of(verb.first)
    for index in range(verb.last, min(end, verb.last + THAT_REACH)):
        token = analysis.tokens[index]
        named = any(m.first <= index < m.last for m in analysis.mentions)
        if token.kind == "word" and not named and (token.text.startswith("ب") or token.text in ("الي", "من", "ما")):
            return index
    return verb.last if clause.last - verb.last >= 3 else None


def _end_of_indirect(analysis: Analysis, verb: Hit, start: int) -> int:
    """Reported words end with the sentence, with another verb of saying, or with `وفق`."""
    _, end = analysis.sentence_of(verb.first)
    for hit in analysis.find(start, end, "say", "according"):
        text = analysis.tokens[hit.first].text
        outer = hit.cls == "according" or text[0] in "وف" or (hit.pos == "w" and text[0] not in "يت")
        if outer and hit.first > start + 1:
            end = hit.first
            break
    for index in range(start + 2, end):
        if analysis.tokens[index].text in ("فيما", "بينما", "وهو", "وهي") and analysis.tokens[index - 1].text == "،":
            end = index
            break
    while end > start and analysis.tokens[end - 1].text in (".", "،", "؛", ":", "!"):
        end -= 1
    return end


def _speaker(analysis: Analysis, verb: Hit, content: int | None, before: list[Speech]) -> Place[Mention] | None:
    """Find who speaks: after the verb, before it in the clause, in the clause before, or the last speaker."""
    start, end = analysis.sentence_of(verb.first)
    if verb.cls == "according":
        named = analysis.mentions_in(verb.last, min(end, verb.last + 8), *SPEAKERS)
        return named[0] if named else None
    limit = content if content is not None else min(end, verb.last + 6)
    after = _candidates(analysis, verb.last, limit)
    if analysis.has(verb.first, verb.first + 1, "criticism"):
        # `وانتقد الشركة`: what is criticised stands behind the verb too.
        after = [place for place in after if place.it.form == "name"]
    if after:
        return after[0]
    if analysis.has(verb.last, min(verb.last + 2, end), "anonymous") or _unknown_subject(analysis, verb, end):
        return None
    left = _account_owner(analysis, start, verb.first) or subject_before(analysis, start, verb.first)
    if left:
        return left
    spoken = [speech.speaker for speech in before if speech.first <= verb.first and speech.speaker]
    if spoken and analysis.clause_at(verb.first).sentence - analysis.clause_at(spoken[-1].first).sentence <= 2:
        return spoken[-1]
    if start:
        previous, _ = analysis.sentence_of(start - 1)
        named = _candidates(analysis, previous, start)
        return named[0] if named else None
    return None


def _unknown_subject(analysis: Analysis, verb: Hit, end: int) -> bool:
    """`ونفت المنسقة الوطنية ..`: a definite noun behind the verb is its subject, whoever that is."""
    if verb.pos != "v" or verb.last >= end:
        return False
    token = analysis.tokens[verb.last]
    head = token.text in heads()
    if token.kind != "word" or token.text in _NOT_SUBJECTS or not (head or token.text.startswith("ال")):
        return False
    at = verb.last
    named = any(m.first <= at < m.last for m in analysis.mentions) or any(
        t.first <= at < t.last for t in analysis.times
    )
    return not named and not any(split.stem in heads() for split in splits(token.text))


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
        for place in _candidates(analysis, max(first, start), last):
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
    if len(words) < 1:
        return True
    at = analysis.doc.token_at(words[-1].span.start)
    return words[-1].text in _PARTICLES or any(h.pos == "v" for h in analysis.hits if h.first == at)


def _candidates(analysis: Analysis, first: int, last: int) -> list[Place[Mention]]:
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


def _rank(analysis: Analysis, place: Place[Mention]) -> int | None:
    governor = analysis.governor(place)
    if governor == "باسم":
        return 2
    if governor in ("ب", "في", "من") and analysis.has(max(place.first - 3, 0), place.first, "spokesman"):
        return 2
    if analysis.has(max(place.first - 6, 0), place.first, "account") and governor in (None, "ل"):
        return 1
    if governor is not None or is_channel(analysis, place):
        return None
    return 0 if place.it.ref.type == "person" else 1
