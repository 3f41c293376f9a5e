"""A pool gives what one process gives, in the same order, whatever happens to its workers."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from naba_command import Naba

from pipeline.contract import RejectedRecord
from pipeline.document import Article, Document
from pipeline.entities.engines import EngineError
from pipeline.ingest import Rejected
from pipeline.pipeline import Pipeline
from pipeline.scale import pool as pools
from pipeline.scale.pool import Pool, cores
from pipeline.scale.worker import Recipe, RunnerError, Worker
from pipeline.stores.recorder import Recorded

DIE, HANG, FAIL, SLOW = "يموت", "يعلق", "يفشل", "يبطئ"


class Moody:
    """A stage that does what the text says."""

    name = "moody"
    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset({"mentions"})

    def __call__(self, doc: Document) -> None:
        if DIE in doc.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if HANG in doc.text:
            time.sleep(600)
        if FAIL in doc.text:
            raise ZeroDivisionError(doc.text)
        time.sleep(0.3 if SLOW in doc.text else 0.0)


@dataclass(frozen=True, slots=True)
class Test(Recipe):
    """A recipe without knowledge base and models, so that workers are there at once."""

    __test__ = False

    def load(self) -> Pipeline:
        return Pipeline([Moody()], {"moody": "1"})


class NeverReady(Test):
    def load(self) -> Pipeline:
        os._exit(3)


class Broken(Test):
    def load(self) -> Pipeline:
        raise EngineError("The model is not there. Install it.")


def articles(*texts: str) -> list[Article | Rejected]:
    return [Article(text, f"{number}.txt") for number, text in enumerate(texts)]


def reasons(results: list[Recorded]) -> list[str]:
    return [result.reason if isinstance(result, RejectedRecord) else "read" for result in results]


def read(pool: Pool, items: list[Article | Rejected]) -> list[Recorded]:
    given, results = zip(*pool.run(items), strict=True)
    assert list(given) == items
    return list(results)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(Test(), 2) as pool:
        yield pool


def test_results_are_those_of_one_process_in_the_order_of_the_inputs(pool: Pool) -> None:
    items = [*articles(*(f"{SLOW if n % 7 == 0 else 'نص'} {n}" for n in range(20))), Rejected("x", "empty", "Nothing.")]
    alone = Worker(Test())
    assert read(pool, items) == [alone(item) for item in items]


def test_a_stage_that_fails_is_a_rejection_and_no_loss(pool: Pool) -> None:
    before = {process.pid for process in pool.processes}
    assert reasons(read(pool, articles("نص", FAIL, "نص"))) == ["read", "stage_failed", "read"]
    assert {process.pid for process in pool.processes} == before


def test_a_worker_that_dies_costs_one_article(pool: Pool) -> None:
    results = read(pool, articles(*["نص"] * 5, DIE, *["نص"] * 5, DIE, "نص"))
    assert reasons(results) == ["read"] * 5 + ["worker_lost"] + ["read"] * 5 + ["worker_lost", "read"]
    lost = results[5]
    assert isinstance(lost, RejectedRecord)
    assert lost.source == "5.txt"
    assert lost.message.startswith("The process that read it ended (SIGKILL).")


def test_a_worker_that_hangs_costs_one_article() -> None:
    with Pool(Test(), 2, patience=1.5) as pool:
        assert reasons(read(pool, articles("نص", HANG, "نص", HANG, "نص"))) == [
            "read", "timed_out", "read", "timed_out", "read",
        ]  # fmt: skip


def test_a_long_article_has_more_time() -> None:
    with Pool(Test(), 1, patience=0.1) as pool:
        assert reasons(read(pool, articles(f"{SLOW} {'نص ' * 100}", SLOW))) == ["read", "timed_out"]


def test_workers_may_be_killed_at_any_moment() -> None:
    chance = random.Random(4)
    done = threading.Event()
    items = articles(*(f"{SLOW if n % 50 == 0 else 'نص'} {n}" for n in range(400)))

    def kill(pool: Pool) -> None:
        while not done.wait(chance.uniform(0.0, 0.3)):
            if any(process.ready for process in pool.processes):
                pid = chance.choice(pool.processes).pid
                assert pid is not None
                os.kill(pid, signal.SIGKILL)

    with Pool(Test(), 2) as pool:
        killer = threading.Thread(target=kill, args=(pool,))
        killer.start()
        try:
            results = read(pool, items)
        finally:
            done.set()
            killer.join()
    assert len(results) == 400
    assert set(reasons(results)) <= {"read", "worker_lost"}
    assert reasons(results).count("read") > 200


def test_no_more_inputs_are_read_than_the_workers_can_soon_take(pool: Pool) -> None:
    taken = 0

    def items() -> Iterator[Article]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield Article(SLOW if number == 0 else f"نص {number}", f"{number}.txt")

    results = pool.run(items())
    next(results)
    assert taken <= pools.WINDOW * 2
    assert len(list(results)) == 999


def test_long_articles_are_not_heaped_up(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "WINDOW_CHARACTERS", 1000)
    ahead = most = 0

    def items() -> Iterator[Article]:
        nonlocal ahead
        for number in range(40):
            ahead += 1
            yield Article("نص " * 200, f"{number}.txt")

    for _ in pool.run(items()):
        most = max(most, ahead)
        ahead -= 1
    assert most <= 4


def test_what_is_wrong_with_the_pipeline_is_said_as_in_one_process() -> None:
    with pytest.raises(EngineError, match="The model is not there"):
        Pool(Broken(), 2)


def test_workers_that_never_get_ready_end_the_run() -> None:
    with pytest.raises(RunnerError, match=r"5 workers ended before they were ready: exit code 3\."):
        Pool(NeverReady(), 2)


def test_a_pool_needs_workers() -> None:
    with pytest.raises(ValueError, match="0 workers cannot read anything"):
        Pool(Test(), 0)


def test_workers_end_with_the_pool() -> None:
    with Pool(Test(), 2) as pool:
        next(pool.run(articles("نص", HANG)))
        pids = [process.pid for process in pool.processes]
    for pid in pids:
        assert pid is not None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_seconds_are_those_of_all_workers(pool: Pool) -> None:
    before = pool.seconds["moody"]
    read(pool, articles(SLOW, SLOW, SLOW, SLOW))
    assert 1.2 <= pool.seconds["moody"] - before < 60


def test_there_is_a_core() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)


@pytest.mark.slow
def test_the_command_writes_the_same_with_more_workers(tmp_path: Path, naba: Naba) -> None:
    for workers in ("1", "2"):
        done = naba(
            "extract", "corpora/samples", "-o", str(tmp_path / workers), "--workers", workers, "--explain", "-q"
        )
        assert done.returncode == 0, done.stderr
    for name in ("articles", "facts", "events", "rejected", "explain"):
        one, two = ((tmp_path / workers / f"{name}.jsonl").read_bytes() for workers in ("1", "2"))
        assert one == two
