from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from naba_command import ROOT, SAMPLES, Naba, environment

from pipeline import __version__

SAMPLE = SAMPLES / "agency-brief.txt"


def python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a few lines in a fresh interpreter."""
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, env=environment())


def loaded(code: str, *arguments: object) -> set[str]:
    """The top-level modules that are loaded after a few lines."""
    tail = "\nimport sys, json; print('LOADED', json.dumps(sorted(sys.modules)))"
    done = python(textwrap.dedent(code) + tail, *arguments)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.rpartition("LOADED")[2]))


MAIN_JOB = """
import sys
from pipeline.cli import main
sys.argv = ["naba", "extract", "corpora/samples", "-o", sys.argv[1], "--explain", "--quiet"]
try:
    main()
except SystemExit as done:
    assert not done.code, done.code
"""


# ----------------------------------------------------------------------------------------- what is not loaded


def test_importing_the_package_does_no_work() -> None:
    modules = loaded("import pipeline; dir(pipeline); pipeline.__version__")
    assert not {"pydantic", "rich", "typer", "pyarabic", "regex"} & modules
    assert {name for name in modules if name.startswith("pipeline")} == {"pipeline"}


def test_every_promised_name_is_there() -> None:
    import pipeline

    for name in pipeline.__all__:
        assert getattr(pipeline, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        pipeline.nonsense  # noqa: B018


def test_the_main_job_loads_no_heavy_engine(tmp_path: Path) -> None:
    modules = {name.partition(".")[0] for name in loaded(MAIN_JOB, tmp_path)}
    assert not {"torch", "stanza", "camel_tools", "transformers", "pandas", "rich"} & modules


def test_the_main_job_opens_no_connection(tmp_path: Path) -> None:
    blocked = """
    import sys
    def no_network(event, arguments):
        if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")):
            raise SystemExit(f"network: {event} {arguments}")
    sys.addaudithook(no_network)
    """
    done = python(textwrap.dedent(blocked) + MAIN_JOB, tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "facts.jsonl").stat().st_size > 0


def test_the_hook_of_the_test_above_works() -> None:
    done = python(
        """
        import sys
        def no_network(event, arguments):
            if event.startswith("socket."):
                raise SystemExit(f"network: {event}")
        sys.addaudithook(no_network)
        import socket
        socket.create_connection(("127.0.0.1", 9))
        """
    )
    assert "network: socket" in done.stderr


# ------------------------------------------------------------------------------------------------ help, usage


def test_version(naba: Naba) -> None:
    done = naba("--version")
    assert (done.returncode, done.stdout) == (0, f"naba {__version__}\n")


@pytest.mark.parametrize("command", ["", "extract", "show", "evaluate", "schema"])
def test_help_teaches_with_examples(naba: Naba, command: str) -> None:
    done = naba(*command.split(), "--help")
    assert done.returncode == 0
    assert f"naba {command}".strip() in done.stdout
    assert "    naba " in done.stdout, "an example"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["extract"], "Missing argument"),
        (["extract", "a.txt", "--nonsense"], "No such option"),
        (["nonsense"], "No such command"),
        (["extract", "a.txt", "--published", "5.10.2021"], "write it as 2021-10-05"),
        (["extract", "a.txt", "--published", "2021-02-30"], "is not a date"),
        (["extract", "a.txt", "--format", "xml"], "Take table or json"),
        (["extract", "a.txt", "--encoding", "klingon"], "unknown"),
        (["extract", "a.txt", "--published", "2999-01-01"], "is before 1990 or in the future"),
        (["extract", "a.txt", "b.txt", "--url", "https://a.example"], "Give them one at a time"),
        (["extract", "corpora/samples", "--url", "https://a.example"], "corpora/samples is a folder"),
        (["extract", "corpora/samples/*.txt", "--url", "https://a.example"], "is a pattern"),
        (["extract", "a.jsonl", "--url", "https://a.example"], "is a file of many articles"),
        (["extract", "a.txt", "--kb", "README.md"], "README.md is not a knowledge-base file: its first line must be"),
        (["extract", "a.txt", "--kb", "corpora"], "corpora cannot be read: Is a directory"),
        (["extract", "a.txt", "--kb", "none.tsv"], "none.tsv does not exist"),
        (["extract", "a.txt", "-o", "README.md"], "README.md cannot be made a folder"),
        (["extract", "corpora/samples", "-o", "corpora/samples/out"], "lies in the input corpora/samples"),
        (["evaluate", "none"], "no gold here"),
        (["schema", "nonsense"], "The records are article, fact, event"),
    ],
)
def test_usage_errors_say_what_to_do_and_exit_with_2(naba: Naba, arguments: list[str], told: str) -> None:
    done = naba(*arguments)
    assert done.returncode == 2, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr


# ---------------------------------------------------------------------------------------------------- extract


def test_extract_ends_with_a_table_of_what_was_found(naba: Naba, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = naba("extract", SAMPLE, "-o", out)
    assert done.returncode == 0
    rows = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()}
    assert rows["articles"] == ["1", str(out / "articles.jsonl")]
    assert int(rows["facts"][0]) == len((out / "facts.jsonl").read_text(encoding="utf-8").splitlines())
    assert f"To look at it: naba show {out}" in done.stdout
    assert len(done.stdout.splitlines()) <= 12


def test_extract_quiet_prints_nothing(naba: Naba, tmp_path: Path) -> None:
    done = naba("extract", SAMPLE, "-o", tmp_path, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_extract_gives_its_summary_as_json(naba: Naba, tmp_path: Path) -> None:
    done = naba("extract", SAMPLE, "-o", tmp_path, "--format", "json")
    assert json.loads(done.stdout) == json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))


def test_what_is_given_goes_before_what_the_article_says(naba: Naba, tmp_path: Path) -> None:
    given = ("--published", "2021-10-06", "--site", "here", "--url", "https://here.example/1")
    assert naba("extract", SAMPLE, "-o", tmp_path, "-q", *given).returncode == 0
    article = json.loads((tmp_path / "articles.jsonl").read_text(encoding="utf-8"))["article"]
    assert (article["published"], article["published_from"]) == ("2021-10-06", "given")
    assert (article["site"], article["url"]) == ("here", "https://here.example/1")


def test_standard_input_is_read(naba: Naba, tmp_path: Path) -> None:
    done = naba("extract", "-", "-o", tmp_path, "-q", stdin="توقف فيسبوك عن العمل مساء الاثنين لساعات طويلة.")
    assert done.returncode == 0, done.stderr
    article = json.loads((tmp_path / "articles.jsonl").read_text(encoding="utf-8"))
    assert article["article"]["source"] == "-"
    assert [entity["kb"] for entity in article["entities"]] == ["facebook"]


def test_what_cannot_be_used_is_told_and_does_not_stop_the_rest(naba: Naba, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    done = naba("extract", tmp_path / "empty.txt", SAMPLE, "none.txt", "-o", tmp_path / "out")
    assert done.returncode == 0
    assert "empty.txt" in done.stderr
    assert "[not_found]" in done.stderr
    rejected = (tmp_path / "out" / "rejected.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["reason"] for line in rejected] == ["empty", "not_found"]


def test_nothing_usable_exits_with_1(naba: Naba, tmp_path: Path) -> None:
    done = naba("extract", "none.txt", "-o", tmp_path)
    assert done.returncode == 1
    assert "no input could be used" in done.stderr
    assert json.loads((tmp_path / "rejected.jsonl").read_text(encoding="utf-8"))["reason"] == "not_found"


def test_a_full_disk_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    import typer

    from pipeline.cli.errors import told

    with pytest.raises(typer.Exit) as ended, told(), open("/dev/full", "wb", buffering=0) as full:
        full.write(b"x")
    assert ended.value.exit_code == 2
    assert capsys.readouterr().err.startswith("naba: a disk is full")


def test_many_rejections_are_counted_not_listed(naba: Naba, tmp_path: Path) -> None:
    done = naba("extract", *(f"none{number}.txt" for number in range(20)), "-o", tmp_path)
    assert done.stderr.count("not used") == 5
    assert "and 15 more" in done.stderr


def test_a_run_without_articles_does_not_replace_an_earlier_one(naba: Naba, tmp_path: Path) -> None:
    naba("extract", SAMPLE, "-o", tmp_path, "-q")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = naba("extract", "none.txt", "-o", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "none.txt: There is no such file" in done.stderr
    assert f"The earlier run in {tmp_path} was left as it was" in done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_empty_folder_is_told(naba: Naba, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    done = naba("extract", tmp_path / "news", "-o", tmp_path / "out")
    assert done.returncode == 1
    assert "The folder has no files that can be read" in done.stderr


def test_metadata_that_cannot_be_used_is_counted_apart(naba: Naba, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "a.meta.json").write_text('{"published": "yesterday"}', encoding="utf-8")
    out = tmp_path / "out"
    done = naba("extract", tmp_path / "a.txt", "-o", out)
    assert done.returncode == 0
    assert f"partly used: {tmp_path / 'a.meta.json'}: `published` is 'yesterday'" in done.stderr
    assert "not used" not in done.stderr
    counts = json.loads((out / "run.json").read_text(encoding="utf-8"))["counts"]
    assert (counts["articles"], counts["rejected"], counts["partly_used"]) == (1, 0, 1)
    assert "partly used      1" in done.stdout
    assert json.loads((out / "rejected.jsonl").read_text(encoding="utf-8"))["reason"] == "bad_metadata"
    assert naba("show", tmp_path / "a.txt").returncode == 0


@pytest.mark.parametrize("command", ["extract", "show"])
def test_names_of_files_cannot_steer_the_terminal(naba: Naba, tmp_path: Path, command: str) -> None:
    name = "a\x1b[2J\u202egpj\nnaba: fine.txt"
    (tmp_path / name).write_text("", encoding="utf-8")
    done = naba(command, tmp_path / name, *(("-o", tmp_path / "out\x1b[2J") if command == "extract" else ()))
    assert done.returncode == 1
    assert "a[2Jgpj naba: fine.txt" in done.stderr
    assert not set("\x1b\u202e") & set(done.stdout + done.stderr)


def test_names_of_files_need_not_be_text(naba: Naba, tmp_path: Path) -> None:
    done = naba("extract", SAMPLE, "-o", os.fsdecode(os.fsencode(tmp_path) + b"/out\xff"))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_a_knowledge_base_of_ones_own_is_used(naba: Naba, tmp_path: Path) -> None:
    columns = ["key", "type", "name", "name_ar", "sector", "operator", "country", "wikidata", "aliases", "latin"]
    row = ["nashra", "service", "Nashra", "نشرة بلس", "", "", "", "", "نشرة بلس", "Nashra Plus"]
    names = tmp_path / "names.tsv"
    names.write_text("\t".join(columns) + "\n" + "\t".join(row) + "\n", encoding="utf-8")
    out = tmp_path / "out"
    done = naba("extract", "-", "-o", out, "--kb", names, "-q", stdin="توقف تطبيق نشرة بلس عن العمل صباح اليوم.")
    assert done.returncode == 0, done.stderr
    article = json.loads((out / "articles.jsonl").read_text(encoding="utf-8"))
    assert [entity["kb"] for entity in article["entities"]] == ["nashra"]


def test_explanations_name_a_rule_for_every_result(sample_run: Path) -> None:
    results = [
        result
        for line in (sample_run / "explain.jsonl").read_text(encoding="utf-8").splitlines()
        for result in json.loads(line)["results"]
    ]
    assert {result["kind"] for result in results} == {"entity", "quantity", "time", "fact"}
    assert [result for result in results if not result["rule"]] == []


# ------------------------------------------------------------------------------------------------------- show


def test_show_a_run(naba: Naba, sample_run: Path) -> None:
    done = naba("show", sample_run)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert done.stdout.count("marked: ") == len((sample_run / "articles.jsonl").read_text("utf-8").splitlines())


def test_show_one_article_with_its_rules(naba: Naba, sample_run: Path) -> None:
    done = naba("show", sample_run, "--article", "agency-brief.txt", "--explain")
    assert done.returncode == 0
    assert "├─ rule " in done.stdout


def test_show_reads_an_article_on_the_spot(naba: Naba) -> None:
    done = naba("show", SAMPLE, "--explain")
    assert done.returncode == 0
    assert "[نت بلوكس]" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told", "code"),
    [
        (["none.txt"], "There is no such file", 2),
        (["none/"], "There is no such file", 2),
        (["{run}", "--article", "nothing"], "has the id or source 'nothing'", 2),
        (["{run}/facts.jsonl"], "no", 1),
        (["{empty}"], "is there, but has no articles", 1),
    ],
)
def test_show_says_what_is_wrong(
    naba: Naba, sample_run: Path, tmp_path: Path, arguments: list[str], told: str, code: int
) -> None:
    if "{empty}" in arguments:
        naba("extract", "none.txt", "-o", tmp_path)
    done = naba("show", *(argument.format(run=sample_run, empty=tmp_path) for argument in arguments))
    assert done.returncode == code
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_show_needs_the_explanations_of_the_run(naba: Naba, tmp_path: Path) -> None:
    naba("extract", SAMPLE, "-o", tmp_path, "-q")
    done = naba("show", tmp_path, "--explain")
    assert done.returncode == 2
    assert "extract ... --explain" in done.stderr


def test_the_bytes_do_not_depend_on_the_hash_seed(naba: Naba, tmp_path: Path) -> None:
    """Sets of words are walked in an order that Python draws anew for each process, unless it is told the seed."""
    written: list[dict[str, bytes]] = []
    for seed in ("0", "4242"):
        out = tmp_path / seed
        done = naba("extract", "corpora/samples", "-o", out, "--explain", "-q", PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
        written.append({file.name: file.read_bytes() for file in out.iterdir() if file.name != "run.json"})
    assert written[0] == written[1]
    assert len(written[0]["facts.jsonl"]) > 100_000


# ------------------------------------------------------------------------------------------- evaluate, schema


def test_evaluate_prints_scores_and_writes_json(naba: Naba, tmp_path: Path) -> None:
    done = naba("evaluate", "corpora/gold/dev", "--json", tmp_path / "scores.json", "--misses")
    assert done.returncode == 0, done.stderr
    assert "facts" in done.stdout
    scores = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    assert 0 < scores["measures"]["facts"]["micro"]["f1"] <= 1


def test_evaluate_a_run_gives_what_a_fresh_extraction_gives(naba: Naba, sample_run: Path, tmp_path: Path) -> None:
    # The gold of the samples: the other articles of dev are in no run.
    gold = tmp_path / "gold" / "dev"
    gold.mkdir(parents=True)
    (tmp_path / "samples").symlink_to(ROOT / "corpora" / "samples")
    for file in (ROOT / "corpora" / "gold" / "dev").glob("*.json"):
        (gold / file.name).write_bytes(file.read_bytes())
    naba("evaluate", gold, "--json", tmp_path / "fresh.json")
    done = naba("evaluate", gold, "--run", sample_run, "--json", tmp_path / "run.json")
    assert done.returncode == 0, done.stderr
    fresh, run = (json.loads((tmp_path / name).read_text(encoding="utf-8")) for name in ("fresh.json", "run.json"))
    assert fresh["measures"]["entities"] == run["measures"]["entities"]


def test_the_engine_for_names_can_be_chosen_and_is_recorded(naba: Naba, tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text(
        "أعلنت الغرفة الوطنية للتجارة الرقمية أمس أن فيسبوك عاد، وقالت شركة مترو ترينز إن القطارات تأخرت.",
        encoding="utf-8",
    )
    found = {}
    for ner in ("embedded", "none"):
        out = tmp_path / ner
        assert naba("extract", article, "-o", out, "--ner", ner).returncode == 0
        record = json.loads((out / "articles.jsonl").read_text(encoding="utf-8"))
        found[ner] = {entity["name_ar"] for entity in record["entities"]}
        run = json.loads((out / "run.json").read_text(encoding="utf-8"))
        assert run["settings"]["ner"] == ner
        assert ("ner" in run["checksums"]) == (ner == "embedded")
    assert found["none"] < found["embedded"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--ner", "spacy"], "embedded, camel, stanza, none"),
        (["--ner-model", "no-such-folder"], "no NER model in no-such-folder"),
    ],
)
def test_an_engine_that_is_not_there_is_one_sentence(
    naba: Naba, tmp_path: Path, options: list[str], sentence: str
) -> None:
    done = naba("extract", "corpora/samples", "-o", tmp_path / "out", *options)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_schema_of_one_record_and_of_all(naba: Naba, tmp_path: Path) -> None:
    assert json.loads(naba("schema", "fact").stdout)["title"] == "FactRecord"
    assert set(json.loads(naba("schema").stdout)) == {"article", "fact", "event", "rejected", "run", "explain"}
    assert naba("schema", "-o", tmp_path / "s").returncode == 0
    assert len(list((tmp_path / "s").iterdir())) == 6


@pytest.mark.parametrize("moment", [0.05, 0.1, 0.2, 0.4, 0.8])
def test_control_c_says_so_at_any_moment(tmp_path: Path, moment: float) -> None:
    code = "from pipeline.cli import main; print('there', flush=True); main()"
    command = [sys.executable, "-c", code, "extract", "-", "-o", str(tmp_path / "out")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, env=environment()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        time.sleep(moment)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert process.stderr.read() == b"naba: stopped. Nothing was written.\n"
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


def test_a_run_that_is_ended_leaves_nothing_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "extract", "-", "-o", str(tmp_path / "out")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, env=environment()) as process:
        deadline = time.monotonic() + 30
        while not list(tmp_path.glob("out/.articles*")) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.2)
        process.terminate()
        assert process.wait(timeout=30) == 143
    assert list((tmp_path / "out").iterdir()) == []
