"""Causes: what is said, or denied, to have brought the service down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.document import Fact
from pipeline.facts.analysis import Analysis, Clause
from pipeline.facts.draft import Draft
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import Participants
from pipeline.facts.speech import Speech
from pipeline.facts.stops import gives_up
from pipeline.resources import read_tsv
from pipeline.text import fold, splits

DENIABLE = frozenset(
    {"cyberattack", "third_party", "power", "cable_cut", "human_error", "maintenance", "fire", "government_order"}
)
"""Causes that a text troubles to deny; a denied technical fault is no news."""
WINDOW = 18
"""Tokens after `بسبب` in which the words of the cause stand."""
_FAULTS = {"مشكله", "خلل", "خطا", "مشكلات", "مشاكل", "خللا", "اعطال"}
CONTENT = 12
_EXPLANATIONS = frozenset(
    {"configuration_change", "dns_or_routing", "human_error", "software", "hardware", "maintenance", "cable_cut"}
)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Word sequences that must all occur, and the category that they mean."""

    category: str
    parts: tuple[tuple[str, ...], ...]
    weak: bool


@cache
def _patterns() -> tuple[_Pattern, ...]:
    rows: list[_Pattern] = []
    for _, row in read_tsv(Path(__file__).parent / "data" / "causes.tsv"):
        for words in row["words"].split("|"):
            weak = words.strip().startswith("~")
            parts = tuple(tuple(fold(part).split()) for part in words.strip().lstrip("~").split("+"))
            rows.append(_Pattern(row["category"], parts, weak))
    return tuple(rows)


@cache
def _by_first_word() -> dict[str, list[tuple[int, _Pattern]]]:
    """First word of a pattern -> (rank in the file, pattern)."""
    table: dict[str, list[tuple[int, _Pattern]]] = {}
    for rank, pattern in enumerate(_patterns()):
        table.setdefault(pattern.parts[0][0], []).append((rank, pattern))
    return table


@dataclass(frozen=True, slots=True)
class _Match:
    category: str
    first: int
    last: int
    weak: bool


def _find(analysis: Analysis, first: int, last: int) -> _Match | None:
    """Return the best pattern of the first clause in a token range that has one."""
    while first < last:
        end = min(analysis.clause_at(first).last, last)
        match = _best(analysis, first, end, last)
        if match is not None:
            return match
        first = end
    return None


def _best(analysis: Analysis, first: int, clause_end: int, last: int) -> _Match | None:
    """Return the pattern that stands first in the data file among those that begin in a clause."""
    best: tuple[int, _Match] | None = None
    for index in range(first, clause_end):
        for stem in _stems(analysis.tokens[index].text):
            for rank, pattern in _by_first_word().get(stem, ()):
                if best is not None and rank >= best[0]:
                    continue
                end = _match(analysis, pattern, index, first, last)
                if end and best is not None and _is_contrasted(analysis, index):
                    continue
                if end:
                    best = (rank, _Match(pattern.category, index, end, pattern.weak))
    if best is None:
        return None
    # The category is decided; its words begin with the first of them: `نظام أسماء النطاقات (DNS)`.
    for index in range(first, best[1].first):
        for stem in _stems(analysis.tokens[index].text):
            for _, pattern in _by_first_word().get(stem, ()):
                end = _match(analysis, pattern, index, first, last) if pattern.category == best[1].category else 0
                if end:
                    return _Match(pattern.category, index, max(end, best[1].last), best[1].weak)
    return best[1]


def _is_contrasted(analysis: Analysis, index: int) -> bool:
    """`خلل في أسماء النطاقات وليس هجوما`: beside another cause, the denied one is told by its denial."""
    return bool(
        {token.text.lstrip("و") for token in analysis.tokens[max(index - 2, 0) : index]} & {"ليس", "لا", "ليست"}
    )


def _stems(token: str) -> set[str]:
    stems = {split.stem for split in splits(token)}
    return stems | {stem[:-1] for stem in stems if stem.endswith("ا")}


def _match(analysis: Analysis, pattern: _Pattern, index: int, first: int, last: int) -> int:
    end = _sequence(analysis, pattern.parts[0], index, last)
    if not end:
        return 0
    for part in pattern.parts[1:]:
        ends = [e for at in range(first, last) if (e := _sequence(analysis, part, at, last))]
        if not ends:
            return 0
        end = max(end, ends[0])
    return end


def _sequence(analysis: Analysis, words: tuple[str, ...], index: int, last: int) -> int:
    end = index + len(words)
    if end > last or not _is(analysis.tokens[index].text, words[0]):
        return 0
    return end if all(_is(analysis.tokens[index + i].text, w) for i, w in enumerate(words[1:], start=1)) else 0


def _is(token: str, word: str) -> bool:
    """Whether a token is a word, its proclitics and the alef of its accusative (`خطأ برمجيا`) aside."""
    return token == word or any(split.stem in (word, word + "ا") for split in splits(token))


