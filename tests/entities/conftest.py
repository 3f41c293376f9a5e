"""A small knowledge base and sentences with their mentions written into them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from marked_mentions import Marked, show

from pipeline.document import Article, Document
from pipeline.entities import EntityStage, KnowledgeBase
from pipeline.text import split_sentences, tokenize

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    return KnowledgeBase.load(DATA)


@pytest.fixture(scope="session")
def read(kb: KnowledgeBase) -> Callable[[str], Document]:
    stage = EntityStage(kb)

    def run(text: str) -> Document:
        doc = Document(Article(text, "test"))
        doc.tokens = tokenize(doc.view)
        doc.sentences = split_sentences(doc.view, doc.tokens)
        stage(doc)
        return doc

    return run


@pytest.fixture(scope="session")
def names(read: Callable[[str], Document]) -> Callable[[str], Marked]:
    return lambda text: [show(m) for m in read(text).mentions if m.form == "name"]


@pytest.fixture(scope="session")
def nominals(read: Callable[[str], Document]) -> Callable[[str], Marked]:
    return lambda text: [show(m) for m in read(text).mentions if m.form == "nominal"]
