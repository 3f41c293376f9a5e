"""Causes: what is said, or denied, to have brought the service down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from pipeline.document import Fact, Ref
from pipeline.facts.analysis import Analysis
from pipeline.facts.cause_choice import is_agent, is_of_others, is_own, is_provider_itself, told_best
from pipeline.facts.cause_content import content
from pipeline.facts.cause_denied import denied_causes
from pipeline.facts.cause_patterns import Match, best, event, find
from pipeline.facts.cause_polarity import NEXT_SAID, is_mistaken, is_negated
from pipeline.facts.cause_told import EXPLANATIONS, OF_NETWORKS, told_causes
from pipeline.facts.draft import AGENT, Draft
from pipeline.facts.lexicon import Hit
from pipeline.facts.orders import ruling_country
from pipeline.facts.participants import Participants, is_old
from pipeline.facts.speech import Speech
from pipeline.facts.stops import gives_up, sufferer
from pipeline.facts.undisclosed import undisclosed

WINDOW = 18
"""Tokens after `بسبب` in which the words of the cause stand."""
UNTOLD = 3
"""Tokens from `لم` to the word for a cause in `لم تعرف أسباب الخلل`, which is then no link to one."""
CHAIN = 6
"""Tokens before a link in which the cause stands that is itself explained."""
REMEDY = 2
"""Tokens before the words of a cause in which they turn out to be what was done against it."""
AVERTED = 5
"""Tokens from `تفاديا` to the link of what was avoided."""
SHARE = 6
"""Tokens between a share of the complaints and the verb that says what they are about."""
BEHIND_VERB, BEFORE_VERB = 6, 12
"""Tokens around a verb of causing: its subject stands right behind it, or before it with a relative clause."""
_FAULTS = {"مشكله", "خلل", "خطا", "مشكلات", "مشاكل", "خللا", "اعطال"}
_OTHER_BREAKS = frozenset({"cyberattack", "fire", "power", "natural_disaster", "government_order", "overload"})
"""What stands behind `بعد`, `إثر`: explanations and these."""
_ELAPSED = {"مضي", "مرور", "انقضاء", "ايام", "اسابيع", "ساعات"}
_HAPPENED = {"حدث", "جري", "وقع", "حصل", "يحدث", "يجري"}
_EVENT_NOUNS = {"الحادث", "الحادثه", "الواقعه", "الازمه", "الحدث", "حادث", "حادثه", "واقعه"}
_ONLY_WHEN = {"حين", "عندما"}
_IN_IT = {"فيه", "فيها", "به", "بها"}
"""`العطل الذي تسببت فيه أشغال`: between the verb and its subject stands the effect, as a pronoun."""
_LIES = {"كمن", "تكمن"}
_TO_EFFECT = {"الي", "في", "عن", "علي", "بان", "ان"}


def cause_facts(analysis: Analysis, who: Participants, elsewhere: set[int], speeches: list[Speech]) -> Iterator[Draft]:
    """Yield causes of the main outage. `elsewhere`: sentences that tell of other services' trouble."""
    if who.provider is None:
        return
    done: set[tuple[str, int]] = set()
    drafts: list[Draft] = []
    own: set[int] = set()
    explained = dict(told_causes(analysis, who, speeches))
    found = (*_candidates(analysis, who), *((match, None) for match in explained), *_events(analysis))
    covered: list[range] = []
    blamed = {analysis.clause_at(link.first).sentence for _, link in found if link and _is_blamed(analysis, link)}
    for match, link in found:
        clause = analysis.clause_at(match.first)
        at = link.first if link else match.first
        aside = clause.sentence in elsewhere or analysis.clause_at(at).sentence in elsewhere
        if aside and clause.sentence not in who.others and clause.sentence not in blamed:
            continue
        if match.category == "undisclosed" and is_of_others(analysis, who, match):
            continue
        if is_provider_itself(analysis, who, match):
            continue
        if is_mistaken(analysis, match.first) or analysis.has(match.first - REMEDY, match.last, "remedy"):
            continue
        key = (match.category, clause.sentence)
        negated = is_negated(analysis, match, link)
        if key in done or (not negated and any(match.first in words for words in covered)):
            continue
        done.add(key)
        told = explained.get(match) if link is None or link.cls == "cause_after" else None
        first, last = content(analysis, match, link, told)
        covered.append(range(match.first, last) if link else range(0))
        fact = Fact(
            type="cause",
            category=match.category,
            subject=_whose(analysis, who, match),
            content=analysis.content(first, last),
            polarity="negated" if negated else "affirmed",
            evidence=(analysis.sentence_span(match.first),),
            rule=AGENT if is_agent(analysis, match.category, first, last) else _rule(analysis, match, link),
            cues=(analysis.span(link.first, link.last),) if link else (),
        )
        drafts.append(Draft(fact, match.first, match.last))
        if is_own(analysis, who, match):
            own.add(match.first)
    yield from told_best(drafts, own)


