"""What holds for any text: spans are inside it, names do not overlap, proclitics stay outside."""

from __future__ import annotations

from call_count import calls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.entities import EntityStage
from pipeline.text import fold

WORDS = """
فيسبوك الفيسبوك تلغرام شركة تطبيق الشركة التطبيق زين العربية إكس زوكربرغ قال قالت الخبير محمد بن عبد الله
وزارة الصحة الكويت مطار برلين هيئة الوطنية للاتصالات Telegram Signal WhatsApp X و ل ب ال لل ف ك في على لـ
“ ” « » ( ) ، . : - # @ 123 ٤ ﻓﻴﺴﺒﻮﻙ 🙂 ـ
"""
PIECES = [*WORDS.split(), "واتس اب", "مارك زوكربرغ", '"', "\n", " ", " ", " ", "\u064b", "\u200f"]
texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=80)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts)
def test_mentions_are_sound(text: str, read) -> None:
    doc = read(text)
    mentions = doc.mentions
    assert list(mentions) == sorted(mentions, key=lambda m: m.span)
    assert all(0 <= m.span.start < m.span.end <= len(text) for m in mentions)
    assert all(m.span.cut(text).strip() == m.span.cut(text) for m in mentions)
    assert all(m.rule for m in mentions)
    ends = 0
    for mention in mentions:
        if mention.form == "name":
            assert mention.span.start >= ends
            ends = mention.span.end


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    proclitic=st.sampled_from(["", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فل", "وك", "فك"]),
    name=st.sampled_from(["فيسبوك", "تلغرام", "واتساب", "مايكروسوفت", "برلين", "أمازون", "إنستغرام"]),
    left=st.sampled_from(["", "«", "“", "("]),
)
def test_proclitics_stay_outside(proclitic: str, name: str, left: str, read) -> None:
    text = f"عاد {left}{proclitic}{name}"
    (mention,) = read(text).mentions
    assert fold(mention.span.cut(text)) == fold(name)


def test_stage_declares_itself(kb) -> None:
    stage = EntityStage(kb)
    assert (stage.name, stage.reads, stage.writes) == ("entities", {"tokens", "sentences"}, {"mentions"})


def test_work_is_linear(read) -> None:
    text = "قالت شركة فيسبوك إن الشركة آسفة، وكتب مارك زوكربرغ «زوغو» في تطبيق تلغرام. "
    read(text)
    assert calls(lambda: read(text * 80)) < 12 * calls(lambda: read(text * 10))
