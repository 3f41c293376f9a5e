"""What the file of a report is, without a browser: one whole, the same each time, no code in it but ours."""

from __future__ import annotations

import json
import re
import tracemalloc
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from naba_command import Naba, run_naba
from report_browser import make
from report_make import TEXT, article, fact, small_article, write_run

from pipeline.contract import (
    CATEGORIES,
    ArticleRecord,
    Certainty,
    EntityType,
    FactBody,
    FactType,
    Modifier,
    Polarity,
    Relation,
)
from pipeline.report.embed import inline, json_block
from pipeline.report.html import SCRIPTS, STYLES, write_report
from pipeline.report.survey import compact
from pipeline.report.wording import LANGUAGES, PAGE, words
from pipeline.stores import StoreError


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the text of its scripts by id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: dict[str, str] = {}
        self._script: str | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._script = dict(attrs).get("id") if tag == "script" else None

    def handle_data(self, data: str) -> None:
        if self._script:
            self.scripts[self._script] = self.scripts.get(self._script, "") + data


def test_nothing_is_loaded_and_nothing_inline_is_allowed_but_ours(small: Path) -> None:
    elements = Elements(small.read_text(encoding="utf-8")).found
    for _, attributes in elements:
        assert not {"src", "srcset", "style", "data", "action", "poster"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
        href = attributes.get("href")
        assert href is None or href.startswith("#")
    (policy,) = [a["content"] for _, a in elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert [a.get("type") for tag, a in elements if tag == "script"].count("module") == 1
    assert "link" not in {tag for tag, _ in elements}


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", small_article(), small_article(TEXT + "تكملة.\n", source="b.txt"))
    pages = []
    for seed in ("1", "2"):
        done = run_naba("report", run, "-o", tmp_path / f"{seed}.html", PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
        pages.append((tmp_path / f"{seed}.html").read_bytes())
    assert pages[0] == pages[1]


HOSTILE = st.text(st.sampled_from("</scriptSCRIPT>!--&\"'\u2028\u2029\x00{}%a\\ا😀"), max_size=40)


@given(HOSTILE)
def test_json_in_a_script_element_ends_where_we_end_it(text: str) -> None:
    block = str(json_block({"text": text}))
    assert not set("<>&\u2028\u2029") & set(block)
    assert json.loads(block) == {"text": text}


def test_our_own_script_cannot_end_early_either() -> None:
    with pytest.raises(ValueError, match="</script"):
        inline("let a = '</SCRIPT>';", "</script")


@pytest.mark.parametrize("value", [10**30, float("inf"), -4.89])
def test_any_number_of_the_contract_is_json(value: float) -> None:
    assert json.loads(str(json_block([value]))) == [None if value == float("inf") else value]


def test_an_article_is_whole_again_from_what_the_page_keeps() -> None:
    record = ArticleRecord.model_validate(small_article())
    kept = compact(record)
    text = record.article.text
    assert kept["article"]["text"] == text
    mentions = [[text[s:e] for s, e in entity["mentions"]] for entity in kept["entities"]]
    assert mentions == [[m.text for m in entity.mentions] for entity in record.entities]
    assert [text[q["start"] : q["end"]] for q in kept["quantities"]] == [q.text for q in record.quantities]
    evidence = [[text[s:e] for s, e in one["evidence"]] for one in kept["facts"]]
    assert evidence == [[piece.text for piece in one.evidence] for one in record.facts]


def test_charts_are_drawings_that_the_styles_of_the_page_colour(small: Path) -> None:
    page = small.read_text(encoding="utf-8")
    drawings = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(drawings) == 6  # three, in two languages
    for drawing in drawings:
        assert 'role="img" aria-label="' in drawing
        assert not re.search(r"<style|<script|<!--|xlink|pygal\.org|style=|fill=", drawing)
    assert "مكسب" in drawings[0]
    assert "Gain" in drawings[1]
    assert re.findall(r'<text[^>]*class="value"[^>]*>(\d+)<', drawings[0]) == ["1", "1", "1"]


def test_every_word_of_the_contract_has_a_label_in_every_language() -> None:
    from typing import get_args

    wanted = {
        "type": get_args(FactType),
        "category": {word for kind in CATEGORIES.values() for word in kind},
        "certainty": get_args(Certainty),
        "polarity": get_args(Polarity),
        "relation": get_args(Relation),
        "modifier": get_args(Modifier),
        "mark": (*get_args(EntityType), "quantity", "time"),
        "slot": set(FactBody.model_fields) - {"evidence", "confidence"},
    }
    for table, names in wanted.items():
        assert set(names) <= set(words()[table]), table
    for table, labels in words().items():
        for word, label in labels.items():
            assert set(label) == set(LANGUAGES), f"{table}.{word}"
            assert all(label.values()), f"{table}.{word}"


def test_the_page_says_nothing_that_has_no_words_and_has_no_words_that_it_never_says() -> None:
    files = [PAGE / "report.html.j2", *(PAGE / f"{name}.js" for name in SCRIPTS)]
    source = "\n".join(file.read_text(encoding="utf-8") for file in files)
    for word in re.findall(r'\bt\("(\w+)"', source):
        assert word in words()["ui"], word
    for word in words()["ui"]:
        built = re.match(r"chart_|state_|single|consistent|conflicting", word)  # named by Python, or by the data
        assert built or re.search(rf"""["'.]{word}["'\s]|ui\.{word}\b""", source), word


def test_filled_in_places_are_the_same_in_every_language() -> None:
    for word, label in words()["ui"].items():
        places = [set(re.findall(r"\{(\w+)\}", text)) for text in label.values()]
        assert places[0] == places[1], word


def test_all_parts_of_the_page_are_used() -> None:
    there = {file.name for file in PAGE.iterdir()}
    used = {*(f"{name}.js" for name in SCRIPTS), *(f"{name}.css" for name in STYLES), "report.html.j2", "strings.toml"}
    assert there == used


def test_memory_does_not_grow_with_the_articles(tmp_path: Path) -> None:
    def peak(number: int) -> int:
        filler = "نص طويل لا خبر فيه. " * 500
        articles = (
            article(f"{n} عطل {filler}", fact(f"{n} عطل {filler}", "outage", ["عطل"]), source=f"{n}.txt")
            for n in range(number)
        )
        run = write_run(tmp_path / str(number), *articles)
        tracemalloc.start()
        try:
            write_report(run, tmp_path / f"{number}.html")
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)  # what is loaded once
    few, many = peak(10), peak(80)
    more = (tmp_path / "80.html").stat().st_size - (tmp_path / "10.html").stat().st_size
    assert more > 1_000_000
    assert many - few < more / 10


# ------------------------------------------------------------------------------------------------- the command


def test_the_command_says_what_it_wrote(naba: Naba, tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", small_article())
    done = naba("report", run, "-o", tmp_path / "r.html")
    assert done.returncode == 0
    assert re.fullmatch(r".*r\.html  \d+\.\d kB: 1 article, 3 facts, 1 event\. Open it in a browser\.\n", done.stdout)


def test_a_page_of_the_same_name_is_replaced_whole(tmp_path: Path) -> None:
    out = make(tmp_path, small_article())
    out.write_text("old", encoding="utf-8")
    write_report(tmp_path / "run", out)
    assert out.read_text(encoding="utf-8").endswith("</html>\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "run"]


def test_an_empty_run_is_a_page_too(tmp_path: Path) -> None:
    assert "</html>" in make(tmp_path).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda run: (run / "run.json").unlink(), "not a whole run: run.json"),
        (lambda run: (run / "events.jsonl").unlink(), "not a whole run: events.jsonl"),
        (lambda run: (run / "run.json").write_text("[]"), "not the record of a run"),
        (lambda run: (run / "run.json").write_text('{"contract": 1}'), "not the record of a run"),
        (lambda run: (run / "run.json").write_text('{"contract": 2, "new": 1}'), "written under contract 2; this naba"),
        (lambda run: (run / "articles.jsonl").write_text("{}\n"), "articles.jsonl, line 1: not a ArticleRecord"),
    ],
)
def test_what_is_no_run_is_refused(tmp_path: Path, spoil: object, says: str) -> None:
    run = write_run(tmp_path / "run", small_article())
    spoil(run)  # type: ignore[operator]
    with pytest.raises(StoreError, match=re.escape(says)):
        write_report(run, tmp_path / "r.html")
    assert not (tmp_path / "r.html").exists()


def test_a_record_whose_spans_are_not_its_text_is_refused(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", small_article())
    changed = (run / "articles.jsonl").read_text(encoding="utf-8").replace("توقف فيسبوك 😀 مساء الاثنين.", "فيسبوك.")
    (run / "articles.jsonl").write_text(changed, encoding="utf-8")
    with pytest.raises(StoreError, match=r"the text at 5:11 is not .* Extract again\."):
        write_report(run, tmp_path / "r.html")


def test_an_article_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", small_article(), small_article())
    with pytest.raises(StoreError, match="is there twice"):
        write_report(run, tmp_path / "r.html")


def test_places_that_cannot_be_read_or_written_are_told(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", small_article())
    for folder, out, says in (
        (tmp_path / "none", tmp_path / "r.html", "does not exist. Name the folder of a run"),
        (run / "run.json", tmp_path / "r.html", "is a file. Name the folder of a run"),
        (run, tmp_path, "is a folder. Name a file"),
        (run, tmp_path / "no" / "r.html", "does not exist. Make it"),
        (run, run / "articles.jsonl", "is a part of the run"),
        (run, Path("/proc/r.html"), "cannot be written"),
    ):
        with pytest.raises(StoreError, match=says):
            write_report(folder, out)
    assert (run / "articles.jsonl").read_text(encoding="utf-8").startswith('{"schema":"article/1"')
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_an_error_of_the_command_is_one_line_and_exit_2(naba: Naba, tmp_path: Path) -> None:
    done = naba("report", tmp_path / "none", "-o", tmp_path / "r.html")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("naba: ")
    assert done.stderr.count("\n") == 1
