"""How well passages are ranked: the measures of trec_eval on any ranking, through the library that wraps its C code.

Does not know cases, documents, or what a passage is beyond its name; `eval/ranking_metrics.py` names the passages.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from prompts.problems import Problem

Qrels = Mapping[str, Mapping[str, int]]
"""Question → passage → grade; 0 and absent are not relevant."""
Ranking = Sequence[str] | Mapping[str, float]
"""Passages best first; or passage → score, ordered as trec_eval does: by score, equal ones by name, both descending."""
Run = Mapping[str, Ranking]
"""Question → its ranking."""

MEASURES = ("ndcg@10", "ap", "mrr", "p@5", "recall@10", "recall@100", "success@1", "success@5")
"""Those of every report. Any other cut works too, and `ndcg` without one, `rprec`, `bpref`."""
_NAMES = {"ndcg@": "ndcg_cut_", "p@": "P_", "recall@": "recall_", "success@": "success_"}
_WHOLE = {"ap": "map", "mrr": "recip_rank", "ndcg": "ndcg", "rprec": "Rprec", "bpref": "bpref"}
_BLOCK = 2_000
"""Questions given to the library at once, so that memory does not grow with their number."""

_T = TypeVar("_T")


def evaluate(qrels: Qrels, run: Run, measures: Sequence[str] = MEASURES) -> dict[str, dict[str, float]]:
    """Measures of each question that has a relevant passage, in the order of `qrels`; one without a ranking gets zeros.

    Exactly trec_eval's arithmetic: nDCG with the grade as gain and log₂(rank + 1) as discount; AP over all relevant
    passages; bpref over judged ones. A passage that is ranked twice counts where it first stands. Problem
    `unknown_measure` for a name that is none. Time and memory are linear in the passages ranked.
    """
    from pytrec_eval import RelevanceEvaluator

    theirs = {name: trec_name(name) for name in measures}
    asked = (query for query, grades in qrels.items() if any(grade > 0 for grade in grades.values()))
    values: dict[str, dict[str, float]] = {}
    for block in _blocks(asked, _BLOCK):
        judged = {query: dict(qrels[query]) for query in block}
        ranked = {query: scores(run[query]) for query in block if run.get(query)}
        found = RelevanceEvaluator(judged, _families(theirs.values())).evaluate(ranked)
        for query in block:
            of_query = found.get(query, {})
            values[query] = {ours: of_query.get(their, 0.0) for ours, their in theirs.items()}
    return values


def means(values: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Mean of each measure over the questions; empty for no question."""
    rows = list(values.values())
    return {name: math.fsum(row[name] for row in rows) / len(rows) for name in rows[0]} if rows else {}


def scores(ranking: Ranking) -> dict[str, float]:
    """A ranking as the library takes it: of a list, strictly falling whole numbers, so that no two are equal."""
    if isinstance(ranking, Mapping):
        return {name: float(score) for name, score in ranking.items()}
    return {name: float(-rank) for rank, name in enumerate(dict.fromkeys(ranking))}


def trec_name(measure: str) -> str:
    """What trec_eval calls a measure: `ndcg@10` → `ndcg_cut_10`. Problem `unknown_measure`."""
    if measure in _WHOLE:
        return _WHOLE[measure]
    if found := re.fullmatch(r"([a-z]+@)([1-9][0-9]{0,5})", measure):
        beginning, cut = found.groups()
        if beginning in _NAMES:
            return f"{_NAMES[beginning]}{cut}"
    raise Problem("unknown_measure", found=measure, known=", ".join([*_WHOLE, *(f"{n}10" for n in _NAMES)]))


# The same measures for a single list, for which calling the library costs more than counting. A test holds both equal.


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], cut: int) -> float:
    """`ndcg_cut`: Σ grade / log₂(rank + 1) over the first `cut`, by the ideal order's (Järvelin, Kekäläinen 2002)."""
    best = _discounted(sorted(grades.values(), reverse=True)[:cut])
    return _discounted(grades.get(name, 0) for name in ranked[:cut]) / best if best else 0.0


def average_precision(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """`map` of one question: precision at the rank of each relevant passage, over all relevant ones."""
    hits = [rank for rank, name in enumerate(ranked, start=1) if grades.get(name, 0) > 0]
    relevant = _relevant(grades)
    return sum(count / rank for count, rank in enumerate(hits, start=1)) / relevant if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """`recip_rank`: 1 / rank of the first relevant passage, 0 if there is none."""
    return next((1 / rank for rank, name in enumerate(ranked, start=1) if grades.get(name, 0) > 0), 0.0)


def precision(ranked: Sequence[str], grades: Mapping[str, int], cut: int) -> float:
    """`P`: relevant passages among the first `cut`, by `cut`, however few were found."""
    return _hits(ranked, grades, cut) / cut


def recall(ranked: Sequence[str], grades: Mapping[str, int], cut: int) -> float:
    """`recall`: relevant passages among the first `cut`, by all relevant ones."""
    relevant = _relevant(grades)
    return _hits(ranked, grades, cut) / relevant if relevant else 0.0


def success(ranked: Sequence[str], grades: Mapping[str, int], cut: int) -> float:
    """`success`: 1 if a relevant passage is among the first `cut`."""
    return float(_hits(ranked, grades, cut) > 0)


def measure(name: str) -> Callable[[Sequence[str], Mapping[str, int]], float]:
    """The function of one of `MEASURES`, or of another cut of theirs."""
    if name == "ap":
        return average_precision
    if name == "mrr":
        return reciprocal_rank
    beginning, cut = name.split("@")
    of_cut = {"ndcg": ndcg, "p": precision, "recall": recall, "success": success}[beginning]

    def at_cut(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
        return of_cut(ranked, grades, int(cut))

    at_cut.__doc__ = of_cut.__doc__
    return at_cut


def _discounted(gains: Iterable[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1) if gain > 0)


def _relevant(grades: Mapping[str, int]) -> int:
    return sum(grade > 0 for grade in grades.values())


def _hits(ranked: Sequence[str], grades: Mapping[str, int], cut: int) -> int:
    return sum(grades.get(name, 0) > 0 for name in ranked[:cut])


def _families(names: Iterable[str]) -> set[str]:
    """`ndcg_cut_5`, `ndcg_cut_10` → `ndcg_cut.10,5`: one pass for all cuts of a measure."""
    cuts: dict[str, set[str]] = {}
    for name in names:
        family, _, cut = name.rpartition("_")
        cuts.setdefault(family if cut.isdigit() else name, set()).update([cut] if cut.isdigit() else [])
    return {f"{family}.{','.join(sorted(of))}" if of else family for family, of in cuts.items()}


def _blocks(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    rest = iter(items)
    while block := list(islice(rest, size)):
        yield block
