"""Correcting a run in the page: what a person decides is kept, can be taken back, and is saved as gold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from naba_command import Naba
from report_browser import Open, make
from report_make import TEXT, small_article

from pipeline.contract import ArticleRecord
from pipeline.evaluate import read_gold

if TYPE_CHECKING:
    from playwright.sync_api import Page

SMALL = small_article()
A = f"#/article/{SMALL['article']['id']}"


def card(page: Page, number: str) -> Any:
    return page.locator(f'#side [data-card="{number}"]')


def press(page: Page, number: str, name: str) -> None:
    card(page, number).get_by_role("button", name=name, exact=True).click()


def left(page: Page) -> str:
    return page.inner_text("#review-open")


def reload(page: Page) -> None:
    """Load the page anew, in English: a busy browser may not yet have kept the language of a page that is a file."""
    page.reload()
    if page.evaluate("document.documentElement.lang") != "en":
        page.click("#language")


def select(page: Page, words: str) -> None:
    """Select words of the text as with a mouse: the first place where they stand inside one text node or more."""
    page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(document.getElementById('text'), NodeFilter.SHOW_TEXT, (node) =>
            node.parentElement.closest('.ref') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
          const nodes = []; let text = '';
          while (walker.nextNode()) { nodes.push([text.length, walker.currentNode]); text += walker.currentNode.data; }
          const at = (unit) => nodes.findLast(([start]) => start <= unit);
          const start = text.indexOf(words), end = start + words.length;
          const [s, first] = at(start), [e, last] = at(end - 1);
          getSelection().setBaseAndExtent(first, start - s, last, end - e);
        }""",
        words,
    )


def download(page: Page, folder: Path) -> Path:
    with page.expect_download() as saved:
        page.click("#download")
    assert saved.value.suggested_filename.startswith("naba-gold-")
    target = folder / "gold.jsonl"
    saved.value.save_as(target)
    return target


