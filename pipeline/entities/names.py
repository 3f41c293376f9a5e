"""Parts of names: which words may begin, continue and end the name of a person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipeline.document import Document
from pipeline.entities.surroundings import before, reads, same_line
from pipeline.entities.words import ARTICLE, DATA, MAKSURA, closed_class, given_names, head_of, nationalities
from pipeline.resources import read_toml
from pipeline.text import fold

MIN_SURNAME = 3
MAX_NISBA = 5
"""A word of more letters that ends in `ية` is an abstract noun, no surname."""
_POSSESSED = ("ها", "هما", "هم", "ته")
_FINITE = ("ي", "ت")
"""How a verb begins that tells what somebody says."""
_GLUED = ("وال", "بال", "لل", "فال", "كال")
_THAT = closed_class("إن أن بأن إنه أنه إنها أنها بأنه بأنها")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `nil.toml` about people, folded."""

    titles: frozenset[str]
    short: frozenset[str]
    roles: frozenset[str]
    verbs: frozenset[str]
    binders: frozenset[str]
    not_surname: frozenset[str]
    given: frozenset[str]


@lru_cache(maxsize=1)
def person_words() -> Words:
    """Return the words of `nil.toml` about people."""
    data = read_toml(DATA / "nil.toml")

    def folded(table: str, field: str) -> frozenset[str]:
        return frozenset(fold(word) for word in data[table][field])

    # `على` is folded like the name `علي`; `is_given_name` tells them apart by the letter written.
    small = frozenset(fold(word) for word in data["names"]["not_surname"] if not word.endswith(MAKSURA))
    given = given_names() - small
    return Words(
        folded("titles", "words"),
        folded("titles", "short"),
        folded("roles", "words"),
        folded("speech", "verbs"),
        folded("names", "binders"),
        folded("names", "not_surname"),
        given,
    )


def is_family(text: str) -> bool:
    """Whether a word may go on with a name after `بن كذا`: another link, a given name, a family with the article."""
    return (
        text in person_words().binders
        or text in person_words().given
        or (text.startswith(ARTICLE) and is_surname(text))
    )


def is_surname(text: str) -> bool:
    """Whether a word may be the last part of a name: no small word, verb, office or generic noun."""
    words = person_words()
    return (
        len(text) >= MIN_SURNAME
        and text not in words.not_surname
        and text not in words.verbs
        and text not in words.roles
        and not text.startswith(_GLUED)
        and not (text.startswith(ARTICLE) and text.endswith("ات"))
        and not (len(text) > MAX_NISBA and text.endswith("يه"))
        and not text.endswith(_POSSESSED)
        and not reads(text, words.not_surname)
        and head_of(text) is None
    )


def goes_on(doc: Document, at: int, taken: set[int]) -> bool:
    """Whether a third part of a name stands at a token: what comes after it ends the name."""
    words, tokens = person_words(), doc.tokens
    if at + 1 >= len(tokens) or at in taken or tokens[at].kind != "word" or not same_line(doc, at - 1, at + 1):
        return False
    text, after = tokens[at].text, tokens[at + 1].text
    if (
        not is_surname(text)
        or text.endswith(("ا", "ه", "ات", "ين", "ون"))
        or text in words.given
        or text in nationalities()
    ):
        return False
    if text.startswith((ARTICLE, *_FINITE)):
        return False  # `باسل الشربيني يجزم بأن ..`
    return after in ("،", ",", ")", ":") or after in words.roles or after in words.verbs or after in _THAT


def unlisted(doc: Document, index: int, taken: set[int]) -> int | None:
    """Return the index after a name whose first part is on no list: two words that both sides frame as a person.

    `قال مفلح الربيعان، رئيس الهيئة`: a verb or a title before, an office after; or a title, then `إن`.
    """
    tokens = doc.tokens
    last = index + 2
    if last >= len(tokens) or any(i in taken for i in (index, index + 1)) or not same_line(doc, index, last):
        return None
    if (
        not _may_be_first(tokens[index].text)
        or tokens[index + 1].kind != "word"
        or not is_surname(tokens[index + 1].text)
    ):
        return None
    left = before(doc, index)
    if left is None or tokens[left].kind != "word" or left != index - 1:
        return None
    words = person_words()
    title = tokens[left].text.startswith((ARTICLE, "وال", "لل")) and reads(tokens[left].text, words.titles)
    if not title and not reads(tokens[left].text, words.verbs):
        return None
    second = tokens[index + 1].text
    if (
        (second.endswith(("ا", "ات", "ون", "ين")) and not title)
        or second in nationalities()
        or reads(second, words.titles)
    ):
        return None
    office = tokens[last].text in ("،", ",", "(") and last + 1 < len(tokens) and tokens[last + 1].text in words.roles
    return last if office or (title and tokens[last].text in _THAT) else None


def _may_be_first(text: str) -> bool:
    """Whether a word looks like a given name: no article, no proclitic and article, no ending of nouns and adverbs."""
    words = person_words()
    return (
        is_surname(text)
        and not text.startswith((ARTICLE, "ولل", "ب", "ل", "ك"))
        and not text.endswith(("ا", "ه", "ات", "ون", "ين"))
        and not reads(text, words.titles)
        and not reads(ARTICLE + text, words.titles)
    )
