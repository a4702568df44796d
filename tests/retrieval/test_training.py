"""Training the reading of questions: the loss, what is learned, what survives an interruption, who takes it up."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from retrieval import question_encoders
from retrieval.embedders import open_embedder
from retrieval.seams import Embedder, Vectors
from retrieval.searcher import Searcher
from retrieval.torch_embedder import open_model
from retrieval.training import Example, Recipe, fit, softmax_loss
from tests.retrieval.models import tiny_model
from tests.retrieval.town import TODAY, Desk

pytestmark = pytest.mark.weights

PASSAGES = ("居住证", "身份证", "婚姻登记", "营业执照")
EXAMPLES = [
    Example(word, (n,)) for n, words in enumerate(("暂住", "户口", "结婚", "开店")) for word in (words, words[0])
]
RECIPE = Recipe(epochs=4, batch=4, rate=1e-2, temperature=0.1)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tmp_path_factory.mktemp("tiny"), "".join((*PASSAGES, *(e.question for e in EXAMPLES))))


@pytest.fixture(scope="module")
def embedder(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    return open_embedder(str(tiny), tmp_path_factory.mktemp("models"), engine="torch", precision="f32")


def right(embedder: Embedder, rows: Vectors) -> int:
    return sum(int(np.argmax(rows @ embedder.question(e.question))) in e.rows for e in EXAMPLES)


def test_the_loss_is_that_of_each_relevant_row_against_the_irrelevant_ones() -> None:
    scores = torch.tensor([[2.0, 1.0, 0.0], [0.0, 3.0, 3.0]])
    one = -np.log(np.exp(1) / (np.exp(1) + np.exp(2) + np.exp(0)))
    two = -np.log(np.exp(3) / (np.exp(3) + np.exp(0)))
    assert float(softmax_loss(scores, [(1,), (1, 2)])) == pytest.approx((one + two) / 2)


def test_it_learns_which_passage_a_question_wants_and_leaves_the_words_frozen(
    tiny: Path, embedder: Embedder, tmp_path: Path
) -> None:
    rows = embedder.passages(PASSAGES)
    losses = fit(str(tiny), rows, EXAMPLES, tmp_path / "trained", {}, recipe=RECIPE)
    trained = open_embedder(str(tmp_path / "trained"), tmp_path, engine="torch", precision="f32")
    assert losses[-1] < losses[0]
    assert right(trained, rows) > right(embedder, rows)
    before, after = (open_model(str(folder), "cpu", None) for folder in (tiny, tmp_path / "trained"))
    words = [model[0].auto_model.get_input_embeddings().weight for model in (before, after)]  # type: ignore[union-attr,operator]
    assert torch.equal(words[0], words[1])


def test_an_interrupted_training_ends_with_the_weights_of_one_that_was_not(
    tiny: Path, embedder: Embedder, tmp_path: Path
) -> None:
    rows = embedder.passages(PASSAGES)
    fit(str(tiny), rows, EXAMPLES, tmp_path / "whole", {}, recipe=RECIPE)

    def stop(done: int, total: int, what: str) -> None:
        if done == 5:  # in the middle of the third of four epochs
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit(str(tiny), rows, EXAMPLES, tmp_path / "torn", {}, recipe=RECIPE, progress=stop)
    assert not (tmp_path / "torn").exists()
    steps: list[int] = []
    fit(str(tiny), rows, EXAMPLES, tmp_path / "torn", {}, recipe=RECIPE, progress=lambda done, *_: steps.append(done))
    assert steps == [5, 6, 7, 8]
    one, other = (
        open_embedder(str(tmp_path / n), tmp_path, engine="torch", precision="f32") for n in ("whole", "torn")
    )
    assert np.array_equal(one.question("结婚登记"), other.question("结婚登记"))


def test_the_same_training_is_not_done_twice(tiny: Path, embedder: Embedder, tmp_path: Path) -> None:
    rows = embedder.passages(PASSAGES)
    losses = fit(str(tiny), rows, EXAMPLES, tmp_path / "a", {"set": "x"}, recipe=RECIPE)
    assert fit(str(tiny), rows, EXAMPLES, tmp_path / "a", {"set": "x"}, recipe=RECIPE, progress=_never) == losses
    with pytest.raises(AssertionError):
        fit(str(tiny), rows, EXAMPLES, tmp_path / "a", {"set": "y"}, recipe=RECIPE, progress=_never)


def test_an_encoder_is_taken_for_its_own_embedder_only(tmp_path: Path) -> None:
    folder = tmp_path / question_encoders.FOLDER / "letters"
    folder.mkdir(parents=True)
    (folder / "modules.json").write_text("[]")
    question_encoders.publish(tmp_path, "letters", "print", {"set": "x"})
    found = question_encoders.current(tmp_path, "print")
    assert found is not None
    assert (found.name, found.facts) == ("letters", {"set": "x"})
    assert question_encoders.current(tmp_path, "another") is None
    (folder / "modules.json").unlink()
    assert question_encoders.current(tmp_path, "print") is None
    assert question_encoders.withdraw(tmp_path)
    assert not question_encoders.withdraw(tmp_path)


def test_a_damaged_note_of_the_encoder_is_none(tmp_path: Path) -> None:
    place = tmp_path / question_encoders.FOLDER / question_encoders.CURRENT
    place.parent.mkdir(parents=True)
    for text in ("", "[]", json.dumps({"name": "x"})):
        place.write_text(text)
        assert question_encoders.current(tmp_path, "print") is None


def test_a_reader_ranks_and_the_cosines_told_are_the_embedders_own(desk: Desk) -> None:
    desk.build()
    plain = desk.searcher().search("居住证", TODAY)

    class Reader(type(desk.embedder)):  # type: ignore[misc]
        """Reads every question as another."""

        def question(self, text: str) -> NDArray[np.float32]:
            return super().question("婚姻登记")  # type: ignore[no-any-return]

    read = Searcher(desk.indexes, desk.embedder, Reader()).search("居住证", TODAY)
    told = {p.chunk.id: p.cosine for p in plain.passages if p.cosine is not None}
    again = {p.chunk.id: p.cosine for p in read.passages if p.chunk.id in told}
    assert again
    assert all(cosine == pytest.approx(told[chunk], abs=1e-3) for chunk, cosine in again.items())
    vectors = [
        [p.chunk.id for p in sorted(r.passages, key=lambda p: p.found_by.get("vectors", 99))] for r in (plain, read)
    ]
    assert vectors[0] != vectors[1]


def _never(done: int, total: int, what: str) -> None:
    raise AssertionError("trained again")