def cause_facts(analysis: Analysis, who: Participants, elsewhere: set[int], speeches: list[Speech]) -> Iterator[Draft]:
    """Yield causes of the main outage. `elsewhere`: sentences that tell of other services' trouble."""
    if who.provider is None:
        return
    done: set[tuple[str, int]] = set()
    for match, link in (*_candidates(analysis), *_explained(analysis, who, speeches)):
        clause = analysis.clause_at(match.first)
        at = link.first if link else match.first
        if analysis.clause_at(at).sentence in elsewhere and clause.sentence not in who.others:
            continue
        key = (match.category, clause.sentence)
        if key in done:
            continue
        done.add(key)
        first, last = _content(analysis, match, link)
        negated = _negated(analysis, match, link)
        fact = Fact(
            type="cause",
            category=match.category,
            subject=who.provider_at(match.first),
            content=analysis.content(first, last),
            polarity="negated" if negated else "affirmed",
            evidence=(analysis.sentence_span(match.first),),
            rule=_rule(analysis, match, link),
            cues=(analysis.span(link.first, link.last),) if link else (),
        )
        yield Draft(fact, match.first, match.last)


def _rule(analysis: Analysis, match: _Match, link: Hit | None) -> str:
    if analysis.quote_at(match.first) is not None:
        return "cause:quoted"
    return "cause:link" if link else "cause:named"


