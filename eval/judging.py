"""The judge: any language model, asked in a fixed form, and never believed further than the form goes.

A reply that does not fit is shown back with what was wrong, at most twice; then the question ends in an error with the
reply's beginning, never in a default verdict. What was said once is kept (`eval.kept`) and not asked again. What
is judged is data: its fences, role markers and control tokens are neutralised. Does not know any metric.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from assistant.language_model import LanguageModel, Message, ModelUnavailable
from eval.costs import Usage
from eval.judge_replies import Claims, Form, Labels, neutral, read_reply
from eval.judgements import Judgement, Parameters, Question
from eval.kept import Kept
from eval.verdicts import Aspect, Verdict, joined, voted
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
class Asked(Generic[Form]):
    """The replies of all repeats, or why there are none."""

    replies: tuple[Form, ...] = ()
    error: str = ""


class Judge:
    """Asks `model` and keeps the replies. Calls may come from several threads. The mere name of a model stands for one
    that is not at hand: what it said before is read, asking it anew is Problem `judgement_missing`.

    `name` is what it is called and known by, where the model's own says too little (which server). `language` chooses
    the prompts, None: those of the case. `repeats`, an odd number, asks as often with seeds from `seed` on and takes
    the median label, which is the majority's wherever there is one. `takes_apart`: texts are taken apart into claims
    by the judge, not into sentences by rules. `judged` are the models whose answers are to be judged:
    the judge among them is Problem `judge_is_the_judged`, unless `allow_same`, and then `warning` is to be shown beside
    every figure. Problem `judge_repeats` for an even number.
    """

    def __init__(
        self,
        model: LanguageModel | str,
        kept: Kept,
        *,
        name: str = "",
        language: str | None = None,
        repeats: int = 1,
        seed: int = 0,
        takes_apart: bool = False,
        judged: Collection[str] = (),
        allow_same: bool = False,
    ) -> None:
        if repeats < 1 or repeats % 2 == 0:
            raise Problem("judge_repeats", found=repeats)
        self.name = name or (model if isinstance(model, str) else model.name)
        self.kept = kept
        self.language = language
        self.repeats = repeats
        self.seed = seed
        self.takes_apart = takes_apart
        self.allow_same = allow_same
        self._model = None if isinstance(model, str) else model
        self._used: dict[str, Usage] = {}
        self.said: dict[Judgement, None] = {}
        """Every label that was used, once, in order."""
        self.warning = next(filter(None, map(self.warning_for, judged)), "")
        if self.warning and not allow_same:
            raise Problem("judge_is_the_judged", judge=self.name)

    def warning_for(self, model: str) -> str:
        """What to show beside a figure about answers of this model; empty for any but the judge itself."""
        return f"{self.name} judges its own answers" if is_same(self.name, model) else ""

    @property
    def usage(self) -> Usage:
        """What the replies that were needed so far cost when they were written, now or earlier."""
        return sum(self._used.values(), Usage())

    def circumstances(self, languages: Collection[str] = ("zh", "en")) -> dict[str, object]:
        """What the figures depend on besides the answers. `languages`: of the cases."""
        names = ("judge_entailment", "judge_nuggets", "judge_preference", "judge_claims", "judge_repair")
        spoken = (self.language,) if self.language else sorted(languages)
        return {
            "model": self.name,
            "prompts": sorted({load(name, language).label for name in names for language in spoken}),
            "repeats": self.repeats,
            "seed": self.seed,
            "temperature": self.temperature,
            "claims": "taken apart by the judge" if self.takes_apart else "sentences",
            **({"warning": self.warning} if self.warning else {}),
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
        """Label each item against the material, some at a time, and one by one where the judge loses count. `count`:
        verdicts wanted, if not one for each item."""

        def label(some: Sequence[str]) -> Verdict:
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
            if not asked.error:
                return voted(aspect, asked.replies)
            return (
                joined([label([item]) for item in some]) if count is None and wanted > 1 else Verdict(error=asked.error)
            )

        step = AT_ONCE if count is None else max(1, len(items))
        return joined([label(items[start : start + step]) for start in range(0, len(items), step)])

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
            parameters = Parameters(max_tokens, self.temperature, self.seed + turn)
            label = f"{template.label} {_repair(template).label}"
            asked = Question(self.name, label, parameters, version, messages)
            kept = self._replied(asked, template, form, context)
            if isinstance(kept, str):
                return Asked(error=kept)
            replies.append(kept)
        return Asked(tuple(replies))

    @property
    def temperature(self) -> float:
        """Of every question: 0 for a single one, higher for repeats."""
        return 0.0 if self.repeats == 1 else _WARM

    def _replied(self, asked: Question, template: Template, form: type[Form], context: Mapping[str, Any]) -> Form | str:
        """The reply, from the file or the model; a text is an error. What fails in the model's runtime is not kept."""
        said = self.kept.get(asked.key)
        if said is None:
            if self._model is None:
                raise Problem("judgement_missing", file=self.kept.path, judge=self.name, prompt=asked.prompt)
            try:
                said = self.kept.put(asked.key, self._conversation(self._model, asked, template, form, context))
            except ModelUnavailable as error:
                return " ".join(str(error).split())
        self._used[asked.key] = Usage(said["attempts"], said["read"], said["written"])
        if said["error"]:
            return str(said["error"])
        try:
            return read_reply(said["reply"], form, context)
        except ValueError as error:
            return f"the kept reply cannot be read any more: {error}"

    def _conversation(
        self, model: LanguageModel, asked: Question, template: Template, form: type[Form], context: Mapping[str, Any]
    ) -> dict[str, object]:
        """Ask, and show back what was wrong, until it is right or enough. What is kept: the last reply, what is wrong
        with it, and what all attempts cost."""
        messages = [Message("system" if role == "system" else "user", text) for role, text in asked.input]
        error, used = "", Usage()
        for _ in range(1 + REPAIRS):
            reply = model.complete(messages, **asked.parameters._asdict())
            used += Usage(1, reply.prompt_tokens, reply.completion_tokens)
            try:
                read_reply(reply.text, form, context)
            except ValueError as wrong:
                error = str(wrong)
            else:
                error = ""
                break
            (_, system), (_, user) = _repair(template).fill(task=asked.input[0][1], problem=neutral(error))
            shown = neutral(reply.text[:_SHOWN_BACK]).replace("<|", "< |") or "…"
            messages = [
                Message("system", system),
                *messages[1:],
                Message("assistant", shown),
                Message("user", user),
            ]
        if error:
            error = f"no readable verdict in {used.calls} replies: {error}; the last began {reply.text[:80]!r}"
        return {
            "judge": asked.judge,
            "prompt": asked.prompt,
            "reply": reply.text,
            "error": error,
            "attempts": used.calls,
            "read": used.read,
            "written": used.written,
        }


def is_same(judge: str, model: str) -> bool:
    """Whether two names are of one model: `packaged` and `packaged:NAME`, `openai:NAME` and `openai:NAME at URL`."""
    one, other = (name.partition(" at ")[0] for name in (judge, model))
    return one == other or one.startswith(f"{other}:") or other.startswith(f"{one}:")


def _repair(template: Template) -> Template:
    return load("judge_repair", template.language)
