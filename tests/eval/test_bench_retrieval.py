"""The figures are those of trec_eval, worked out by hand."""

import json
import math
from pathlib import Path

import pytest

from eval.bench_retrieval import measure_passages, ndcg, recall, reciprocal_rank, score
from prompts.problems import Problem
from tests.retrieval.town import CountingEmbedder

GRADES = {"a": 2, "b": 1, "c": 0}


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    found = ndcg(["x", "a", "b"], GRADES, 10)
    assert found == pytest.approx((2 / math.log2(3) + 1 / math.log2(4)) / (2 / math.log2(2) + 1 / math.log2(3)))
    assert ndcg(["a", "b"], GRADES, 10) == 1.0
    assert ndcg(["x", "a"], GRADES, 1) == 0.0


def test_recall_counts_relevant_passages_among_the_first() -> None:
    assert recall(["c", "a", "x", "b"], GRADES, 2) == 0.5
    assert recall(["c", "a", "x", "b"], GRADES, 4) == 1.0


def test_the_reciprocal_rank_is_that_of_the_first_relevant_passage() -> None:
    assert reciprocal_rank(["c", "x", "b", "a"], GRADES) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"], GRADES) == 0.0


def test_a_question_without_a_ranking_counts_as_nothing_and_one_without_an_answer_not_at_all() -> None:
    scores = score({"q1": ["a"]}, {"q1": {"a": 1}, "q2": {"b": 1}, "q3": {}})
    assert (scores["questions"], scores["mrr"]) == (2, 0.5)


def test_a_folder_of_passages_is_scored_leg_by_leg(tmp_path: Path) -> None:
    passages = [("p1", "居住证由公安机关签发。"), ("p2", "养犬应当使用牵引带。"), ("p3", "失业保险按月发放。")]
    write(tmp_path / "corpus.jsonl", [{"id": i, "title": "", "text": t, "lang": "zh"} for i, t in passages])
    write(tmp_path / "queries.jsonl", [{"id": "q1", "text": "谁签发居住证"}, {"id": "q2", "text": "养犬要牵引带吗"}])
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tp1\t1\nq2\tp2\t1\nother\tp3\t1\n")
    figures = measure_passages(tmp_path, CountingEmbedder(), tmp_path / "cache.sqlite")
    assert figures["words"] == {"questions": 2, "ndcg@10": 1.0, "recall@10": 1.0, "recall@100": 1.0, "mrr": 1.0}
    assert figures["fused"]["recall@100"] == 1.0
    assert figures["milliseconds"]["p95"] >= figures["milliseconds"]["p50"] > 0


def test_a_folder_without_data_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem) as raised:
        measure_passages(tmp_path, CountingEmbedder(), tmp_path / "cache.sqlite")
    assert raised.value.code == "no_data"


def write(path: Path, rows: list[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
