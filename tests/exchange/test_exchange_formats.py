"""Files as other people and other versions write them, and what is said of those that cannot be read."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from exchange_make import RECORD, TEXT, at, source_of
from seqeval.scheme import IOB2, Entities

from pipeline.contract import CATEGORIES
from pipeline.evaluate import GoldArticle, as_record
from pipeline.evaluate.problems import GoldError
from pipeline.exchange.brat import read_brat
from pipeline.exchange.configs import annotation_conf, labelling_config
from pipeline.exchange.conll import read_conll, write_conll
from pipeline.exchange.contract import read_records
from pipeline.exchange.incoming import format_of, read_all
from pipeline.exchange.labelstudio import read_tasks, write_task
from pipeline.exchange.sheet import LABELS, LINKS, to_sheet


def written(folder: Path, name: str, content: str) -> Path:
    file = folder / name
    file.write_bytes(content.encode())
    return file


def errors_of(file: Path, form: str = "auto") -> str:
    read = read_all([file], form)
    assert not read.articles
    return "\n".join(read.errors)


# -------------------------------------------------------------------------------------------------- Label Studio


def task(change: Callable[[dict[str, Any]], object] = lambda _: None) -> list[dict[str, Any]]:
    source = source_of(RECORD)
    sheet, _ = to_sheet(source.article, source.names, source.note)
    made: dict[str, Any] = write_task(sheet, source.article.id, 1, None)
    change(made)
    return [made]


def labels(made: dict[str, Any]) -> list[dict[str, Any]]:
    return [r for r in made["annotations"][0]["result"] if r["type"] == "labels"]


def units(made: dict[str, Any]) -> None:
    """Count as JavaScript does: the thumb is two units."""
    for result in made["annotations"][0]["result"]:
        for side in ("start", "end"):
            if "value" in result:
                result["value"][side] = len(TEXT[: result["value"][side]].encode("utf-16-le")) // 2


def to_meta(made: dict[str, Any]) -> None:
    """Keep the words beside a region in its meta, as people do who have no text box."""
    results = made["annotations"][0]["result"]
    for one in [r for r in results if r["type"] == "textarea"]:
        results.remove(one)
        next(r for r in labels(made) if r["id"] == one["id"])["meta"] = {"text": one["value"]["text"]}


def turn_relations(made: dict[str, Any]) -> None:
    for one in made["annotations"][0]["result"]:
        if one["type"] == "relation":
            one["from_id"], one["to_id"] = one["to_id"], one["from_id"]


@pytest.mark.parametrize("change", [units, to_meta, turn_relations])
def test_label_studio_as_others_write_it(change: Callable[[dict[str, Any]], None], tmp_path: Path) -> None:
    ((plain,), _) = read_tasks(written(tmp_path, "a.json", json.dumps(task())))
    ((other,), _) = read_tasks(written(tmp_path, "b.json", json.dumps(task(change))))
    assert other.sheet == plain.sheet


def test_predictions_are_no_gold(tmp_path: Path) -> None:
    source = source_of(RECORD, machine=True)
    made = write_task(to_sheet(source.article, source.names, None)[0], source.article.id, 1, "naba 1")
    assert made["predictions"][0]["model_version"] == "naba 1"
    tasks, passed = read_tasks(written(tmp_path, "a.json", json.dumps([made])))
    assert not tasks
    assert passed == [f"{tmp_path}/a.json, task 1: no annotation that was submitted; passed over."]


def test_the_ground_truth_of_several_annotations_counts(tmp_path: Path) -> None:
    def two(made: dict[str, Any]) -> None:
        made["annotations"].insert(0, {"id": 2, "result": []})

    def marked(made: dict[str, Any]) -> None:
        two(made)
        made["annotations"][1]["ground_truth"] = True

    assert "task 1: 2 annotations. Mark one as ground truth" in errors_of(
        written(tmp_path, "a.json", json.dumps(task(two)))
    )
    (article,) = read_all([written(tmp_path, "b.json", json.dumps(task(marked)))]).articles
    assert article.article.facts


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: labels(t)[0]["value"].update(start=9), "region r0 is"),
        (lambda t: labels(t)[0]["value"].update(end=10**9), "outside of the text"),
        (lambda t: labels(t)[0]["value"].update(start=-1), "outside of the text"),
        (lambda t: labels(t)[0]["value"].update(start="7"), "start of r0 is not as Label Studio writes it"),
        (lambda t: labels(t)[0]["value"].update(labels=["city"]), "region r0 has the label 'city'. There are: company"),
        (lambda t: labels(t)[0]["value"].update(labels=[]), "region r0 has 0 labels"),
        (lambda t: labels(t)[0]["value"].update(labels=["quantity"]), "region r0: the mark of 'فيسبوك'"),
        (lambda t: labels(t)[0].update(type="rectanglelabels"), "a result of the type 'rectanglelabels'"),
        (lambda t: t["annotations"][0]["result"][-1].update(to_id="r99"), "to r99, which is no region"),
        (lambda t: t["annotations"][0]["result"][-1].update(labels=["objekts"]), "objekts of a fact leads to"),
        (lambda t: t["data"].update(text=7), "data.text is not as Label Studio writes it"),
        (lambda t: t.update(annotations=[{"result": 5}]), "result is not as Label Studio writes it"),
    ],
)
def test_label_studio_that_cannot_be_read(
    change: Callable[[dict[str, Any]], object], told: str, tmp_path: Path
) -> None:
    said = errors_of(written(tmp_path, "a.json", json.dumps(task(change))))
    assert said.startswith(f"{tmp_path}/a.json, task 1")
    assert told in said


def test_other_json_is_no_export_of_label_studio(tmp_path: Path) -> None:
    for content, told in [("{", "not JSON"), ("[]", "no tasks"), ('[{"text": "x"}]', "no tasks")]:
        assert told in errors_of(written(tmp_path, "a.json", content), "labelstudio")
    assert "not UTF-8" in errors_of(written_bytes(tmp_path), "labelstudio")
    assert "not JSON" in errors_of(written(tmp_path, "deep.json", "[" * 100_000), "labelstudio")


def written_bytes(folder: Path) -> Path:
    file = folder / "bytes.json"
    file.write_bytes(b"\xff\xfe[]")
    return file


def test_the_labelling_configuration_has_every_label() -> None:
    root = ElementTree.fromstring(labelling_config())
    assert [label.get("value") for label in root.iter("Label")] == [*LABELS, *CATEGORIES, "evidence"]
    assert [relation.get("value") for relation in root.iter("Relation")] == [*LINKS, "evidence"]
    controls = {choices.get("name"): [c.get("value") for c in choices] for choices in root.iter("Choices")}
    assert controls["cause_category"] == sorted(CATEGORIES["cause"])
    used = {r["from_name"] for r in task()[0]["annotations"][0]["result"] if "from_name" in r}
    assert used <= {*controls, "label", "mark"}


# ---------------------------------------------------------------------------------------------------------- brat

ANN = "T1\tService 7 13\tفيسبوك\nT2\tOutage 2 6\tتوقف\nE1\tOutage:T2 Subject:T1\n"


def brat(folder: Path, ann: str, text: str = TEXT) -> Path:
    written(folder, "a.txt", text)
    return written(folder, "a.ann", ann)


def test_brat_by_hand(tmp_path: Path) -> None:
    """No key, a relation in place of an argument, line ends of Windows, a note with several slots."""
    ann = (
        "T1\tService 7 13\tفيسبوك\r\nT2\tOutage 2 6\tتوقف\r\nT3\tTime 22 34\tمساء الاثنين\r\n"
        "#1\tAnnotatorNotes T3\t2021-10-04TEV\r\nE1\tOutage:T2\r\nR1\tTime Arg1:T2 Arg2:T3\r\n"
        "#2\tAnnotatorNotes E1\tsubject: meta | facebook; content: توقف\r\n"
    )
    (incoming,) = read_all([brat(tmp_path, ann)]).articles
    (fact,) = incoming.article.facts
    assert fact.accepts["subject"] == ("meta", "facebook")
    assert (fact.best("time"), fact.best("content")) == ("2021-10-04TEV", "توقف")
    assert incoming.record["entities"][0]["name"] == "فيسبوك"


def test_brat_cuts_a_span_at_a_line_end(tmp_path: Path) -> None:
    text = "سقط فيسبوك\nوعاد.\n"
    file = brat(tmp_path, "T1\tOutage 0 10;11 16\tسقط فيسبوك وعاد.\nE1\tOutage:T1\n", text)
    (fact,) = read_brat(file).facts
    assert (fact.evidence[0].start, fact.evidence[0].end) == (0, 16)


@pytest.mark.parametrize(
    ("ann", "told"),
    [
        ("T1\tService 7 9;11 13\tفيوك\n", "line 1: T1 is discontinuous (7 9;11 13)"),
        ("T1\tService 7 999\tفيسبوك\n", "line 1: T1 is 7 to 999, the text has"),
        ("T1\tService 13 7\tفيسبوك\n", "line 1: T1 is 13 to 7"),
        ("T1\tService 8 14\tفيسبوك\n", "line 1: T1 says 'فيسبوك', the text has"),
        ("T1\tCity 7 13\tفيسبوك\n", "line 1: City is no type of gold"),
        ("T1\tOutage 7 13\tفيسبوك\n", "line 1: Outage is a fact, but no event has it"),
        ("T1 Service 7 13\n", "line 1: no tab after the id"),
        ("T1\tService x y\tz\n", "line 1: 'Service x y' is no span"),
        (ANN + "T1\tService 7 13\tفيسبوك\n", "line 4: T1 twice"),
        (ANN + "E2\tOutage:T9\n", "line 4: there is no T9"),
        (ANN + "E2\tParty:T2\n", "line 4: Party is no type of fact"),
        (ANN + "E2\tOutage:T2 Guest:T1\n", "line 4: Guest is no argument"),
        (ANN + "A1\tMood E1 sad\n", "line 3: E1 has the attribute Mood"),
        (ANN + "A1\tPolarity E1 sad\n", "line 3: 'sad' is no polarity"),
        (ANN + "A1\tOptional T9\n", "line 4: there is no T9"),
        (ANN + "N1\tReference T1 Wikipedia:534366\tFacebook\n", "line 4: 'Wikipedia:534366' is no key of naba"),
        (ANN + "N1\tReference T1 naba:meta\tx\n#1\tAnnotatorNotes T1\tfacebook\n", "'meta' by its normalization"),
        (ANN + "#1\tAnnotatorNotes E1\tsubject: meta\n", "line 3: the fact outage has its subject twice"),
        (ANN + "#1\tAnnotatorNotes E1\tnonsense\n", "line 3: the note 'nonsense' of E1 is no slot"),
        (ANN + "*\tEquiv T1 T2\n", "line 4: an equivalence"),
        (ANN + "T3\tTime 22 34\tمساء الاثنين\n", "line 4: the time 'مساء الاثنين' has no value"),
        (ANN + "X1\tx y\n", "line 4: 'X1\\tx y' is no annotation"),
    ],
)
def test_brat_that_cannot_be_read(ann: str, told: str, tmp_path: Path) -> None:
    said = errors_of(brat(tmp_path, ann))
    assert said.startswith(f"{tmp_path}/a.ann, ")
    assert told in said


def test_brat_without_its_text(tmp_path: Path) -> None:
    assert "a.txt: no such file" in errors_of(written(tmp_path, "a.ann", ANN))


def test_too_many_annotations(tmp_path: Path) -> None:
    file = brat(tmp_path, "".join(f"T{n}\tService 7 13\tفيسبوك\n" for n in range(20_001)))
    assert "the limit is 20000" in errors_of(file)


def test_the_configuration_of_brat_has_every_type_and_choice() -> None:
    conf = annotation_conf()
    sections = {part.split("]")[0]: part.split("\n")[1:] for part in conf.split("[")[1:]}
    assert list(sections) == ["entities", "relations", "events", "attributes"]
    assert [line.split("\t")[0].lower() for line in sections["events"] if line] == list(CATEGORIES)
    assert "Polarity\tArg:<EVENT>, Value:affirmed|negated" in sections["attributes"]


# --------------------------------------------------------------------------------------------------------- CoNLL

CONLL_2003 = (
    "-DOCSTART- -X- -X- O\n\nعاد NN O O\nمارك NNP O I-PER\nزوكربيرغ NNP O I-PER\n\nفي IN O O\nميتا NNP O B-ORG\n"
)


def test_conll_2003_of_others(tmp_path: Path) -> None:
    (sheet,) = read_conll(written(tmp_path, "a.conll", CONLL_2003), {"ORG": "company"})
    assert sheet.text == "عاد مارك زوكربيرغ\nفي ميتا\n"
    assert [(r.span.cut(sheet.text), r.label) for r in sheet.regions] == [
        ("مارك زوكربيرغ", "person"), ("ميتا", "company"),
    ]  # fmt: skip


def test_iobes_and_two_documents(tmp_path: Path) -> None:
    lines = "-DOCSTART-\tO\n\nأ\tS-service\nب\tB-person\nج\tE-person\nد\tE-person\n-DOCSTART-\tO\n\nه\tO\n"
    first, second = read_conll(written(tmp_path, "a.iob2", lines))
    assert [(r.span.cut(first.text), r.label) for r in first.regions] == [
        ("أ", "service"), ("ب ج", "person"), ("د", "person"),
    ]  # fmt: skip
    assert second.head["source"] == "a.iob2#2"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("أ\n", "line 1: 1 columns"),
        ("أ a b c O\n", "line 1: 5 columns"),
        ("أ X-service\n", "line 1: 'X-service' is no tag"),
        ("أ B-CITY\n", "line 1: 'CITY' is no type of gold. Say what it is with --type CITY=TYPE"),
        ("\n\n", "no tokens"),
    ],
)
def test_conll_that_cannot_be_read(lines: str, told: str, tmp_path: Path) -> None:
    assert told in errors_of(written(tmp_path, "a.conll", lines))


def test_a_text_beside_conll_must_be_the_same(tmp_path: Path) -> None:
    file = written(tmp_path, "a.conll", "عاد O\nميتا B-company\n")
    written(tmp_path, "a.txt", "عاد  ميتا!")
    assert "goes on after the last token: '!'" in errors_of(file)
    written(tmp_path, "a.txt", "عاد تويتر")
    assert "line 2: 'ميتا' does not follow" in errors_of(file)


def named(words: str) -> GoldArticle:
    """The small article with one mention."""
    return source_of({**RECORD, "entities": [{"kb": "x", "type": "other", "mentions": [at(words)]}]}).article


def test_seqeval_reads_the_tags_as_we_mean_them() -> None:
    """A library that others score with: strict IOB2 gives as many entities as there are mentions."""
    lines, _ = write_conll(named("فيسبوك وتلجرام"))
    sentences = [[line.split("\t")[1] for line in part.split("\n")] for part in lines.strip().split("\n\n")[1:]]
    (entity,) = [one for sentence in Entities(sentences, IOB2).entities for one in sentence]
    assert (entity.tag, entity.end - entity.start) == ("other", 2)


def test_words_are_cut_at_the_edge_of_a_mention() -> None:
    lines, lost = write_conll(named("تلجرام"))
    assert "و\tO\nتلجرام\tB-other\n" in lines
    assert lost == {
        "facts": 2, "keys of entities": 1, "quantities": 1, "times": 1,
        "whole tokens, cut where a mention begins or ends": 1,
    }  # fmt: skip


# ------------------------------------------------------------------------------------------------------ contract


def test_a_corrected_record(tmp_path: Path) -> None:
    record = as_record(source_of(RECORD).article).model_dump(by_alias=True)
    record["facts"][0]["confidence"] = 0.9
    record["facts"][0]["subject_alt"] = ["meta"]
    (found,) = read_records(written(tmp_path, "a.jsonl", json.dumps(record) + "\n"))
    assert found.article.facts[0].accepts["subject"] == ("facebook", "meta")
    assert all("confidence" not in fact for fact in found.record["facts"])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda r: r.update(schema="fact/1"), "a record 'fact/1'"),
        (lambda r: r.pop("article"), 'no "article"'),
        (lambda r: r.update(article="a.txt"), "no text in it"),
        (lambda r: r["article"].update(text=None), "article.text"),
        (lambda r: r["article"].update(id="0" * 16), "sha256_16"),
        (lambda r: r.update(facts={}), "facts: Input should be a valid list"),
        (lambda r: r["entities"][0].update(mentions=[{"start": "0"}]), "entities[0].mentions[0].text"),
        (lambda r: r["entities"][0]["mentions"][0].update(start=8), "entities[0].mentions"),
        (lambda r: r["facts"][0].update(type="party"), "facts[0].type: 'party' is no type of fact"),
        (lambda r: r["facts"][0].update(subject=[]), "facts[0].subject"),
        (lambda r: r["facts"][0].update(evidence=[{"start": -1, "end": 2, "text": ""}]), "facts[0].evidence[0].start"),
        (lambda r: r["quantities"][0].update(value="3 million"), "quantities[0].value"),
    ],
)
def test_records_that_cannot_be_read(change: Callable[[dict[str, Any]], object], told: str, tmp_path: Path) -> None:
    record = as_record(source_of(RECORD).article).model_dump(by_alias=True)
    change(record)
    said = errors_of(written(tmp_path, "a.jsonl", json.dumps(record) + "\n"))
    assert said.startswith(f"{tmp_path}/a.jsonl, line 1")
    assert told in said


def test_formats_are_told_by_name_and_content(tmp_path: Path) -> None:
    brat(tmp_path, ANN)
    assert format_of(tmp_path / "a.txt") == "brat"
    assert format_of(written(tmp_path, "t.json", json.dumps(task()))) == "labelstudio"
    assert format_of(written(tmp_path, "r.json", json.dumps(RECORD))) == "contract"
    assert format_of(written(tmp_path, "c.bio", "")) == "conll"
    with pytest.raises(GoldError, match="--from"):
        format_of(written(tmp_path, "x.xml", ""))


def test_the_errors_of_all_files_are_told(tmp_path: Path) -> None:
    first, second = written(tmp_path, "a.conll", "أ\n"), written(tmp_path, "b.json", "{")
    assert len(read_all([first, second]).errors) == 2
    same = json.dumps(RECORD)
    read = read_all([written(tmp_path, "c.json", same), written(tmp_path, "d.json", same)])
    assert read.errors == (f"{tmp_path}/d.json: the same text as in {tmp_path}/c.json. Keep one of the two.",)