def records(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


def test_decisions_are_counted_and_can_be_taken_back(small: Path, open_report: Open) -> None:
    page = open_report(small, A).page
    assert left(page) == "Unreviewed: 3 of 3 facts"
    press(page, "f1", "Accept")
    press(page, "f2", "Reject")
    assert left(page) == "Unreviewed: 1 of 3 facts"
    assert "accepted" in card(page, "f1").inner_text()
    assert "rejected" in card(page, "f2").inner_text()
    assert page.inner_text("#status") == "Fact 2: rejected. 1 facts are unreviewed."
    press(page, "f1", "Accept")  # the same again takes it back
    assert left(page) == "Unreviewed: 2 of 3 facts"
    page.click("#undo")
    page.click("#undo")
    assert left(page) == "Unreviewed: 2 of 3 facts"
    assert "accepted" in card(page, "f1").inner_text()
    page.locator("h2:visible").focus()
    page.keyboard.press("Control+z")
    assert left(page) == "Unreviewed: 3 of 3 facts"
    assert page.is_disabled("#undo")


def test_keys_decide_about_the_fact_that_has_the_focus(small: Path, open_report: Open) -> None:
    page = open_report(small, f"{A}/f2").page
    page.keyboard.press("a")
    assert card(page, "f2").locator(".state").inner_text() == "accepted"
    page.keyboard.press("r")
    assert card(page, "f2").locator(".state").inner_text() == "rejected"
    page.keyboard.press("e")
    assert page.locator('form[aria-label="Edit fact 2"]').count() == 1
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.card") == "f2"


def test_changes_survive_a_reload_of_a_file(small: Path, open_report: Open) -> None:
    page = open_report(small, A).page
    press(page, "f1", "Accept")
    page.click("#accept-rest")
    page.check("#finish")
    reload(page)
    assert page.url.startswith("file://")
    assert left(page) == "Unreviewed: 0 of 3 facts"
    assert page.inner_text("#review-articles") == "Reviewed articles: 1"
    assert page.is_checked("#finish")


def test_another_run_has_other_changes(small: Path, tmp_path: Path, open_report: Open) -> None:
    first = open_report(small, A).page
    press(first, "f1", "Accept")
    other = open_report(make(tmp_path, small_article(site="other.example")), A, language="en").page
    assert left(other) == "Unreviewed: 3 of 3 facts"


def test_a_second_window_follows(small: Path, open_report: Open) -> None:
    first, second = open_report(small, A).page, open_report(small, A).page
    press(first, "f1", "Accept")
    card(second, "f1").locator(".state.s-accepted").wait_for()
    assert left(second) == "Unreviewed: 2 of 3 facts"


def test_only_reviewed_articles_are_saved(tmp_path: Path, open_report: Open) -> None:
    other = small_article(TEXT + "تكملة.\n", source="b.txt")
    page = open_report(make(tmp_path, SMALL, other), A).page
    assert page.is_disabled("#download")
    press(page, "f1", "Accept")
    assert page.is_disabled("#finish")  # two facts are open
    page.click("#accept-rest")
    assert page.is_disabled("#download")  # decided, but nobody has said that nothing is missing
    page.check("#finish")
    page.evaluate(f"location.hash = '#/article/{other['article']['id']}'")
    page.locator("#text", has_text="تكملة").wait_for()
    press(page, "f1", "Accept")
    (saved,) = records(download(page, tmp_path))
    assert saved["article"]["id"] == SMALL["article"]["id"]
    assert "Articles that are only begun stay out: 1." in page.inner_text("#status")


def test_what_is_accepted_is_saved_as_it_was_but_for_its_confidence(tmp_path: Path, open_report: Open) -> None:
    page = open_report(make(tmp_path, SMALL), A).page
    page.click("#accept-rest")
    page.check("#finish")
    line = download(page, tmp_path).read_text(encoding="utf-8")
    expected = json.loads(ArticleRecord.model_validate(SMALL).model_dump_json(by_alias=True))
    for one in expected["facts"]:
        del one["confidence"]
    assert json.loads(line) == expected
    # The order of the keys is that of the contract too.
    assert line == json.dumps(expected, ensure_ascii=False, separators=(",", ":")) + "\n"


def test_a_fact_is_edited(tmp_path: Path, naba: Naba, open_report: Open) -> None:
    page = open_report(make(tmp_path, SMALL), A).page
    press(page, "f3", "Edit")
    form = page.get_by_role("form", name="Edit fact 3")
    form.get_by_role("combobox", name="Type", exact=True).select_option("impact")
    form.get_by_label("Category").select_option("users_affected")
    form.get_by_label("Subject").fill("Facebook")
    form.get_by_role("group", name="Objects").get_by_label("Telegram").check()
    figure = form.get_by_role("group", name="Figure")
    figure.get_by_label("Value").fill("سبعون")
    form.get_by_role("button", name="Save").click()
    assert form.locator(".problem").inner_text() == "The value is a number, such as 70000000 or -4.9."
    figure.get_by_label("Value").fill("7e7")
    figure.get_by_label("Modifier").select_option("about")
    time = form.get_by_role("group", name="Time", exact=True)
    time.get_by_label("As the text has it").select_option("مساء الاثنين")
    time.get_by_label("Value").fill("2021-10-04")
    form.get_by_label("Content").fill("تلجرام  70 مليون")
    form.get_by_label("Source").fill("مصدر جديد")
    form.get_by_label("Certainty").select_option("estimated")
    form.get_by_label("Polarity").select_option("negated")
    form.get_by_label("Background (an earlier event)").check()
    form.get_by_role("button", name="Save").click()
    assert card(page, "f3").locator(".state").inner_text() == "edited"
    page.click("#accept-rest")
    page.check("#finish")
    file = download(page, tmp_path)
    edited = ArticleRecord.model_validate(records(file)[0]).facts[2]
    assert (edited.type, edited.category, edited.certainty) == ("impact", "users_affected", "estimated")
    assert (edited.polarity, edited.background, edited.content) == ("negated", True, "تلجرام 70 مليون")
    assert edited.subject is not None
    assert edited.subject.kb == "facebook"
    assert [ref.kb for ref in edited.objects] == ["telegram"]
    assert edited.quantity is not None
    assert (edited.quantity.value, edited.quantity.modifier) == (70_000_000, "about")
    assert edited.time is not None
    assert (edited.time.value, edited.time.text) == ("2021-10-04", "مساء الاثنين")
    assert edited.source is not None
    assert (edited.source.kb, edited.source.name) == (None, "مصدر جديد")
    done = naba("gold", "check", file, "--quiet")
    assert done.returncode == 0
    assert done.stdout.startswith("1 file, 1 article read: 0 errors"), done.stdout


def test_a_fact_is_added_from_selected_words(tmp_path: Path, naba: Naba, open_report: Open) -> None:
    page = open_report(make(tmp_path, SMALL), A).page
    select(page, " 😀 مساء الاثنين")  # over two text nodes, behind a letter of two units, with a blank before it
    page.get_by_role("button", name="Add a fact from the selected words").click()
    form = page.get_by_role("form", name="A new fact")
    form.get_by_role("combobox", name="Type", exact=True).select_option("statement")
    form.get_by_label("Category").select_option("apology")
    form.get_by_label("Subject").fill("Pavel Durov")
    select(page, "تلجرام 70 مليون مستخدم")
    form.get_by_role("button", name="Take the selected words as content").click()
    form.get_by_label("Words of the text that are evidence").fill("انضم إلى")
    form.get_by_role("button", name="Add these words").click()
    form.get_by_role("button", name="Save").click()
    assert card(page, "f4").locator(".state").inner_text() == "added"
    assert "".join(page.locator('#text .ev[data-f~="f4"]').all_text_contents()) == "😀 مساء الاثنينانضم إلى"
    press(page, "f1", "Reject")
    page.click("#accept-rest")
    page.check("#finish")
    reload(page)
    file = download(page, tmp_path)
    (gold,) = read_gold(file)
    assert [one.type for one in gold.facts] == ["statement", "gain", "statement"]
    added = ArticleRecord.model_validate(records(file)[0]).facts[-1]
    assert [piece.text for piece in added.evidence] == ["😀 مساء الاثنين", "انضم إلى"]
    assert all(TEXT[piece.start : piece.end] == piece.text for piece in added.evidence)
    assert added.content == "تلجرام 70 مليون مستخدم"
    assert added.subject is not None
    assert added.subject.kb == "pavel-durov"
    assert naba("gold", "check", file).returncode == 0


def test_what_is_written_in_a_form_stays_while_other_facts_are_decided(small: Path, open_report: Open) -> None:
    page = open_report(small, A).page
    press(page, "f1", "Edit")
    page.get_by_role("form").get_by_label("Subject").fill("شركة أخرى")
    press(page, "f2", "Accept")
    page.click("#language")
    assert page.locator("form.fact-form").get_by_label("Subject").input_value() == "شركة أخرى"


def test_a_fact_needs_evidence_that_stands_in_the_text(small: Path, open_report: Open) -> None:
    page = open_report(small, A).page
    page.click("#add")
    form = page.get_by_role("form", name="A new fact")
    form.get_by_role("button", name="Save").click()
    assert form.locator(".problem").inner_text() == "A fact needs evidence: add words of the text."
    form.get_by_label("Words of the text that are evidence").fill("ليس في النص")
    form.get_by_role("button", name="Add these words").click()
    assert page.inner_text("#status") == "These words do not stand in the text. Copy them as they are."
    form.get_by_role("button", name="Cancel").click()
    assert page.evaluate("document.activeElement.id") == "add"
    assert page.is_disabled("#undo")


def test_an_article_without_facts_can_be_gold_too(tmp_path: Path, open_report: Open) -> None:
    page = open_report(make(tmp_path, {**SMALL, "facts": []}), A).page
    page.check("#finish")
    (saved,) = records(download(page, tmp_path))
    assert saved["facts"] == []


def test_discarding_is_a_change_like_any_other(small: Path, open_report: Open) -> None:
    page = open_report(small, A).page
    page.click("#accept-rest")
    page.click("#discard")
    assert left(page) == "Unreviewed: 3 of 3 facts"
    page.click("#undo")
    assert left(page) == "Unreviewed: 0 of 3 facts"


def test_without_a_store_the_page_says_so_and_works(small: Path, open_report: Open) -> None:
    opened = open_report(small, A)
    opened.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    opened.page.reload()
    page = opened.page
    assert "لا يسمح هذا المتصفح" in page.inner_text("#status")
    page.click("#language")
    press(page, "f1", "Accept")
    assert left(page) == "Unreviewed: 2 of 3 facts"
    assert "does not let the page keep changes" in page.inner_text("#status")


def test_a_full_store_is_told(small: Path, open_report: Open) -> None:
    page = open_report(small, A).page
    page.evaluate("Storage.prototype.setItem = function () { throw new DOMException('full', 'QuotaExceededError') }; 0")
    press(page, "f1", "Accept")
    assert left(page) == "Unreviewed: 2 of 3 facts"
    assert "does not let the page keep changes" in page.inner_text("#status")


def test_what_another_program_wrote_into_the_store_is_no_review(small: Path, open_report: Open) -> None:
    page = open_report(small, A).page
    press(page, "f1", "Accept")
    key = page.evaluate("Object.keys(localStorage).find((key) => key.includes('review'))")
    strange = '{"done":1,"facts":{"f1":{"verdict":"x"},"f9":{"verdict":"accepted"}},"added":[{}]}'
    for kept in ("{", "[]", "null", strange):
        page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [key, kept])
        reload(page)
        assert left(page) == "Unreviewed: 3 of 3 facts", kept
