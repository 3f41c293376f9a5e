"""Small hand-made gold and records for the tests of the scorer."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pipeline.contract import ArticleRecord
from pipeline.evaluate import GoldArticle, read_gold

TEXT = (
    "توقفت خدمات شركة الأفق وتطبيق نسمة مساء الاثنين نحو ست ساعات.\n"
    "وقال موقع المرصد إنه تلقى أكثر من 3 ملايين بلاغ، وخسرت الشركة 40 مليون دولار.\n"
    "واعتذرت ليلى السالم، مديرة الأفق، قائلة: نأسف لما جرى ونعمل على إصلاحه.\n"
    "وانضم 5 ملايين مستخدم إلى تطبيق ورقة في يوم واحد.\n"
)

GOLD: dict[str, Any] = {
    "article": "horizon.txt",
    "published": "2023-05-09",
    "facts": [
        {
            "type": "outage",
            "subject": "horizon",
            "objects": ["nasma"],
            "category": None,
            "time": "2023-05-08TEV",
            "time_alt": ["2023-05-08"],
            "duration": "PT6H",
            "polarity": "affirmed",
        },
        {
            "type": "impact",
            "subject": "horizon",
            "category": "reports",
            "quantity": {"value": 3000000, "unit": "report", "modifier": "more_than", "per": None},
            "source": "marsad",
            "polarity": "affirmed",
        },
        {
            "type": "impact",
            "subject": "horizon",
            "category": "financial_loss",
            "quantity": {"value": 40000000, "unit": "USD", "modifier": "exact", "per": None},
            "polarity": "affirmed",
        },
        {
            "type": "statement",
            "subject": "ليلى السالم",
            "category": "apology",
            "category_alt": ["acknowledgement"],
            "content": "نأسف لما جرى ونعمل على إصلاحه",
            "polarity": "affirmed",
        },
        {"type": "role", "subject": "ليلى السالم", "objects": ["horizon"], "content": "مديرة", "polarity": "affirmed"},
        {
            "type": "gain",
            "subject": "waraqa",
            "category": "new_users",
            "quantity": {"value": 5000000, "unit": "user", "modifier": "exact", "per": None},
            "polarity": "affirmed",
            "must": False,
        },
    ],
    "quantities": [
        {"text": "3 ملايين بلاغ", "kind": "count", "value": 3000000, "unit": "report", "modifier": "more_than"},
        {"text": "40 مليون دولار", "kind": "money", "value": 40000000, "unit": "USD", "modifier": "exact"},
        {"text": "5 ملايين مستخدم", "kind": "count", "value": 5000000, "unit": "user", "must": False},
    ],
    "times": [
        {"text": "مساء الاثنين", "kind": "date", "value": "2023-05-08TEV", "value_alt": ["2023-05-08"]},
        {"text": "ست ساعات", "kind": "duration", "value": "PT6H", "modifier": "about"},
        {"text": "يوم واحد", "kind": "duration", "value": "P1D", "must": False},
    ],
    "entities": [
        {"kb": "horizon", "name": "Horizon", "type": "company", "surfaces": ["الأفق"]},
        {"kb": "nasma", "name": "Nasma", "type": "service", "surfaces": ["نسمة"]},
        {"kb": "marsad", "name": "Marsad", "type": "service", "type_alt": ["organization"], "surfaces": ["المرصد"]},
        {"kb": None, "name": "ليلى السالم", "type": "person", "surfaces": ["ليلى السالم"]},
        {"kb": "waraqa", "name": "Waraqa", "type": "service", "surfaces": ["ورقة"], "must": False},
    ],
}


def write_gold(folder: Path, record: dict[str, Any], text: str = TEXT, name: str = "horizon") -> Path:
    """Write one compact gold file and its text into a folder; return the gold file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txt").write_bytes(text.encode("utf-8"))
    file = folder / f"{name}.json"
    file.write_text(json.dumps({**record, "article": f"{name}.txt"}, ensure_ascii=False), encoding="utf-8")
    return file


def gold_of(folder: Path, text: str = TEXT, **parts: Any) -> GoldArticle:
    """Return the gold of one article with the given facts, quantities, times and entities."""
    (article,) = read_gold(write_gold(folder, parts, text))
    return article


def ref(key: str | None) -> dict[str, Any] | None:
    """Return an entity slot."""
    if key is None:
        return None
    return {"kb": key if key.isascii() else None, "name": key, "name_ar": None, "type": None}


def amount(value: float | None, unit: str | None, **more: Any) -> dict[str, Any]:
    """Return a figure."""
    return {"kind": "count", "value": value, "unit": unit, "modifier": "exact", "per": None, **more}


def fact(type_: str, subject: str | None, **slots: Any) -> dict[str, Any]:
    """Return a predicted fact; entity slots are keys, times are values, the figure is a dict."""
    for name in ("channel", "source", "via"):
        slots[name] = ref(slots.get(name))
    for name in ("objects", "places"):
        slots[name] = [ref(key) for key in slots.get(name, [])]
    for name in ("time", "end", "duration"):
        value = slots.get(name)
        slots[name] = {"value": value, "modifier": "exact", "text": "x"} if value else None
    if slots.get("quantity"):
        slots["quantity"] = {**slots["quantity"], "text": "x"}
    return {
        "type": type_,
        "event_id": None,
        "subject": ref(subject),
        "relation": None,
        "category": None,
        "quantity": None,
        "content": None,
        "certainty": "asserted",
        "polarity": "affirmed",
        "background": False,
        "evidence": [{"start": 0, "end": 5, "text": "x"}],
        **slots,
    }


def record_of(text: str = TEXT, **parts: list[dict[str, Any]]) -> ArticleRecord:
    """Return a predicted record; quantities and times are given by their words and slots."""
    id_ = hashlib.sha256(text.encode()).hexdigest()[:16]

    def place(words: str) -> dict[str, Any]:
        return {"start": text.index(words), "end": text.index(words) + len(words), "text": words}

    return ArticleRecord.model_validate(
        {
            "article": {
                "id": id_,
                "source": "horizon.txt",
                "url": None,
                "site": None,
                "title": None,
                "author": None,
                "published": None,
                "published_from": None,
                "language": "ar",
                "text": text,
            },
            "entities": [
                {"id": f"e{n}", "name": e["text"], "name_ar": None, "kb": e["kb"], "type": e["type"]}
                | {"mentions": [place(e["text"])]}
                for n, e in enumerate(parts.get("entities", []))
            ],
            "quantities": [
                {"id": f"q{n}", **amount(None, None), **q, **place(q["text"])}
                for n, q in enumerate(parts.get("quantities", []))
            ],
            "times": [
                {"id": f"t{n}", "kind": "date", "modifier": "exact", **t, **place(t["text"])}
                for n, t in enumerate(parts.get("times", []))
            ],
            "facts": [{"fact_id": f"{id_}:f{n}", **f} for n, f in enumerate(parts.get("facts", []), start=1)],
        }
    )
