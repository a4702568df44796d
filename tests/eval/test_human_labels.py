"""Answers that people judged keep their labels, clusters and offsets."""

import json
from pathlib import Path

import pytest

from eval import human_labels
from eval.agreement import krippendorff
from eval.human_labels import Answer, checked, statements


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


@pytest.fixture
def rated(tmp_path: Path) -> Path:
    """Two answers with passages and one without, three of four raters each."""
    write(
        tmp_path / "human_evaluations.jsonl",
        [
            {"task_id": "talk<::>1", "response": "A.", "contexts": [{"text": "a"}], "input": [{"content": "?"}],
             "human": {"faithfulness": {"r1": 4, "r2": 3, "r3": 1}}},
            {"task_id": "talk<::>2", "response": "B.", "contexts": [{"text": "b"}], "input": [{"content": "?"}],
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


@pytest.mark.shared_data
def test_what_people_marked_lies_in_the_answer_and_has_a_kind(shared_data: Path) -> None:
    answers = human_labels.ragtruth_answers(shared_data / "ragtruth_qa")
    assert all(answer.faithful == (not answer.marked) for answer in answers)
    assert all(0 <= a < b <= len(answer.text) for answer in answers for a, b in answer.marked)
    assert all(len(answer.kinds) == len(answer.marked) for answer in answers)


@pytest.mark.shared_data
def test_people_agree_on_the_faithfulness_of_mtrag_about_as_published(shared_data: Path) -> None:
    alpha = krippendorff(human_labels.mtrag_ratings(shared_data / "en_gov_mtrag"), "ordinal")
    assert alpha == pytest.approx(0.47, abs=0.03)  # published over 477 answers, of which 258 are at hand
