"""Sentences: one-line gold cases (razdel's idea), `|` where a sentence ends and the next begins."""

from __future__ import annotations

import pytest
from hostile_text import texts
from hypothesis import given

from pipeline.text import View, split_sentences, tokenize

GOLD = """
# full stops
عادت الخدمة. |قالت الشركة ذلك.
عادت الخدمة.|قالت الشركة ذلك.
عادت الخدمة . |قالت الشركة ذلك .
عادت الخدمة
توقف التطبيق! |هل عاد؟ |نعم عاد.
توقف التطبيق!! |غضب الناس.
هل عاد التطبيق؟! |لا أحد يعرف.
هل عاد؟؟؟ |لا.
عادت الخدمة،ثم توقفت؛ قالت الشركة: سنعود.
انقطعت الشبكة۔ |عادت بعد ساعة.
# figures, dates, clock times, versions
خسرت الشركة 3.5 مليار دولار. |وهبط السهم 4.9%.
خسرت الشركة 3,5 مليار و٣٫٥ مليون و1.200.000 دولار.
بدأ العطل عند الساعة 15.45 بتوقيت غرينتش.
بدأ العطل عند 15:45 ت.غ وانتهى عند 21:00.
بتاريخ 22/9/2021 بدأ العطل. |ثم عادت الخدمة في 2021.10.05 صباحا.
بلغ عدد البلاغات 600. |وكان قبل ساعة 50.
صدر الإصدار 2.0.1 من التطبيق. |وفيه إصلاح.
بلغ السهم 323.56 دولار.|وكان 340.
تراجع 5. |ثم ارتفع 3.
كلف العطل $5.2bn في يوم. |كذلك تضررت شبكات 4G. |ثم عادت.
1. أعد تشغيل الهاتف. |2. حدّث التطبيق.
10. انتظر ساعة.
# abbreviations
قالت وكالة أ. ف. ب إن الخدمة عادت. |ثم صححت.
قالت وكالة أ.ف.ب إن الخدمة عادت.
شرح د. سامر الخطيب السبب. |وأيده م. علي.
نشرته ا. ش. ا. نقلا عن الشركة.
قالت Meta Platforms Inc. إنها تعتذر. |ثم صمتت.
تملكها شركة Meta Inc. |وأضافت الشركة أنها تعتذر.
يرى Dr. Smith أن السبب بشري.
بحسب U.S. News انقطعت الخدمة.
استخدم مطورو .NET خدمة أخرى.
# addresses
نشرت على twitter.com ثم حذفت. |وعادت إلى facebook.com.
التفاصيل على https://status.example/a.b?c=d. |ثم هدأت الأمور.
زوروا www.example.com. |شكرا.
راسلونا على news@site.example. |شكرا.
أسماء المواقع مثلwww.example.com إلى أرقام. |هكذا تعمل.
غرّد @user_1 بوسم #واتساب_معطل. |ثم اختفى.
# ellipses
حرفيا.. أهلا بالجميع.
حرفيا... أهلا بالجميع. |شكرا.
حرفيا… أهلا بالجميع.
عطل عالمي.. والسبب مجهول
هل عادت الخدمة؟.. الشركة توضح
كنا ننتظر ..ثم عادت.
# Latin letters as Arabic spells them
قال محلل لدى سي.ام.سي ماركتس إن السهم هبط. |وأضاف أنه سيعود.
قالت بي.تي.سي.إل إن الكابل انقطع. |واعتذرت.
نقلته بي.بي.سي.|وقالت إنه انتهى.
بنك جيه.بي مورغان خفض تقديره.
انتهى العطل.|وقال مصدر إنه عاد.
# quotations and brackets
قال: "عدنا. نعتذر لكم." |وأضاف أن السبب تقني.
قال: “عدنا. نعتذر لكم.” |وأضاف أن السبب تقني.
قال: ”عدنا. نعتذر لكم.“ |وأضاف أن السبب تقني.
قال: «عدنا. نعتذر لكم». |وأضاف أن السبب تقني.
قال: «عدنا. نعتذر لكم.»، وأضاف أن السبب تقني.
كتب: "أهلا بالجميع!" |وكتب آخر: "أين كنتم؟".
كتب "كم الثمن؟" على حسابه. |ثم حذفها.
سأل: «أين الخدمة؟» ثم صمت.
قال ‘انتهى. عدنا’ ثم صمت. |ورحل.
موقع “تلجرام“ عاد. |ثم “تويتر“ أيضا.
قال المتحدث (وهو موظف. سابق) إنه يعتذر. |ثم صمت.
عادت الخدمة (نعم!). |شكرا.
عادت الخدمة. (رويترز) |شكرا.
قالت الشركة: "نعتذر عما حدث. |ثم صمتت. |ولم تغلق القوس.
طول الشاشة 6.5" في الهاتف. |والسعر 300 دولار.
«عدنا». |«لم نعد». |هكذا اختلفا.
قال: "عدنا." - ثم صمت.
# lines
عطل عالمي\\n|عادت الخدمة أمس. |ثم توقفت.
عطل عالمي\\n\\n\\n|عادت الخدمة
● البند الأول\\n|● البند الثاني
قال: "عدنا\\n|ثم توقفنا". |شكرا.
نص أول\\u2028|نص ثان
قالت الشركة: \\n|"نعتذر عما حدث".
# English and mixed
hello literally everyone. |كتب تويتر ذلك.
The service is down. |We are sorry! |Thank you.
قالت الشركة.|Facebook عادت إلى العمل.
كتب: "hello. literally everyone" ثم ضحك.
انضم إلى Signal. |مرحبا بك في Telegram!
فاز Yahoo! بالسباق
# marks that nobody sees
\\u202bعادت الخدمة.\\u202c |\\u200fقالت الشركة ذلك.\\u200f
عَادَتِ الخِدْمَةُ. |قَالَتِ الشَّرِكَةُ.
عـادت الخدمـة. |قـالت.
"""

