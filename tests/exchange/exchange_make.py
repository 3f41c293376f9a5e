"""Articles of gold to send out and bring in: a small one to read, and generated ones, as hard as they come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from pipeline.evaluate import GoldArticle
from pipeline.evaluate.gold import gold_article
from pipeline.evaluate.markup_write import comparable
from pipeline.exchange.sources import Source

TEXT = "👍 توقف فيسبوك وتلجرام مساء الاثنين.\nوقال موقع المرصد إن 3 ملايين مشترك تأثروا.\n"


def at(words: str, text: str = TEXT) -> dict[str, Any]:
    """Return the place of some words."""
    start = text.index(words)
    return {"start": start, "end": start + len(words), "text": words}


RECORD: dict[str, Any] = {
    "article": {"source": "night.txt", "published": "2021-10-05", "site": "anba.example", "text": TEXT},
    "note": "Two services, one figure.",
    "entities": [
        {"kb": "facebook", "type": "service", "mentions": [at("فيسبوك")]},
        {"kb": "meta", "type": "company", "mentions": [at("فيسبوك")]},
        {"kb": "telegram", "type": "service", "must": False, "mentions": [at("تلجرام")]},
        {"kb": None, "name": "المرصد", "type": "organization", "mentions": [at("المرصد")]},
    ],
    "quantities": [
        {**at("3 ملايين مشترك"), "kind": "count", "value": 3000000, "unit": "user", "modifier": "exact", "per": None}
    ],
    "times": [{**at("مساء الاثنين"), "kind": "time", "value": "2021-10-04TEV", "value_alt": ["2021-10-04"]}],
    "facts": [
        {
            "type": "outage",
            "subject": "facebook",
            "subject_alt": ["meta"],
            "objects": ["facebook"],
            "time": "2021-10-04TEV",
            "evidence": [at("توقف فيسبوك وتلجرام مساء الاثنين"), at("فيسبوك وتلجرام")],
        },
        {
            "type": "impact",
            "subject": "facebook",
            "category": "users_affected",
            "quantity": {"value": 3000000, "unit": "user", "modifier": "exact"},
            "source": "المرصد",
            "certainty": "reported",
            "background": False,
            "must": False,
        },
    ],
}


def source_of(record: dict[str, Any], machine: bool = False) -> Source:
    """Return a record as an export reads it."""
    from pipeline.evaluate.markup_write import written_names

    return Source(gold_article(Path("night.json"), "night.json", record), record, machine, written_names(record))


def seen(article: GoldArticle) -> dict[str, object]:
    """Return all that an article of gold says, in a form that can be compared."""
    return {**comparable(article), "evidence": [fact.evidence for fact in article.facts]}


# ---------------------------------------------------------------------------------------------- generated articles

WORDS = st.one_of(
    st.sampled_from(
        ["فيسبوك", "وفيسبوك", "فيـــسبوك", "تعطَّلت", "👍", "👩‍💻", "\u200fتلجرام\u200e", "\u202bواتساب\u202c", "X", "5G",
         "٣٠٠", "3.5", "«نبأ»", '"', ";", "|", "{", "\\", "a\\u2028", "~", "-DOCSTART-", "#1", "naba:x",
         "https://a.example/b", "،", "."]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Zs", "Zl", "Zp", "Cc"]), min_size=1, max_size=5),
)  # fmt: skip
GAPS = st.sampled_from([" ", " ", " ", "\n", "\n\n", "\u00a0", "\t", "\u2028", "\r\n", "\x0b", "\u200f "])
NAMES = st.sampled_from(["زاد باي", "Zad pay", "company", "a, b", "a; b", "زاد\u2028باي", "x|y", "-", "full"])
KEYS = st.sampled_from(["meta", "facebook", "burger-king", "x"])
WHO = st.one_of(KEYS, NAMES)
TYPES = st.sampled_from(["company", "service", "person", "other"])
UNITS = st.sampled_from(["user", "USD", "%", None, "دينار", "degree Celsius"])
TIMES = st.sampled_from(["2021-10-04", "XXXX-WXX-1", "PT7H", "PTXH", "2021-10-04T15:45Z", "2021-10-04/2021-10-05"])
FIGURES = st.one_of(
    st.integers(-(10**12), 10**12).map(lambda n: {"value": n}),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda n: {"value": n}),
    st.just({"value": None, "magnitude": 1000000}),
    st.tuples(st.integers(0, 9), st.integers(10, 99)).map(lambda e: {"value": None, "low": e[0], "high": e[1]}),
)
AMOUNTS = st.builds(
    lambda figure, unit, modifier: {**figure, "unit": unit, "modifier": modifier, "per": None},
    FIGURES,
    UNITS,
    st.sampled_from(["exact", "about", "more_than", "vague"]),
)
MUST = st.sampled_from([{}, {}, {"must": False}])
CONTENT = st.lists(st.one_of(WORDS, GAPS), min_size=1, max_size=5).map("".join).filter(str.strip)
FACTS = st.builds(
    lambda head, slots, must: {**head, **slots, **must},
    st.sampled_from(
        [
            {"type": "outage", "category": "full", "category_alt": [None, "partial"]},
            {"type": "impact", "category": "reports"},
            {"type": "role"},
        ]
    ),
    st.fixed_dictionaries(
        {},
        optional={
            "subject": WHO,
            "subject_alt": st.lists(WHO, max_size=2),
            "objects": st.lists(WHO, max_size=3),
            "objects_alt": st.lists(st.lists(WHO, max_size=2), max_size=2),
            "places": st.lists(KEYS, min_size=1, max_size=2),
            "quantity": AMOUNTS,
            "time": TIMES,
            "time_alt": st.lists(st.one_of(TIMES, st.none()), max_size=2),
            "duration": TIMES,
            "content": CONTENT,
            "source": WHO,
            "certainty": st.sampled_from(["asserted", "reported", "possible"]),
            "polarity": st.sampled_from(["affirmed", "negated"]),
            "background": st.booleans(),
            "relation": st.sampled_from(["provider", "users"]),
        },
    ),
    MUST,
)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """A full record: marks and evidence lie over each other as they please."""
    words = draw(st.lists(WORDS, min_size=1, max_size=12))
    text, places = "", []
    for word in words:
        places.append((len(text), len(text) + len(word)))
        text += word + draw(GAPS)

    def place() -> dict[str, Any]:
        first = draw(st.integers(0, len(words) - 1))
        last = draw(st.integers(first, min(len(words) - 1, first + 3)))
        start, end = places[first][0], places[last][1]
        return {"start": start, "end": end, "text": text[start:end]}

    entities: dict[int, dict[str, Any]] = {}
    for _ in range(draw(st.integers(0, 5))):
        mention = place()
        kb, kind = draw(st.one_of(KEYS, st.none())), draw(TYPES)
        named = {"kb": kb, "name": kb or mention["text"], "type": kind, **draw(MUST)}
        more = draw(st.lists(TYPES.filter(lambda other, kind=kind: other != kind), max_size=2, unique=True))
        entities[mention["start"]] = {**named, **({"type_alt": more} if more else {}), "mentions": [mention]}
    quantities = [
        {**draw(AMOUNTS), "kind": draw(st.sampled_from(["money", "count", "ratio"])), **place(), **draw(MUST)}
        for _ in range(draw(st.integers(0, 3)))
    ]
    times = [
        {"value": draw(TIMES), "kind": draw(st.sampled_from(["date", "set", "duration"])), **place(), **draw(MUST)}
        for _ in range(draw(st.integers(0, 3)))
    ]
    facts = draw(st.lists(FACTS, max_size=3))
    for fact in facts:
        fact["evidence"] = [place() for _ in range(draw(st.integers(0, 3)))]
    head = {"source": "night.txt", "published": draw(st.sampled_from([None, "2021-10-05"]))}
    title = draw(st.one_of(st.none(), CONTENT))
    article = {**head, "title": title, "text": text}
    marks = {"entities": [*entities.values()], "quantities": quantities, "times": times}
    return {"article": article, **marks, "facts": facts}