def _candidates(analysis: Analysis) -> Iterator[tuple[_Match, Hit | None]]:
    """Words of a cause after (for `أدى`, before) a word that links it to its effect; denials; unknown causes."""
    for hit in analysis.find(0, len(analysis.tokens), "cause_link"):
        start, end = analysis.sentence_of(hit.first)
        backward = _states_before(analysis, hit)
        match = None if backward else _find(analysis, hit.last, min(end, hit.last + WINDOW))
        if backward:
            match = _find(analysis, max(start, hit.first - WINDOW // 2), hit.first)
        elif match is None or (match.first - hit.last > WINDOW // 2 and hit.pos == "v"):
            earlier = _find(analysis, max(start, hit.first - WINDOW), hit.first) if hit.pos == "v" else None
            match = earlier or match
        match = match or _some_fault(analysis, hit)
        if analysis.tokens[end - 1].text == "؟":
            # A question asks for the cause and states none.
            continue
        if match is not None and _about_outage(analysis, start, end):
            yield match, hit
    for hit in analysis.find(0, len(analysis.tokens), "cause_after"):
        start, end = analysis.sentence_of(hit.first)
        match = _find(analysis, hit.last, min(end, hit.last + 4))
        if match is None or match.category not in _EXPLANATIONS | {"cyberattack", "fire", "power"}:
            continue
        if analysis.has(start, hit.first, "stop") or analysis.has(match.last, end, "stop"):
            yield match, hit
    for hit in analysis.find(0, len(analysis.tokens), "negation"):
        _, end = analysis.sentence_of(hit.first)
        match = _find(analysis, hit.last, min(end, hit.last + (WINDOW if hit.pos == "v" else WINDOW // 2)))
        if match is not None and match.category in DENIABLE and _denied_as_cause(analysis, hit, match):
            yield match, None
    for sentence in analysis.doc.sentences:
        denied = _plainly_denied(analysis, sentence.first, sentence.last)
        if denied is not None:
            yield denied, None
        match = _find(analysis, sentence.first, sentence.last)
        if match is None:
            continue
        if match.category == "undisclosed" or (
            match.category in ("cyberattack", "dns_or_routing")
            and not (match.weak and match.category == "dns_or_routing")
            and analysis.has(*_clause_of(analysis, match), "stop", "trouble")
            and analysis.has(sentence.first, sentence.last, "say", "possible")
        ):
            yield match, None


def _states_before(analysis: Analysis, link: Hit) -> bool:
    """`خطأ وراء العطل`, `سببا في العطل`, `هو السبب`, `هو ما حال دون`: the cause stands before the word."""
    word = analysis.tokens[link.first].text
    if word in ("وراء", "سببا"):
        return True
    before = analysis.tokens[link.first - 1].text if link.first else ""
    return word in ("السبب", "العله", "ما") and before in ("هو", "هي", "كان", "كانت")


def _some_fault(analysis: Analysis, link: Hit) -> _Match | None:
    """`بسبب مشكلة في حصة التخزين`: an indefinite fault that no category names; `أدى خلل إلى ..` is the stop itself."""
    if link.pos == "v":
        return None
    fault = next(analysis.find(link.last, link.last + 5, "trouble", "stop"), None)
    if fault is None or fault.pos != "n" or analysis.tokens[fault.first].text.startswith("ال"):
        return None
    if analysis.tokens[fault.first].text not in _FAULTS:
        return None
    return _Match("unspecified_technical", fault.first, fault.last, weak=False)


def _plainly_denied(analysis: Analysis, first: int, last: int) -> _Match | None:
    """`لا اختراق إذن`: the denial right before the word."""
    for index in range(first + 1, last):
        if analysis.tokens[index - 1].text in ("لا", "ولا"):
            match = _best(analysis, index, index + 1, last)
            if match is not None and match.category in DENIABLE:
                return match
    return None


def _denied_as_cause(analysis: Analysis, hit: Hit, match: _Match) -> bool:
    """`نفت أن تكون البيانات تعرضت لاختراق` denies a leak: behind a verb, a weak word needs the outage beside it."""
    if hit.pos != "v" or not match.weak:
        return True
    return analysis.has(hit.last, match.last + 6, "stop", "trouble", "cause_link")


def _clause_of(analysis: Analysis, match: _Match) -> tuple[int, int]:
    clause = analysis.clause_at(match.first)
    return clause.first, clause.last


def _explained(analysis: Analysis, who: Participants, speeches: list[Speech]) -> Iterator[tuple[_Match, None]]:
    """Causes that are told without a linking word, in the words of somebody who explains what happened."""
    for speech in speeches:
        ref = speech.ref
        if ref is None or who.relation(ref) not in ("provider", "observer", "expert", "authority", "person"):
            continue
        clauses = {analysis.clause_at(i) for i in range(speech.first, speech.last)}
        for clause in sorted(clauses, key=lambda clause: clause.first):
            first, last = max(clause.first, speech.first), min(clause.last, speech.last)
            match = _best(analysis, first, last, last)
            if match is not None and not match.weak and match.category in _EXPLANATIONS:
                yield match, None


def _about_outage(analysis: Analysis, first: int, last: int) -> bool:
    """The effect is a stop: told in this sentence, in the one before it, or taken up by `ذلك`, `الأمر`."""
    stops = list(analysis.find(first, last, "stop"))
    if stops and all(gives_up(analysis, hit) for hit in stops):
        return False
    if stops or analysis.has(first, last, "trouble", "restore"):
        return True
    return first > 0 and analysis.has(analysis.sentence_of(first - 1)[0], first, "stop", "trouble")


def _negated(analysis: Analysis, match: _Match, link: Hit | None) -> bool:
    if match.category == "undisclosed":
        return False
    start = analysis.clause_at(match.first).first
    low = min(start, link.first) if link else max(analysis.sentence_of(match.first)[0], match.first - 9)
    start, _ = analysis.sentence_of(match.first)
    for other in analysis.find(start, match.first, "cause_link"):
        if other.pos == "v" and (link is None or other.first <= link.first):
            # `استبعد القرصنة، وعزا ما وقع إلى خطأ`: a new predicate, the denial does not reach behind it.
            start = max(start, other.first)
    hits = [
        h
        for h in analysis.find(start, match.first, "negation")
        if h.pos == "v" or h.first >= max(low, match.first - 12)
    ]
    if analysis.tokens[match.first - 1].text in ("لا", "ولا"):
        return True
    if not hits:
        # `احتمال الهجوم مستبعد`: the denial stands behind.
        return analysis.has(match.last, match.last + 4, "negation_after")
    # `ليس هجوما، وإنما تحديث`: after the contrast the cause is affirmed again.
    between = {t.text for t in analysis.tokens[hits[-1].last : match.first]}
    return not between & {"وانما", "بل", "انما", "لكن", "ولكن"}


def _content(analysis: Analysis, match: _Match, link: Hit | None) -> tuple[int, int]:
    """The words that state the cause: the quotation that holds them, else the phrase around them."""
    quote = analysis.quote_at(match.first)
    if quote is not None and quote.last - quote.first - 1 <= CONTENT + 6:
        return quote.first + 1, quote.last
    clause = analysis.clause_at(match.first)
    head = next(analysis.find(max(match.first - 3, clause.first), match.first, "stop", "trouble"), None)
    first = head.first if head is not None and head.pos == "n" else match.first
    denial = next(analysis.find(max(match.first - 6, clause.first), match.first, "negation"), None)
    if denial is not None and denial.pos != "v":
        first = min(first, denial.first)
    if link is not None and link.pos == "v":
        to = [i for i in range(link.last, match.first) if analysis.tokens[i].text == "الي"]
        if to:
            return to[0] + 1, _content_end(analysis, match, clause, to[0] + 1)
    if link is not None and link.last <= match.first and match.first - link.last <= 6:
        first = link.last
    copulas = [i for i in range(first, match.first) if analysis.tokens[i].text in ("كان", "كانت", "هو", "هي")]
    first = copulas[-1] + 1 if copulas else first
    while first < match.first and analysis.tokens[first].text in ("عن", "من", "في", "الي", "علي"):
        first += 1
    return first, _content_end(analysis, match, clause, first)


def _content_end(analysis: Analysis, match: _Match, clause: Clause, first: int) -> int:
    last = min(max(clause.last, match.last), first + CONTENT)
    last = max(last, match.last)
    for index in range(match.last, last):
        if any(h.pos == "v" for h in analysis.find(index, index + 1, "cause_link")):
            last = index
            break
        if analysis.tokens[index].text in ("،", ".", "؛", "التي", "الذي", "وهو", "وهي", "حسب", "وفق", "بحسب", "وراء"):
            last = index
            break
    while last > match.last and analysis.tokens[last - 1].kind == "punct":
        last -= 1
    return last
