from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from evaluate_make import GOLD, gold_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.evaluate import GoldArticle, GoldError, as_record
from pipeline.evaluate.files import gold_files, gold_records
from pipeline.evaluate.gold import gold_article
from pipeline.evaluate.markup import parse
from pipeline.evaluate.markup_marks import MODIFIERS, TYPES, guarded, parts, plain
from pipeline.evaluate.markup_write import comparable, write_markup, written_names
from pipeline.evaluate.problems import Problems

SETS = (Path("corpora/gold/train"), Path("corpora/gold/dev"))
CHARACTERS = st.one_of(
    st.sampled_from("{}|\\\"'=~?@#!,:;-/.<>«»  \t\n\r\u2028\u00a0\ufeff،؛ـًٱلاوفبك٣٤05aZnr👍👩‍💻"),
    st.characters(exclude_categories=["Cs"]),
)
RUNNING = st.text(CHARACTERS, max_size=20)
SURFACES = st.text(CHARACTERS, min_size=1, max_size=12).filter(lambda words: words.strip() != "")
NAMES = st.one_of(
    st.sampled_from(["زاد باي", "Zad pay", "company", "a, b", "Sara company", "-", "~", "زاد  باي", "full", "x|y"]),
    st.builds("ن{}".format, st.text(CHARACTERS, max_size=8)).map(str.strip),
)
KEYS = st.sampled_from(["meta", "facebook", "burger-king", "x", "world"])
NUMBERS = st.one_of(st.integers(-(10**13), 10**13), st.floats(allow_nan=False, allow_infinity=False))
UNITS = st.sampled_from(["user", "USD", "%", None, "degree Celsius", "a|b", "دينار"])
TIMES = st.sampled_from(["2021-10-04", "XXXX-WXX-1", "PT7H", "PTXH", "2021-10-04T15:45Z", "2021-10-04/2021-10-05"])
MODS = st.sampled_from(MODIFIERS)
MUST = st.fixed_dictionaries({}, optional={"must": st.just(False)})


def amounts() -> st.SearchStrategy[dict[str, Any]]:
    value = st.one_of(
        NUMBERS.map(lambda n: {"value": n}),
        st.sampled_from([None, 1000, 1000000]).map(lambda m: {"value": None, **({"magnitude": m} if m else {})}),
        st.tuples(NUMBERS, NUMBERS).map(lambda ends: {"value": None, "low": ends[0], "high": ends[1]}),
    )
    rest = st.fixed_dictionaries({"unit": UNITS, "modifier": MODS, "per": st.sampled_from([None, "hour", "user"])})
    return st.builds(lambda a, b: {**a, **b}, value, rest)


def alternatives(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {}, optional={f"{name}_alt": st.lists(values, max_size=2) for name, values in fields.items()}
    )


ENTITIES = st.builds(
    lambda name, kb, kind, more, must: {"kb": kb, "name": kb or name, "type": kind, "type_alt": more, **must},
    NAMES,
    st.one_of(KEYS, st.none()),
    st.sampled_from(TYPES),
    st.lists(st.sampled_from(TYPES), max_size=2),
    MUST,
)
QUANTITIES = st.builds(
    lambda amount, kind, more, must: {**amount, "kind": kind, **more, **must},
    amounts(),
    st.sampled_from(["money", "count", "percent", "ratio"]),
    alternatives(unit=UNITS, modifier=MODS, value=NUMBERS),
    MUST,
)
VALUES = st.builds(
    lambda value, kind, modifier, more, must: {"value": value, "kind": kind, "modifier": modifier, **more, **must},
    TIMES,
    st.sampled_from(["date", "time", "duration", "set"]),
    MODS,
    alternatives(value=TIMES, modifier=MODS),
    MUST,
)
MARKS = st.one_of(
    st.tuples(st.just("entities"), ENTITIES),
    st.tuples(st.just("quantities"), QUANTITIES),
    st.tuples(st.just("times"), VALUES),
)
WHO = st.one_of(KEYS, NAMES)
WORDS = st.text(CHARACTERS, min_size=1, max_size=20).filter(lambda words: words != "")
FACTS = st.builds(
    lambda head, slots: {**head, **slots},
    st.sampled_from(
        [
            {"type": "outage"},
            {"type": "outage", "category": "full", "category_alt": [None, "partial"]},
            {"type": "impact", "category": "reports"},
            {"type": "role", "must": False},
        ]
    ),
    st.fixed_dictionaries(
        {"subject": WHO, "polarity": st.sampled_from(["affirmed", "negated"])},
        optional={
            "subject_alt": st.lists(WHO, max_size=2),
            "objects": st.lists(WHO, max_size=3),
            "objects_alt": st.lists(st.lists(WHO, max_size=2), max_size=2),
            "places": st.lists(KEYS, max_size=2),
            "quantity": amounts(),
            "time": TIMES,
            "time_alt": st.lists(st.one_of(TIMES, st.none()), max_size=2),
            "duration": TIMES,
            "content": WORDS,
            "content_alt": st.lists(WORDS, max_size=2),
            "source": WHO,
            "channel": KEYS,
            "certainty": st.sampled_from(["asserted", "reported", "possible"]),
            "background": st.booleans(),
            "relation": st.sampled_from(["provider", "users"]),
        },
    ),
)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """A full record: text, marks that do not overlap, facts."""
    text = draw(RUNNING)
    record: dict[str, Any] = {"entities": [], "quantities": [], "times": []}
    for part, item in draw(st.lists(MARKS, max_size=6)):
        surface = draw(SURFACES)
        place = {"start": len(text), "end": len(text) + len(surface), "text": surface}
        record[part].append({**item, "mentions": [place]} if part == "entities" else {**item, **place})
        text += surface + draw(RUNNING)
    text = text if text.strip() else f"{text}نص"
    article = {"text": text, "published": draw(st.sampled_from([None, "2021-10-05"])), "site": "anba.example"}
    return {"article": article, **record, "facts": draw(st.lists(FACTS, max_size=3))}


