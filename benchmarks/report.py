"""How large a report is, how long and how much memory making it takes, and how soon a browser has it open.

The run has our samples again and again, each with its number in the text, so that no two are one. Needs chromium.

    python benchmarks/report.py 2000
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SAMPLES = ("agency-brief", "economy-page", "egypt-daily", "feature-competitors", "gulf-daily", "live-blog")
ROOT = Path(__file__).parent.parent
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync")


def grown(run: Path, out: Path, number: int) -> None:
    """Write a run of so many articles out of a small one; the number stands at the end of each text."""
    lines = (run / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    out.mkdir()
    with (out / "articles.jsonl").open("w", encoding="utf-8") as file:
        for at in range(number):
            record = json.loads(lines[at % len(lines)])
            before = record["article"]["id"]
            record["article"]["text"] += f"\n{at}"
            after = hashlib.sha256(record["article"]["text"].encode()).hexdigest()[:16]
            file.write(json.dumps(record, ensure_ascii=False).replace(before, after) + "\n")
    for name in ("events.jsonl", "run.json"):
        shutil.copy(run / name, out / name)


def opened(page_file: Path) -> dict[str, float]:
    """Return milliseconds until the page can be used, until an article is open, until a first search is done."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        page = chromium.new_page()
        began = time.perf_counter()
        page.goto(page_file.as_uri() + "#/articles")
        page.locator("#article-list > li").first.wait_for()
        ready = time.perf_counter()
        page.locator(".list .title").first.click()
        page.locator("#text").wait_for()
        read = time.perf_counter()
        page.evaluate("location.hash = '#/articles'")
        asked = time.perf_counter()
        page.evaluate(
            "() => { const box = document.getElementById('filter-search'); box.value = 'غرينتش';"
            " box.dispatchEvent(new Event('input')) }"
        )
        before = page.inner_text("#matching")
        while page.inner_text("#matching") == before:
            time.sleep(0.01)
        found = time.perf_counter()
        chromium.close()
    steps = {"open": ready - began, "article": read - ready, "search": found - asked}
    return {name: round(1000 * seconds) for name, seconds in steps.items()}


def main(number: int) -> None:
    """Measure and print one JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        small, large, out = (Path(folder) / name for name in ("small", "large", "report.html"))
        inputs = [str(ROOT / "corpora" / "samples" / f"{name}.txt") for name in SAMPLES]
        naba = [sys.executable, "-m", "pipeline"]
        subprocess.run([*naba, "extract", *inputs, "-o", str(small), "--quiet"], check=True, cwd=ROOT)
        grown(small, large, number)
        began = time.perf_counter()
        made = subprocess.Popen([*naba, "report", str(large), "-o", str(out), "--quiet"], cwd=ROOT)
        _, status, used = os.wait4(made.pid, 0)
        seconds = time.perf_counter() - began
        assert status == 0
        print(
            json.dumps(
                {
                    "articles": number,
                    "run_MB": round((large / "articles.jsonl").stat().st_size / 1e6, 1),
                    "page_MB": round(out.stat().st_size / 1e6, 1),
                    "build_s": round(seconds, 1),
                    "build_cpu_s": round(used.ru_utime + used.ru_stime, 1),
                    "build_peak_MB": round(used.ru_maxrss / 1024),
                    "browser_ms": opened(out),
                }
            )
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