def _is_blamed(analysis: Analysis, link: Hit) -> bool:
    """`أرجعت المشكلة إلى ..`: the stop itself is explained, whoever else is spoken of in the sentence."""
    if link.pos != "v" or link.last >= len(analysis.tokens):
        return False
    definite = analysis.tokens[link.last].text.startswith("ال")
    return definite and analysis.has(link.last, link.last + 1, "stop", "trouble")


def _whose(analysis: Analysis, who: Participants, match: Match) -> Ref | None:
    """Return whose outage the cause brought about: of a recalled one, or a neighbour's, that firm's."""
    token = match.first
    told = who.provider_at(token)
    if told != who.provider:
        return told
    first, last = analysis.sentence_of(token)
    if match.category == "government_order" and not who.ordered and is_old(analysis, token):
        # `حجبت الشبكة في يونيو 2019 بقرار من المجلس العسكري`: an order that another outage calls to mind.
        return ruling_country(analysis, first, last) or who.provider
    for hit in sorted(analysis.find(first, last, "stop"), key=lambda h: abs(h.first - token)):
        holder = sufferer(analysis, hit)
        if holder is None:
            continue
        ref = holder.it.ref
        if who.is_provider(ref) or ref.type not in ("company", "service"):
            return who.provider
        if not who.infrastructure or (is_old(analysis, token) and who.runs_others(ref)):
            return who.company(ref)
        return who.provider
    return who.provider


def _rule(analysis: Analysis, match: Match, link: Hit | None) -> str:
    if analysis.quote_at(match.first) is not None:
        return "cause:quoted"
    if match.event and link is None:
        return "cause:event"
    if link is not None and link.cls == "cause_of":
        return "cause:verb"
    return "cause:link" if link else "cause:named"


# ------------------------------------------------------------------------------------------------ where causes stand
def _candidates(analysis: Analysis, who: Participants) -> Iterator[tuple[Match, Hit | None]]:
    """Words of a cause beside a word that links it to its effect; denials; unknown causes."""
    untold = list(undisclosed(analysis))
    yield from _linked(analysis, who, untold)
    yield from _causing(analysis)
    yield from _after(analysis)
    if who.ordered:
        yield from _amid(analysis)
    yield from denied_causes(analysis)
    yield from ((match, None) for match in untold)
    for sentence in analysis.doc.sentences:
        match = find(analysis, sentence.first, sentence.last)
        if match is None or analysis.tokens[sentence.last - 1].text == "؟":
            continue
        if match.category == "undisclosed" or (
            match.category in ("cyberattack", "dns_or_routing")
            and not match.weak
            and analysis.has(*_clause_of(analysis, match), "stop", "trouble")
            and analysis.has(sentence.first, sentence.last, "say", "possible")
        ):
            yield match, None


