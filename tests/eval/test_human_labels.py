"""Answers that people judged keep their labels, clusters and offsets."""

import json
from pathlib import Path

import pytest

from eval import human_labels
from eval.agreement import krippendorff
from eval.human_labels import Answer, checked, statements, support_checker


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


@pytest.fixture
def rated(tmp_path: Path) -> Path:
    """Two answers with passages and one without, three of four raters each."""
    write(
        tmp_path / "human_evaluations.jsonl",
        [
            {"task_id": "talk<::>1", "response": "A.", "contexts": [{"text": "a"}],
             "human": {"faithfulness": {"r1": 4, "r2": 3, "r3": 1}}},
            {"task_id": "talk<::>2", "response": "B.", "contexts": [{"text": "b"}],
             "human": {"faithfulness": {"r2": 2, "r3": 4, "r4": 2}}},
            {"task_id": "other<::>1", "response": "C.", "contexts": [], "human": {"faithfulness": {"r1": 4, "r2": 4}}},
        ],
    )  # fmt: skip
    return tmp_path


def test_an_answer_is_faithful_from_a_median_of_three_up(rated: Path) -> None:
    answers = human_labels.mtrag_answers(rated)
    assert [(a.cluster, a.faithful) for a in answers] == [("talk", True), ("talk", False)]


def test_a_rater_who_did_not_see_an_answer_is_missing_not_zero(rated: Path) -> None:
    ratings = human_labels.mtrag_ratings(rated)
    assert ratings.shape == (3, 4)
    assert int((ratings != ratings).sum()) == 4


def test_an_answer_is_as_good_as_its_weakest_statement() -> None:
    answer = Answer("q", "Here are the facts:\nThe fee is thirty dollars. The office opens at nine.", ("p",), True)
    asked: list[str] = []

    def check(sentence: str, passages: object) -> float:
        asked.append(sentence)
        return 0.9 if "fee" in sentence else 0.2

    assert [one.score for one in checked([answer], check)] == [0.2]
    assert asked == ["The fee is thirty dollars.", "The office opens at nine."]
    assert checked([answer], check, over=max)[0].score == 0.9


def test_an_answer_that_states_nothing_is_left_out() -> None:
    assert checked([Answer("q", "Yes.", ("p",), True)], lambda sentence, passages: 1.0) == []
    assert list(statements("It depends on:")) == []


def test_the_support_check_scores_what_a_passage_says_over_what_it_does_not() -> None:
    check = support_checker()
    passages = ["The office is open on weekdays.", "You must pay the fee of $60 within 30 days of filing."]
    assert check("You must pay the $60 fee within 30 days of filing.", passages) > 0.6
    assert check("You must pay the $70 fee within 30 days of filing.", passages) == 0.0
    assert check("You must pay the $60 fee within 30 days of filing.", []) == 0.0


@pytest.mark.shared_data
def test_the_halves_of_ragtruth_share_no_question(shared_data: Path) -> None:
    folder = shared_data / "ragtruth_qa"
    fit, check = (human_labels.ragtruth_answers(folder, half) for half in ("fit", "check"))
    assert {a.cluster for a in fit}.isdisjoint(a.cluster for a in check)
    assert all(answer.faithful == (not answer.marked) for answer in check)
    assert all(0 <= a < b <= len(answer.text) for answer in check for a, b in answer.marked)


@pytest.mark.shared_data
def test_people_agree_on_the_faithfulness_of_mtrag_about_as_published(shared_data: Path) -> None:
    alpha = krippendorff(human_labels.mtrag_ratings(shared_data / "en_gov_mtrag"), "ordinal")
    assert alpha == pytest.approx(0.47, abs=0.03)  # published over 477 answers, of which 258 are at hand


@pytest.mark.shared_data
def test_the_support_check_is_compared_with_both_sets(shared_data: Path) -> None:
    first, second = human_labels.calibrate_support(shared_data, most=40)
    assert (first.labels, second.labels) == ("ragtruth_qa", "en_gov_mtrag")
    assert first.ceiling is None
    assert second.ceiling is not None
    assert second.ceiling.ratings == 771
