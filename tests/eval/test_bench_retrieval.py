"""Rules of the retrieval benchmark."""

import json
from pathlib import Path

import pytest

from eval.bench_retrieval import measure_passages, score
from prompts.problems import Problem
from tests.retrieval.town import CountingEmbedder


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