def _linked(analysis: Analysis, who: Participants, untold: list[Match]) -> Iterator[tuple[Match, Hit]]:
    """`بسبب`, `عزت .. إلى`, `مرده`: the cause stands behind; `وراء العطل`, `هو السبب`: mostly before.

    `untold`: words that say that the cause is not known; `لم تعرف أسباب الخلل` links nothing to it.
    """
    for hit in analysis.find(0, len(analysis.tokens), "cause_link", "cause_in", "cause_before", "cause_purpose"):
        start, end = analysis.sentence_of(hit.first)
        if _asks(analysis, hit, end) or _of_repair(analysis, hit, start) or _averts(analysis, hit):
            continue
        if any(match.first < hit.first <= match.first + UNTOLD for match in untold) or _of_denial(analysis, hit, start):
            continue
        if any(q.it.kind == "percent" for q in analysis.quantities_in(hit.first - SHARE, hit.first)):
            # `60% من البلاغات تتعلق بالخادم` sorts complaints.
            continue
        if _is_asked_for(analysis, hit, start):
            continue
        match = _beside(analysis, hit, start, end) or _ordered(analysis, who, hit, start, end)
        if match is None or (hit.cls == "cause_purpose" and match.category != "government_order"):
            # `تفاديا للهجمات`: only who orders a stop has an aim.
            continue
        own = not match.weak and match.category in OF_NETWORKS
        if own or _about_outage(analysis, start, end):
            yield match, hit


def _is_asked_for(analysis: Analysis, hit: Hit, start: int) -> bool:
    """`حددت السبب الجذري`: the object of a verb of telling links nothing that stands before it."""
    if hit.cls != "cause_before" or analysis.tokens[hit.first].text not in ("السبب", "العله"):
        return False
    return analysis.has(max(hit.first - 2, start), hit.first, "disclose") and not _states_before(analysis, hit)


def _asks(analysis: Analysis, hit: Hit, end: int) -> bool:
    """A question asks for the cause and states none; one that a colon introduces is another clause's."""
    words = {token.text for token in analysis.tokens[hit.last : end]}
    return analysis.tokens[end - 1].text == "؟" and ":" not in words


def _averts(analysis: Analysis, hit: Hit) -> bool:
    """`تفاديا لانهيار ثان بفعل الضغط`: the cause of what was to be avoided."""
    return hit.cls == "cause_link" and analysis.has(hit.first - AVERTED, hit.first, "cause_purpose")


def _of_repair(analysis: Analysis, hit: Hit, start: int) -> bool:
    """`يتأخر إصلاح الكابل لأن السفينة ..`: why it is not back yet, not why it went down."""
    if analysis.tokens[hit.first].text.lstrip("و") != "لان":
        return False
    return analysis.has(start, hit.first, "fixed", "restore") and not analysis.has(start, hit.first, "stop")


def _of_denial(analysis: Analysis, hit: Hit, start: int) -> bool:
    """`استبعدوا الهجوم لأن القراصنة لا يستطيعون ..`: why somebody denies, not why it went down."""
    if analysis.tokens[hit.first].text.lstrip("و") != "لان":
        return False
    clause = analysis.clause_at(hit.first)
    return any(h.pos == "v" for h in analysis.find(max(clause.first, start), hit.first, "negation"))


def _ordered(analysis: Analysis, who: Participants, hit: Hit, start: int, end: int) -> Match | None:
    """`حجبت تركيا إنستغرام بسبب امتناعه عن ..`: whatever moves an authority to cut is the reason of its order."""
    if not who.ordered or hit.pos == "v" or hit.cls not in ("cause_link", "cause_purpose") or hit.last + 1 >= end:
        return None
    cut = next(analysis.find(start, hit.first, "cut"), None)
    if cut is None or analysis.has(hit.last, hit.last + 3, "cut", "stop"):
        return None
    last = min(analysis.clause_at(hit.last).last, hit.last + 2)
    return Match("government_order", hit.last, last, weak=True) if last > hit.last else None