def read(source: str, name: str = "night.gold") -> GoldArticle:
    problems = Problems(name)
    markup = parse(source, name, problems)
    assert markup is not None
    assert not problems.errors, "\n".join(map(str, problems.errors))
    return gold_article(Path(name), name, markup.record)


# -------------------------------------------------------------------------------------------------- round trips


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(records())
def test_what_is_written_is_read_again(record: dict[str, Any]) -> None:
    article = gold_article(Path("night.gold"), "night.gold", record)
    written = write_markup(article, "a note", written_names(record))
    again = read(written)
    assert again.text == article.text
    assert comparable(again) == comparable(article)
    assert comparable(read(write_markup(again))) == comparable(article)


@given(st.text(CHARACTERS), st.sampled_from(["", "|", "{}|", '|,"']))
def test_what_is_guarded_is_plain_again(text: str, special: str) -> None:
    assert plain(guarded(text, special)) == text


@given(st.lists(st.text(CHARACTERS)))
def test_parts_are_split_where_nothing_guards(texts: list[str]) -> None:
    written = "|".join(f'"{guarded(text, "|")}"' for text in texts)
    assert [plain(part) for part in parts(written, "|")] == [f'"{text}"' for text in texts or []] or not texts


def test_json_gold_is_written_and_read_again() -> None:
    """Marks do not nest, so that the place in `بتوقيت القاهرة` is one of the things that only JSON can say."""
    refused: list[str] = []
    files = [file for folder in SETS for file in gold_files(folder)]
    for file in files:
        for where, record in gold_records(file):
            article = gold_article(file, where, record)
            try:
                written = write_markup(article, record.get("note"), written_names(record))
            except GoldError as error:
                refused.append(str(error))
                continue
            again = read(written)
            assert again.text == article.text
            assert comparable(again) == comparable(article)
    assert len(refused) * 3 <= len(files), "\n".join(refused)
    assert all("overlap" in why or "would be lost" in why for why in refused)


def test_a_record_of_the_contract_is_written(tmp_path: Path) -> None:
    record = as_record(gold_of(tmp_path, **GOLD)).model_dump(by_alias=True)
    article = gold_article(tmp_path / "a.jsonl", "a.jsonl", record)
    again = read(write_markup(article))
    assert comparable(again) == comparable(article)


# ------------------------------------------------------------------------------------------------ how it is written


def test_how_it_is_written(tmp_path: Path) -> None:
    assert write_markup(gold_of(tmp_path, **GOLD), "two\nlines").split("\n") == [
        "published: 2023-05-09",
        "note: two lines",
        "",
        "=== text",
        "توقفت خدمات شركة {الأفق|@horizon company} وتطبيق {نسمة|@nasma service} "
        "{مساء الاثنين|!2023-05-08TEV date | 2023-05-08} نحو {ست ساعات|!PT6H about}.",
        "وقال موقع {المرصد|@marsad service | organization} إنه تلقى أكثر من {3 ملايين بلاغ|#3000000 report more_than}، "
        "وخسرت الشركة {40 مليون دولار|#40000000 USD}.",
        "واعتذرت {ليلى السالم|@~ليلي السالم person}، مديرة {الأفق|@horizon}، قائلة: نأسف لما جرى ونعمل على إصلاحه.",
        "وانضم {5 ملايين مستخدم|?#5000000 user} إلى تطبيق {ورقة|?@waraqa service} في {يوم واحد|?!P1D}.",
        "",
        "=== facts",
        "outage horizon",
        "    objects: nasma",
        "    time: 2023-05-08TEV | 2023-05-08",
        "    duration: PT6H",
        "impact horizon reports",
        "    quantity: 3000000 report more_than",
        "    source: marsad",
        "impact horizon financial_loss",
        "    quantity: 40000000 USD",
        "statement ~ليلي السالم apology|acknowledgement",
        "    content: نأسف لما جرى ونعمل على إصلاحه",
        "role ~ليلي السالم",
        "    objects: horizon",
        "    content: مديرة",
        "? gain waraqa new_users",
        "    quantity: 5000000 user",
        "",
    ]


def test_overlapping_marks_are_refused(tmp_path: Path) -> None:
    article = gold_of(
        tmp_path,
        entities=[{"kb": "horizon", "type": "company", "surfaces": ["الأفق"]}],
        times=[{"text": "شركة الأفق", "kind": "date", "value": "2021"}],
    )
    with pytest.raises(GoldError, match="marks overlap at 'الأفق'"):
        write_markup(article)


def test_alternatives_that_the_text_does_not_give_are_refused(tmp_path: Path) -> None:
    figure = {"value": 5, "unit": "user", "unit_alt": ["account"], "modifier": "exact", "per": None}
    article = gold_of(tmp_path, facts=[{"type": "gain", "subject": "waraqa", "quantity": figure}])
    with pytest.raises(GoldError, match="alternatives to 5"):
        write_markup(article)
