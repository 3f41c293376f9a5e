"""Runs for the tests of the report: small records with real spans, written as `naba extract` writes them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.contract import ArticleRecord
from pipeline.events import merge

TELEGRAM = {"kb": "telegram", "name": "Telegram", "name_ar": "تلجرام", "type": "service"}
META = {"kb": "meta", "name": "Meta", "name_ar": "ميتا", "type": "company"}
FACEBOOK = {"kb": "facebook", "name": "Facebook", "name_ar": "فيسبوك", "type": "service"}
TEXT = "توقف فيسبوك 😀 مساء الاثنين.\nوقال دوروف: \"انضم إلى تلجرام 70 مليون مستخدم\".\n"
"""Two lines; the smiling face is one code point and two UTF-16 units."""


def span(text: str, words: str) -> dict[str, Any]:
    """Where some words stand first in a text."""
    start = text.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def fact(text: str, type_: str, evidence: Iterable[str], **slots: Any) -> dict[str, Any]:
    """A fact; its id comes with its article."""
    return {
        "type": type_, "event_id": None, "subject": None, "relation": None, "objects": [], "places": [],
        "category": None, "quantity": None, "time": None, "end": None, "duration": None, "content": None,
        "channel": None, "source": None, "via": None, "certainty": "asserted", "polarity": "affirmed",
        "background": False, "evidence": [span(text, words) for words in evidence], "confidence": 0.9, **slots,
    }  # fmt: skip


def article(text: str, *facts: dict[str, Any], **given: Any) -> dict[str, Any]:
    """An article/1 record. `entities`, `quantities`, `times`, `diagnostics` are parts of it, the rest is its head."""
    id_ = hashlib.sha256(text.encode()).hexdigest()[:16]
    parts = {name: given.pop(name, []) for name in ("entities", "quantities", "times", "diagnostics")}
    head = {
        "id": id_, "source": "news/a.txt", "url": None, "site": "anba.example", "title": "خبر", "author": None,
        "published": "2021-10-05", "published_from": "given", "language": "ar", "text": text, **given,
    }  # fmt: skip
    numbered = [{"fact_id": f"{id_}:f{number}", **one} for number, one in enumerate(facts, start=1)]
    return {"article": head, **parts, "facts": numbered}


def small_article(text: str = TEXT, **given: Any) -> dict[str, Any]:
    """An outage and a gain; the evidence of one lies in that of the other, names and figures lie in both."""
    users = {"kind": "count", "value": 70_000_000, "unit": "user", "modifier": "exact", "per": None}
    monday = {"value": "2021-10-04TEV", "modifier": "exact"}
    durov = {"kb": "pavel-durov", "name": "Pavel Durov", "name_ar": "بافل دوروف", "type": "person"}
    return article(
        text,
        fact(
            text, "outage", ["توقف فيسبوك 😀 مساء الاثنين"],
            subject=META, relation="provider", objects=[FACEBOOK], event_id="meta/2021-10-04",
            time={**monday, "text": "مساء الاثنين"},
        ),
        fact(
            text, "statement", ['وقال دوروف: "انضم إلى تلجرام 70 مليون مستخدم"'],
            subject=durov, category="announcement", content="انضم إلى تلجرام 70 مليون مستخدم",
            event_id="meta/2021-10-04", confidence=0.6,
        ),
        fact(
            text, "gain", ["انضم إلى تلجرام 70 مليون مستخدم"],
            subject=TELEGRAM, relation="competitor", category="new_users",
            quantity={**users, "text": "70 مليون مستخدم"},
            source=durov, certainty="reported", event_id="meta/2021-10-04",
        ),
        entities=[
            {"id": "e1", **FACEBOOK, "mentions": [span(text, "فيسبوك")]},
            {"id": "e2", **durov, "mentions": [span(text, "دوروف")]},
            {"id": "e3", **TELEGRAM, "mentions": [span(text, "تلجرام")]},
        ],
        quantities=[{"id": "q1", **users, **span(text, "70 مليون مستخدم")}],
        times=[{"id": "t1", "kind": "time", **monday, **span(text, "مساء الاثنين")}],
        **given,
    )  # fmt: skip


def write_run(folder: Path, *articles: dict[str, Any], contract: int = 1) -> Path:
    """Write a run with these articles, and with the events that merging makes of them."""
    folder.mkdir(parents=True, exist_ok=True)
    records = [ArticleRecord.model_validate(one) for one in articles]
    _write_lines(folder / "articles.jsonl", records)
    _write_lines(folder / "events.jsonl", merge(records))
    run = {
        "schema": "run/1", "version": "0.1.0", "contract": contract, "python": "3.11", "packages": {}, "checksums": {},
        "settings": {}, "counts": {"articles": len(records)}, "rejected": {}, "started": "2021-10-05T00:00:00+00:00",
        "wall_seconds": 0.1, "stage_seconds": {},
    }  # fmt: skip
    (folder / "run.json").write_text(json.dumps(run), encoding="utf-8")
    return folder


def _write_lines(path: Path, records: Iterable[Any]) -> None:
    lines = (record.model_dump_json(by_alias=True) + "\n" for record in records)
    path.write_text("".join(lines), encoding="utf-8")
