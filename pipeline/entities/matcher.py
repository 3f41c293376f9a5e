"""Spellings that nobody listed: the known name that a foreign name sounds like, in Arabic letters or in Latin ones.

It would rather find nothing than something wrong. Only what was carried over by its sound is compared by sound: a word
of an alias that does not sound like the Latin name (`وزارة`, `السعودية`) must stand in the text as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Indel, Levenshtein

from pipeline.entities.kb import ORGANIZED, Entry, KnowledgeBase, normal
from pipeline.entities.transliteration import (
    code,
    codes,
    family,
    likeness,
    native,
    readings,
    respelled,
    skeleton,
    sounds,
)
from pipeline.entities.words import ARTICLE, common, given_names, head_of, nationalities, titles
from pipeline.text import View, fold, tokenize

Phrase = tuple[str, ...]

MAX_WORDS = 5
MAX_LETTERS = 60
"""A longer text is no name, and is not read."""
SAME_SKELETON = ((7, 3), (5, 2), (4, 1), (0, 0))
"""How far a word may be from a listed one whose consonants are of the same families: so many consonants, so many edits.
See `transliteration` for what an edit weighs."""
IN_CONTEXT = ((7, 3), (5, 2), (3, 1), (0, 0))
"""The same where the context says what type of thing the name is."""
OTHER_SKELETON = ((6, 3), (0, 0))
"""The same where one consonant is missing, more, or of another family."""
CROSS_SCRIPT = ((6, 3), (5, 2), (4, 1), (0, 0))
"""The same for a name in Arabic letters and one in Latin ones: what is heard must be the same but for vowels."""
READ_LATIN = ((5, 1), (4, 0), (0, -1))
"""The same for a name of the text in Latin letters, which may be a word of any language."""
LATIN = ((11, 2), (7, 1), (0, 0))
"""The same for words in Latin letters: so many letters, so many more or less. Another letter counts twice: it makes
another name more often (`wikimedia`)."""
STRICT = ((4, 1), (0, 0))
"""The same for places, and for persons by one name."""
ONE_OF_SEVERAL = ((7, 3), (4, 2), (2, 1), (0, 0))
"""The same for one word of several, of which another has `MIN_CONSONANTS` and stands there as well."""
MIN_CONSONANTS = 3
"""A name with fewer consonants sounds like too many words."""
MIN_JOINED = 6
"""The same for a name that is cut into other words and spelled otherwise too."""
MIN_LATIN = 5
"""A Latin name cut into other words must have so many letters."""
SURE = 5
"""With fewer consonants the nearest other entity must be two edits further off, with so many one."""
SOUNDS_LIKE = 0.42
"""A word sounds like a Latin one if this share of their codes at most differs: English vowels are anyone's guess."""
VARIANT = 3
"""Two spellings of an entry that are no further apart show that its name is spelled by ear."""
_WIDEST = 6
_CACHED = 4096
_KINDS = {kind: frozenset({kind}) for kind in ("person", "place", "media")}
"""A type that is not here may be any of the organized ones; what is called a newspaper is no airline."""
_TAKES_ARTICLE = frozenset({"company", "service", "media"})
_LATIN = re.compile(r"[a-z]")
_READABLE = re.compile(r"^(?=.*[aeiouy])[a-zà-ɏ]{4}")
"""A Latin word that may be read aloud: a shorter one, or one without vowels, is an acronym."""
_NATIVE_LETTERS = re.compile("[حعضظ]")
"""Letters of Arabic that no foreign name is spelled with: a word that has one is spelled one way."""
_SIGNS = re.compile(r"[^\w\s'’]|\d+")
"""Signs and figures, which must be the same: `ESPN+`, `Level 3`."""
_NO_WORDS = frozenset("-.")

Limits = Sequence[tuple[int, int]]


class Match(NamedTuple):
    """A known entity, how sure the match is (1.0 for a listed spelling), and the folded alias that sounds like it."""

    entry: Entry
    score: float
    alias: str


class _Near(NamedTuple):
    edits: int
    phrase: Phrase


class _Block(NamedTuple):
    """The phrases whose first consonant is of one family, and their codes, the shortest first."""

    codes: list[str]
    phrases: list[Phrase]


