"""naba: read Arabic news, give back facts that a machine can use and a person can check.

    >>> import pipeline
    >>> naba = pipeline.load()
    >>> record = naba.extract("توقف فيسبوك مساء أمس.", published="2021-10-05")

`load`, `Pipeline`, `extract` and the records of the contract are the public face. Importing the package
does no work: each name is fetched when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.contract import ArticleRecord, EventRecord, FactRecord, RejectedRecord, RunRecord
    from pipeline.document import Article, Document
    from pipeline.pipeline import Pipeline, extract, load

__version__ = "0.1.0"
__all__ = [
    "Article",
    "ArticleRecord",
    "Document",
    "EventRecord",
    "FactRecord",
    "Pipeline",
    "RejectedRecord",
    "RunRecord",
    "__version__",
    "extract",
    "load",
]

_HOMES = {
    "pipeline.contract": ("ArticleRecord", "EventRecord", "FactRecord", "RejectedRecord", "RunRecord"),
    "pipeline.document": ("Article", "Document"),
    "pipeline.pipeline": ("Pipeline", "extract", "load"),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            value = getattr(import_module(home), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
