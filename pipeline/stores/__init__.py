"""Stores: where the records of a run go."""

from pipeline.stores.base import PARTLY, Store, StoreError
from pipeline.stores.folder import RunFolder, read_articles
from pipeline.stores.jsonl import JsonlFile, read_jsonl
from pipeline.stores.recorder import Alone, Recorder, Runner, extract_to, recorded
from pipeline.stores.url import open_store, parse_url, read_store

__all__ = [
    "PARTLY",
    "Alone",
    "JsonlFile",
    "Recorder",
    "RunFolder",
    "Runner",
    "Store",
    "StoreError",
    "extract_to",
    "open_store",
    "parse_url",
    "read_articles",
    "read_jsonl",
    "read_store",
    "recorded",
]
