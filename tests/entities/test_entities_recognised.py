"""From tags of words to mentions: clitics, quotes, generic nouns and titles off, names linked or left unknown.

The tags are written into the sentences, so that each line shows what the engine said and what must come of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from marked_mentions import show, unmark

from pipeline.document import Article, Document
from pipeline.entities import EntityStage, KnowledgeBase
from pipeline.entities.engines import Tag
from pipeline.text import split_sentences, tokenize

FULL = KnowledgeBase.load()


class Told:
    """An engine that says what the test tells it: words in brackets of each sentence."""

    name = "told"
    checksum = "none"

    def __init__(self, tags: Sequence[tuple[str, str, float]]) -> None:
        self._tags = tags

    def __call__(self, sentences: Sequence[Sequence[str]]) -> list[list[Tag] | None]:
        return [sorted(self._found(words)) for words in sentences]

    def _found(self, words: Sequence[str]) -> list[Tag]:
        found = []
        for name, kind, score in self._tags:
            parts = name.split()
            starts = range(len(words) - len(parts) + 1)
            found += [Tag(at, at + len(parts), kind, score) for at in starts if [*words[at : at + len(parts)]] == parts]
        return found


class Mute(Told):
    """An engine that can label nothing."""

    def __call__(self, sentences: Sequence[Sequence[str]]) -> list[list[Tag] | None]:
        return [None for _ in sentences]


def read(text: str, engine: Told) -> Document:
    doc = Document(Article(text, "test"))
    doc.tokens = tokenize(doc.view)
    doc.sentences = split_sentences(doc.view, doc.tokens)
    EntityStage(FULL, engine)(doc)
    return doc


CASES = [
    # what the engine tags, and the mentions of the sentence
    ("ونبراس كلاود", "company", "اعتذرت الوزارة و{نبراس كلاود|~company} أيضا."),
    ("وتطبيق زادباي", "service", "عاد البث وتطبيق {زادباي|~service} بعد ساعة."),
    ("تطبيق زادباي", "service", "عاد تطبيق {زادباي|~service} بعد ساعة."),
    ("« زادباي »", "service", "عاد «{زادباي|~service}» بعد ساعة."),
    ("السيد مهند القرقني", "person", "حضر السيد {مهند القرقني|~person} الجلسة."),
    ("للمنصورة الجديدة", "place", "سافروا لل{منصورة الجديدة|~place} صباحا."),
    ("ومهند القرقني", "person", "حضر الوزير و{مهند القرقني|~person} الجلسة."),
    ("وسيم القرقني", "person", "حضر {وسيم القرقني|~person} الجلسة."),
    ("بالزرقاوية", "place", "انقطع النت ب{الزرقاوية|~place} ليلا."),
]


@pytest.mark.parametrize(("tagged", "kind", "marked"), CASES)
def test_span_discipline(tagged: str, kind: str, marked: str) -> None:
    text, marks = unmark(marked)
    doc = read(text, Told([(tagged, kind, 0.95)]))
    assert [show(mention) for mention in doc.mentions] == marks


def test_a_known_name_is_not_taken_away() -> None:
    doc = read("تعطل فيسبوك أمس.", Told([("فيسبوك أمس", "person", 0.99)]))
    assert [mention.ref.kb for mention in doc.mentions] == ["facebook"]


def test_a_longer_name_takes_the_place_inside() -> None:
    doc = read("أغلقت ورشة نجارة برلين الحديثة أمس.", Told([("ورشة نجارة برلين الحديثة", "company", 0.95)]))
    assert [mention.ref.name for mention in doc.mentions] == ["ورشة نجارة برلين الحديثة"]


def test_an_unsure_engine_is_not_believed() -> None:
    assert not read("حضر مهند القرقني الجلسة.", Told([("مهند القرقني", "person", 0.2)])).mentions


def test_a_spelling_that_nobody_listed_is_linked_by_sound() -> None:
    doc = read("ردت كلاود فليير سريعا.", Told([("كلاود فليير", "company", 0.95)]))
    assert [mention.ref.kb for mention in doc.mentions] == ["cloudflare"]


def test_names_of_one_spelling_are_one_entity() -> None:
    doc = read("ردت شركة نبراس كلاود. ثم اعتذرت نبراس كلاود.", Told([("نبراس كلاود", "company", 0.95)]))
    assert len({mention.ref for mention in doc.mentions}) == 1
    assert len(doc.mentions) == 2


@pytest.mark.parametrize(
    ("text", "key"), [("ردت زادباي (ZadPay) أمس.", None), ("ردت كرونوسا (Cloudflare) أمس.", "cloudflare")]
)
def test_a_name_and_its_latin_form_in_brackets_are_one(text: str, key: str | None) -> None:
    words = [("زادباي", "company", 0.95), ("ZadPay", "company", 0.95), ("كرونوسا", "company", 0.95)]
    doc = read(text, Told(words))
    assert [mention.ref.kb for mention in doc.mentions] == [key, key]
    assert len({mention.ref for mention in doc.mentions}) == 1


def test_a_sentence_that_the_engine_cannot_label_is_told_and_the_rest_is_kept() -> None:
    doc = read("تعطل فيسبوك أمس.", Mute([]))
    assert [mention.ref.kb for mention in doc.mentions] == ["facebook"]
    assert [diagnostic.code for diagnostic in doc.diagnostics] == ["ner_unlabelled"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("قال عماد كريدية ذلك. وختم كريدية بالاعتذار.", "imad-kreidieh"),
        ("قال سامر البلوطي ذلك. وختم كريدية بالاعتذار.", "كريدية"),
        ("ختم كريدية بالاعتذار. وقال عماد كريدية ذلك.", "كريدية"),
    ],
)
def test_a_surname_alone_is_who_bore_it_in_full_before(text: str, key: str) -> None:
    doc = read(text, Told([("كريدية", "person", 0.9), ("سامر البلوطي", "person", 0.9)]))
    assert [m.ref.key for m in doc.mentions if m.span.cut(text) == "كريدية"] == [key]
