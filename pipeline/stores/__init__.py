"""Stores: where the records of a run go."""

from pipeline.stores.folder import RunFolder, read_articles
from pipeline.stores.jsonl import JsonlFile, StoreError, read_jsonl

__all__ = ["JsonlFile", "RunFolder", "StoreError", "read_articles", "read_jsonl"]
