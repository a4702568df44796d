"""One case before the judge: the materials of a run's record, and what is asked about them.

Does not know what is counted from the labels.
"""

from collections.abc import Sequence
from typing import Literal

from assistant.sentences import split
from eval.cases import Case
from eval.claim_matrices import ClaimMatrices, Row, Which
from eval.judgements import Judgement
from eval.judging import Judge
from eval.records import Record, Said
from eval.scores import Score, not_applicable, refused
from eval.verdicts import ENTAILMENT, Aspect, Verdict
from prompts.problems import Problem
from prompts.templates import Part, load

Need = Literal["answer", "ideal", "nuggets", "passages"]
"""What a metric cannot do without."""


class Unread(Exception):
    """The judge could not be read; becomes the status `error` of a score."""


class Sitting:
    """See the module. What the judge says is noted in `Judge.said`."""

    def __init__(self, judge: Judge, case: Case, record: Record) -> None:
        self.judge = judge
        self.case = case
        self.record = record
        self._agreements: list[float] = []

    def why_not(self, needs: Sequence[Need]) -> Score | None:
        """The status of a case that cannot be looked at; None if it can."""
        case, record = self.case, self.record
        answer, own = "answer" in needs, self.judge.warning_for(record.model) and not self.judge.allow_same
        no_words = bool(record.passages) and not self.passages()
        reasons = (
            (record.problem, Score(None, "error", record.problem)),
            (
                "ideal" in needs and not (case.ideal_answer or "").strip(),
                not_applicable("the case has no ideal answer"),
            ),
            ("nuggets" in needs and not case.nuggets, not_applicable("the case has no nuggets")),
            ("passages" in needs and no_words, not_applicable("the run kept no words of the passages")),
            (answer and record.retrieval_only, not_applicable("the run searched without answering")),
            (answer and not record.answers, refused(record.outcome)),
            (answer and own, Score(None, "error", str(Problem("judge_is_the_judged", judge=self.judge.name)))),
            (answer and not record.text.strip(), not_applicable("the answer is empty")),
        )
        return next((score for holds, score in reasons if holds), None)

    def note(self) -> str:
        """What every figure of this case must say: that the judge wavered, that it judges itself."""
        wavered = f"self-agreement {min(self._agreements):.2f}" if self.judge.repeats > 1 and self._agreements else ""
        return "; ".join(filter(None, (wavered, self.judge.warning_for(self.record.model))))

    def labels(self, aspect: Aspect, items: Sequence[str], material: Sequence[Part], against: str) -> Verdict:
        """Ask; an error is an `Unread`. `against` says in a judgement what the material is."""
        case, judge = self.case, self.judge
        verdict = judge.labels(aspect, items, question=case.question, material=material, language=case.language)
        if verdict.error:
            raise Unread(verdict.error)
        self._agreements.append(verdict.agreement)
        prompt = load(f"judge_{aspect.name}", judge.language or case.language).label
        for item, label, reason in zip(items, verdict.labels, verdict.reasons, strict=True):
            judge.said[Judgement(case.id, aspect.name, item, against, label, reason, judge.name, prompt)] = None
        return verdict

    def entailed(self, claims: Sequence[str], material: Sequence[Part], against: str) -> Row:
        """Which claims the material, taken together, entails. No material entails nothing."""
        if not material:
            return (False,) * len(claims)
        return tuple(label == "entailed" for label in self.labels(ENTAILMENT, claims, material, against).labels)

    def matrices(self, needs: Sequence[Which]) -> ClaimMatrices:
        """Make the matrices that are needed; the others stay empty."""
        return ClaimMatrices(
            self.entailed(self.response_claims(), self.answer(), "the ideal answer")
            if "answer2response" in needs
            else (),
            self.entailed(self.answer_claims(), self.response(), "the answer") if "response2answer" in needs else (),
            self._by_passage(self.response_claims()) if "retrieved2response" in needs else (),
            self._by_passage(self.answer_claims()) if "retrieved2answer" in needs else (),
        )

    def answer(self) -> list[Part]:
        return [Part("", self.case.ideal_answer or "")]

    def response(self) -> list[Part]:
        return [Part("", self.record.text)]

    def passages(self) -> list[Part]:
        return [Part(" ".join((p.title, *p.path, *p.labels)), p.text) for p in self.record.passages if p.text]

    def quotes(self, sentence: Said, numbers: Sequence[int]) -> list[Part]:
        """The cited words of a sentence; none at all if a number stands for no citation."""
        cited = {citation.number: citation for citation in self.record.citations}
        if not set(sentence.citations) <= cited.keys():
            return []
        return [Part(f"{cited[n].title} {cited[n].locator}", cited[n].quote) for n in numbers]

    def answer_claims(self) -> tuple[str, ...]:
        return self._claims(self.case.ideal_answer or "", ())

    def response_claims(self) -> tuple[str, ...]:
        return self._claims(self.record.text, [sentence.text for sentence in self.record.sentences])

    def _by_passage(self, claims: Sequence[str]) -> tuple[Row, ...]:
        columns = [
            self.entailed(claims, [passage], f"passage {rank}: {passage.heading}")
            for rank, passage in enumerate(self.passages(), start=1)
        ]
        return tuple(zip(*columns, strict=True)) if columns else ((),) * len(claims)

    def _claims(self, text: str, sentences: Sequence[str]) -> tuple[str, ...]:
        sentences = sentences or [text[start:end] for start, end in split(text)]
        if not self.judge.takes_apart:
            return tuple(sentences)
        case = self.case
        asked = self.judge.claims(text, sentences, question=case.question, language=case.language)
        if asked.error:
            raise Unread(asked.error)
        return tuple(asked.replies[0].claims)
