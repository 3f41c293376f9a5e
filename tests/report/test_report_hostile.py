"""Whatever an article has in it stays text: no script of it runs, nothing is asked for, nothing becomes mark-up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_browser import Open, make
from report_make import article, fact, span

ATTACKS = (
    "<script>window.hit = 1; alert(1)</script>",
    "</script><script>window.hit = 1</script>",
    "<!--<script>window.hit = 1",
    "--!><img src=x onerror=alert(1)>",
    '"><img src=https://evil.example/a.png onerror="window.hit = 1">',
    "' onmouseover='window.hit = 1' x='",
    '" autofocus onfocus="window.hit = 1" x="',
    "<svg><script>window.hit = 1</script></svg>",
    "<svg onload=window.hit=1>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe srcdoc='<script>parent.hit = 1</script>'></iframe>",
    "<style>@import 'https://evil.example/a.css'; * { display: none }</style>",
    "<link rel=stylesheet href=https://evil.example/a.css><base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "</title></textarea></style></template><script>window.hit = 1</script>",
    "{{ 7 * 7 }}{% for a in b %}{{ config }}${window.hit = 1}`${hit}`",
    "javascript:window.hit=1",
    "\u2028window.hit = 1\u2029",
    "\\u003cscript\\u003ewindow.hit = 1\\u003c/script\\u003e",
    "__proto__",
    "constructor",
    "\u202e\u2066\x00\x1b[31m\ufeff",
)
TEXT = "عطل قبل\n" + "\n".join(ATTACKS) + "\nبعد"


def hostile(attack: str) -> dict[str, Any]:
    """An article that has an attack in every field that holds text."""
    ref = {"kb": attack, "name": attack, "name_ar": attack, "type": "company"}
    figure = {"kind": "count", "value": None, "unit": attack, "modifier": "vague", "per": attack, "text": attack}
    when = {"value": attack, "modifier": "exact", "text": attack}
    slots: dict[str, Any] = {
        "subject": ref, "objects": [ref], "places": [ref], "quantity": {**figure, "value": 5}, "time": when,
        "end": when, "duration": when, "content": attack, "channel": ref, "source": ref, "via": ref,
        "event_id": f"{attack}/2021-10-04",
    }  # fmt: skip
    text = f"{TEXT}\n{attack}"
    return article(
        text,
        fact(text, "outage", ["عطل", attack.strip()], **slots),
        fact(text, "impact", [attack.strip()], category="reports", **slots),
        fact(text, "statement", ["بعد"], category="banter", **{**slots, "relation": "competitor"}),
        source=f"news/{attack}.txt", url=f"javascript:{attack}", site=attack, title=attack, author=attack,
        published=attack,
        entities=[{"id": attack, **ref, "mentions": [span(text, "عطل"), span(text, attack.strip())]}],
        quantities=[{"id": attack, **figure, **span(text, "قبل")}],
        times=[{"id": attack, "kind": "date", **when, **span(text, "بعد")}],
        diagnostics=[{"code": attack, "message": attack}],
    )  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run where every article attacks in its own way."""
    return make(tmp_path_factory.mktemp("hostile"), *map(hostile, ATTACKS))


FOREIGN = "img, iframe, object, embed, base, link, math, template, svg:not(.chart), [http-equiv=refresh], main style"
LIVE = """() => {
  const bad = [...document.querySelectorAll('*')].flatMap((e) => [...e.attributes].filter((a) =>
    a.name.startsWith('on') || a.name === 'srcdoc' || (['href', 'src', 'action', 'xlink:href'].includes(a.name) &&
    !/^(#|https?:)/.test(a.value))).map((a) => e.tagName + ' ' + a.name + '=' + a.value));
  return { hit: window.hit, foreign: document.querySelectorAll(%r).length, bad,
    scripts: [...document.scripts].filter((s) => s.type !== 'application/json').length,
    proto: Object.keys(Object.prototype).length };
}"""
HARMLESS = {"hit": None, "foreign": 0, "bad": [], "scripts": 1, "proto": 0}


