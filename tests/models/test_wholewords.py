"""Whole words as pieces: the tokenizer takes them, and their rows learn what their parts said."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
WORDS = {"بالمشتركين": 9.0, "الاتصالات": 5.0, "من": 99.0, "abcdefg": 50.0, "٢٠٢١": 50.0, "نادرة": 1.0}


def test_a_tokenizer_with_whole_words_and_without_them_again() -> None:
    from models.training import base, wholewords

    pieces, scores, _ = base.read_q4(base.weights_file())
    tokenizer, _ = base.cut_down(pieces, scores, {"من": 1.0}, 900)
    words = wholewords.chosen(WORDS, tokenizer, 2)
    assert words == ["بالمشتركين", "الاتصالات"], "the most pieces saved, Arabic letters only, not what stands once"
    larger = wholewords.extended(tokenizer, words)
    assert larger.encode("بالمشتركين", add_special_tokens=False).tokens == ["▁بالمشتركين"]
    assert larger.get_vocab_size() == tokenizer.get_vocab_size() + 2
    plain = tokenizer.encode("والمشتركون", add_special_tokens=False).ids
    assert larger.encode("والمشتركون", add_special_tokens=False).ids == plain, "other words keep their pieces"
    before, taken = wholewords.without(larger, 900)
    assert taken == words
    assert before.to_str() == tokenizer.to_str()


def test_a_whole_word_comes_to_mean_what_its_parts_meant(tmp_path: Path) -> None:
    import torch

    from models.training import base, wholewords
    from models.training.network import Encoder

    torch.manual_seed(0)
    pieces, scores, tensors = base.read_q4(base.weights_file())
    tokenizer, rows = base.cut_down(pieces, scores, {"من": 1.0}, 900)
    old = Encoder(tokenizer.get_vocab_size())
    old.load_base(tensors, rows)
    words = ["المستخدمين", "الاتصالات"]
    larger = wholewords.extended(tokenizer, words)
    new = wholewords.grown(old, tokenizer, words, 6)
    assert len(new.layers) == 6
    news = tmp_path / "news.txt"
    lines = ["شكر المستخدمين على صبرهم", "قطعت الاتصالات عن المدينة من جديد", "لا شيء هنا"]
    news.write_text("\n".join(lines * 30) + "\n", encoding="utf-8")
    found = wholewords.snippets(news, words, 1)
    assert len(found) == 12, "six places of each word"

    def distance() -> float:
        fresh = new.word.weight.detach()[old.word.num_embeddings :]
        lowest = wholewords.grown(old, tokenizer, [], 4).eval()
        with torch.no_grad():
            said = wholewords.meanings(lowest, fresh, found, larger)
            return float((said - wholewords.meanings(lowest, fresh, found, tokenizer)).pow(2).mean())

    first = distance()
    wholewords.learn(new, larger, old, tokenizer, found * 100)
    assert distance() < 0.9 * first
