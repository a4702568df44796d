"""What a judge said of one thing in a case, and what it was asked. Does not know any model or metric."""

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from eval.kept import digest


@dataclass(frozen=True, slots=True)
class Judgement:
    """One label for one thing: a row of a run's `judgements.jsonl`."""

    case: str
    aspect: str
    """What was asked: `entailment`, `nuggets`."""
    item: str
    """The claim or the nugget."""
    against: str
    """What it was held against: the heading of a passage or quote, or what stands for the answers."""
    value: str
    reason: str
    by: str
    """Label of the model."""
    prompt: str
    """Label and version of the prompt: `judge_entailment.zh/1`."""

    def as_plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


class Parameters(NamedTuple):
    """How a model is asked; see `LanguageModel.complete`."""

    max_tokens: int
    temperature: float
    seed: int


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that a model's reply depends on."""

    judge: str
    prompt: str
    parameters: Parameters
    metric: str
    """Name and version of what the reply is read as: a change of reading asks anew."""
    input: tuple[tuple[str, str], ...]
    """The messages, (role, text)."""

    @property
    def key(self) -> str:
        """What the reply is kept under."""
        return digest(
            judge=self.judge,
            prompt=self.prompt,
            parameters=self.parameters._asdict(),
            metric=self.metric,
            input=self.input,
        )
