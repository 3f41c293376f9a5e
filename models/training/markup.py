"""Sentences of our own (`corpora/ner/*.txt`): one a line, names in braces with their type.

    أعلنت {الاتصالات السعودية|company} و{موبايلي|company} عودة {تويتر|service}

A line that begins with `#` is a comment. Run it to check files: `python -m models.training.markup corpora/ner/*.txt`.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.entities.engines.base import TYPES
from pipeline.text import fold

_NAME = re.compile(r"\{([^{}|]*)\|([a-z]*)\}")
_HEADS = frozenset({"شركة", "شركه", "تطبيق", "موقع", "منصة", "منصه", "خدمة", "خدمه", "مجموعة", "عملاق"})
_QUOTES = "\"'«»“”„‟‹›‘’`()[]"


class Marked(NamedTuple):
    """A sentence without its mark-up, and the names in it: start, end (exclusive), type."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


class MarkupError(ValueError):
    """A line that cannot be read; the text says where and why."""


def parse(line: str, where: str = "") -> Marked:
    """Read one marked sentence.

    Raises:
        MarkupError: braces without a partner, an unknown type, an empty name or one that begins or ends badly.
    """
    parts: list[str] = []
    spans: list[tuple[int, int, str]] = []
    length = free = 0
    for match in _NAME.finditer(line):
        before = line[free : match.start()]
        name, kind = match[1], match[2]
        if kind not in TYPES:
            raise MarkupError(f"{where}: {match[0]!r} has the type {kind!r}. Types are {', '.join(TYPES)}.")
        if not name or name != name.strip() or name[0] in _QUOTES or name[-1] in _QUOTES + "،,.:؛":
            raise MarkupError(f"{where}: {match[0]!r}: blanks, quotation marks and stops stay outside the braces.")
        parts += before, name
        length += len(before)
        spans.append((length, length + len(name), kind))
        length += len(name)
        free = match.end()
    parts.append(line[free:])
    text = "".join(parts)
    if any(mark in text for mark in "{}|"):
        raise MarkupError(f"{where}: a brace or bar without its partner: {line!r}.")
    return Marked(text, tuple(spans))


def read(path: Path) -> Iterator[Marked]:
    """Yield the sentences of a file.

    Raises:
        MarkupError: with file and line.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield parse(line.strip(), f"{path}:{number}")


def check(paths: Sequence[Path]) -> list[str]:
    """Return what should be mended: errors, sentences that stand twice, generic heads inside a name."""
    problems: list[str] = []
    seen: dict[str, str] = {}
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            where = f"{path}:{number}"
            if not line.strip() or line.startswith("#"):
                continue
            try:
                sentence = parse(line.strip(), where)
            except MarkupError as error:
                problems.append(str(error))
                continue
            first = seen.setdefault(fold(sentence.text), where)
            if first != where:
                problems.append(f"{where}: the sentence of {first} again.")
            for start, end, kind in sentence.spans:
                name = sentence.text[start:end]
                if kind in ("company", "service") and name.split()[0] in _HEADS and len(name.split()) > 1:
                    problems.append(f"{where}: {name!r} begins with a generic noun; it stays outside.")
    return problems


def main(arguments: Sequence[str]) -> int:
    """Check files, print problems and counts."""
    paths = [Path(argument) for argument in arguments]
    problems = check(paths)
    print("\n".join(problems))
    if problems:
        return 1
    sentences = [sentence for path in paths for sentence in read(path)]
    kinds = Counter(kind for sentence in sentences for *_, kind in sentence.spans)
    names = {sentence.text[start:end] for sentence in sentences for start, end, _ in sentence.spans}
    print(f"{len(sentences)} sentences, {sum(kinds.values())} names ({len(names)} different): {dict(kinds)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
