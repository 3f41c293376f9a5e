"""The training code: labels of corpora, augmentation, the loss over partial labels, the way to ONNX and back."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.training.corpora import COARSE, LABELS, Example, example, from_spans, read_conll, split_blocks
from models.training.initials import initials
from models.training.markup import parse


def labels(item: Example) -> str:
    return " ".join(f"{prefix}-{'/'.join(kinds)}" if kinds else "O" for prefix, kinds in item.allowed)


def test_a_class_that_is_coarser_than_ours_leaves_several_types_open() -> None:
    item = example([("قالت", "O"), ("شركة", "O"), ("نوكيا", "B-ORG"), ("أمس", "O")])
    assert item.allowed[2] == ("B", COARSE["ORG"])


@pytest.mark.parametrize(
    ("rows", "words", "wanted"),
    [
        ([("«سيمنز»،", "B-LOC")], "« سيمنز » ،", "O B-place O O"),
        ([("أ.ف.ب", "B-PERS")], "أ . ف . ب", "B-person I-person I-person I-person I-person"),
        ([("كوفي", "B-PERS"), ("أنان.", "I-PERS"), ("قال", "O")], "كوفي أنان . قال", "B-person I-person O O"),
        ([("2002م", "O")], "2002 م", "O O"),
        ([("في", "O"), ("مَكّة", "B-LOC")], "في مكة", "O B-place"),
        ([("باريس", "I-LOC")], "باريس", "B-place"),
    ],
)
def test_words_of_a_corpus_become_ours(rows: list[tuple[str, str]], words: str, wanted: str) -> None:
    item = example(rows)
    assert " ".join(item.words) == words
    assert labels(item) == wanted


def test_a_clitic_before_a_marked_name_is_part_of_its_first_word() -> None:
    item = from_spans(*parse("عاد {تويتر|service} و{فيسبوك|service}"))
    assert item.words == ["عاد", "تويتر", "وفيسبوك"]
    assert labels(item) == "O B-service B-service"


def test_conll_with_nested_columns(tmp_path: Path) -> None:
    file = tmp_path / "nested.txt"
    file.write_text("في O\nنابلس I-OCC B-GPE\n\nثم O\n", encoding="utf-8")
    assert list(read_conll(file)) == [[("في", "O"), ("نابلس", "I-OCC")], [("ثم", "O")]]


def test_blocks_keep_neighbours_together() -> None:
    rows = [Example([str(number)], [("O", ())]) for number in range(100)]
    train, held = split_blocks(rows, 0.2, 10)
    assert [int(row.words[0]) for row in held] == [*range(40, 50), *range(90, 100)]
    assert len(train) + len(held) == len(rows)


def test_words_that_keep_their_first_letter() -> None:
    counts = Counter({"وليد": 90, "ليد": 1, "ولندن": 20, "لندن": 500, "والي": 40, "بنك": 99, "لا": 999})
    assert initials(counts) == ["بنك", "لندن", "وليد"]


NAMES = {"person": [["منى", "العلي"]], "service": [["زادباي"]], "company": [["نبراس"]], "place": [["دير", "الزور"]]}
SENTENCES = [
    "قال {مهند القرقني|person} إن {تلغرام|service} عاد في {حلب|place}.",
    "لا اسم في هذه الجملة الطويلة أبدا.",
    "«{فودافون مصر|company}» و{أورنج|company}: انتهى العطل.",
]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(SENTENCES))
def test_a_variant_has_a_label_for_every_word_and_the_same_names(seed: int, sentence: str) -> None:
    from models.training.augment import Augmenter

    item = from_spans(*parse(sentence))
    variant = Augmenter(NAMES, seed)(item)
    assert len(variant.words) == len(variant.allowed)
    assert all(variant.words)
    begun = [kinds for prefix, kinds in variant.allowed if prefix == "B"]
    assert begun == [kinds for prefix, kinds in item.allowed if prefix == "B"]
    for (_, before), (prefix, kinds) in itertools.pairwise([("O", ()), *variant.allowed]):
        assert prefix != "I" or before == kinds


@pytest.mark.slow
def test_the_loss_counts_every_path_that_the_labels_allow() -> None:
    import torch

    from models.training.network import IMPOSSIBLE, Tagger, barred, barred_first

    torch.manual_seed(0)
    kinds = ("O", "B-person", "I-person")
    tagger = Tagger.__new__(Tagger)
    torch.nn.Module.__init__(tagger)
    tagger.transitions = torch.nn.Parameter(torch.randn(3, 3))
    tagger.barred, tagger.barred_first = barred(kinds), barred_first(kinds)
    scores = torch.randn(1, 3, 3)
    allowed = torch.tensor([[[True, True, False], [True, True, True], [False, True, True]]])

    def weight(path: tuple[int, ...]) -> float:
        total = tagger.barred_first[path[0]] + scores[0, 0, path[0]]
        for at in (1, 2):
            step = (path[at - 1], path[at])
            total = total + tagger.transitions[step] + tagger.barred[step] + scores[0, at, path[at]]
        return total.item()

    paths = [path for path in itertools.product(range(3), repeat=3) if weight(path) > IMPOSSIBLE / 2]
    kept = [path for path in paths if all(allowed[0, at, label] for at, label in enumerate(path))]
    everything = torch.logsumexp(torch.tensor([weight(path) for path in paths]), 0)
    wanted = everything - torch.logsumexp(torch.tensor([weight(path) for path in kept]), 0)
    assert tagger.loss(scores, allowed, torch.tensor([3])).item() == pytest.approx(wanted.item() / 3, abs=1e-4)


@pytest.mark.slow
def test_from_a_sentence_to_a_folder_that_the_engine_reads(tmp_path: Path) -> None:
    """The whole way on a small scale: learn two sentences by heart, export, and get their names back."""
    import torch

    from models.training import base
    from models.training.__main__ import write_folder
    from models.training.augment import Augmenter
    from models.training.network import Encoder, Tagger
    from models.training.train import Corpus, Held, train
    from pipeline.entities.engines.embedded import PROTOCOL, EmbeddedEngine
    from pipeline.entities.engines.folder import damaged

    torch.manual_seed(0)
    random.seed(0)
    items = [from_spans(*parse(sentence)) for sentence in SENTENCES]
    pieces, scores, tensors = base.read_q4(base.weights_file())
    words = {word: 1.0 for item in items for word in item.words}
    tokenizer, rows = base.cut_down(pieces, scores, words, 3000)
    encoder = Encoder(tokenizer.get_vocab_size())
    encoder.load_base(tensors, rows)
    model = Tagger(encoder, LABELS)
    held = [Held("by heart", items, coarse=False)]
    corpus = Corpus("by heart", items * 2, ordered=False, limits=(60,))
    train(model, tokenizer, [corpus], held, Augmenter({}, 0), epochs=70, target=tmp_path / "tagger.pt")
    folder = tmp_path / "model"
    folder.mkdir()
    write_folder(model, tokenizer, folder, tmp_path, {}, held, frozenset())
    assert damaged(folder, PROTOCOL) == []
    engine = EmbeddedEngine(folder)
    for item, tags in zip(items, engine([item.words for item in items]), strict=True):
        wanted = [kinds for prefix, kinds in item.allowed if prefix == "B"]
        assert [(tag.type,) for tag in tags or ()] == wanted