def _beside(analysis: Analysis, hit: Hit, start: int, end: int) -> Match | None:
    if hit.cls == "cause_in":
        return best(analysis, hit.first, hit.last, min(end, hit.last + WINDOW))
    if hit.cls == "cause_before" or _states_before(analysis, hit):
        low = max(start, hit.first - WINDOW // 2)
        said = [i + 1 for i in range(low, hit.first) if analysis.tokens[i].text in NEXT_SAID]
        earlier = find(analysis, said[-1] if said else low, hit.first) or find(analysis, low, hit.first)
        if earlier is not None or (hit.cls == "cause_before" and not _opens(analysis, hit)):
            return earlier
        return find(analysis, hit.last, min(end, hit.last + WINDOW // 2))
    if hit.cls != "cause_purpose" and _is_causing(analysis, hit):
        return None
    to = _complement(analysis, hit, end)
    if to is not None and analysis.times_in(to, to + 2):
        # `يعود آخر عطل إلى عام 2008` says when.
        return None
    if to is not None:
        match = find(analysis, to, min(end, to + WINDOW // 2))
        return match or _some_fault(analysis, replace(hit, pos="n", last=to))
    match = find(analysis, hit.last, min(end, hit.last + WINDOW))
    if match is not None and hit.pos == "w" and _in_other_clause(analysis, hit, match):
        match = None
    if match is not None and hit.pos == "w" and _has_nearer_link(analysis, hit, match):
        return None
    if match is not None and hit.pos == "w":
        match = _chained(analysis, hit, match)
    if match is None or (match.first - hit.last > WINDOW // 2 and hit.pos == "v"):
        earlier = find(analysis, max(start, hit.first - WINDOW), hit.first) if hit.pos == "v" else None
        match = earlier or match
    return match or _some_fault(analysis, hit)


def _chained(analysis: Analysis, link: Hit, match: Match) -> Match:
    """`كسرا في كابل نتيجة أعمال حفر`: the words of one cause, and of what brought it about, are one content."""
    first = max(analysis.clause_at(link.first).first, link.first - CHAIN)
    earlier = find(analysis, first, link.first)
    if earlier is None or earlier.weak or earlier.category != match.category or earlier.last + 1 < link.first - 2:
        return match
    return replace(match, first=earlier.first)


def _has_nearer_link(analysis: Analysis, link: Hit, match: Match) -> bool:
    """`السبب قطة نائمة، قبل أن يتضح أن الأمر ناتج عن تحديث`: the words are those of the participle right before."""
    first = analysis.clause_at(link.first).last
    return any(h.pos == "n" for h in analysis.find(first, match.first, "cause_link"))


def _in_other_clause(analysis: Analysis, link: Hit, match: Match) -> bool:
    """`تحت وطأة الأحمال، ولم يعد التيار`: the cause is told, in no known words; what follows is another matter."""
    clause = analysis.clause_at(link.first)
    if match.first < clause.last or link.last >= clause.last:
        return False
    return analysis.tokens[match.first - 1].text != "«" and analysis.tokens[clause.last].text.startswith(("و", "ف"))


def _complement(analysis: Analysis, hit: Hit, end: int) -> int | None:
    """Return the token behind `إلى` of `عزت .. إلى`, `يعود .. إلى`: the cause stands nowhere else."""
    if hit.pos != "v":
        return None
    limit = min(end, hit.last + BEFORE_VERB)
    if any(stem in analysis.tokens[hit.first].text for stem in _LIES):
        # `يكمن في خلل`
        return hit.last + 1 if hit.last + 1 < end and analysis.tokens[hit.last].text == "في" else None
    return next((i + 1 for i in range(hit.last, limit) if analysis.tokens[i].text == "الي" and i + 1 < end), None)


def _opens(analysis: Analysis, hit: Hit) -> bool:
    """`وراء العطل تحديث`: the predicate stands before its subject."""
    return analysis.tokens[hit.first].text.lstrip("و") in ("راء", "وراء", "خلف") and analysis.has(
        hit.last, hit.last + 3, "stop", "trouble"
    )


def _is_causing(analysis: Analysis, hit: Hit) -> bool:
    return analysis.has(hit.first, hit.first + 1, "cause_of")


def _causing(analysis: Analysis) -> Iterator[tuple[Match, Hit]]:
    """`أدى حريق .. إلى ..`, `حجب خلل برمجي الموقع`, `خلل أدى إلى ..`, `قطع كابل، ما تسبب في ..`."""
    for hit in analysis.find(0, len(analysis.tokens), "cause_of"):
        start, end = analysis.sentence_of(hit.first)
        if analysis.tokens[end - 1].text == "؟":
            continue
        if _is_the_stop(analysis, hit.last, end) or analysis.has(hit.first, hit.first + 1, "cause_purpose"):
            continue
        if hit.last + 1 < end and analysis.tokens[hit.last].text in _IN_IT:
            hit = replace(hit, last=hit.last + 1)
        effect = next(
            (i for i in range(hit.last, min(end, hit.last + BEFORE_VERB)) if _begins_effect(analysis, i)), None
        )
        if effect is None and analysis.has(hit.first, hit.first + 1, "performs"):
            continue  # `يؤدون امتحانات`: without an effect it is to do one's part.
        limit = min(end, effect if effect is not None else hit.last + BEHIND_VERB)
        reach = 2 if effect is not None else 1
        match = best(analysis, hit.last, min(limit, hit.last + reach), limit) if hit.last < limit else None
        before = analysis.tokens[hit.first - 1].text if hit.first else ""
        low = start if before in ("ما", "مما", "الذي", "وهو", "الامر") else max(start, hit.first - BEFORE_VERB)
        match = match or find(analysis, low, hit.first)
        if match is None:
            continue
        own = not match.weak and match.category in OF_NETWORKS
        if own or _about_outage(analysis, start, end):
            yield match, hit


def _is_the_stop(analysis: Analysis, token: int, last: int) -> bool:
    """`تسبب العطل في ..`: what it brought about, not what brought it about."""
    return (
        token < last
        and analysis.tokens[token].text.startswith("ال")
        and analysis.has(token, token + 1, "stop", "trouble")
    )


def _begins_effect(analysis: Analysis, index: int) -> bool:
    """The preposition of the effect: `إلى انقطاع`, `في تعطل`, `بتوقف`."""
    text = analysis.tokens[index].text
    if text in _TO_EFFECT:
        return text == "الي" or analysis.has(index + 1, index + 2, "stop", "trouble", "halt", "loss")
    return text.startswith("ب") and analysis.has(index, index + 1, "stop", "trouble", "halt")


def _after(analysis: Analysis) -> Iterator[tuple[Match, Hit]]:
    """`توقف .. بعد تحديث خاطئ`, `إثر قطع كابل`: a time that is the reason, beside a stop."""
    for hit in analysis.find(0, len(analysis.tokens), "cause_after"):
        start, end = analysis.sentence_of(hit.first)
        if analysis.times_in(hit.last, hit.last + 3) or analysis.tokens[min(hit.last, end - 1)].text in _ELAPSED:
            # `بعد أسبوع على التحديث` only says when.
            continue
        match = find(analysis, hit.last, min(end, hit.last + 4))
        if match is None or match.category not in EXPLANATIONS | _OTHER_BREAKS:
            continue
        if match.weak and analysis.tokens[hit.first].text in _ONLY_WHEN:
            continue
        if analysis.has(hit.first - 4, hit.first, "negation"):
            # `لم تعثر على أي أثر لهجوم`, which is written as `إثر`
            continue
        hurt = match.category in _OTHER_BREAKS | {"cable_cut"} and analysis.has(start, hit.first, "suffer")
        if hurt or _stops_in(analysis, start, hit.first) or _stops_in(analysis, match.last, end):
            yield match, hit


def _amid(analysis: Analysis) -> Iterator[tuple[Match, Hit]]:
    """`قطعت السلطات الإنترنت مع اتساع الاحتجاجات`, `قبيل الانتخابات`: what an order falls together with moved it."""
    for hit in analysis.find(0, len(analysis.tokens), "cause_amid", "cause_after"):
        start, end = analysis.sentence_of(hit.first)
        match = find(analysis, hit.last, min(end, hit.last + 4))
        if match is not None and match.category == "government_order" and analysis.has(start, hit.first, "cut"):
            yield match, hit


def _stops_in(analysis: Analysis, first: int, last: int) -> bool:
    """Whether a service stops, or is cut, in a token range."""
    return any(not gives_up(analysis, hit) for hit in analysis.find(first, last, "stop", "cut"))


def _events(analysis: Analysis) -> Iterator[tuple[Match, None]]:
    """A cause that is an event in its own clause: `اندلع حريق في السنترال`, beside a stop in the same paragraph."""
    for clause in analysis.clauses:
        match = event(analysis, clause.first, clause.last)
        if match is None or is_old(analysis, match.first):
            continue
        start, end = analysis.sentence_of(match.first)
        if analysis.tokens[end - 1].text == "؟" or not _about_outage(analysis, start, end):
            continue
        yield match, None


def _states_before(analysis: Analysis, link: Hit) -> bool:
    """`هو السبب`, `كان السبب`, `هو ما حال دون`: the cause stands before the word."""
    word = analysis.tokens[link.first].text
    before = analysis.tokens[link.first - 1].text if link.first else ""
    return word in ("السبب", "العله", "ما") and before in ("هو", "هي", "كان", "كانت")


def _some_fault(analysis: Analysis, link: Hit) -> Match | None:
    """`بسبب مشكلة في حصة التخزين`: an indefinite fault that no category names; `أدى خلل إلى ..` is the stop itself."""
    if link.pos == "v":
        return None
    fault = next(analysis.find(link.last, link.last + 5, "trouble", "stop"), None)
    if fault is None or fault.pos != "n" or analysis.tokens[fault.first].text.startswith("ال"):
        return None
    if analysis.tokens[fault.first].text not in _FAULTS:
        return None
    return Match("unspecified_technical", fault.first, fault.last, weak=False)


def _clause_of(analysis: Analysis, match: Match) -> tuple[int, int]:
    clause = analysis.clause_at(match.first)
    return clause.first, clause.last


def _about_outage(analysis: Analysis, first: int, last: int) -> bool:
    """The effect is a stop: told in this sentence, in the one before it, or taken up by `ذلك`, `الأمر`."""
    stops = list(analysis.find(first, last, "stop"))
    if stops and all(gives_up(analysis, hit) for hit in stops):
        return False
    if stops or analysis.has(first, last, "trouble", "restore"):
        return True
    if any(not gives_up(analysis, hit) for hit in analysis.find(first, last, "cut")):
        return True
    if first == 0 or analysis.has(first, last, "share", "market_value", "wealth", "revenue"):
        # `تراجع السهم نتيجة ضغط البائعين`: an effect of its own.
        return False
    before = analysis.sentence_of(first - 1)[0]
    return _takes_up(analysis, first, last) or analysis.has(before, first, "stop", "trouble", "cut")


def _takes_up(analysis: Analysis, first: int, last: int) -> bool:
    """`ما حدث`, `الحادث`, `الواقعة`: the stop told before, by another word."""
    words = [token.text.lstrip("وفبل") for token in analysis.tokens[first:last]]
    return any(one == "ما" and two in _HAPPENED for one, two in pairwise(words)) or bool(_EVENT_NOUNS & set(words))
