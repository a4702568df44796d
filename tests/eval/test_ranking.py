"""Rules of ranking measures."""

import random

import pytest

from eval.bench_ranking import measure_speed
from eval.golden_ranking import golden, trec_eval_test
from eval.ranking import MEASURES, evaluate, means, measure, ndcg, scores, trec_name
from prompts.problems import Problem


@pytest.mark.parametrize(("name", "expected", "computed"), golden())
def test_published_values_come_out_to_the_printed_digits(name: str, expected: float, computed: float) -> None:
    assert computed == expected, name


def test_our_own_arithmetic_equals_the_librarys_on_random_rankings() -> None:
    draw = random.Random(7)
    pool = [f"d{number}" for number in range(150)]
    names = (*MEASURES, "ndcg@5", "ndcg@100", "p@20", "recall@3")
    for _ in range(200):
        grades = {name: draw.choice((-1, 0, 0, 1, 2, 3)) for name in draw.sample(pool, draw.randint(1, 30))}
        grades["sure"] = 1
        ranked = draw.sample([*pool, "sure"], draw.randint(1, 120))
        found = evaluate({"q": grades}, {"q": ranked}, names)["q"]
        for name in names:
            assert measure(name)(ranked, grades) == pytest.approx(found[name], abs=1e-12), name


def test_our_own_arithmetic_gives_the_published_values_too() -> None:
    qrels, run = trec_eval_test()
    ranked = {topic: sorted(of, key=lambda name: -of[name]) for topic, of in run.items()}
    for name, printed in (("ap", 0.1785), ("mrr", 0.4064), ("ndcg@20", 0.3525), ("recall@100", 0.4980)):
        assert sum(measure(name)(ranked[t], qrels[t]) for t in qrels) / 3 == pytest.approx(printed, abs=5e-5)


def test_equal_scores_are_ordered_by_name_descending() -> None:
    qrels = {"q": {"a": 1}}
    assert evaluate(qrels, {"q": {"a": 1.0, "b": 1.0}}, ["mrr"]) == {"q": {"mrr": 0.5}}
    assert evaluate(qrels, {"q": ["a", "b"]}, ["mrr"]) == {"q": {"mrr": 1.0}}


def test_a_passage_ranked_twice_counts_where_it_first_stands() -> None:
    assert scores(["a", "b", "a"]) == {"a": 0.0, "b": -1.0}


def test_no_ranking_is_nothing_and_nothing_relevant_is_not_asked() -> None:
    found = evaluate({"q1": {"a": 1}, "q2": {"b": 0}, "q3": {"c": 1}}, {"q1": ["a"], "q3": []}, ["ap", "ndcg@5"])
    assert found == {"q1": {"ap": 1.0, "ndcg@5": 1.0}, "q3": {"ap": 0.0, "ndcg@5": 0.0}}
    assert means(found) == {"ap": 0.5, "ndcg@5": 0.5}
    assert means({}) == {}


def test_more_questions_than_a_block_come_out_in_order() -> None:
    qrels = {f"q{number}": {"a": 1} for number in range(4_321)}
    assert list(evaluate(qrels, {"q4000": ["a"]}, ["mrr"])) == list(qrels)


def test_every_grade_is_a_gain() -> None:
    assert ndcg(["low", "high"], {"low": 1, "high": 3}, 2) < ndcg(["high", "low"], {"low": 1, "high": 3}, 2) == 1.0


@pytest.mark.parametrize("name", ["ndgc@10", "p@0", "p@", "map@x", ""])
def test_an_unknown_measure_is_a_problem(name: str) -> None:
    with pytest.raises(Problem) as raised:
        trec_name(name)
    assert raised.value.code == "unknown_measure"


def test_a_thousand_rankings_of_a_hundred_take_under_a_second() -> None:
    figures = measure_speed(questions=1_000)
    assert figures["seconds"] < 1
    assert figures["checksum"] == measure_speed(questions=1_000)["checksum"]