class Matcher:
    """Finds the entity of a knowledge base that a name sounds like. The index is made at the first question."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._index: Mapping[str, _Block] | None = None
        self._ask = lru_cache(maxsize=_CACHED)(self._best)
        self._carried = lru_cache(maxsize=_CACHED)(self._carried_over)

    def match(self, text: str, type: str | None = None) -> Match | None:
        """Return the known entity that a name of one to five words means, or None where that is not sure.

        Args:
            text: the name as written, without proclitics; the article may be there.
            type: what the context says it is. Persons, places and media must be such; companies, services and
                organizations are not told apart, but of two that share the spelling it chooses one.
        """
        if not text or len(text) > MAX_LETTERS:
            return None
        words = [normal(token.text) for token in tokenize(View(text)) if token.text != "-"]
        while words and words[-1] == ".":
            words.pop()
        match = self._ask(tuple(words), type) if 0 < len(words) <= MAX_WORDS else None
        return None if match is not None and _unlike(text, match) else match

    def _best(self, words: Phrase, type: str | None) -> Match | None:
        listed = self._kb.phrases.get(words)
        if listed is not None:
            return None if self._ambiguous(words) else self._chosen(words, type, 1.0)
        words = _split(words)
        if not words or (len(words) == 1 and _ordinary(words[0])):
            return None
        forms = [words]
        if words[0].startswith(ARTICLE) and len(words[0]) > len(ARTICLE) + 2:
            forms.append((words[0].removeprefix(ARTICLE), *words[1:]))
        near = sorted({item for form in forms for item in self._near(form)})
        for item in near:
            for form in forms:
                if self._sure(form, item, type, article=form is not words):
                    return self._clear(form, item, near, type)
        return None

    def _near(self, words: Phrase) -> list[_Near]:
        """Return the phrases whose codes are not far from that of a name."""
        if self._index is None:
            self._index = self._blocks()
        best: dict[Phrase, int] = {}
        for name in readings(" ".join(words)):
            block = self._index.get(family(name), _Block([], []))
            start = bisect_left(block.codes, len(name) - _WIDEST, key=len)
            end = bisect_right(block.codes, len(name) + _WIDEST, key=len)
            close = process.extract(
                name, block.codes[start:end], scorer=Levenshtein.distance, score_cutoff=_WIDEST, limit=None
            )
            for _, edits, at in close:
                phrase = block.phrases[start + at]
                best[phrase] = min(int(edits), best.get(phrase, _WIDEST))
        return [_Near(edits, phrase) for phrase, edits in best.items()]

    def _blocks(self) -> Mapping[str, _Block]:
        phrases = list(self._kb.phrases)
        blocks: dict[str, _Block] = {}
        named = zip(codes([" ".join(phrase) for phrase in phrases]), phrases, strict=True)
        for name, phrase in sorted(named, key=lambda pair: len(pair[0])):
            block = blocks.setdefault(family(name), _Block([], []))
            block.codes.append(name)
            block.phrases.append(phrase)
        return blocks

    def _ambiguous(self, phrase: Phrase) -> bool:
        return any(sense.ambiguous for sense in self._kb.phrases[phrase])

    def _sure(self, words: Phrase, item: _Near, type: str | None, *, article: bool) -> bool:
        """Whether a name is a spelling of a phrase of the base."""
        entry = self._kb.phrases[item.phrase][0].entry
        phrase = _split(item.phrase)
        if self._ambiguous(item.phrase) or entry.type == "other" or (article and entry.type not in _TAKES_ARTICLE):
            return False
        mine, theirs = " ".join(words), " ".join(phrase)
        if _SIGNS.findall(mine) != _SIGNS.findall(theirs):
            return False
        scripts = bool(_LATIN.search(mine)), bool(_LATIN.search(theirs))
        if all(scripts):
            return entry.type != "place" and _latin(words, phrase)
        length = len(skeleton(code(mine)))
        if length < MIN_CONSONANTS or (article and item.edits and not type and length < SURE):
            return False
        if any(scripts):
            if scripts[0] and not all(self._carried(entry.key, word) for word in phrase):
                return False
            return self._cross(entry, words, phrase, type, READ_LATIN if scripts[0] else CROSS_SCRIPT)
        if any(word in native().small and word not in phrase for word in words):
            return False
        if len(words) == len(phrase):
            return self._by_word(entry, words, phrase, type)
        return self._by_sound(entry, words, phrase, type)

    def _cross(self, entry: Entry, words: Phrase, phrase: Phrase, type: str | None, limits: Limits) -> bool:
        """Whether a name in one script is how one in the other sounds."""
        if len(words) != len(phrase) or entry.type in ("place", "organization") or self._arab(entry):
            return False
        capitals = {word.lower() for name in (entry.name, *entry.latin) for word in name.split() if word.isupper()}
        if any(word in native().small or word in capitals for word in (*words, *phrase)) or not all(
            _READABLE.search(word) for word in (*words, *phrase) if _LATIN.match(word)
        ):
            return False
        like = likeness(" ".join(words), " ".join(phrase))
        enough = like.consonants >= MIN_CONSONANTS + (type is None)
        return enough and like.same_consonants and like.heard <= _limit(limits, like.consonants)

    def _by_word(self, entry: Entry, words: Phrase, phrase: Phrase, type: str | None) -> bool:
        """Whether each word is a spelling of its opposite; words that are spelled one way must be the same."""
        pairs = list(zip(words, phrase, strict=True))
        for mine, theirs in pairs:
            if respelled(mine) == respelled(theirs) or self._one_name(mine, theirs):
                continue
            if any({mine, theirs} <= names for names in native().same) and len(words) > 1:
                continue
            if mine in given_names() and theirs in given_names():
                return False
            if mine.startswith(ARTICLE) != theirs.startswith(ARTICLE) or _NATIVE_LETTERS.search(mine + theirs):
                return False
            if _ordinary(mine) or _inflected(mine, theirs) or not self._carried(entry.key, theirs):
                return False
            others = [likeness(*pair) for pair in pairs if pair != (mine, theirs)]
            weighty = any(like.same_skeleton and like.consonants >= MIN_CONSONANTS for like in others)
            if not self._alike(entry, mine, theirs, type, weighty=weighty, alone=len(words) == 1):
                return False
        return True

    def _by_sound(self, entry: Entry, words: Phrase, phrase: Phrase, type: str | None) -> bool:
        """Whether a name is a phrase cut into other words: `كلاود فلير`."""
        if "".join(words) == "".join(phrase):
            return len(skeleton(code(" ".join(words)))) >= MIN_CONSONANTS
        like = likeness(" ".join(words), " ".join(phrase))
        enough = not like.heard or (like.consonants >= MIN_JOINED and like.same_skeleton and like.edits < 2)
        return like.consonants >= MIN_CONSONANTS and enough and all(self._carried(entry.key, word) for word in phrase)

    def _alike(self, entry: Entry, mine: str, theirs: str, type: str | None, *, weighty: bool, alone: bool) -> bool:
        if theirs.startswith(ARTICLE):
            mine, theirs = mine.removeprefix(ARTICLE), theirs.removeprefix(ARTICLE)
        like = likeness(mine, theirs)
        if like.consonants >= MIN_CONSONANTS - weighty and not like.heard:
            return bool(type or weighty or not like.edits or like.consonants > MIN_CONSONANTS)
        if weighty and like.same_skeleton:
            return like.edits <= _limit(ONE_OF_SEVERAL, like.consonants)
        if like.consonants < MIN_CONSONANTS:
            return False
        if like.consonants < SURE and (_last(mine) != _last(theirs) or _rooted(mine)):
            return False
        if entry.type == "place" or (entry.type == "person" and alone):
            enough = like.consonants >= SURE or type == entry.type
            return enough and like.same_skeleton and like.edits <= _limit(STRICT, like.consonants)
        if not like.same_skeleton:
            return like.edits <= _limit(OTHER_SKELETON, like.consonants)
        return like.edits <= _limit(IN_CONTEXT if type else SAME_SKELETON, like.consonants)

    def _one_name(self, mine: str, theirs: str) -> bool:
        """Whether two words are known as spellings of one name: `جوجل` and `غوغل`."""
        if (mine,) not in self._kb.phrases or (theirs,) not in self._kb.phrases:
            return False
        keys = {sense.entry.key for sense in self._kb.phrases[mine,]}
        return any(sense.entry.key in keys for sense in self._kb.phrases[theirs,])

    def _carried_over(self, key: str, word: str) -> bool:
        """Whether a word of an entry was carried over by its sound, so that writers may spell it in several ways."""
        entry = self._kb[key]
        others = {part for alias in entry.aliases for part in fold(alias).split()} - {word}
        if any(0 < likeness(word, other).edits <= VARIANT for other in others) and not word.startswith(ARTICLE):
            return True
        if self._arab(entry):
            return False
        for name in {fold(entry.name), *map(fold, entry.latin)}:
            parts = name.split()
            for part in (*parts, "".join(parts)):
                longest = max(len(code(word)), len(code(part)))
                if likeness(word, part).edits <= SOUNDS_LIKE * longest:
                    return True
        return False

    def _arab(self, entry: Entry) -> bool:
        return entry.country in native().countries

    def _clear(self, words: Phrase, item: _Near, near: Sequence[_Near], type: str | None) -> Match | None:
        """Return the match, unless another entity is about as near."""
        name = code(" ".join(words))
        margin = 1 if not item.edits or len(skeleton(name)) >= SURE else 2
        own = self._kin(item.phrase)
        for other in near:
            if other.edits >= item.edits + margin:
                break
            if own.isdisjoint(self._kin(other.phrase)) or (self._ambiguous(other.phrase) and other.edits <= item.edits):
                return None
        return self._chosen(item.phrase, type, 1 - (item.edits + 1) / (len(name) + 2))

    def _kin(self, phrase: Phrase) -> frozenset[str]:
        """Return the entities that a phrase names, and who runs them."""
        entries = [sense.entry for sense in self._kb.phrases[phrase]]
        return frozenset(key for entry in entries for key in (entry.key, entry.operator) if key)

    def _chosen(self, phrase: Phrase, type: str | None, score: float) -> Match | None:
        entries = [sense.entry for sense in self._kb.phrases[phrase]]
        if type is not None:
            kinds = _KINDS.get(type, ORGANIZED)
            entries = [entry for entry in entries if entry.type in kinds]
        if not entries:
            return None
        entries.sort(key=lambda entry: (entry.type != type, entry.type != "service"))
        return Match(entries[0], score, " ".join(phrase))


def _limit(limits: Limits, length: int) -> int:
    return next(edits for least, edits in limits if length >= least)


@lru_cache(maxsize=_CACHED)
def _ordinary(word: str) -> bool:
    """Whether a word is no foreign name by itself: a generic noun, an adjective of nationality, a given name."""
    bare = word.removeprefix(ARTICLE)
    lists = (common(), given_names(), titles(), native().ordinary)
    if any(form in words for words in lists for form in (word, bare)):
        return True
    return ARTICLE + bare in nationalities() or head_of(word) is not None


def _last(word: str) -> str:
    """Return the last vowel or sound of a word."""
    return sounds(code(word))[-1:]


def _rooted(word: str) -> bool:
    """Whether a word is three letters and no vowel, as the roots of Arabic are: `ككل`."""
    return len(code(word)) <= 3 * MIN_CONSONANTS and len(skeleton(code(word))) == MIN_CONSONANTS


def _inflected(mine: str, theirs: str) -> bool:
    """Whether the two are forms of one word: `فرنسي` is French and not another spelling of `فرنسا`."""
    if mine[:-1] == theirs[:-1] and {mine[-1], theirs[-1]} == {"ا", "ه"}:
        return False  # `نيوزيلندا`, `نيوزيلنده`: the last vowel of a foreign name
    return mine != theirs and not _stems(mine).isdisjoint(_stems(theirs))


def _stems(word: str) -> frozenset[str]:
    endings = ("", "ا", *native().endings)
    cut = {word[: len(word) - len(ending)] for ending in endings if word.endswith(ending)}
    return frozenset(stem for stem in cut if len(stem) > 2)


def _latin(words: Phrase, phrase: Phrase) -> bool:
    """Whether a Latin name is another with a slip of the hand, or one cut into other words."""
    if len(words) != len(phrase):
        return "".join(words) == "".join(phrase) and len("".join(words)) >= MIN_LATIN
    return all(_slip(mine, theirs) for mine, theirs in zip(words, phrase, strict=True))


def _slip(mine: str, theirs: str) -> bool:
    """Whether a Latin word is another but for a slip; `signals` is a plural, `telegramm` a slip."""
    short, long = sorted((mine, theirs), key=len)
    ending = long.removeprefix(short) if long.startswith(short) else ""
    if ending and ending != short[-1]:
        return False
    return Indel.distance(mine, theirs) <= _limit(LATIN, len(short))


def _split(words: Phrase) -> Phrase:
    """Return words with the hyphens between their parts taken for spaces."""
    return tuple(part for word in words for part in word.split("-") if part and part not in _NO_WORDS)


def _unlike(text: str, match: Match) -> bool:
    """Whether the first vowel is written in full and is another one: `إبل` are camels, `آبل` is the firm."""
    if not text.startswith("إ"):
        return False
    written = [alias for alias in match.entry.aliases if fold(alias) == match.alias]
    return bool(written) and all(alias.startswith("آ") for alias in written)
