"""Spellings that nobody listed: what the matcher finds, what it leaves alone, and what holds for every name."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.entities.kb import KnowledgeBase
from pipeline.entities.matcher import MAX_LETTERS, Matcher
from pipeline.entities.transliteration import arabic, code, likeness, native, readings, tables, tables_of
from pipeline.entities.words import DATA
from pipeline.resources import DataFileError, read_toml
from pipeline.text import fold

SPELLINGS = [
    ("زوكوربيرق", None, "mark-zuckerberg", "a vowel more, g as ق"),
    ("مارك زوكربيررغ", None, "mark-zuckerberg", "a consonant twice in a long name"),
    ("انستاغراام", None, "instagram", "a long vowel twice"),
    ("أنستوقرام", None, "instagram", "another vowel"),
    ("سنابتشاات", None, "snapchat", "joined words"),
    ("سناپشات", None, "snapchat", "p as پ"),
    ("سناب تشآت", None, "snapchat", "a madda"),
    ("كلاوود فلير", None, "cloudflare", "split words, a vowel twice"),
    ("كـلاودفليـر", None, "cloudflare", "tatweel"),
    ("مايكروسوفط", None, "microsoft", "t as ط"),
    ("مايكروصوفت", None, "microsoft", "s as ص"),
    ("مَيكروسوفِيت", None, "microsoft", "diacritics, a vowel more"),
    ("سطاربكس", None, "starbucks", "t as ط"),
    ("الفايسبووك", None, "facebook", "the article"),
    ("فايسبووك", "company", "meta", "the firm, where the context says a firm"),
    ("لينكداين", None, "linkedin", "sounds like the Latin name"),
    ("فودافوون", None, "vodafone", "a long vowel twice"),
    ("سامصونج", None, "samsung", "s as ص"),
    ("نيتفليكص", None, "netflix", "s as ص"),
    ("سبوطيفاي", None, "spotify", "t as ط"),
    ("بينتيريست", None, "pinterest", "a vowel more"),
    ("لوفتهنزا", None, "lufthansa", "a vowel less"),
    ("فولكسفاقن", None, "volkswagen", "g as ق"),
    ("واشنطن بوصت", None, "washington-post", "one word of two"),
    ("توشيييبا", "company", "toshiba", "a vowel more"),
    ("Facebok", None, "facebook", "a letter less"),
    ("Instagramm", None, "instagram", "a letter twice"),
    ("Whatssapp", None, "whatsapp", "a letter twice"),
    ("Micro-soft", None, "microsoft", "a hyphen"),
    ("You-Tube", None, "youtube", "a hyphen"),
    ("Vodaphone", None, "vodafone", "ph for f"),
    ("تسلم", None, None, "a verb, not Tesla"),
    ("تسلم", "company", None, "a verb, not Tesla"),
    ("تسليم", "company", None, "a noun of action"),
    ("تسلل", "company", None, "the last consonant twice"),
    ("أوبرا", "company", None, "opera, not Uber"),
    ("زومبي", "service", None, "not Zoom"),
    ("سيجار", "service", None, "a cigar, not Signal"),
    ("إبل", "company", None, "camels: the hamza below says so"),
    ("توتير", "service", None, "tension, not Twitter"),
    ("توتر", "service", None, "tension"),
    ("توقيت", "service", None, "time, not Twitter"),
    ("ميتة", "company", None, "dead, not Meta"),
    ("الإبل", None, None, "camels"),
    ("البرونز", None, None, "bronze, not Barron's"),
    ("قسما", "service", None, "a part, not GSMA"),
    ("تبرز", None, None, "a verb, not Tabriz"),
    ("سترلينغ", None, None, "a surname, not Starlink"),
    ("إغلاق", "company", None, "closing"),
    ("مسؤول", "company", None, "an official"),
    ("نفط", "company", None, "oil"),
    ("فرنسي", None, None, "French, not France"),
    ("روسية", "place", None, "Russian, not Russia"),
    ("التكتيك", "service", None, "tactics, not TikTok"),
    ("ككل", "company", None, "as a whole, not Google"),
    ("النقد", "company", None, "money"),
    ("طالبين", "organization", None, "two students, not Taliban"),
    ("سيقوم", "company", None, "a verb in the future"),
    ("في نمو", "company", None, "two small words, not Venmo"),
    ("لا تمس", "media", None, "two small words"),
    ("شان قتل", "company", None, "two words, not Chinguitel"),
    ("وقت قريب", "company", None, "two words"),
    ("فينر", "media", None, "a newspaper is no airline"),
    ("وزارة الدفاع الأرمينية", "organization", None, "words that are translated must be the same"),
    ("الخطوط الجوية الكينيه الوطنية", "company", None, "more words"),
    ("حسين روحاني", "person", None, "another given name"),
    ("Signals", None, None, "a plural, not Signal"),
    ("Metal", None, None, "a word, not Meta"),
    ("Amazons", None, None, "a plural"),
    ("Planetary", "company", None, "a word, not Palantir"),
]
"""Spellings of our own making: what the context says it is, the entity that it means, the family it stands for."""
HARAKAT = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"


@pytest.fixture(scope="module")
def whole() -> KnowledgeBase:
    return KnowledgeBase.load()


@pytest.fixture(scope="module")
def matcher(whole: KnowledgeBase) -> Matcher:
    return Matcher(whole)


@pytest.mark.parametrize(("text", "kind", "key", "why"), SPELLINGS)
def test_spellings(matcher: Matcher, text: str, kind: str | None, key: str | None, why: str) -> None:
    match = matcher.match(text, kind)
    assert (match.entry.key if match else None) == key, why


def test_listed_names_are_their_own(whole: KnowledgeBase, matcher: Matcher) -> None:
    phrases = sorted(phrase for phrase in whole.phrases if len(phrase) <= 5)
    for phrase in random.Random(7).sample(phrases, 400):
        senses = whole.phrases[phrase]
        match = matcher.match(" ".join(phrase))
        if any(sense.ambiguous for sense in senses):
            assert match is None or match.score < 1.0
        elif len(" ".join(phrase)) <= MAX_LETTERS and match is not None:
            assert match.entry.key in {sense.entry.key for sense in senses}
            assert match.score == 1.0


@pytest.mark.parametrize("text", ["", " ", "\n", "؟", "...", "123", "ـــ", "- -"])
def test_nothing_of_nothing(matcher: Matcher, text: str) -> None:
    assert matcher.match(text) is None


def test_ambiguous_names_are_left_to_the_rules(matcher: Matcher) -> None:
    for text in ("إكس", "كريم", "سيغنال أب لي"):
        assert matcher.match(text) is None


@pytest.mark.parametrize("text", ["مايكروصوفت", "أنستوقرام", "واشنطن بوصت", "فودافوون", "تسلم"])
def test_marks_change_nothing(matcher: Matcher, text: str) -> None:
    plain = matcher.match(text)
    draw = random.Random(3)
    for _ in range(20):
        marked = "".join(letter + draw.choice(("", "ـ", draw.choice(HARAKAT))) for letter in text if letter != " ")
        assert matcher.match(marked) == matcher.match(text.replace(" ", ""))
    for hamza in "أإآٱ":
        assert matcher.match(text.replace("أ", "ا").replace("ا", hamza)) == plain


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.sampled_from([None, "company", "person", "place", "other", "nonsense"]))
def test_any_text(matcher: Matcher, text: str, kind: str | None) -> None:
    match = matcher.match(text, kind)
    assert match is None or 0 < match.score <= 1


@pytest.mark.parametrize("text", ["ا" * 10_000, "ج" * 10_000, "جق " * 3_000, "a" * 10_000, "ـ" * 10_000])
def test_long_text_costs_nothing(matcher: Matcher, text: str) -> None:
    matcher.match("تجربة")
    start = time.process_time()
    for _ in range(20):
        assert matcher.match(text) is None
    assert time.process_time() - start < 0.5
    start = time.process_time()
    assert matcher.match(text[:MAX_LETTERS]) is None
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    ("latin", "written"),
    [("facebook", "فاسبوك"), ("microsoft", "ميكروسوفت"), ("snapchat", "سنابچات"), ("telefónica", "تلفونيكا")],
)
def test_latin_names_in_arabic_letters(latin: str, written: str) -> None:
    assert arabic(latin).strip() == written


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("تسلا", "تيسلا", 1),
        ("تسلا", "تسلم", 4),
        ("تويتر", "تويتور", 1),
        ("سيغنال", "سيغنول", 2),
        ("سبوتيفاي", "سبوتيفلي", 4),
        ("تويتر", "طويتر", 1),
        ("سنابتشات", "سنابچات", 0),
        ("ديسكورد", "ديزكورد", 3),
    ],
)
def test_what_an_edit_weighs(one: str, other: str, edits: int) -> None:
    assert likeness(fold(one), fold(other)).edits == edits


def test_a_letter_of_two_sounds_is_heard_both_ways() -> None:
    assert len(readings("جوجل")) == 2
    assert likeness("جوجل", "غوغل").heard == 0
    assert likeness("بيجو", "بيشو").same_skeleton


def test_codes_know_no_space_but_the_end_of_a_word() -> None:
    assert code("كلاود فلير") == code("كلاودفلير")
    assert code("ميتا") != code("ميته")


def test_tables_say_what_is_wrong() -> None:
    path = DATA / "transliteration.toml"
    data = read_toml(path)
    with pytest.raises(DataFileError, match="qq"):
        tables_of({**data, "families": {"velars": ["g", "qq"]}}, path)
    with pytest.raises(DataFileError, match="two words"):
        tables_of({**data, "digraphs": {"rules": ["تش"]}}, path)


def test_tables_are_whole() -> None:
    letters = set("ابتثجحخدذرزسشصضطظعغفقكلمنهوي")
    assert letters <= set(tables().letters)
    assert not any("a" <= letter <= "z" for letter in arabic("abcdefghijklmnopqrstuvwxyz"))
    assert all(len(country) == 2 for country in native().countries)
