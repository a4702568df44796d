"""Figures that need a judge: which claims follow from what, which nuggets are there, which citations carry.

Every label is asked through `eval.judging`, which keeps it, so that scoring again asks nothing. What cannot be measured
has a status and no value: no ideal answer or no nuggets is `not_applicable`, no answer is `refused`, a judge that could
not be read is `error`. Claims are sentences unless the judge is told to take texts apart. Does not know any model.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Literal

from eval.cases import Case
from eval.claim_matrices import FIGURES, Figure, Which
from eval.judging import Judge
from eval.records import Record, Said
from eval.scores import Metric, Score, not_applicable
from eval.sittings import Need, Sitting, Unread
from eval.verdicts import ENTAILMENT, NUGGETS, Aspect

_NEEDS: Mapping[Which, tuple[Need, ...]] = {
    "answer2response": ("ideal", "answer"),
    "response2answer": ("ideal", "answer"),
    "retrieved2response": ("answer", "passages"),
    "retrieved2answer": ("ideal", "passages"),
}
_NUGGET_MEANINGS: Mapping[str, str] = {
    "strict_vital": "Share of the vital nuggets that the answer holds in full (TREC 2024 RAG track).",
    "strict_all": "Share of all nuggets that the answer holds in full (TREC 2024 RAG track).",
    "vital": "As `judge_nuggets_strict_vital`, with half a point for a nugget held in part.",
    "all": "As `judge_nuggets_strict_all`, with half a point for a nugget held in part.",
}


def judged_metrics(judge: Judge) -> tuple[Metric, ...]:
    """All metrics of the family `judge`. Their names begin with `judge_`; they ask only when a case is scored."""

    def metric(
        name: str,
        count: Callable[[Sitting], tuple[float | None, str]],
        *needs: Need,
        meaning: str | None = None,
        better: Literal["higher", "lower", "neither"] = "higher",
    ) -> Metric:
        def score(case: Case, record: Record) -> Score:
            return _score(Sitting(judge, case, record), count, needs)

        score.__doc__ = meaning or count.__doc__
        return Metric(f"judge_{name}", "judge", better, score)

    of_claims = [
        metric(name, partial(_of_claims, figure), *_needs(figure), meaning=figure.count.__doc__, better=figure.better)
        for name, figure in FIGURES.items()
    ]
    of_nuggets = [
        metric(f"nuggets_{name}", partial(_of_nuggets, name), "nuggets", "answer", meaning=meaning)
        for name, meaning in _NUGGET_MEANINGS.items()
    ]
    return (
        *of_claims,
        metric("grounded", _grounded, "answer", "passages"),
        metric("correctness", _correctness, "ideal", "answer"),
        *of_nuggets,
        metric("citation_recall", _citation_recall, "answer"),
        metric("citation_precision", _citation_precision, "answer"),
    )


def aspect_of(metric: str) -> Aspect:
    """What the judge is asked for a metric of this name."""
    return NUGGETS if metric.startswith("judge_nuggets") else ENTAILMENT


def _score(sitting: Sitting, count: Callable[[Sitting], tuple[float | None, str]], needs: Sequence[Need]) -> Score:
    why = sitting.why_not(needs)
    if why is not None:
        return why
    try:
        value, note = count(sitting)
    except Unread as error:
        return Score(None, "error", str(error))
    if value is None:
        return not_applicable(note or "nothing to count")
    return Score(value, note="; ".join(filter(None, (note, sitting.note()))))


def _needs(figure: Figure) -> tuple[Need, ...]:
    return tuple(dict.fromkeys(need for which in figure.needs for need in _NEEDS[which]))


def _of_claims(figure: Figure, sitting: Sitting) -> tuple[float | None, str]:
    """See the figure of this name in `eval.claim_matrices`."""
    return figure.count(sitting.matrices(figure.needs)), ""


def _grounded(sitting: Sitting) -> tuple[float | None, str]:
    """Share of the answer's statements that the passages, taken together, entail (Ragas: faithfulness).

    Unlike `judge_faithfulness`, a statement may draw on several passages. Source: Es et al., 2023.
    """
    return _share(sitting.entailed(sitting.response_claims(), sitting.passages(), "the passages"))


def _correctness(sitting: Sitting) -> tuple[float | None, str]:
    """TP / (TP + (FP + FN) / 2) (the factual part of Ragas' answer correctness, without the similarity of embeddings).

    TP: statements of the answer that the ideal answer entails; FP: its other statements; FN: statements of the ideal
    answer that the answer does not entail.
    """
    made = sitting.matrices(("answer2response", "response2answer"))
    right = sum(made.answer2response)
    wrong = len(made.answer2response) - right
    left_out = len(made.response2answer) - sum(made.response2answer)
    note = f"{right} right, {wrong} wrong, {left_out} left out"
    return (right / (right + (wrong + left_out) / 2) if right + wrong + left_out else None), note


def _of_nuggets(name: str, sitting: Sitting) -> tuple[float | None, str]:
    """See `nugget_figures`."""
    nuggets = sitting.case.nuggets
    verdict = sitting.labels(NUGGETS, [nugget.text for nugget in nuggets], sitting.response(), "the answer")
    pairs = [(nugget.importance, label) for nugget, label in zip(nuggets, verdict.labels, strict=True)]
    left_out = [nugget.text for nugget, label in zip(nuggets, verdict.labels, strict=True) if label == "not_support"]
    return nugget_figures(pairs)[name], f"not said: {'; '.join(left_out)}" if left_out else ""


def nugget_figures(assigned: Sequence[tuple[str, str]]) -> dict[str, float | None]:
    """(importance, label) pairs to the four figures of the TREC 2024 RAG track (Pradeep et al., 2024).

    `strict_vital` and `strict_all`: share of the vital, of all nuggets that are supported. `vital` and `all`: the same,
    with half a point for partial support. None where there is no such nugget.
    """
    points = {"support": 1.0, "partial_support": 0.5, "not_support": 0.0}
    found: dict[str, float | None] = {}
    for name, labels in (
        ("vital", [label for importance, label in assigned if importance == "vital"]),
        ("all", [label for _, label in assigned]),
    ):
        count = len(labels)
        found[f"strict_{name}"] = sum(label == "support" for label in labels) / count if count else None
        found[name] = sum(points[label] for label in labels) / count if count else None
    return found


def _citation_recall(sitting: Sitting) -> tuple[float | None, str]:
    """Share of the sentences that their cited words, taken together, entail; one without citations is not (ALCE).

    Source: Gao et al., 2023. The words are the quotes that a reader is shown, not whole passages, and none are cut off.
    """
    return _share([_carried(sitting, sentence, sentence.citations) for sentence in sitting.record.sentences])


def _citation_precision(sitting: Sitting) -> tuple[float | None, str]:
    """Share of the citations that are needed (ALCE; Gao et al., 2023).

    A citation counts if its sentence is entailed by all its citations, and either it entails the sentence alone or the
    others do not entail it without it. No citation at all is not applicable (0 in ALCE).
    """
    good = []
    for sentence in sitting.record.sentences:
        carried = _carried(sitting, sentence, sentence.citations)
        good += [carried and _needed(sitting, sentence, number) for number in sentence.citations]
    return _share(good)


def _needed(sitting: Sitting, sentence: Said, number: int) -> bool:
    """The others are asked about first: a rehearsal, to which all is entailed, then counts all there may be to ask."""
    others = [n for n in sentence.citations if n != number]
    return not others or not _carried(sitting, sentence, others) or _carried(sitting, sentence, [number])


def _carried(sitting: Sitting, sentence: Said, numbers: Sequence[int]) -> bool:
    quotes = sitting.quotes(sentence, numbers)
    return sitting.entailed([sentence.text], quotes, "; ".join(f"quote of {quote.heading}" for quote in quotes))[0]


def _share(values: Sequence[bool]) -> tuple[float | None, str]:
    return (sum(values) / len(values), f"{sum(values)} of {len(values)}") if values else (None, "")
