"""The judge: any language model, asked in a fixed form, and never believed further than the form goes.

A reply that does not fit is shown back with what was wrong, at most twice; then the question ends in an error with the
reply's beginning, never in a default verdict. What was said once is kept (`eval.judgements`) and not asked again. What
is judged is data: its fences, role markers and control tokens are neutralised. Does not know any metric.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any, Generic

from assistant.language_model import LanguageModel, Message, ModelUnavailable
from eval.judge_replies import Claims, Form, Labels, neutral, read_reply
from eval.judgements import JudgementCache, Parameters, Question
from prompts.problems import Problem
from prompts.templates import Part, Template, load

REPAIRS = 2
AT_ONCE = 8
"""Items that one question holds: more, and small models lose count."""
_SHOWN_BACK = 2000
"""Characters of a wrong reply that are shown back."""
_WARM = 0.7
"""Temperature of repeats; greedy ones would agree with themselves by construction."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something that items can be labelled by; the prompt is `judge_<name>`."""

    name: str
    labels: tuple[str, ...]
    """From one end to the other, so that the median of several is a label between them."""
    version: int = 1
    """Of how the reply is read; a change asks anew."""


ENTAILMENT = Aspect("entailment", ("entailed", "neutral", "contradicted"))
"""Does the material say what the claim says? As in natural language inference."""
NUGGETS = Aspect("nuggets", ("support", "partial_support", "not_support"))
"""Does the answer hold the fact? As in the TREC 2024 RAG track."""
PREFERENCE = Aspect("preference", ("first", "tie", "second"))
"""Which of two answers is better."""


