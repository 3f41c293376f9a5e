"""Whether a word for a return tells one: not one that is awaited, asked for, denied, or of a fault that comes back."""

from __future__ import annotations

from pipeline.facts.analysis import Analysis, Clause
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import is_negated, is_old
from pipeline.facts.returned import is_of_another
from pipeline.facts.speakers import complementizers
from pipeline.text import splits

LEAD = 6
"""Tokens before a word for a return in which it is promised, asked for, or told as done."""
ONLY = 14
"""Tokens from `لم تعد` to the `إلا` that turns it into a return: `لم تعد الخدمة إلا بعد ست ساعات`."""
NEAR_BEFORE, NEAR_AFTER = 14, 12
"""Tokens around a word for a return in which the name of what came back stands."""
_IF = {"اذا", "لو"}
_NOT = {"لم", "لن", "لا", "حتي", "ريثما", "لما"}
_NOT_BEFORE = {"حتي", "قبل", "سوي"}
"""With `لم` they give the hour of a return: `لم تعد قبل السابعة`."""
_WHEN = {"بعد", "قبل", "عند", "حوالي", "قرابه", "نحو", "قبيل", "بعيد", "في", "خلال", "عقب"}
BEHIND = {"بعد", "عقب", "اثر", "بعيد", "غداه"}
"""Before a stop they tell that the return came after it: `عادت بعد توقف لساعات`."""
_PENDING = {
    "علي", "محاوله", "قيد", "بانتظار", "انتظار", "حول", "بصدد", "جار", "جاري", "لحين", "سبيل", "بغيه", "قصد", "امكانيه",
    "دون", "عدم", "صعوبه", "تعذر", "سرعه", "ضروره", "موعد", "متي",
}  # fmt: skip
"""What stands before a return that is not yet, or not at all."""
_STILL = ("يعود", "تعود", "يرجع", "ترجع")
"""Of what has an origin: `يعود إلى خلل`."""
_AGAIN = {"من جديد", "مجددا"}
_RETURNS = ("اعاد", "عود", "استعاد")
_TO_RETURN = ("لاعاده", "لعوده", "لاستعاده")
_TELLS = {
    "تم", "تمت", "جري", "جرت", "انتهي", "اعلن", "اعلنت", "اكتمل", "اكتملت", "تمكن", "تمكنت", "تمكنوا", "نجح", "نجحت",
    "تعلن", "يعلن", "تتمكن", "يتمكن", "تنجح", "ينجح", "تؤكد", "يؤكد",
    "بشر", "بشرت", "زف", "زفت", "طمان", "طمانت",
    "استطاع", "استطاعت", "استغرق", "استغرقت", "اكد", "اكدت", "افاد", "افادت",
}  # fmt: skip

_ITS = ("ه", "ها", "هما")
_NO_PRONOUN = ("معالجه", "تسويه")
"""Words for a repair that end in ة."""
DONE = 3
"""Words before a repair of what was named before, in which it is told as done: `تمكنت الفرق من إصلاحه`."""


def not_restored(analysis: Analysis, hit: Hit) -> bool:
    """`لم تعد تعمل`, `لإعادة المنصات`, `تعمل على إصلاح`: not back yet."""
    before = [t.text.lstrip("وف") for t in analysis.tokens[max(hit.first - 3, 0) : hit.first]]
    word = analysis.tokens[hit.first].text
    if before and (before[-1] in _NOT or (before[-1] == "ما" and before[-2:-1] != ["بعد"])):
        # `ما زالت أسباب العطل مجهولة`, `ما عاد يعمل`
        return not only_then(analysis, hit)
    if before[-1:] == ["حين"] and word[0] in "يت":
        return True  # `حين تعود الخدمة`; `حين عادت الصور` is told
    if hit.pos == "w" and _goes_with_another(analysis, hit):
        return True
    if _falls_again(analysis, hit):
        return True
    if _PENDING & set(before[-1:]) or _IF & set(before[-2:]) or (hit.pos == "v" and word.startswith("لع")):
        return True  # `إذا عاد واتساب`, `لو .. لعادت الخدمة`
    if word.startswith("لل") and is_scheduled(analysis, hit):
        return False
    if hit.pos == "n" and word.startswith(("لل", "لاع", "لاص", "لاست", "لحل", "لعود", "لمعالج")):
        return True
    if hit.pos != "n" and before[-1:] == ["قبل"]:
        return True
    if hit.pos == "n" and {"عقب", "قبل", "بعد", "بعيد", "منذ", "فور", "قبيل"} & set(before[-1:]):
        clause = analysis.clause_at(hit.first)
        return not analysis.times_in(clause.first, clause.last, "date", "time")
    if hit.cls == "restore" and hit.pos == "v" and _comes_from(analysis, hit):
        return True
    start = max(analysis.sentence_of(hit.first)[0], hit.first - LEAD)
    behind = min(hit.last + LEAD, analysis.clause_at(hit.first).last)
    if is_of_another(analysis, hit) or analysis.has(hit.last, behind, "still_down"):
        return True
    if hit.pos == "n" and analysis.has(start, hit.first, "advice", "criticism"):
        return True
    if _is_demanded(analysis, hit):
        return True
    return analysis.has(start, hit.first, "acknowledgement", "begin_work")


