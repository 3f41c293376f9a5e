"""Ingestion: from files, folders, patterns and standard input to articles, and to reasons for what is no article."""

from pipeline.ingest.read import read
from pipeline.ingest.records import ReadOptions, Reason, Rejected

__all__ = ["ReadOptions", "Reason", "Rejected", "read"]
