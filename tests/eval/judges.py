"""Language models that judge as a test needs it, and cases for them, through the seam."""

import json
import re
from collections.abc import Callable, Generator, Sequence

from assistant.language_model import Completion, Message
from eval.cases import Case, Nugget
from eval.records import Cited, Found, Record, Said

FENCE = re.compile(r"<(\S+) (\d+)>\n.*?\n(.*?)\n</\1 \2>", re.DOTALL)
"""(tag, number, words) of what stands in a fence."""


class JudgeModel:
    """Replies with what `reply` makes of the messages; counts how often."""

    def __init__(self, reply: Callable[[Sequence[Message]], str], name: str = "judge-model") -> None:
        self.name = name
        self.heard: list[Sequence[Message]] = []
        self.cost = (0, 0)
        self._reply = reply

    def ready(self) -> bool:
        return True

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        seed: int | None = None,
    ) -> Completion:
        self.heard.append(messages)
        self.seed, self.temperature = seed, temperature
        return Completion(self._reply(messages), *self.cost)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        seed: int | None = None,
    ) -> Generator[str, None, None]:
        yield self.complete(messages).text


def scripted(*replies: str) -> JudgeModel:
    """Gives these replies one after the other."""
    waiting = iter(replies)
    return JudgeModel(lambda _: next(waiting))


def verdicts(*labels: str) -> str:
    return json.dumps({"verdicts": [{"number": n, "reason": "r", "verdict": v} for n, v in enumerate(labels, start=1)]})


def by_table(says: Callable[[str, str, str], str]) -> JudgeModel:
    """Labels each item by `says(prompt tag of the items, material, item)`."""

    def reply(messages: Sequence[Message]) -> str:
        fences = FENCE.findall(messages[1].content)
        tag = fences[-1][0]
        material = "\n".join(words for name, _, words in fences[1:] if name != tag)
        return verdicts(*(says(tag, material, words) for name, _, words in fences if name == tag))

    return JudgeModel(reply)


def holds_it() -> JudgeModel:
    """Entailed, or supported, is what stands in the material word for word."""
    there = {"说法": ("entailed", "neutral"), "要点": ("support", "not_support")}
    return by_table(lambda tag, material, item: there[tag][item not in material])


CASE = Case(
    id="c1",
    cluster_id="k",
    question="多久能办好？",
    answerable=True,
    ideal_answer="十五日内发放。不收费。",
    nuggets=(Nugget(text="十五日内发放。"), Nugget(text="不收费。"), Nugget(text="可以委托他人。", importance="okay")),
)


def cited(number: int, quote: str) -> Cited:
    return Cited(number, "d", 1, "条例", "第九条", quote, 0, len(quote), "in_force", "000000")


def found(text: str) -> Found:
    return Found("d", 1, "条例", ("第九条",), (), 0, len(text), "in_force", "000000", "0", 1.0, text)


def answered(*sentences: Said, citations: Sequence[Cited] = (), passages: Sequence[str] = ()) -> Record:
    return Record(
        case="c1",
        outcome="answered",
        text="".join(sentence.text for sentence in sentences),
        language="zh",
        sentences=sentences,
        citations=tuple(citations),
        passages=tuple(map(found, passages)),
        model="answering-model",
    )


RECORD = answered(
    Said("十五日内发放。", (1,), 1.0),
    Said("当场领取。", (1, 2), 1.0),
    citations=(cited(1, "十五日内发放。"), cited(2, "当场领取。不收费。")),
    passages=("十五日内发放。", "当场领取。", "另有规定。"),
)
