"""Language: Arabic is kept, its neighbours and all others are told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.document import Article
from pipeline.ingest import ReadOptions, Reason, Rejected, read
from pipeline.ingest.language import has_letters, language_of

SAMPLES = sorted((Path(__file__).parents[2] / "corpora" / "samples").glob("*.txt"))

CASES = [
    ("ar", "عادت الخدمة"),
    ("ar", "فيسبوك"),
    ("ar", "شركة فيسبوك توقفت 6 ساعات"),
    ("ar", "عطل في Facebook وWhatsApp وInstagram منذ مساء الاثنين وفق موقع الرصد"),
    ("ar", "نشرت الصفحة https://a.example/very/long/address/of/a/page/in/latin/letters اعتذارا"),
    ("ar", "الشركة الأم لـ«گوگل» و«پيپسي» و«ڤودافون» قالت في بيان إن الخدمة عادت إلى العمل بعد ساعات"),
    ("ar", "کانت الخدمة متوقفة فی المدینة منذ الصباح ثم عادت إلى العمل"),
    ("ar", "الواتس طاح؟ عندنا مليون سبب تطلب عشاك الليلة"),
    ("ar", "دابا رجع الأنترنت بعد ما تقطع علينا النهار كامل"),
    ("fa", "این سرویس از دیروز قطع شد و کاربران پیام‌های خود را ندیدند"),
    ("fa", "شرکت گفت که مشکل فنی برطرف شده است و پوزش می‌خواهد"),
    ("fa", "سرويس از ديروز قطع شد و كاربران را با مشكل روبرو كرد كه اين است"),
    ("ur", "یہ سروس کل سے بند ہے اور صارفین کو پیغام نہیں مل رہے ہیں"),
    ("ur", "کمپنی نے کہا کہ خرابی دور کر دی گئی ہے"),
    ("ku", "خزمەتگوزارییەکە لە دوێنێوە وەستاوە و بەکارهێنەران بۆ ئەو کێشەیە چارەسەریان نییە"),
    ("und", "The service is down"),
    ("und", "Сервис не работает"),
    ("und", "The company واتساب said that the service was down for six hours on Monday"),
    ("und", "服务中断了六个小时"),
    ("und", "123 456"),
    ("und", ""),
]


@pytest.mark.parametrize(("code", "text"), CASES)
def test_language(code: str, text: str) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_are_arabic(path: Path) -> None:
    assert language_of(path.read_text(encoding="utf-8")) == "ar"


def test_an_article_with_a_script_caught_by_a_crawler_is_kept() -> None:
    article = "قالت الشركة إن الخدمة عادت إلى العمل بعد ست ساعات من التوقف في معظم البلدان. " * 8
    script = "jQuery(document).ready(function() { return jQuery('input[name=site]', this).val(); }); " * 12
    assert language_of(article + script) == "ar"


@pytest.mark.parametrize(
    ("text", "expected"), [("ا", True), ("a", True), ("1 ٢ .", False), ("ـــ \u064e \u200f", False)]
)
def test_has_letters(text: str, expected: bool) -> None:
    assert has_letters(text) is expected


def test_all_languages_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The service is down.", encoding="utf-8")
    (tmp_path / "b.txt").write_text(CASES[9][1], encoding="utf-8")
    refused = list(read([str(tmp_path)]))
    assert [item.reason for item in refused if isinstance(item, Rejected)] == [Reason.NON_ARABIC] * 2
    assert "Persian" in refused[1].message  # type: ignore[union-attr]
    kept = list(read([str(tmp_path)], ReadOptions(all_languages=True)))
    assert [item.language for item in kept if isinstance(item, Article)] == ["und", "fa"]
