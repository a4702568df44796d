"""Rules that every embedder keeps, tried on a tiny encoder with random weights, in OpenVINO and on torch."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from prompts.problems import Problem
from retrieval.embedders import Engine, open_embedder
from retrieval.seams import Embedder
from tests.retrieval.models import tiny_model

pytestmark = pytest.mark.weights

WORDS = "劳动合同应当以书面形式订立用人单位自之日起即与者建关系个月内"
TEXTS = [WORDS[i % 9 : i % 9 + n] for i, n in enumerate([3, 29, 1, 12, 7, 25, 2, 18] * 25)]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tmp_path_factory.mktemp("tiny"), WORDS)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module", params=["openvino", "torch"])
def embedder(request: pytest.FixtureRequest, tiny: Path, models: Path) -> Embedder:
    engine: Engine = request.param
    return open_embedder(str(tiny), models, engine=engine, threads=2)


def test_rows_are_of_unit_length(embedder: Embedder) -> None:
    vectors = embedder.passages(TEXTS)
    assert vectors.shape == (len(TEXTS), 32)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=5e-3)


def test_no_text_gives_no_row(embedder: Embedder) -> None:
    assert embedder.passages([]).shape == (0, 32)


def test_a_text_has_the_same_vector_in_any_company_and_the_order_is_kept(embedder: Embedder) -> None:
    together = embedder.passages(TEXTS)
    for i in (0, 1, 2, 3, 199):
        np.testing.assert_allclose(embedder.passages([TEXTS[i]])[0], together[i], atol=1e-2)
    assert (together[:8] @ together[:8].T - np.eye(8)).max() < 0.99


def test_a_question_and_a_passage_of_the_same_words_are_told_apart(embedder: Embedder) -> None:
    question, passage = embedder.question(TEXTS[3]), embedder.passages([TEXTS[3]])[0]
    assert question.shape == (32,)
    assert np.abs(question - passage).max() > 1e-2


def test_a_long_text_is_cut_but_counted_whole(embedder: Embedder) -> None:
    assert embedder.longest == 24
    assert embedder.count("劳动") == 6  # two characters, the prefix 章: and two special tokens
    assert embedder.count("劳" * 1000) == 1004
    kept, more = embedder.passages(["劳" * 20 + "动" * 500, "劳" * 20 + "月" * 3])
    np.testing.assert_allclose(kept, more, atol=1e-2)


def test_several_threads_get_what_one_gets(embedder: Embedder) -> None:
    alone = [embedder.question(text) for text in TEXTS[:40]]
    together = embedder.passages(TEXTS)
    with ThreadPoolExecutor(6) as threads:
        bulk = [threads.submit(embedder.passages, TEXTS) for _ in range(3)]
        questions = list(threads.map(embedder.question, TEXTS[:40]))
    np.testing.assert_allclose(questions, alone, atol=1e-2)
    for each in bulk:
        np.testing.assert_allclose(each.result(), together, atol=1e-2)


def test_openvino_and_torch_agree(tiny: Path, models: Path) -> None:
    fast = open_embedder(str(tiny), models, engine="openvino", precision="f32")
    plain = open_embedder(str(tiny), models, engine="torch", precision="f32")
    np.testing.assert_allclose(fast.passages(TEXTS), plain.passages(TEXTS), atol=3e-3)
    assert fast.fingerprint == plain.fingerprint
    assert [fast.count(text) for text in TEXTS[:9]] == [plain.count(text) for text in TEXTS[:9]]


def test_another_precision_has_another_fingerprint(tiny: Path, models: Path) -> None:
    wide = open_embedder(str(tiny), models, engine="torch", precision="f32")
    narrow = open_embedder(str(tiny), models, engine="torch", precision="bf16")
    assert wide.fingerprint != narrow.fingerprint
    assert np.abs(wide.passages(TEXTS) - narrow.passages(TEXTS)).max() > 0


@pytest.mark.parametrize("name", ["./no/such/folder", "/no/such/folder", "a/b/c", ".", ""])
def test_a_model_that_is_not_there_is_a_problem(name: str, tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        open_embedder(name, tmp_path / "models")
    assert caught.value.code == "embedder_not_found"
    assert caught.value.text("zh") != caught.value.text("en")


def test_a_model_whose_files_changed_is_converted_again(tiny: Path, models: Path) -> None:
    before = open_embedder(str(tiny), models, engine="openvino")
    settings = tiny / "config_sentence_transformers.json"
    settings.write_text(json.dumps({**json.loads(settings.read_text("utf-8")), "prompts": {"query": "章:"}}), "utf-8")
    after = open_embedder(str(tiny), models, engine="openvino")
    assert before.fingerprint != after.fingerprint
    assert (before.count("劳动"), after.count("劳动")) == (6, 4)
