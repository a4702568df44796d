"""Values that others published, ranked again with our measures: the part of the self-test about rankings.

Most are trec_eval's own test (`test/qrels.test`, `test/results.test`, values in `test/out.test.a`): three topics of
TREC-6, 500 documents each. What is kept of it, in `eval/sets/trec_eval`, is all that a measure can see: at which ranks
the judged documents stand and how many there are; names are ours. Does not know who compares the rows.
"""

from pathlib import Path

from eval.ranking import average_precision, evaluate, means, precision, scores, success
from eval.set_files import read_rows

Row = tuple[str, float, float]
"""Name, expected as printed, computed to as many digits."""

RANKINGS = Path(__file__).parent / "sets" / "trec_eval" / "rankings.jsonl"
TREC_EVAL = {
    "ap": "0.1785", "rprec": "0.2174", "mrr": "0.4064", "bpref": "0.1981",
    "p@5": "0.2667", "p@10": "0.3000", "p@15": "0.3111", "p@20": "0.3667", "p@30": "0.3333", "p@100": "0.2467",
    "p@200": "0.1600", "p@500": "0.0873",
    "ndcg": "0.4021", "ndcg@5": "0.2768", "ndcg@10": "0.3016", "ndcg@15": "0.3087", "ndcg@20": "0.3525",
    "ndcg@30": "0.3363", "ndcg@100": "0.3916", "ndcg@200": "0.4045",
    "recall@5": "0.0173", "recall@10": "0.0317", "recall@20": "0.1061", "recall@100": "0.4980", "recall@200": "0.5533",
    "success@1": "0.3333", "success@5": "0.3333", "success@10": "0.6667",
}  # fmt: skip
"""Means over the three topics, as printed there."""
TOPICS = {
    "301": {"ap": "0.0324", "rprec": "0.1456", "bpref": "0.1230", "mrr": "0.1667", "ndcg": "0.1584", "p@20": "0.2500"},
    "302": {"ap": "0.4175", "rprec": "0.5065", "bpref": "0.4712", "mrr": "1.0000", "ndcg": "0.6617", "p@20": "0.8000"},
    "303": {"ap": "0.0858", "rprec": "0.0000", "bpref": "0.0000", "mrr": "0.0526", "ndcg": "0.3862", "p@20": "0.0500"},
}


def golden() -> list[Row]:
    """All rows; each pair is equal, or something is wrong."""
    qrels, run = trec_eval_test()
    values = evaluate(qrels, run, tuple(TREC_EVAL))
    mean = means(values)
    rows = [_row(f"trec_eval {name}", printed, mean[name]) for name, printed in TREC_EVAL.items()]
    for topic, printed in TOPICS.items():
        rows += [_row(f"trec_eval {topic} {name}", value, values[topic][name]) for name, value in printed.items()]
    return rows + _others()


def trec_eval_test() -> tuple[dict[str, dict[str, int]], dict[str, dict[str, float]]]:
    """Judgements and scores of trec_eval's test. Documents that were judged but not found get names of their own."""
    qrels: dict[str, dict[str, int]] = {}
    run: dict[str, dict[str, float]] = {}
    for row in read_rows(RANKINGS):
        of, topic = row.values, str(row.values["topic"])
        ranked = [f"rank-{rank}" for rank in range(1, of["retrieved"] + 1)]
        run[topic] = scores(ranked)
        absent = of["relevant"] - len(of["relevant_at"])
        # bpref counts no more judged documents that are not relevant than there are relevant ones: as many are enough.
        qrels[topic] = {
            **{ranked[rank - 1]: 1 for rank in of["relevant_at"]},
            **{ranked[rank - 1]: 0 for rank in of["not_relevant_at"]},
            **{f"relevant-{number}": 1 for number in range(absent)},
            **{f"not-relevant-{number}": 0 for number in range(of["relevant"])},
        }
    return qrels, run


def _others() -> list[Row]:
    """Small examples: ranx's tests of `hits` and `hit_rate`, two questions each; a context of three as Ragas has it."""
    hits = [precision("12345", _relevant("1456"), 5) * 5, precision("12435", _relevant("146"), 5) * 5]
    hit_rate = [success("12345", _relevant("968"), 5), success("12435", _relevant("124"), 5)]
    return [
        _row("ranx hits@5", "2.5", sum(hits) / 2),
        _row("ranx hit_rate@5", "0.5", sum(hit_rate) / 2),
        _row("context precision [1, 0, 1]", "0.8333", average_precision("abc", _relevant("ac"))),
    ]


def _relevant(names: str) -> dict[str, int]:
    return dict.fromkeys(names, 1)


def _row(name: str, printed: str, computed: float) -> Row:
    return name, float(printed), round(computed, len(printed.partition(".")[2]))