def _falls_again(analysis: Analysis, hit: Hit) -> bool:
    """`انقطع من جديد`, `العطل عاد`, `هل من عودة؟`: a fault that returns, or a return that is asked for."""
    if hit.pos == "w" and analysis.has(hit.first - LEAD // 2, hit.first, "stop"):
        return analysis.words(hit.first, hit.last) in _AGAIN
    _, end = analysis.sentence_of(hit.first)
    if hit.pos == "n" and analysis.tokens[end - 1].text == "؟":
        return True
    comes = hit.pos == "v" and hit.cls == "restore" and not ends_fault(analysis, hit)
    return comes and _is_fault(analysis, hit.first - 1)


def _is_fault(analysis: Analysis, token: int) -> bool:
    """Whether a token is a noun for a fault: `العطب عاد`."""
    return any(fault.pos == "n" for fault in analysis.find(token, token + 1, "stop", "trouble"))


def _goes_with_another(analysis: Analysis, hit: Hit) -> bool:
    """`نعمل على إعادة الأمور | إلى طبيعتها`: where to belongs to a return that is not yet."""
    return any(
        (analysis.tokens[at].text.startswith(_RETURNS) and analysis.tokens[at - 1].text in _PENDING)
        or analysis.tokens[at].text.startswith(_TO_RETURN)
        for at in range(max(hit.first - LEAD, 1), hit.first)
    )


def is_assurance(analysis: Analysis, hit: Hit, clause: Clause) -> bool:
    """`«سنعود قريبا»`: who says it of himself, and gives no hour, acknowledges that he is down."""
    quote = analysis.quote_at(hit.first)
    return quote is not None and not analysis.times_in(clause.first, clause.last, "date", "time")


def is_scheduled(analysis: Analysis, hit: Hit) -> bool:
    """`الموعد المأمول للاستعادة التامة 20 كانون الأول`: the day of a return that is awaited."""
    clause = analysis.clause_at(hit.first)
    awaited = analysis.has(max(clause.first, hit.first - LEAD), hit.first, "awaited")
    return awaited and bool(analysis.times_in(clause.first, clause.last, "date", "time"))


def _is_demanded(analysis: Analysis, hit: Hit) -> bool:
    """`ناشدت السلطات "رفع الحجب فورا"`: what is asked for is not done."""
    before = analysis.find(max(analysis.sentence_of(hit.first)[0], hit.first - LEAD), hit.first, "plea")
    noun = analysis.tokens[hit.first].text.startswith(("رفع", "برفع", "اعاد", "باعاد", "استعاد", "باستعاد"))
    return noun and any(True for _ in before)


def only_then(analysis: Analysis, hit: Hit) -> bool:
    """`لم تعد الخدمة إلا بعد ست ساعات`, `لم ترجع حتى منتصف الليل`, `.. قبل السابعة`: it did come back then."""
    _, end = analysis.sentence_of(hit.first)
    for index in range(hit.last, min(end, hit.last + ONLY)):
        word = analysis.tokens[index].text
        if word == "الا":
            return True
        clock = analysis.times_in(index + 1, index + 4, "time") if word in _NOT_BEFORE else ()
        if any("T" in place.it.value and not place.it.value.startswith("P") for place in clock):
            return True
    return False


def _comes_from(analysis: Analysis, hit: Hit) -> bool:
    """`يعود الخلل إلى ..`, `يعود تأسيسها إلى عام 2009`, `أصبح غير متاح`: an origin, or that it is down."""
    stop = next(analysis.find(hit.last, hit.last + 3, "stop"), None)
    if stop is not None and analysis.tokens[stop.first - 1].text not in BEHIND and not ends_fault(analysis, hit):
        return True
    if _is_origin(analysis, hit):
        return True
    _, end = analysis.sentence_of(hit.first)
    for index in range(hit.last, min(end, hit.last + LEAD)):
        if analysis.tokens[index].text == "الي":
            # `عادت إلى العمل مساء أمس`: a time one word further on is when.
            dated = any(place.first == index + 1 for place in analysis.times_in(index + 1, index + 3))
            return dated or analysis.has(index + 1, index + 3, "stop", "trouble")
    return False


def _is_origin(analysis: Analysis, hit: Hit) -> bool:
    """`أن الانقطاع يعود إلى تعرض الكابل لقطع`, `ويعود السبب إلى ..`, `يعود إلى أن ..`: an origin, no return."""
    word = analysis.tokens[hit.first].text.lstrip("وف")
    if not word.startswith(_STILL):
        return False
    if analysis.has(hit.first - 1, hit.first, "stop", "trouble", "reason") or analysis.has(
        hit.last, hit.last + 2, "reason"
    ):
        return True
    return any(complementizers(token.text) for token in analysis.tokens[hit.last + 1 : hit.last + 2])


def ends_fault(analysis: Analysis, hit: Hit) -> bool:
    """`انتهى العطل`, `تجاوزت الشركة الخلل`: the fault is the object, or the subject, of a verb that ends it."""
    return analysis.has(hit.first, hit.first + 1, "ended")


def is_promised(analysis: Analysis, hit: Hit) -> bool:
    """`ستعود الخدمة`, `من المتوقع أن تعود`: not back yet, but said to come back."""
    future = any("س" in split.proclitics for split in splits(analysis.tokens[hit.first].text))
    start = max(analysis.sentence_of(hit.first)[0], hit.first - LEAD)
    if hit.cls == "restore" and hit.pos == "n" and analysis.has(hit.last, hit.last + 3, "takes_time"):
        # `العودة الكاملة تتطلب خمسة أسابيع`
        return True
    return (future and hit.pos != "n") or analysis.has(start, hit.first, "expected", "awaited")


def is_told(analysis: Analysis, hit: Hit) -> bool:
    """Whether a return or a repair is told as done; of `معالجة`, `حل`, `إصلاح` and their verbs also: of a fault."""
    word = analysis.tokens[hit.first].text.lstrip("وف")
    before = set(_words_before(analysis, hit))
    if hit.cls == "restore" and analysis.has(max(hit.first - NEAR_BEFORE, 0), hit.first, "begin"):
        return True
    if hit.cls == "ended":
        return True
    if hit.cls == "restore":
        return hit.pos != "n" or not analysis.tokens[hit.first].text.startswith("ب") or bool(before & _TELLS)
    if hit.pos == "v":
        done = word[0] not in "يتنس"
        return done and (analysis.has(hit.last, hit.last + 4, "stop", "trouble") or has_ended(analysis, hit))
    if _is_of_named_fault(analysis, hit):
        return bool(_TELLS & set(_words_before(analysis, hit)[-DONE:]))
    return bool(before & _TELLS) and analysis.has(hit.last, hit.last + 3, "stop", "trouble")


def _words_before(analysis: Analysis, hit: Hit) -> list[str]:
    """The words of the lead, without their conjunctions; quotation marks and commas are none."""
    start = max(hit.first - 2 * LEAD, 0)
    return [t.text.lstrip("وف") for t in analysis.tokens[start : hit.first] if t.kind == "word"][-LEAD:]


def _is_of_named_fault(analysis: Analysis, hit: Hit) -> bool:
    """`اكتشف الخلل صباحا، وأعلن إصلاحه ظهرا`, `المشكلة تمت معالجتها`: the pronoun is the fault named before."""
    word = analysis.tokens[hit.first].text
    if not word.endswith(_ITS) or word.endswith(_NO_PRONOUN):
        return False
    start, _ = analysis.sentence_of(hit.first)
    faults = [fault for fault in analysis.find(start, hit.first, "stop", "trouble") if fault.pos == "n"]
    return bool(faults) and not is_negated(analysis, faults[-1]) and not is_old(analysis, hit.first)


def has_ended(analysis: Analysis, hit: Hit) -> bool:
    """`بدأت المشكلة في السابعة وانتهت الظهر`, `وقد عولج بعد ساعة`: a fault named before, and only a time behind it."""
    if hit.pos != "v" or analysis.tokens[hit.first].text.lstrip("وف")[:1] in {"ي", "ت", "س"}:
        return False
    start, end = analysis.sentence_of(hit.first)
    faults = list(analysis.find(start, hit.first, "stop", "trouble"))
    if not faults or is_negated(analysis, faults[-1]) or is_old(analysis, hit.first):
        return False
    clause = analysis.clause_at(hit.first)
    if hit.last >= end or analysis.tokens[hit.last].kind != "word" or analysis.tokens[hit.last].text in _WHEN:
        return True
    return any(place.first <= hit.last + 1 for place in analysis.times_in(hit.last, clause.last, "date", "time"))
