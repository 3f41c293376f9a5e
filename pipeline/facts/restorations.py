"""Restorations: what came back, when, and how far."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.document import Fact, Time
from pipeline.facts.analysis import Analysis, Clause
from pipeline.facts.draft import Draft
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import Participants, can_stop
from pipeline.facts.stops import affected, line_time
from pipeline.text import splits

WHOLE = 100
"""Per cent of the servers, or sites, that are back when all are."""


def restoration_facts(analysis: Analysis, who: Participants) -> Iterator[Draft]:
    """Yield what came back, once for each sentence that tells of it."""
    if who.provider is None:
        return
    for hit in analysis.find(0, len(analysis.tokens), "restore", "fixed"):
        clause = analysis.clause_at(hit.first)
        first, last = analysis.sentence_of(hit.first)
        if _not_restored(analysis, hit) or not _comes_back(analysis, who, hit):
            continue
        if hit.cls == "fixed" and not _is_done(analysis, hit):
            continue
        services = affected(analysis, who, first, last, without=("spared", "still_down"))
        fact = Fact(
            type="restoration",
            subject=who.provider,
            objects=services,
            category=_extent(analysis, clause),
            time=_when(analysis, hit, clause),
            duration=_after(analysis, first, last),
            evidence=(analysis.sentence_span(hit.first),),
            rule=f"restoration:{hit.cls}",
            certainty="expected" if _is_promised(analysis, hit) else "asserted",
            cues=(analysis.span(hit.first, hit.last),),
        )
        yield Draft(fact, hit.first, hit.last)


def _not_restored(analysis: Analysis, hit: Hit) -> bool:
    """`لم تعد تعمل`, `لإعادة المنصات`, `تعمل على إصلاح`: not back yet."""
    before = [t.text for t in analysis.tokens[max(hit.first - 3, 0) : hit.first]]
    word = analysis.tokens[hit.first].text
    if before and before[-1] in ("لم", "لن", "لا", "حتي", "حين", "ريثما"):
        return True
    if {"علي", "محاوله", "قيد"} & set(before[-1:]) or word.startswith(("لل", "لاع", "لاص", "لاست", "لحل")):
        return True
    if hit.pos != "n" and before[-1:] == ["قبل"]:
        return True
    if hit.pos == "n" and {"عقب", "قبل", "بعد", "بعيد", "منذ", "فور", "قبيل"} & set(before[-1:]):
        clause = analysis.clause_at(hit.first)
        return not analysis.times_in(clause.first, clause.last, "date", "time")
    if hit.cls == "restore" and hit.pos == "v" and analysis.has(hit.last, hit.last + 3, "stop"):
        # يعود الخلل إلى ..: where it comes from, not that it is back.
        return True
    start = max(analysis.sentence_of(hit.first)[0], hit.first - 6)
    if analysis.has(hit.last, hit.last + 2, "staff"):
        return True
    return analysis.has(start, hit.first, "acknowledgement", "begin_work")


def _is_promised(analysis: Analysis, hit: Hit) -> bool:
    """`ستعود الخدمة`, `من المتوقع أن تعود`: not back yet, but said to come back."""
    future = any("س" in split.proclitics for split in splits(analysis.tokens[hit.first].text))
    start = max(analysis.sentence_of(hit.first)[0], hit.first - 6)
    return future or analysis.has(start, hit.first, "expected")


def _is_done(analysis: Analysis, hit: Hit) -> bool:
    """`تم إصلاح العطل`, `أصلحت الخلل`: the repair is told as done, and of a fault."""
    before = {token.text for token in analysis.tokens[max(hit.first - 3, 0) : hit.first]}
    told = hit.pos == "v" or bool(before & {"تم", "جري", "انتهي", "اعلن", "اعلنت", "اكتمل"})
    return told and analysis.has(hit.last, hit.last + 3, "stop", "trouble")


def _comes_back(analysis: Analysis, who: Participants, hit: Hit) -> bool:
    """Whether it is the provider, its services, or `الخدمة` that the verb speaks of."""
    start, end = analysis.sentence_of(hit.first)
    low, high = max(start, hit.first - 14), min(end, hit.last + 12)
    near = analysis.mentions_in(low, high, "company", "service", "place")
    near = [m for m in near if m.it.ref.type == "place" or can_stop(analysis, m)]
    if near:
        closest = min(near, key=lambda m: abs(m.first - hit.first))
        touching = closest.first - hit.last < 2 and hit.first - closest.last < 2
        if closest.it.ref.type != "place" or touching:
            return who.is_provider(closest.it.ref)
        near = [m for m in near if m.it.ref.type != "place"]
        if near:
            return who.is_provider(min(near, key=lambda m: abs(m.first - hit.first)).it.ref)
    if hit.pos != "n" and analysis.has(start, hit.first, "stop"):
        return True
    words = {t.text for t in analysis.tokens[low:high]}
    return bool(
        words
        & {
            "الخدمه",
            "الخدمات",
            "خدماتها",
            "المنصات",
            "التطبيقات",
            "المواقع",
            "الشبكات",
            "المنتجات",
            "الخدمتان",
            "المنصتان",
            "خدماته",
            "العطل",
            "المشكله",
            "الصفحات",
        }
    )


def _extent(analysis: Analysis, clause: Clause) -> str | None:
    for cls in ("gradual", "partial", "full"):
        if analysis.has(clause.first, clause.last, cls):
            return cls
    shares = [q.it for q in analysis.quantities_in(clause.first, clause.last) if q.it.kind == "percent"]
    return "partial" if any(share.value is not None and share.value < WHOLE for share in shares) else None


def _when(analysis: Analysis, hit: Hit, clause: Clause) -> Time | None:
    _, end = analysis.sentence_of(hit.first)
    stop = next(analysis.find(hit.last, end, "stop"), None)
    times = analysis.times_in(clause.first, clause.last, "date", "time")
    times = times or analysis.times_in(hit.last, stop.first if stop else end, "date", "time")
    if not times:
        return line_time(analysis, hit.first)
    return min(times, key=lambda t: abs(t.first - hit.first)).it if times else None


def _after(analysis: Analysis, first: int, last: int) -> Time | None:
    """`بعدما تعطلت لما يقرب من سبع ساعات`, `بعد ست ساعات`: how long until it was back."""
    durations = [t for t in analysis.times_in(first, last, "duration") if "T" in t.it.value or t.it.value.endswith("D")]
    return durations[0].it if durations else None