@pytest.mark.parametrize("language", ["ar", "en"])
def test_no_view_runs_what_an_article_says(report: Path, open_report: Open, language: str) -> None:
    opened = open_report(report, language=language)
    page = opened.page
    for address in ("#/overview", "#/events", "#/articles"):
        page.evaluate(f"location.hash = {address!r}")
        page.evaluate("document.querySelectorAll('details:not([open])').forEach((details) => (details.open = true))")
        page.wait_for_timeout(50)
        assert page.evaluate(LIVE % FOREIGN) == HARMLESS, address
    page.fill("#filter-search", "عطل")
    page.select_option("#filter-source", ATTACKS[0])
    assert page.locator("#article-list > li").count() == 1
    assert page.inner_text(".list .title") == ATTACKS[0]
    opened.quiet()


def test_no_article_runs_what_it_says(report: Path, open_report: Open) -> None:
    opened = open_report(report, "#/articles")
    page = opened.page
    ids = page.evaluate("JSON.parse(document.getElementById('index').textContent).map((row) => row.id)")
    assert len(ids) == len(ATTACKS)
    for id_ in ids:
        page.evaluate(f"location.hash = '#/article/{id_}'")
        page.locator(f'a.ref[href="#/article/{id_}/f1"]').first.wait_for()
        page.keyboard.press("Tab")
        assert page.evaluate(LIVE % FOREIGN) == HARMLESS
        assert page.locator(".about a").count() == 0  # javascript: is no address
        page.evaluate("document.querySelectorAll('#text .ref').forEach((reference) => reference.remove())")
        text = page.text_content("#text") or ""
        assert text.startswith(TEXT)
    opened.quiet()


def test_the_form_runs_nothing_and_gold_has_the_words_as_they_are(
    report: Path, open_report: Open, tmp_path: Path
) -> None:
    attack = ATTACKS[4]
    id_ = hostile(attack)["article"]["id"]
    opened = open_report(report, f"#/article/{id_}")
    page = opened.page
    page.locator('[data-card="f1"]').get_by_role("button", name="Edit").click()
    page.get_by_role("form").get_by_label("Via").fill("<img src=x onerror=alert(1)>")
    page.get_by_role("form").get_by_role("group", name="End").get_by_label("As the text has it").select_option("none")
    for slot in ("Time", "Duration"):
        group = page.get_by_role("form").get_by_role("group", name=slot, exact=True)
        group.get_by_label("As the text has it").select_option("none")
    page.get_by_role("button", name="Save").click()
    page.click("#accept-rest")
    page.check("#finish")
    with page.expect_download() as saved:
        page.click("#download")
    saved.value.save_as(tmp_path / "gold.jsonl")
    assert page.evaluate(LIVE % FOREIGN) == HARMLESS
    line = (tmp_path / "gold.jsonl").read_text(encoding="utf-8")
    assert '"via":{"kb":null,"name":"<img src=x onerror=alert(1)>"' in line
    opened.quiet()


def test_a_hostile_page_cannot_be_made_to_ask_for_anything(report: Path, open_report: Open) -> None:
    """The policy of the page itself stands in the way, should a part of it ever be wrong."""
    opened = open_report(report)
    page = opened.page
    blocked = page.evaluate(
        """async () => {
          const tried = {};
          tried.fetch = await fetch('https://evil.example/').then(() => 'went', () => 'blocked');
          try { document.body.innerHTML = '<b>'; tried.markup = 'went'; } catch { tried.markup = 'blocked'; }
          const script = document.createElement('script');
          try { script.text = 'window.hit = 1'; document.body.append(script); } catch { }
          const image = new Image();
          tried.image = await new Promise((done) => {
            image.onload = () => done('went'); image.onerror = () => done('blocked'); image.src = 'https://evil.example/a.png';
          });
          tried.script = window.hit ? 'went' : 'blocked';
          return tried;
        }"""
    )
    assert set(blocked.values()) == {"blocked"}, blocked
    assert opened.errors  # the browser tells of what it has blocked
    opened.errors.clear()
    opened.requests.clear()