_ESCAPES = (("\\n", "\n"), ("\\u2028", "\u2028"), ("\\u202b", "\u202b"), ("\\u202c", "\u202c"), ("\\u200f", "\u200f"))
CASES = [line for line in GOLD.split("\n") if line and not line.startswith("#")]

# Known to differ: kept so that a change for the better is seen.
KNOWN_GAPS = {
    "عادت الخدمة. (رويترز) |شكرا.": "a source in brackets after the stop goes to the next sentence",
    "فاز Yahoo! بالسباق": "a brand name with a cry looks like an end",
}


def _parse(case: str) -> tuple[str, list[str]]:
    for escape, character in _ESCAPES:
        case = case.replace(escape, character)
    return case.replace("|", ""), [part.strip() for part in case.split("|")]


def _sentences(text: str) -> list[str]:
    view = View(text)
    return [sentence.span.cut(text) for sentence in split_sentences(view, tokenize(view))]


def _bare(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).strip()


def test_there_are_enough_cases() -> None:
    assert len(set(CASES)) == len(CASES) >= 60


@pytest.mark.parametrize("case", CASES)
def test_gold(case: str, request: pytest.FixtureRequest) -> None:
    if case in KNOWN_GAPS:
        request.applymarker(pytest.mark.xfail(reason=KNOWN_GAPS[case], strict=True))
    text, expected = _parse(case)
    assert [_bare(sentence) for sentence in _sentences(text)] == [_bare(part) for part in expected]


def test_nothing_gives_no_sentence() -> None:
    assert _sentences("") == _sentences(" \n\t\u200f") == []


def test_a_quotation_may_not_swallow_the_article() -> None:
    """A mark whose partner is too far away opens nothing."""
    text = 'قال "عدنا. ' + "انتهى الأمر. " * 60 + '" هكذا.'
    assert len(_sentences(text)) > 50


@given(texts())
def test_sentences_partition_the_tokens(text: str) -> None:
    view = View(text)
    tokens = tokenize(view)
    sentences = split_sentences(view, tokens)
    assert [index for s in sentences for index in range(s.first, s.last)] == list(range(len(tokens)))
    for sentence in sentences:
        assert sentence.first < sentence.last
        assert sentence.span.start == tokens[sentence.first].span.start
        assert sentence.span.end == tokens[sentence.last - 1].span.end


@given(texts())
def test_a_line_break_always_ends_a_sentence(text: str) -> None:
    view = View(text)
    tokens = tokenize(view)
    for sentence in split_sentences(view, tokens):
        assert "\n" not in view.text[tokens[sentence.first].start : tokens[sentence.last - 1].end]
