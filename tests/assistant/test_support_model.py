"""A score is computed as it was trained, and the shipped one follows the words."""

import math

import pytest

from assistant.support_features import FALLING, NAMES, RISING
from assistant.support_model import Linear, Models, Trees, models, of_answer, read

STUMP = ((0, 0.5, 1, 2), (-1, -1.0, 0, 0), (-1, 2.0, 0, 0))


def test_a_tree_goes_left_up_to_its_threshold() -> None:
    trees = Trees(0.5, (STUMP, STUMP), 0.5)
    assert trees.score([0.5]) == pytest.approx(1 / (1 + math.exp(1.5)))
    assert trees.score([0.6]) == pytest.approx(1 / (1 + math.exp(-4.5)))


def test_what_is_written_is_read_again() -> None:
    some = Models(Trees(0.5, (STUMP,), 0.4), Trees(0.1, (), 0.6), Linear(1.0, (0.5, -0.5), 0.3))
    assert read(some.as_lines()) == some


@pytest.mark.parametrize("chinese", [True, False])
def test_more_words_found_never_lower_the_shipped_score(chinese: bool) -> None:
    model = models().of(chinese=chinese)
    middle = [0.5 if name in RISING else 3.0 for name in NAMES]
    for index, name in enumerate(NAMES):
        scores = [model.score([*middle[:index], value, *middle[index + 1 :]]) for value in (0.0, 0.3, 0.6, 0.9, 1.0, 8)]
        if name in RISING:
            assert scores == sorted(scores), name
        elif name in FALLING:
            assert scores == sorted(scores, reverse=True), name


def test_the_shipped_thresholds_are_probabilities() -> None:
    found = models()
    assert all(0.1 < one.threshold < 0.99 for one in (found.zh, found.en, found.answer))


def test_an_answer_is_worse_for_each_doubtful_sentence() -> None:
    score = models().answer.score
    good, one, two = (score(of_answer(s)) for s in ([0.95] * 4, [0.95] * 3 + [0.4], [0.95] * 2 + [0.4] * 2))
    assert good > one > two


def test_one_sentence_is_an_answer() -> None:
    assert len(of_answer([0.0])) == len(of_answer([1.0, 0.0])) == len(models().answer.slopes)
