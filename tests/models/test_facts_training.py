"""How the fact tagger is made: gold as examples, names swapped, and the whole way on a small scale."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.training.facts.examples import Example, example, pools, swapped
from pipeline.entities import KnowledgeBase
from pipeline.evaluate.gold import read_gold

GOLD = """published: 2023-05-04

=== text
نامت خوادم {تويتر|@twitter service} {أمس|!2023-05-03}.
وقالت {سلسبيل نت|@~سلسبيل نت company} إن {12 ألف مشترك|#12000 subscriber}
تأثروا بسبب حريق في غرفة المولدات.

=== facts
outage twitter
    objects: twitter
    time: 2023-05-03
cause twitter fire
    content: حريق في غرفة المولدات
impact ~سلسبيل\\ نت users_affected
    quantity: 12000 subscriber
"""


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gold") / "night.gold"
    path.write_text(GOLD, encoding="utf-8")
    return path


@cache
def _read(path: Path) -> Example:
    return example(read_gold(path)[0], KnowledgeBase.load())


def words(item: Example, first: int, last: int) -> str:
    return " ".join(item.words[first:last])


def test_gold_as_an_example(gold: Path) -> None:
    item = _read(gold)
    (span,) = item.spans
    assert words(item, span.first, span.last) == "حريق في غرفة المولدات"
    assert span.classes == {"cause.fire"}
    (figure,) = item.figures
    assert (figure.classes, figure.owners) == ({"impact.users_affected"}, {1})
    (time,) = item.times
    assert (time.classes, time.owners) == ({"outage.time"}, {0})
    assert [sorted(name.roles) for name in item.names] == [["outage.objects", "outage.subject"], []]


@settings(deadline=None)
@given(seed=st.integers(0, 10_000))
def test_swapped_names_leave_everything_else_where_it_was(gold: Path, seed: int) -> None:
    item = _read(gold)
    names = pools([item]) | {"service": [("جسر", "بيروت", "الجديد")], "company": [("ص",)]}
    other = swapped(item, names, random.Random(seed))
    assert other.sentences[-1][1] == len(other.words)
    assert words(other, other.spans[0].first, other.spans[0].last) == "حريق في غرفة المولدات"
    assert [m.owners for m in other.figures] == [m.owners for m in item.figures]
    assert [name.roles for name in other.names] == [name.roles for name in item.names]
    for name in other.names:
        assert words(other, name.first, name.last) in {"تويتر", "سلسبيل نت", "جسر بيروت الجديد", "ص"}


@pytest.mark.slow
def test_the_shipped_recogniser_gives_the_layers_to_begin_with() -> None:
    """Layers in float32 again, and the head over them, give the scores of the file in 8 bits, to within its steps."""
    import numpy as np
    import onnx
    import onnxruntime
    import torch

    from models.training.facts.export import layers_of
    from pipeline.resources import model_dir

    model = model_dir() / "model.onnx"
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    ids = np.array([[0, 300, 400, 500, 600, 2]], np.int64)
    scores, embedded = session.run(["scores", "hidden"], {"ids": ids})
    hidden = torch.from_numpy(embedded)
    mask = torch.ones(1, 1, 1, hidden.shape[1], dtype=torch.bool)
    layers = layers_of(model)
    assert len(layers) == 10
    with torch.no_grad():
        for layer in layers:
            layer.eval()
            hidden = layer(hidden, mask)
    arrays = {array.name: onnx.numpy_helper.to_array(array) for array in onnx.load(model).graph.initializer}
    found = hidden.numpy() @ arrays["head.w"] + arrays["head.b"]
    assert np.corrcoef(found.ravel(), scores.ravel())[0, 1] > 0.99


@pytest.mark.slow
def test_from_gold_to_a_folder_that_the_pipeline_reads(tmp_path: Path) -> None:
    from models.training.facts.__main__ import main
    from pipeline.entities.engines.folder import damaged
    from pipeline.facts.tagger import PROTOCOL, FactTagger

    assert main(["--articles", "4", "--epochs", "1", "--versions", "2", "--out", str(tmp_path)]) == 0
    assert damaged(tmp_path, PROTOCOL, "fact tagger") == []
    assert FactTagger(tmp_path).tags[0] == "O"


@pytest.mark.slow
def test_a_tagger_that_is_read_again_is_the_one_that_was_written(tmp_path: Path) -> None:
    """To go on from a tagger is to begin with its weights: written again untouched it gives the same vectors."""
    import numpy as np

    from models.training.facts.export import network_of, write_folder
    from pipeline.document import Encoded
    from pipeline.facts.tagger import FactTagger
    from pipeline.resources import fact_model_dir

    network, classes = network_of(fact_model_dir())
    write_folder(network, classes, tmp_path, "", {})
    hidden = np.random.default_rng(0).normal(size=(9, 384)).astype(np.float16)
    window = Encoded(tuple((0, word) for word in range(9)), tuple(range(9)), hidden)
    first, again = FactTagger()(window), FactTagger(tmp_path)(window)
    assert FactTagger().tables.keys() == FactTagger(tmp_path).tables.keys()
    assert all(np.allclose(first[part], again[part], atol=1e-3) for part in first)
