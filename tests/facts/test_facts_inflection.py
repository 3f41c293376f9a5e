"""Forms of trigger words: what the generator makes of one or two principal parts. Forms are folded."""

from __future__ import annotations

import pytest

from pipeline.facts.inflection import bare, noun_forms, verb_forms
from pipeline.facts.lexicon import _DATA as DATA
from pipeline.resources import read_tsv
from pipeline.text import fold

ROWS = [row for _, row in read_tsv(DATA / "lexemes.tsv", optional=("tail",)) if row["pos"] != "w"]


@pytest.mark.parametrize(
    ("verb", "written"),
    [
        # sound: the endings of the perfect and the prefixes of the imperfect
        ("تعطل يتعطل", "تعطل تعطلت تعطلوا تعطلتا تعطلا يتعطل تتعطل يتعطلون تتعطلان نتعطل يتعطلوا"),
        ("قدر يقدر", "قدرت قدروا قدرها قدرته يقدر تقدره يقدرون نقدر"),
        ("استأنف يستأنف", "استأنفت استأنفوا يستأنف تستأنف يستأنفون"),
        # with object pronouns, also behind an ending
        ("أعلن يعلن", "أعلنتها أعلنه أعلنوها يعلنها تعلنه"),
        # hollow: the long vowel shortens before a consonant
        ("قال يقول", "قال قالت قالوا قلنا قلت يقول تقول يقولون نقول"),
        ("عاد يعود", "عاد عادت عادوا عدنا عدت يعود تعود يعودون"),
        ("زاد يزيد", "زادت زدنا تزيد"),
        # weak in the last letter: it drops, or comes back as ي
        ("نفى ينفي", "نفى نفت نفوا نفته نفاه نفينا ينفي تنفي ينفون"),
        ("دعا يدعو", "دعا دعت دعوا دعاه يدعو تدعو يدعون"),
        ("أدى يؤدي", "أدى أدت أدوا يؤدي تؤدي يؤدون أداها"),
        ("اختفى يختفي", "اختفى اختفت اختفوا اختفيا يختفي تختفي"),
        ("رأى يرى", "رأى رأت رأوا رأينا يرى ترى يرون"),
        # the weak letter also drops behind لم
        ("كفى يكفي", "يكف تكف"),
        # weak in the first letter
        ("وصل يصل", "وصل وصلت وصلوا يصل تصل يصلون"),
        ("وقع يقع", "وقعت يقع تقع"),
        # doubled
        ("شل يشل", "شل شلت شله شلها يشل تشل يشلون"),
        ("رد يرد", "رد ردت ردوا يرد ترد يردون رددنا رددت"),
        ("أقر يقر", "أقر أقرت يقر تقر"),
        # hamzated at the head and in the middle
        ("أكد يؤكد", "أكد أكدت أكدوا يؤكد تؤكد"),
        ("أسف يأسف", "أسفت يأسف نأسف"),
        ("سأل يسأل", "سأل سألت سألوا يسأل تسأل"),
        # hamzated at the end
        ("بدأ يبدأ", "بدأ بدأت بدأنا يبدأ تبدأ نبدأ"),
        ("لجأ يلجأ", "لجأت لجأوا"),
        ("انطفأ ينطفئ", "انطفأت تنطفئ"),
        ("تباطأ يتباطأ", "تباطأت"),
    ],
)
def test_forms_of_verbs(verb: str, written: str) -> None:
    forms = verb_forms(*verb.split())
    assert [word for word in written.split() if fold(word) not in forms] == []


@pytest.mark.parametrize(
    ("verb", "written"),
    [
        ("عاد يعود", "عيد عائد عودة يعد تعد"),
        ("قال يقول", "يقل تقل"),
        ("توقف يتوقف", "متوقف توقفات"),
        ("قرأ يقرأ", "أقرا"),
    ],
)
def test_other_words_are_no_forms(verb: str, written: str) -> None:
    """The first person `أعلم` would be a perfect of form IV; nouns of the root are lexemes of their own.

    Nor is the jussive of a hollow verb a form: `لم يعد` is mostly *no longer*, and `لا يقل عن` *no less than*.
    """
    forms = verb_forms(*verb.split())
    assert [word for word in written.split() if fold(word) in forms] == []


@pytest.mark.parametrize(
    ("noun", "written"),
    [
        ("عطل أعطال", "عطل أعطال عطلا أعطالا عطلها أعطاله عطلان عطلين"),
        ("خدمة خدمات", "خدمة خدمات خدمته خدماتها خدمتان خدمتين خدمتها خدماتهم"),
        ("مشكلة مشكلات مشاكل", "مشكلتنا مشاكلنا مشكلتان مشاكل"),
        ("خسارة خسائر", "خسارة خسارته خسائرها خسارتين خسارات"),
        ("متضرر متضررين متضررون", "متضرر متضررا متضررين متضررون متضررو متضرري"),
        ("خطأ أخطاء", "خطأ أخطاء أخطاءه خطأين"),
    ],
)
def test_forms_of_nouns(noun: str, written: str) -> None:
    forms = noun_forms(*noun.split())
    assert [word for word in written.split() if fold(word) not in forms] == []


def test_a_feminine_noun_takes_no_alef_and_keeps_its_teh() -> None:
    forms = noun_forms("ثروة")
    assert "ثروها" not in forms
    assert fold("ثروةا") not in forms
    assert "ثروتها" in forms


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['class']} {row['forms']}" for row in ROWS])
def test_forms_are_folded_words_of_two_letters_or_more(row: dict[str, str]) -> None:
    words = row["forms"].split()
    forms = verb_forms(*words) if row["pos"] == "v" else noun_forms(*words)
    assert fold(words[0]) in forms
    assert [form for form in forms if len(form) < 2 or fold(form) != form or " " in form] == []


@pytest.mark.parametrize(("written", "bared"), [("خدمةٌ", "خدمة"), ("تابعهُ", "تابعه"), ("عُطْلٍ", "عُطْل"), ("", "")])
def test_marks_behind_the_last_letter_are_taken_off(written: str, bared: str) -> None:
    assert bare(written) == bared
