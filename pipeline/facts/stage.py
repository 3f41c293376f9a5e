"""The facts stage: builders in turn, then attribution, merging and confidence."""

from __future__ import annotations

from dataclasses import replace

from pipeline.document import Document, Fact, Ref
from pipeline.entities import KnowledgeBase
from pipeline.facts.analysis import Analysis
from pipeline.facts.asides import KEPT, asides
from pipeline.facts.attribution import TOLD, attribute, handed_on, passed_on_by, reported_to, settled
from pipeline.facts.causes import cause_facts
from pipeline.facts.channels import channel_of
from pipeline.facts.confidence import believed
from pipeline.facts.draft import Draft
from pipeline.facts.figures import figure_facts
from pipeline.facts.gains import superlative_gains
from pipeline.facts.known import KnownOutages, completed, recalled_by_day, redated
from pipeline.facts.learned import doubted, learned_facts, learned_outages, redated_stop
from pipeline.facts.localities import local_facts
from pipeline.facts.merging import merge
from pipeline.facts.outages import dated, listed, outage_facts
from pipeline.facts.participants import Participants, without_consoles
from pipeline.facts.provider import find_participants, worth_reading
from pipeline.facts.readings import read
from pipeline.facts.recalled import recalled_facts
from pipeline.facts.restorations import restoration_facts
from pipeline.facts.roles import role_facts
from pipeline.facts.speakers import teller_of
from pipeline.facts.speech import Speech, find_speeches
from pipeline.facts.statements import statement_facts
from pipeline.facts.symptoms import symptom_facts
from pipeline.facts.tagger import FactTagger
from pipeline.facts.troubles import degradation_facts, locked_out_facts


class FactStage:
    """Reads what the stages before found and adds facts."""

    name = "facts"
    reads = frozenset({"tokens", "sentences", "quantities", "times", "mentions"})
    writes = frozenset({"facts"})

    def __init__(self, kb: KnowledgeBase, tagger: FactTagger | None = None, known: KnownOutages | None = None) -> None:
        """Wire the stage. `tagger` reads the words that the recogniser embedded; without one, rules alone speak."""
        self._kb = kb
        self._tagger = tagger
        self._known = known or KnownOutages(())

    def __call__(self, doc: Document) -> None:
        """Add `facts` to a document: of all that is told those that are more likely right than not worth telling."""
        doc.facts = believed(*self.told(doc))

    def told(self, doc: Document) -> tuple[Analysis, Participants, list[Fact]]:
        """Return all facts that rules and tagger tell of a document, and what they were read from."""
        analysis = Analysis(doc, self._kb)
        if self._tagger is not None and worth_reading(analysis):
            analysis.readings = read(self._tagger, analysis)
        doc.encoded = ()
        known = self._known.told_in(doc)
        who = find_participants(analysis, self._kb.ref(known.provider) if known is not None else None)
        speeches = find_speeches(analysis)
        drafts = list(_drafts(analysis, who, speeches))
        spoken = {index: speech for speech in speeches for index in range(speech.first, speech.last)}
        facts = [_finished(analysis, who, spoken.get(draft.first), draft) for draft in drafts]
        facts = handed_on(analysis, who, drafts, facts)
        if known is not None and (who.provider is None or who.provider.kb != known.provider):
            known = None
        facts = redated(known, analysis, facts) if known is not None else facts
        merged = merge(facts, analysis.reference)
        merged = completed(known, analysis, merged) if known is not None else merged
        merged = [without_consoles(listed(analysis, who, fact)) for fact in merged]
        if known is not None:
            merged = recalled_by_day(self._known.just_before(known), analysis, merged)
        merged = [dated(analysis, fact, known.story if known is not None else None) for fact in merged]
        return analysis, who, redated_stop(analysis, who, merged) if known is None else merged


def _drafts(analysis: Analysis, who: Participants, speeches: list[Speech]) -> list[Draft]:
    speaker_of: dict[int, Ref] = {
        index: speech.ref for speech in speeches if speech.ref for index in range(speech.first, speech.last)
    }
    troubles = [*degradation_facts(analysis, who, speaker_of), *symptom_facts(analysis, who, speaker_of)]
    troubles += local_facts(analysis, who, troubles)
    elsewhere = {analysis.clause_at(draft.first).sentence for draft in troubles}
    figures = list(figure_facts(analysis, who, speaker_of))
    outages = list(outage_facts(analysis, who))
    known = {analysis.clause_at(draft.first).sentence for draft in outages}
    told = [
        *outages,
        *recalled_facts(analysis, who, known),
        *restoration_facts(analysis, who, outages, elsewhere),
        *cause_facts(analysis, who, elsewhere, speeches),
        *figures,
        *superlative_gains(analysis, who),
        *locked_out_facts(analysis, who),
        *(draft for draft in troubles if not _has_figure(draft, figures)),
        *role_facts(analysis, who),
    ]
    told += learned_outages(analysis, who, told)
    told += statement_facts(analysis, who, speeches, told)
    told = list(doubted(analysis, who, told))
    told += learned_facts(analysis, who, told)
    apart = asides(analysis, who)
    return [d for d in told if d.fact.type in KEPT or analysis.clause_at(d.first).sentence not in apart]


def _has_figure(draft: Draft, figures: list[Draft]) -> bool:
    """Whether a figure of the same sentence says how much the same firm was hit."""
    fact = draft.fact
    return fact.type != "outage" and any(
        f.fact.subject == fact.subject and f.fact.type == "impact" and f.fact.evidence == fact.evidence for f in figures
    )


def _finished(analysis: Analysis, who: Participants, spoken: Speech | None, draft: Draft) -> Fact:
    """Add source, relay, certainty and the subject's relation to a draft."""
    fact = replace(draft.fact, relation=who.relation(draft.fact.subject))
    if fact.type == "role":
        return fact
    if fact.type == "statement":
        return replace(fact, via=passed_on_by(analysis, draft.first, fact.source))
    teller = None
    if spoken is None and fact.type in TOLD:
        teller = teller_of(analysis, draft.first, near=fact.type != "cause")
    if teller is None and spoken is None and fact.category == "reports":
        teller = reported_to(analysis, who, draft.first)
    said = attribute(analysis, who, spoken, draft.first, draft.last, teller)
    if fact.type == "outage" and said.certainty == "expected" != fact.certainty:
        # What is promised beside it (`عطل جديد، وماسك يتعهد ..`) is not the stop.
        said = replace(said, certainty="reported" if said.source else "asserted")
    channel = channel_of(analysis, spoken) if spoken is not None else None
    return replace(settled(fact, said), channel=fact.channel or channel)
