"""CoNLL: the mentions of entities as IOB2, a token and its tag a line, an empty line after a sentence.

Tokens are those of our tokeniser, cut where a mention begins or ends inside of one (`و` and `فيسبوك`). The format has
no white space: the exact text is given back by `NAME.txt` beside the file; without it, it is rebuilt with blanks.
`NAME.head` has when and where it appeared, as for brat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pipeline.evaluate.markup_marks import TYPES
from pipeline.evaluate.model import GoldArticle, GoldMention
from pipeline.evaluate.problems import GoldError
from pipeline.exchange.heads import read_head
from pipeline.exchange.sheet import Region, Sheet, check_regions
from pipeline.exchange.sources import read_text
from pipeline.text import Span, View, fold, split_sentences, tokenize

ENDING = ".conll"
ENDINGS = (ENDING, ".bio", ".iob", ".iob2")
DOCUMENT = "-DOCSTART-"
OUTSIDE = "O"
FOREIGN = {
    "PER": "person", "PERS": "person", "ORG": "organization", "LOC": "place", "GPE": "place", "MISC": "other",
}  # fmt: skip
"""Types of other corpora (CoNLL-2003, ANERcorp, OntoNotes) and what they are here."""
MOST_TOKENS = 200_000
"""A document with more tokens is refused: the rules read no article that is as long."""


# ------------------------------------------------------------------------------------------------------ writing


def write_conll(article: GoldArticle) -> tuple[str, Counter[str]]:
    """Return the lines of an article, and how often they say less than gold does, by reason."""
    lost: Counter[str] = Counter()
    mentions = _taken(article, lost)
    owners = {at: number for number, m in enumerate(mentions) for at in range(m.span.start, m.span.end)}
    borders = {edge for mention in mentions for edge in (mention.span.start, mention.span.end)}
    view = View(article.text)
    tokens = tokenize(view)
    ends = {sentence.span.end for sentence in split_sentences(view, tokens)}
    lines = [f"{DOCUMENT}\t{OUTSIDE}", ""]
    written: dict[int, Span] = {}
    for token in tokens:
        pieces = [piece for piece in _cut(token.span, borders) if _surface(piece, article.text)]
        lost["whole tokens, cut where a mention begins or ends"] += len(pieces) > 1
        for piece in pieces:
            owner = owners.get(piece.start)
            tag = OUTSIDE
            if owner is not None:
                tag = f"{'I' if owner in written else 'B'}-{mentions[owner].type}"
                written[owner] = Span(written.get(owner, piece).start, piece.end)
            lines.append(f"{_surface(piece, article.text)}\t{tag}")
        # A mention that goes on over the end of a sentence would be two.
        if token.span.end in ends and owners.get(token.span.end - 1) == owners.get(token.span.end, -1):
            continue
        if token.span.end in ends and lines[-1]:
            lines.append("")
    if lines[-1]:
        lines.append("")
    exact = sum(written.get(number) == mention.span for number, mention in enumerate(mentions))
    lost["edges of mentions that are in no token"] += len(mentions) - exact
    return "".join(f"{line}\n" for line in lines), +lost


def _taken(article: GoldArticle, lost: Counter[str]) -> list[GoldMention]:
    """Return the mentions that IOB can hold, in order: demanded ones, the longer of two that overlap."""
    lost["quantities"] += len(article.quantities)
    lost["times"] += len(article.times)
    lost["facts"] += len(article.facts)
    lost["mentions that are not demanded"] += sum(not mention.must for mention in article.mentions)
    taken: list[GoldMention] = []
    for mention in sorted((m for m in article.mentions if m.must), key=lambda m: (-len(m.span), m.span)):
        if any(mention.span.overlaps(other.span) for other in taken):
            lost["mentions that overlap a longer one"] += 1
            continue
        taken.append(mention)
        lost["keys of entities"] += mention.readings[0].kb is not None
        more = len(mention.readings) > 1 or len(mention.readings[0].types) > 1
        lost["mentions with more than one right reading"] += more
    return sorted(taken, key=lambda mention: mention.span)


def _cut(span: Span, borders: set[int]) -> list[Span]:
    edges = [span.start, *(at for at in range(span.start + 1, span.end) if at in borders), span.end]
    return [Span(start, end) for start, end in pairwise(edges)]


def _surface(span: Span, text: str) -> str:
    """Return a token as a line has it: without white space, which only a cut can leave at an edge."""
    return "".join(span.cut(text).split())


# ------------------------------------------------------------------------------------------------------ reading


@dataclass(frozen=True, slots=True)
class _Tagged:
    """One line: the token, its tag, the number of the line, whether a sentence ends after it."""

    token: str
    tag: str
    line: int


def read_conll(file: Path, types: Mapping[str, str] | None = None) -> list[Sheet]:
    """Read the documents of a file; with `NAME.txt` beside it (one document) its exact text is taken.

    Args:
        file: 2 to 4 columns, the token first, the tag last, with tabs or blanks; IOB2, IOB1 or IOBES tags.
        types: further names of types -> ours.

    Raises:
        GoldError: a line that cannot be read, a type without a counterpart, a text with other tokens.
    """
    documents = list(_documents(file))
    if not documents:
        raise GoldError(f"{file}: no tokens. A line is a token and its tag: فيسبوك B-service.")
    known = {**{kind: kind for kind in TYPES}, **FOREIGN, **(types or {})}
    beside = file.with_suffix(".txt")
    if beside.is_file() and beside != file:
        if len(documents) > 1:
            raise GoldError(f"{file}: {len(documents)} documents, one text beside it. Put each into a file of its own.")
        text = read_text(beside)
        return [_sheet(file, text, documents[0], _aligned(file, text, documents[0]), known, beside.name)]
    sheets = []
    for number, document in enumerate(documents, start=1):
        text, spans = _rebuilt(document)
        name = file.name if len(documents) == 1 else f"{file.name}#{number}"
        sheets.append(_sheet(file, text, document, spans, known, name))
    return sheets


def _documents(file: Path) -> Iterator[list[list[_Tagged]]]:
    """Yield the sentences of each document."""
    document: list[list[_Tagged]] = [[]]
    count = 0
    for number, line in enumerate(read_text(file).removeprefix("\ufeff").split("\n"), start=1):
        columns = line.split("\t") if "\t" in line else line.split(" ")
        columns = [column for column in (each.strip() for each in columns) if column]
        if columns and columns[0] == DOCUMENT:
            yield from _whole(document)
            document, count = [[]], 0
        elif not columns:
            if document[-1]:
                document.append([])
        elif 2 <= len(columns) <= 4:
            count += 1
            if count > MOST_TOKENS:
                raise GoldError(f"{file}, line {number}: more than {MOST_TOKENS} tokens. Split it with {DOCUMENT}.")
            document[-1].append(_Tagged(columns[0], columns[-1], number))
        else:
            raise GoldError(
                f"{file}, line {number}: {len(columns)} columns. A line has a token and its tag, or the four columns "
                "of CoNLL-2003."
            )
    yield from _whole(document)


def _whole(document: list[list[_Tagged]]) -> Iterator[list[list[_Tagged]]]:
    sentences = [sentence for sentence in document if sentence]
    if sentences:
        yield sentences


def _rebuilt(document: Sequence[Sequence[_Tagged]]) -> tuple[str, list[Span]]:
    """Return a text with a blank between tokens and a sentence a line, and the spans of the tokens in it."""
    text = ""
    spans: list[Span] = []
    for sentence in document:
        for at, tagged in enumerate(sentence):
            text += " " if at else ""
            spans.append(Span(len(text), len(text) + len(tagged.token)))
            text += tagged.token
        text += "\n"
    return text, spans


def _aligned(file: Path, text: str, document: Sequence[Sequence[_Tagged]]) -> list[Span]:
    """Find the tokens in the text, one after the other; only blanks and marks may stand between them."""
    spans: list[Span] = []
    at = 0
    for tagged in (one for sentence in document for one in sentence):
        start = at
        while start < len(text) and (text[start].isspace() or not text.startswith(tagged.token, start)):
            if not text[start].isspace() and fold(text[start]).strip():
                break
            start += 1
        end = _end(text, start, tagged.token)
        if end is None:
            raise GoldError(
                f"{file}, line {tagged.line}: {tagged.token!r} does not follow in {file.with_suffix('.txt').name}, "
                f"which has {text[start : start + 20]!r}. Give back the text that was annotated, or take it away."
            )
        spans.append(Span(start, end))
        at = end
    rest = fold(text[at:]).strip()
    if rest:
        raise GoldError(f"{file}: {file.with_suffix('.txt').name} goes on after the last token: {rest[:40]!r}.")
    return spans


def _end(text: str, start: int, token: str) -> int | None:
    """Return where a token ends that begins here; white space inside of it is not written."""
    at = start
    for character in token:
        while at < len(text) and at > start and text[at].isspace() and text[at] != character:
            at += 1
        if at >= len(text) or text[at] != character:
            return None
        at += 1
    return at


def _sheet(
    file: Path,
    text: str,
    document: Sequence[Sequence[_Tagged]],
    spans: Sequence[Span],
    types: Mapping[str, str],
    source: str,
) -> Sheet:
    regions: list[Region] = []
    kind: str | None = None
    begin, end, line = 0, 0, 0
    places = iter(spans)
    for sentence in document:
        for tagged in sentence:
            span = next(places)
            prefix, new = _tag(file, tagged, types)
            if kind is not None and (prefix in "BSO" or new != kind):
                regions.append(Region(Span(begin, end), kind, line=line))
                kind = None
            if prefix != OUTSIDE:
                if kind is None:
                    kind, begin, line = new, span.start, tagged.line
                end = span.end
            if prefix in "ES" and kind is not None:
                regions.append(Region(Span(begin, end), kind, line=line))
                kind = None
        if kind is not None:
            regions.append(Region(Span(begin, end), kind, line=line))
            kind = None
    check_regions(len(regions), str(file))
    return Sheet(text, {"source": source, **read_head(file)}, tuple(regions))


def _tag(file: Path, tagged: _Tagged, types: Mapping[str, str]) -> tuple[str, str]:
    if tagged.tag == OUTSIDE:
        return OUTSIDE, ""
    prefix, dash, kind = tagged.tag.partition("-")
    if prefix not in ("B", "I", "E", "S") or not dash:
        raise GoldError(f"{file}, line {tagged.line}: {tagged.tag!r} is no tag. Write O, B-{TYPES[0]} or I-{TYPES[0]}.")
    if kind not in types:
        raise GoldError(
            f"{file}, line {tagged.line}: {kind!r} is no type of gold. Say what it is with --type {kind}=TYPE; "
            f"there are: {', '.join(TYPES)}."
        )
    return prefix, types[kind]
