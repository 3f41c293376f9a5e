"""Who says what: verbs of saying, their speakers, and the words that are theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.document import Mention, Ref
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.lexicon import Hit
from pipeline.facts.quotes import Quote
from pipeline.facts.quoting import according, clause_of_quote, continued, is_inside_report, verb_of_quote
from pipeline.facts.reported import end_of_indirect, reported
from pipeline.facts.sayings import SayingVerbs, on_screen
from pipeline.facts.speakers import complementizers, speaker_of
from pipeline.facts.verbs import frame_of

COLON_REACH = 14
"""Tokens between a verb of saying and the colon before words that no marks enclose."""


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
        verb = verb_of_quote(analysis, quote.first, quote.last, verbs) or according(analysis, quote.first, quote.last)
        if verb is None or is_inside_report(analysis, verb, quote):
            continue
        first, last = clause_of_quote(analysis, verb, quote)
        yield _Words(verb, first, last, direct=True, quote=quote)
        more = continued(analysis, quote.last)
        end = end_of_indirect(analysis, verb, more) if more is not None else 0
        if more is not None and end > more:
            yield _Words(verb, more, end, direct=False, quote=quote)


def is_title(analysis: Analysis, quote: Quote) -> bool:
    """`لبرنامج «..»`, `صفحة "500 Error"`, `تحت عنوان «..»`: what is called so, not what anybody says."""
    titles = analysis.find(max(quote.first - 2, 0), quote.first, "titled")
    return on_screen(analysis, quote.first) or any(hit.last == quote.first for hit in titles)


def _told_words(analysis: Analysis, verb: Hit) -> Iterator[_Words]:
    """Yield the words that a verb reports, or that follow its colon without marks."""
    words = reported(analysis, verb)
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


def _is_inherited(analysis: Analysis, verb: Hit, speaker: Place[Mention] | None) -> bool:
    return speaker is not None and analysis.clause_at(speaker.first).sentence != analysis.clause_at(verb.first).sentence
