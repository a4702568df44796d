"""Pairs are labelled by what people marked, and wrong sentences are wrong."""

from pathlib import Path

import pytest

from eval.human_labels import Answer
from eval.support_pairs import mutated_articles, of_answers


def test_a_sentence_is_not_carried_if_a_mark_covers_a_part_of_it() -> None:
    text = "The fee is thirty dollars. The office opens at nine."
    answer = Answer("q", text, ("p", " "), False, ((30, 40),), ("Evident Conflict",), "when?", "m")
    pairs, owners = of_answers([Answer("r", "Yes.", ("p",), True), answer])
    assert owners == [1, 1]
    assert [(p.carried, p.slice) for p in pairs] == [(True, ""), (False, "Evident Conflict")]
    assert {(p.passages, p.cluster, p.question, p.writer) for p in pairs} == {(("p",), "q", "when?", "m")}


@pytest.mark.shared_data
def test_no_article_is_in_both_halves(shared_data: Path) -> None:
    folder = shared_data / "zh_law_docs"
    fit, check = mutated_articles(folder, 300, "fit"), mutated_articles(folder, 300, "check")
    assert {p.cluster for p in fit}.isdisjoint(p.cluster for p in check)
    assert all(p.sentence not in p.passages[0] for p in check if not p.carried)
    assert check == mutated_articles(folder, 300, "check")
