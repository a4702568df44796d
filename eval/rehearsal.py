"""What a judge would be asked to score a run, before it is asked. Does not know what anything costs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eval.cases import Case
from eval.costs import Usage, tokens
from eval.judge_metrics import judged_metrics
from eval.judge_replies import Form
from eval.judgements import Question
from eval.judging import Judge
from eval.records import ANSWERS, Cited, Found, Record, Said
from eval.runner import WITH_WORDS
from eval.scores import chosen
from prompts.templates import Template

_SENTENCES = 4
"""Of a supposed answer."""


class Rehearsal(Judge):
    """Counts what a judge would be asked, and asks nothing: what is kept is read, all else is taken for the reply that
    leads to the most questions. `missing` is at most so much, if no reply needs repair."""

    def __init__(self, judge: Judge) -> None:
        super().__init__(
            judge.name,
            judge.kept,
            language=judge.language,
            repeats=judge.repeats,
            seed=judge.seed,
            takes_apart=judge.takes_apart,
            allow_same=True,
        )
        self._missing: dict[str, Usage] = {}

    @property
    def missing(self) -> Usage:
        return sum(self._missing.values(), Usage())

    def _replied(self, asked: Question, template: Template, form: type[Form], context: Mapping[str, Any]) -> Form | str:
        if asked.key in self.kept:
            return super()._replied(asked, template, form, context)
        read = sum(tokens(text) for _, text in asked.input)
        self._missing[asked.key] = Usage(1, read, asked.parameters.max_tokens)
        return form.example(context)


def needed(judge: Judge, scored: Iterable[tuple[Case, Record]], names: Sequence[str] = ()) -> Usage:
    """At most what the judge would be asked to score these, if no reply needs repair; what is kept costs nothing.

    `names` are the metrics that are wanted, all for none named.
    """
    rehearsal = Rehearsal(judge)
    metrics = chosen(judged_metrics(rehearsal), names)
    for case, record in scored:
        for metric in metrics:
            metric.score(case, record)
    return rehearsal.missing


def supposed(case: Case) -> Record:
    """An answer as it may come out, for counting before anything was answered: rather long, with all passages."""
    chinese = case.language.startswith("zh")
    sentence, passage = ("某" * 40, "某" * 400) if chinese else ("some words " * 12, "some words " * 100)
    sentences = tuple(Said(f"{n} {sentence}", (n,), 1.0) for n in range(1, _SENTENCES + 1))
    return Record(
        case=case.id,
        outcome=ANSWERS[0],
        text="\n".join(said.text for said in sentences),
        sentences=sentences,
        citations=tuple(Cited(n, "", 1, "", "", f"{n} {sentence}", 0, 0, "", "") for n in range(1, _SENTENCES + 1)),
        passages=tuple(
            Found("", 1, "", (), (), 0, 0, "", "", "", 1.0, f"{n} {passage}") for n in range(1, WITH_WORDS + 1)
        ),
    )