@dataclass(frozen=True, slots=True)
class Asked(Generic[Form]):
    """The replies of all repeats, or why there are none."""

    replies: tuple[Form, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label and a reason for each item, in order, or an error. With an error there is no label at all."""

    labels: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    agreement: float = 1.0
    """Share of the repeats that gave the label, mean over the items (self-agreement)."""
    error: str = ""


class Judge:
    """Asks `model` and keeps the replies in `cache`. Calls may come from several threads. The mere name of a model
    stands for one that is not at hand: what it said before is read, asking it anew is Problem `judgement_missing`.

    `language` chooses the prompts, None: those of the case. `repeats`, an odd number, asks as often with seeds from
    `seed` on and takes the median label, which is the majority's wherever there is one. `judged` are the models whose
    answers are to be judged: one that has the judge's own name is Problem `judge_is_the_judged`, unless `allow_same`,
    and then `warning` is to be shown beside every figure. Problem `judge_repeats` for an even number.
    """

    def __init__(
        self,
        model: LanguageModel | str,
        cache: JudgementCache,
        *,
        language: str | None = None,
        repeats: int = 1,
        seed: int = 0,
        judged: Collection[str] = (),
        allow_same: bool = False,
    ) -> None:
        if repeats < 1 or repeats % 2 == 0:
            raise Problem("judge_repeats", found=repeats)
        self.name = model if isinstance(model, str) else model.name
        self.cache = cache
        self.language = language
        self.repeats = repeats
        self.seed = seed
        self.allow_same = allow_same
        self._model = None if isinstance(model, str) else model
        if self.name in judged and not allow_same:
            raise Problem("judge_is_the_judged", judge=self.name)
        self.warning = self.warning_for(self.name) if self.name in judged else ""

    def warning_for(self, model: str) -> str:
        """What to show beside a figure about answers of this model; empty for any but the judge itself."""
        return f"{self.name} judges its own answers" if model == self.name else ""

    def circumstances(self) -> dict[str, object]:
        """What the figures depend on besides the answers, for the manifest of a run."""
        names = ("judge_entailment", "judge_nuggets", "judge_preference", "judge_claims", "judge_repair")
        languages = (self.language,) if self.language else ("zh", "en")
        return {
            "judge": self.name,
            "prompts": sorted(load(name, language).label for name in names for language in languages),
            "repeats": self.repeats,
            "seed": self.seed,
            "temperature": self._temperature,
            "warning": self.warning,
        }

    def labels(
        self,
        aspect: Aspect,
        items: Sequence[str],
        *,
        question: str,
        material: Sequence[Part],
        language: str,
        count: int | None = None,
    ) -> Verdict:
        """Label each item against the material, some at a time. `count`: verdicts wanted, if not one for each item."""
        whole: list[Verdict] = []
        step = AT_ONCE if count is None else max(1, len(items))
        for start in range(0, len(items), step):
            some = items[start : start + step]
            wanted = count or len(some)
            asked = self.ask(
                f"judge_{aspect.name}",
                Labels,
                {"labels": aspect.labels, "count": wanted},
                version=f"{aspect.name}/{aspect.version}",
                language=language,
                max_tokens=96 + 64 * wanted,
                question=[Part("", question)],
                material=material,
                items=[Part("", item) for item in some],
            )
            if asked.error:
                return Verdict(error=asked.error)
            whole.append(_voted(aspect, asked.replies))
        if not whole:
            return Verdict()
        return Verdict(
            tuple(label for verdict in whole for label in verdict.labels),
            tuple(reason for verdict in whole for reason in verdict.reasons),
            mean(verdict.agreement for verdict in whole),
        )

    def claims(self, text: str, sentences: Sequence[str], *, question: str, language: str) -> Asked[Claims]:
        """Have a text taken apart into statements that stand alone: asked once, however many `repeats` there are."""
        return self.ask(
            "judge_claims",
            Claims,
            {"sentences": sentences},
            version="claims/1",
            language=language,
            max_tokens=128 + 2 * len(text),
            repeats=1,
            question=[Part("", question)],
            material=[Part("", text)],
        )

    def ask(
        self,
        prompt: str,
        form: type[Form],
        context: Mapping[str, Any],
        *,
        version: str,
        language: str,
        max_tokens: int,
        repeats: int | None = None,
        **values: Sequence[Part],
    ) -> Asked[Form]:
        """Ask one question, as often as there are repeats; all must be readable. `values` go into the prompt's fences.

        Never raises for what a model does; Problem `judgement_missing` when replaying.
        """
        template = load(prompt, self.language or language)
        neutralised = {
            name: [Part(neutral(p.heading), neutral(p.text)) for p in parts] for name, parts in values.items()
        }
        messages = template.fill(form=form.form(context), **neutralised)
        replies = []
        for turn in range(repeats or self.repeats):
            parameters = Parameters(max_tokens, self._temperature, self.seed + turn)
            label = f"{template.label} {_repair(template).label}"
            asked = Question(self.name, label, parameters, version, messages)
            kept = self._replied(asked, template, form, context)
            if isinstance(kept, str):
                return Asked(error=kept)
            replies.append(kept)
        return Asked(tuple(replies))

    @property
    def _temperature(self) -> float:
        return 0.0 if self.repeats == 1 else _WARM

    def _replied(self, asked: Question, template: Template, form: type[Form], context: Mapping[str, Any]) -> Form | str:
        """The reply, from the file or the model; a text is an error. What fails in the model's runtime is not kept."""
        kept = self.cache.get(asked)
        if kept is None:
            if self._model is None:
                raise Problem("judgement_missing", file=self.cache.path, judge=self.name, prompt=asked.prompt)
            try:
                kept = self.cache.put(asked, self._conversation(self._model, asked, template, form, context))
            except ModelUnavailable as error:
                return str(error)
        if kept["error"]:
            return str(kept["error"])
        try:
            return read_reply(kept["reply"], form, context)
        except ValueError as error:
            return f"the kept reply cannot be read any more: {error}"

    def _conversation(
        self, model: LanguageModel, asked: Question, template: Template, form: type[Form], context: Mapping[str, Any]
    ) -> dict[str, object]:
        """Ask, and show back what was wrong, until it is right or enough. What is kept: last reply, error, attempts."""
        messages = [Message("system" if role == "system" else "user", text) for role, text in asked.input]
        for attempt in range(1, 2 + REPAIRS):
            reply = model.complete(messages, **asked.parameters._asdict()).text
            try:
                read_reply(reply, form, context)
            except ValueError as error:
                wrong = str(error)
            else:
                return {"reply": reply, "error": "", "attempts": attempt}
            (_, system), (_, user) = _repair(template).fill(task=asked.input[0][1], problem=neutral(wrong))
            shown = neutral(reply[:_SHOWN_BACK]).replace("<|", "< |") or "…"
            messages = [
                Message("system", system),
                *messages[1:],
                Message("assistant", shown),
                Message("user", user),
            ]
        said = f"no readable verdict in {attempt} replies: {wrong}; the last began {reply[:80]!r}"
        return {"reply": reply, "error": said, "attempts": attempt}


class Rehearsal(Judge):
    """Counts what a judge would be asked, and asks nothing: what is kept is read, all else is taken for the reply that
    leads to the most questions. `missing` is at most so many calls, if no reply needs repair."""

    def __init__(self, judge: Judge) -> None:
        super().__init__(
            judge.name, judge.cache, language=judge.language, repeats=judge.repeats, seed=judge.seed, allow_same=True
        )
        self._missing: set[str] = set()

    @property
    def missing(self) -> int:
        return len(self._missing)

    def _replied(self, asked: Question, template: Template, form: type[Form], context: Mapping[str, Any]) -> Form | str:
        if asked in self.cache:
            return super()._replied(asked, template, form, context)
        self._missing.add(asked.key)
        return form.example(context)


def _repair(template: Template) -> Template:
    return load("judge_repair", template.language)


def _voted(aspect: Aspect, replies: Sequence[Labels]) -> Verdict:
    """The median label of each item, a reason given for it, and how many of the repeats agree."""
    labels, reasons, shares = [], [], []
    for votes in zip(*(reply.verdicts for reply in replies), strict=True):
        order = sorted(aspect.labels.index(vote.verdict) for vote in votes)
        label = aspect.labels[order[len(order) // 2]]
        agreeing = [vote.reason for vote in votes if vote.verdict == label]
        labels.append(label)
        reasons.append(agreeing[0])
        shares.append(len(agreeing) / len(votes))
    return Verdict(tuple(labels), tuple(reasons), mean(shares))
