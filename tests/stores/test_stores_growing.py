"""A folder that grows: after each batch the bytes of one run over everything, for work that grows with the batch."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from call_count import calls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_records import article, loss, outage, rejected, run_record, write

from pipeline.contract import ArticleRecord, RejectedRecord
from pipeline.stores.blocks import BlockFile
from pipeline.stores.folder import FILES
from pipeline.stores.growing import GrowingFolder
from pipeline.stores.recorder import Recorded

Record = ArticleRecord | RejectedRecord
DAYS = (None, "2021-10-04", "2021-10-05", "2021-10-04T18:40", "XXXX-10-04", "2021-10", "2021-09-01")
SERVICES = ("facebook", "whatsapp", "drive")


def grow(folder: GrowingFolder, records: Sequence[Record]) -> None:
    """Write some more records into a folder."""
    results: list[Recorded] = [record if isinstance(record, RejectedRecord) else (record, None) for record in records]
    for result in results:
        folder.add(result)
    folder.write(iter(results), run_record)


def contents(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in (*FILES, "run.json")}


def some(number: int, day: str | None, provider: str, service: str) -> ArticleRecord:
    stated = outage(provider, day or "", service)
    return article(f"توقف {number}", stated if day else {**stated, "time": None}, loss(number * 1e6, provider))


records = st.builds(
    lambda day, provider, service, bad: (day, provider, service, bad),
    st.sampled_from(DAYS), st.sampled_from(["meta", "cloudy"]), st.sampled_from(SERVICES), st.integers(0, 5),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(records, max_size=4), min_size=1, max_size=4))
def test_after_each_batch_the_files_are_those_of_one_run(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[tuple[str | None, str, str, int]]]
) -> None:
    """Later articles move the facts of earlier ones to other events: undated outages join dated ones."""
    out, whole = tmp_path_factory.mktemp("grown"), tmp_path_factory.mktemp("whole")
    folder, taken = GrowingFolder(out), list[Record]()
    for batch in batches:
        start = len(taken)
        for at, (day, provider, service, bad) in enumerate(batch, start=start):
            taken.append(some(at, day, provider, service) if bad else rejected(f"{at}.txt"))
        grow(folder, taken[start:])
        write(f"jsonl:{whole}", taken)
        if any(isinstance(record, ArticleRecord) for record in taken):  # a run without any leaves an earlier one
            assert contents(out) == contents(whole)
    assert folder.untouched
    assert {path.name for path in out.iterdir()} == {*FILES, "run.json"}


def test_the_facts_of_earlier_articles_get_their_event(tmp_path: Path) -> None:
    folder = GrowingFolder(tmp_path)
    grow(folder, [some(1, None, "meta", "facebook"), some(2, "2021-10-04", "cloudy", "drive")])
    assert b'"event_id":"meta/unknown"' in (tmp_path / "facts.jsonl").read_bytes()
    grow(folder, [some(3, "2021-10-04", "meta", "facebook")])
    facts = (tmp_path / "facts.jsonl").read_bytes()
    assert facts.count(b'"event_id":"meta/2021-10-04"') == 4
    assert b"meta/unknown" not in facts


def test_a_batch_takes_work_for_what_is_new(tmp_path: Path) -> None:
    """Ten articles more: the store does the same, however many there are. Merging looks at all, but not closely."""

    def work(before: int, new: int, within: str) -> int:
        folder = GrowingFolder(tmp_path)
        made = [some(n, f"2021-{n % 12 + 1:02}-04", "meta", "facebook") for n in range(before + new)]
        grow(folder, made[:before])
        return calls(lambda: grow(folder, made[before:]), within)

    few, many = work(40, 10, "pipeline/stores/"), work(400, 10, "pipeline/stores/")
    assert many < 1.1 * few, (few, many)
    grown, anew = work(400, 10, "pipeline/events/"), work(0, 410, "pipeline/events/")
    assert grown < anew / 2, (grown, anew)


def test_what_somebody_else_did_to_the_files_is_seen(tmp_path: Path) -> None:
    folder = GrowingFolder(tmp_path)
    grow(folder, [some(1, "2021-10-04", "meta", "facebook")])
    assert folder.untouched
    (tmp_path / "facts.jsonl").unlink()
    assert not folder.untouched


def test_a_batch_that_fails_leaves_the_files(tmp_path: Path) -> None:
    folder = GrowingFolder(tmp_path)
    grow(folder, [some(1, "2021-10-04", "meta", "facebook")])
    before = contents(tmp_path)

    def stopped() -> list[Recorded]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        folder.write((result for _ in [1] for result in stopped()), run_record)
    assert contents(tmp_path) == before
    assert {path.name for path in tmp_path.iterdir()} == {*FILES, "run.json"}


def test_any_blocks_may_be_kept_in_any_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.stores.blocks._PIECE", 7)
    rng = random.Random(5)
    file, blocks = BlockFile(tmp_path / "f"), list[bytes]()
    for turn in range(30):
        after: list[bytes] = []
        file.begin()
        for _ in range(rng.randrange(9)):
            if blocks and rng.random() < 0.8:
                start = rng.randrange(len(blocks))
                assert file.read(start) == blocks[start]
                end = min(start + rng.randrange(5), len(blocks))
                file.keep(range(start, end))
                after += blocks[start:end]
            else:
                after.append(bytes([65 + turn]) * rng.randrange(20))
                file.add(after[-1])
        file.close()
        file.commit()
        blocks = after
        assert (len(file), (tmp_path / "f").read_bytes()) == (len(blocks), b"".join(blocks))
