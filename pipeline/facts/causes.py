"""Causes: what is said, or denied, to have brought the service down."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.document import Fact, Ref
from pipeline.facts.analysis import Analysis
from pipeline.facts.cause_choice import is_agent, is_of_others, is_own, is_provider_itself, told_best
from pipeline.facts.cause_content import content
from pipeline.facts.cause_denied import denied_causes
from pipeline.facts.cause_events import after, amid, causing, events
from pipeline.facts.cause_links import linked
from pipeline.facts.cause_patterns import Match, find
from pipeline.facts.cause_polarity import is_mistaken, is_negated
from pipeline.facts.cause_told import told_causes
from pipeline.facts.draft import AGENT, Draft
from pipeline.facts.lexicon import Hit
from pipeline.facts.orders import ruling_country
from pipeline.facts.participants import Participants, is_old
from pipeline.facts.speech import Speech
from pipeline.facts.stops import sufferer
from pipeline.facts.undisclosed import undisclosed

REMEDY = 2
"""Tokens before the words of a cause in which they turn out to be what was done against it."""


def cause_facts(analysis: Analysis, who: Participants, elsewhere: set[int], speeches: list[Speech]) -> Iterator[Draft]:
    """Yield causes of the main outage. `elsewhere`: sentences that tell of other services' trouble."""
    if who.provider is None:
        return
    done: set[tuple[str, int]] = set()
    drafts: list[Draft] = []
    own: set[int] = set()
    explained = dict(told_causes(analysis, who, speeches))
    found = (*_candidates(analysis, who), *((match, None) for match in explained), *events(analysis))
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


def _candidates(analysis: Analysis, who: Participants) -> Iterator[tuple[Match, Hit | None]]:
    """Words of a cause beside a word that links it to its effect; denials; unknown causes."""
    untold = list(undisclosed(analysis))
    yield from linked(analysis, who, untold)
    yield from causing(analysis)
    yield from after(analysis)
    if who.ordered:
        yield from amid(analysis)
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


def _clause_of(analysis: Analysis, match: Match) -> tuple[int, int]:
    clause = analysis.clause_at(match.first)
    return clause.first, clause.last
