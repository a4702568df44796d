"""What is trained is judged on what it has not seen, and shipped as plain numbers."""

from pathlib import Path

import numpy as np
import pytest

from assistant.support_model import read
from eval.bench_support import bench
from eval.human_labels import Answer
from eval.support_calibration import calibrate_support
from eval.support_figures import by_slice, lowest_threshold
from eval.support_pairs import of_answers
from eval.train_support import (
    FOLDS,
    cross_validated,
    fit_linear,
    folds,
    look,
    train,
    unseen_answers,
)

FACTS = (
    "The fee is thirty dollars",
    "The office opens at nine",
    "The form must be signed",
    "A copy is kept by the clerk",
)


def made_up(count: int) -> list[Answer]:
    """Answers whose first half is in the passage and whose second half is not, for every other question."""
    passage = ". ".join(FACTS) + "."
    answers = []
    for index in range(count):
        true = FACTS[index % len(FACTS)] + "."
        false = "Dragons guard golden mountains beyond distant kingdoms."
        text, marks = (true, ()) if index % 2 else (f"{true} {false}", ((len(true) + 1, len(true) + 1 + len(false)),))
        answers.append(Answer(f"q{index}", text, (passage,), not marks, marks, ("Evident",) * len(marks), "", "m"))
    return answers


def test_a_group_is_left_out_whole_and_once() -> None:
    groups = [f"g{n // 3}" for n in range(60)]
    masks = folds(groups)
    assert len(masks) == FOLDS
    assert np.sum(masks, axis=0).tolist() == [1] * 60
    for mask in masks:
        out = {g for g, left in zip(groups, mask, strict=True) if left}
        assert out.isdisjoint(g for g, left in zip(groups, mask, strict=True) if not left)


def test_the_threshold_is_the_lowest_that_keeps_the_promise() -> None:
    scores = np.array([0.9] * 80 + [0.5] + [0.4] * 10 + [0.3])
    good = np.array([True] * 80 + [False] + [True] * 10 + [False])
    assert lowest_threshold(scores, good) == 0.3
    good[-5:] = False
    assert lowest_threshold(scores, good) == 0.5
    assert lowest_threshold(np.array([0.9, 0.9]), np.array([True, False])) == 1.0  # equal scores stand or fall together


def test_on_made_up_pairs_the_threshold_counts_the_wrong_that_pass() -> None:
    scores = np.array([0.9] * 50 + [0.6] * 2 + [0.5] * 48)
    good = np.array([True] * 50 + [False] * 50)
    assert lowest_threshold(scores, good, made_up=True) == 0.6
    good[:3] = False
    assert lowest_threshold(scores, good, made_up=True) == 1.0


def test_the_exported_trees_score_as_the_library_does() -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    from eval.train_support import exported

    dice = np.random.default_rng(5)
    x = dice.random((400, 5))
    y = x[:, 0] + x[:, 1] * x[:, 2] + dice.normal(0, 0.2, 400) > 0.7
    model = HistGradientBoostingClassifier(max_iter=20, early_stopping=False).fit(x, y)
    mine = [exported(model, 0.5).score(row.tolist()) for row in x]
    assert np.allclose(mine, model.predict_proba(x)[:, 1], atol=1e-3)


def test_scores_of_unseen_questions_tell_true_from_false() -> None:
    answers = made_up(240)
    pairs, owner = of_answers(answers)
    seen = look(pairs)
    quoted, whole = cross_validated(seen, [p.cluster for p in pairs])
    found = by_slice("en", seen.pairs, quoted, 0.5)
    assert found["en"].auroc == found["en Evident"].auroc == 1.0
    assert found["en Evident"].shown_wrongly == 0.0
    told, scores, faithful = unseen_answers(answers, owner, whole)
    assert [a.faithful for a in told] == faithful.tolist()
    assert len(scores) == 240


def test_the_cut_of_answers_is_where_f1_of_the_unfaithful_is_highest() -> None:
    x = np.array([[n / 100] for n in range(100)])
    good = x[:, 0] > 0.35
    linear = fit_linear(x, good)
    called = np.array([linear.score(row.tolist()) for row in x]) >= linear.threshold
    assert abs(int(called.sum()) - int(good.sum())) <= 3


@pytest.mark.shared_data
def test_training_writes_models_that_can_be_read(shared_data: Path, tmp_path: Path) -> None:
    report = train(shared_data, tmp_path / "w.jsonl", most=60)
    assert read((tmp_path / "w.jsonl").read_text("utf-8")) == report.models
    assert {"en", "zh", "zh number"} <= report.slices.keys()
    assert report.answers["all"].answers == 60
    assert report.as_plain()["curves"]["en"]


@pytest.mark.shared_data
def test_wrong_numbers_forces_and_denials_of_real_articles_are_stopped(shared_data: Path) -> None:
    found = bench(shared_data, 1500)
    for name, most in (
        ("number", 0.1),
        ("modality", 0.05),
        ("negation", 0.1),
        ("unit", 0.1),
        ("other article", 0.03),
    ):
        assert (found[f"zh {name}"].shown_wrongly or 0.0) <= most, name
    assert (found["zh"].auroc or 0) >= 0.96
    assert (found["zh"].recall or 0) >= 0.8
    assert (found["zh"].shown_wrongly or 0) <= 0.045
    assert (found["en"].auroc or 0) >= 0.7


@pytest.mark.shared_data
def test_the_support_check_is_compared_with_both_sets(shared_data: Path) -> None:
    first, second = calibrate_support(shared_data, most=60)
    assert (first.labels, second.labels) == ("ragtruth_qa", "en_gov_mtrag")
    assert first.ceiling is None
    assert second.ceiling is not None
    assert second.ceiling.ratings == 771
    third, _ = calibrate_support(shared_data, 20, lambda sentence, passages: 1.0)
    assert third.confusion.false_negative == third.confusion.true_negative == 0
