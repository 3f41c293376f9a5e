"""Helpers of the tests of values: documents, and rows of the corpus files."""

from __future__ import annotations

from pathlib import Path

from pipeline.document import Article, Document
from pipeline.resources import read_tsv
from pipeline.text import split_sentences, tokenize

CORPUS = Path(__file__).parent / "corpus"


def document(text: str, published: str | None = None, site: str | None = None) -> Document:
    """A tokenized document."""
    doc = Document(Article(text=text, source="test", published=published, site=site))
    doc.tokens = tokenize(doc.view)
    doc.sentences = split_sentences(doc.view, doc.tokens)
    return doc


def rows(name: str) -> list[dict[str, str | None]]:
    """The rows of a corpus file, `-` as None."""
    return [
        {key: None if cell == "-" else cell for key, cell in row.items()} for _, row in read_tsv(CORPUS / f"{name}.tsv")
    ]
