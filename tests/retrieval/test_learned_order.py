"""An order learned from labels: what is fitted, what it may change, and who takes it up."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from retrieval import learned_order
from retrieval.asked_before import AskedBefore, Precedents, Votes
from retrieval.candidate_features import FEATURES, features
from retrieval.learned_order import LinearOrder, Matrix, Order, Published, fit
from retrieval.legs import Legs
from retrieval.opened import Generation
from retrieval.searcher import Searcher
from retrieval.training import softmax_loss
from tests.retrieval.town import TODAY, Desk

LENGTH = FEATURES.index("log_length")


def weights(**known: float) -> LinearOrder:
    return LinearOrder(tuple(known.get(name, 0.0) for name in FEATURES))


def questions(count: int = 30) -> list[tuple[Matrix, list[bool]]]:
    """Short candidates are the right ones, whatever else is said of them; the first feature is always the same."""
    draw = np.random.default_rng(7)
    found = []
    for _ in range(count):
        rows = draw.normal(size=(12, len(FEATURES)))
        rows[:, 0] = 1.0
        found.append((rows, [bool(good) for good in rows[:, LENGTH] <= np.sort(rows[:, LENGTH])[1]]))
    return found


def found(desk: Desk, order: Order | None, question: str = "居住证") -> tuple[list[str], dict[str, str]]:
    result = Searcher(desk.indexes, desk.embedder, order=order).search(question, TODAY)
    scores = [p.score for p in result.passages]
    assert scores == sorted(scores, reverse=True)
    return [p.chunk.text for p in result.passages], dict(result.legs)


class AsTheyStand:
    """A reranker to which all passages are alike."""

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        return np.zeros(len(passages), dtype=np.float32)


def test_it_learns_what_tells_the_relevant_candidates() -> None:
    order = fit(questions(200))
    strongest = max(range(len(FEATURES)), key=lambda i: abs(order.weights[i]))
    assert strongest == LENGTH
    assert order.weights[LENGTH] < 0
    assert order.weights[0] == 0
    unseen = questions(260)[200:]
    assert sum(good[int(np.argmax(order.scores(rows)))] for rows, good in unseen) >= 55
    assert fit(questions(200)) == order


def test_the_loss_is_that_of_the_encoders_training_and_its_slope_is_right() -> None:
    scores, good = np.array([2.0, 1.0, 0.5, 3.0]), np.array([False, True, False, True])
    value, slope = learned_order._softmax_loss(scores, good)
    given = torch.tensor(scores[None], requires_grad=True)
    loss = softmax_loss(given, [(1, 3)])
    loss.backward()  # type: ignore[no-untyped-call]
    assert value == pytest.approx(float(loss.detach()))
    assert given.grad is not None
    assert slope == pytest.approx(given.grad[0].numpy())


def test_questions_that_say_nothing_cannot_be_learned_from() -> None:
    rows = np.zeros((2, len(FEATURES)))
    with pytest.raises(ValueError, match="no question"):
        fit([(rows, [False, False]), (rows, [True, True])])


def test_candidates_stand_in_its_order(desk: Desk) -> None:
    desk.build()
    plain, _ = found(desk, None)
    texts, legs = found(desk, weights(log_length=-1.0))
    assert sorted(texts) == sorted(plain)
    assert texts != plain
    assert [len(text) for text in texts] == sorted(len(text) for text in plain)
    assert legs["learned order"] == "ok"


def test_it_tells_how_likely_each_candidate_is_to_answer(desk: Desk) -> None:
    desk.build()
    searcher = Searcher(desk.indexes, desk.embedder, order=weights(log_length=-1.0))
    known = [p.likelihood for p in searcher.search("居住证", TODAY).passages]
    told = [likelihood for likelihood in known if likelihood is not None]
    assert len(told) == len(known)
    assert told == sorted(told, reverse=True)
    assert told[0] > told[-1]
    assert sum(told) == pytest.approx(1)
    for question, reranker in (("居住证办法第二条", None), ("居住证", AsTheyStand())):
        silent = Searcher(desk.indexes, desk.embedder, None, reranker, order=weights(log_length=-1.0))
        assert {p.likelihood for p in silent.search(question, TODAY).passages} == {None}


@pytest.mark.parametrize(("lacking", "told"), [(0, True), (1, True), (2, False)])
def test_where_most_known_answers_are_not_at_hand_it_does_not_tell(desk: Desk, lacking: int, told: bool) -> None:
    desk.build()
    here = desk.searcher()._generation
    assert isinstance(here, Generation)
    rule = next(p for p, c in enumerate(here.table.chunks(range(len(here.table)))) if "每年签注一次" in c.text)
    asked = ("遛狗要拴绳子吗", *("别的问题", "另外的问题")[:lacking])
    answers = ((here.table.words(rule),), *[(f"no-{n}",) for n in range(lacking)])
    known = AskedBefore(asked, answers, np.stack([desk.embedder.question(question) for question in asked]))
    order = weights(log_length=-1.0)
    result = Searcher(desk.indexes, desk.embedder, order=order, known=[known]).search(asked[0], TODAY)
    assert result.legs["learned order"] == "ok"
    assert (result.passages[0].likelihood is not None) is told


def test_what_the_question_names_stays_first(desk: Desk) -> None:
    desk.build()
    plain, _ = found(desk, None, "居住证办法第二条")
    texts, _ = found(desk, weights(log_length=-1.0), "居住证办法第二条")
    assert texts[0] == plain[0]
    assert texts != plain


def test_a_question_like_none_that_it_was_learned_from_keeps_its_order(desk: Desk) -> None:
    desk.build()
    order = weights(log_length=-1.0)
    asked = ("遛狗要拴绳子吗", "遛狗要不要拴绳子")
    here = desk.searcher()._generation
    assert isinstance(here, Generation)
    chunks = here.table.chunks(range(len(here.table)))
    rule = next(p for p, chunk in enumerate(chunks) if "每年签注一次" in chunk.text)
    words = ((here.table.words(rule),),) * 2
    known = AskedBefore(asked, words, np.stack([desk.embedder.question(question) for question in asked]))
    searcher = Searcher(desk.indexes, desk.embedder, order=order, known=[known])
    strange, alike = (searcher.search(question, TODAY) for question in ("居住证", asked[0]))
    assert [p.chunk.text for p in strange.passages] == found(desk, None)[0]
    assert ("learned order" in strange.legs, "learned order" in alike.legs) == (False, True)
    assert (strange.familiar, alike.familiar) == (0.0, 1.0)


def test_a_question_of_the_kind_of_known_ones_hears_it_though_it_is_like_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.build()
    before = AskedBefore(("遛狗要拴绳子吗",), (("x",),), np.stack([desk.embedder.question("遛狗要拴绳子吗")]))
    order = weights(log_length=-1.0)
    for akin in (0.0, 0.1):
        votes = Votes({}, {}, np.zeros(desk.embedder.dimension, np.float32), 0.5, 0.0, akin)
        monkeypatch.setattr(Precedents, "votes", lambda *_, votes=votes: votes)
        heard = Searcher(desk.indexes, desk.embedder, order=order, known=[before]).search("居住证", TODAY)
        assert ("learned order" in heard.legs) == (akin > 0)


def test_the_one_that_ships_has_a_weight_for_every_feature(tmp_path: Path) -> None:
    order = learned_order.bundled()
    assert len(order.weights) == len(FEATURES)
    assert order.weights[FEATURES.index("answered")] > 0
    learned_order.write_weights(tmp_path / "order.json", order)
    shipped = Path(learned_order.__file__).with_name(learned_order.BUNDLED)
    assert (tmp_path / "order.json").read_text("utf-8") == shipped.read_text("utf-8")


def test_one_that_fails_leaves_the_order_and_says_so(desk: Desk) -> None:
    desk.build()

    class Broken:
        def scores(self, rows: Matrix) -> Matrix:
            raise RuntimeError

    texts, legs = found(desk, Broken())
    assert texts == found(desk, None)[0]
    assert legs["learned order"] == "down: RuntimeError"


def test_features_say_what_a_text_holds_of_the_question(desk: Desk) -> None:
    desk.build()
    searcher = desk.searcher()
    generation = searcher._generation
    assert isinstance(generation, Generation)
    question = "养犬未使用牵引带"
    legs = Legs()
    searcher._run_legs(legs, generation, question, TODAY, 200)
    chosen = [(position, 1.0) for position in range(len(generation.table))]
    rows = features(generation, legs, question, chosen)
    assert rows.shape == (len(chosen), len(FEATURES))
    assert np.isfinite(rows).all()
    texts = [chunk.text for chunk in generation.table.chunks([position for position, _ in chosen])]
    fined = next(i for i, text in enumerate(texts) if "未使用牵引带" in text)
    assert all(np.argmax(rows[:, FEATURES.index(name)]) == fined for name in ("held", "held_pairs", "longest_run"))
    of_dogs = [i for i, text in enumerate(texts) if "牵引带" in text]
    assert [rows[i, FEATURES.index("log_same_work")] for i in of_dogs] == pytest.approx([np.log(2)] * 2)


def test_an_order_is_taken_for_its_own_embedder_and_encoder_only(tmp_path: Path) -> None:
    order = fit(questions())
    learned_order.publish(tmp_path, Published("short", order, None, {"set": "x"}), "print", "letters")
    assert learned_order.current(tmp_path, "print", "letters") == Published("short", order, None, {"set": "x"})
    assert learned_order.current(tmp_path, "another", "letters") is None
    assert learned_order.current(tmp_path, "print", None) is None
    assert learned_order.withdraw(tmp_path)
    assert learned_order.current(tmp_path, "print", "letters") is None
    assert not learned_order.withdraw(tmp_path)


def test_what_is_published_is_one_json_file_and_a_damaged_one_is_none(tmp_path: Path) -> None:
    learned_order.publish(tmp_path, Published("short", fit(questions()), None, {}), "print", None)
    (place,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    said = json.loads(place.read_text("utf-8"))
    assert set(said["weights"]) == set(FEATURES)
    other = said | {"weights": said["weights"] | {"a_new_feature": 1.0}}
    unlike = said | {"known": {"questions": ["x"], "answers": [], "vectors": ""}}
    infinite = said | {"weights": said["weights"] | {"fused": float("inf")}}
    for damaged in ("", "[]", json.dumps({"name": "x"}), json.dumps(other), json.dumps(infinite), json.dumps(unlike)):
        place.write_text(damaged, "utf-8")
        assert learned_order.current(tmp_path, "print", None) is None
