"""The forms of a judge's reply, how one is read out of what a model wrote, and how what a judge reads is made harmless.

Does not know which model replies or what becomes of a form.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, Field, StringConstraints, ValidationError, ValidationInfo, model_validator

_LONGEST = 20_000
"""Characters of a reply that are read."""
_SPEAKER = re.compile(
    r"^([^\w\n]{0,8}(?:system|user|assistant|human|developer|tool|系统|用户|助手|评判者)[^\w\n]{0,8}?)[:：]",
    re.IGNORECASE | re.MULTILINE,
)
_CONTROL = re.compile(r"\[(/?(?:INST|SYS)\w*)\]")


class Reply(BaseModel):
    """What a judge is told to write. The validation context says what this very question needs."""

    @classmethod
    def form(cls, context: Mapping[str, Any]) -> str:
        """How it is shown in the prompt."""
        raise NotImplementedError

    @classmethod
    def taken(cls, found: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Which of the objects in a reply it is: the last, since a model may think, or repeat what it reads, before."""
        return found[-1]

    @classmethod
    def example(cls, context: Mapping[str, Any]) -> Self:
        """A reply that leads to the most further questions, for counting them before asking."""
        raise NotImplementedError


class Labelled(BaseModel):
    """One verdict, with the reason first: a model that states it before judging judges better."""

    number: int
    reason: str = Field(default="", max_length=2000)
    verdict: Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True)]


class Labels(Reply):
    """One verdict for each numbered item. Context: `labels` that are allowed, and the `count` of items."""

    verdicts: list[Labelled]

    @model_validator(mode="after")
    def complete(self, info: ValidationInfo) -> Self:
        """Each number once, each verdict an allowed one; then in the order of the numbers."""
        labels, count = info.context["labels"], info.context["count"]  # type: ignore[index]
        numbers = sorted(labelled.number for labelled in self.verdicts)
        if numbers != list(range(1, count + 1)):
            raise ValueError(f"expected one verdict for each number from 1 to {count}, found the numbers {numbers}")
        for labelled in self.verdicts:
            if labelled.verdict not in labels:
                raise ValueError(f"verdict {labelled.verdict[:40]!r} is not one of {', '.join(labels)}")
        self.verdicts.sort(key=lambda labelled: labelled.number)
        return self

    @classmethod
    def taken(cls, found: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Where a bracket was lost around them, the verdicts are taken one by one."""
        loose = [each for each in found if "verdict" in each]
        return {"verdicts": loose} if "verdict" in found[-1] else found[-1]

    @classmethod
    def form(cls, context: Mapping[str, Any]) -> str:
        """With an entry for each item: small models write as many as they see."""
        labels = "|".join(context["labels"])
        entries = (f'{{"number": {n}, "reason": "…", "verdict": "{labels}"}}' for n in range(1, context["count"] + 1))
        return f'{{"verdicts": [{", ".join(entries)}]}}'

    @classmethod
    def example(cls, context: Mapping[str, Any]) -> Self:
        verdicts = [Labelled(number=n, verdict=context["labels"][0]) for n in range(1, context["count"] + 1)]
        return cls.model_construct(verdicts=verdicts)


class Claims(Reply):
    """The statements of a text, each standing alone. Context: `sentences`, as many as the rules find."""

    claims: list[Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]] = Field(
        min_length=1, max_length=60
    )

    @classmethod
    def form(cls, context: Mapping[str, Any]) -> str:
        return '{"claims": ["…", "…"]}'

    @classmethod
    def example(cls, context: Mapping[str, Any]) -> Self:
        return cls.model_construct(claims=list(context["sentences"]))


Form = TypeVar("Form", bound=Reply)


def read_reply(text: str, form: type[Form], context: Mapping[str, Any]) -> Form:
    """The JSON object in what a model wrote, in the form asked for. ValueError says what is wrong with it."""
    found = _objects(text[:_LONGEST])
    if not found:
        raise ValueError("no JSON object was found in the reply")
    try:
        return form.model_validate(form.taken(found), context=dict(context))
    except ValidationError as error:
        raise ValueError("; ".join(_said(each) for each in error.errors()[:3])) from None


def neutral(text: str) -> str:
    """The same words, of which none is a role marker at the start of a line or a control token of a chat form.

    Fences are kept shut by the template, which lets no `<` or `>` through.
    """
    return _CONTROL.sub(r"［\1］", _SPEAKER.sub(r"\1﹕", text)).replace("```", "'''")


def _objects(text: str) -> Sequence[dict[str, Any]]:
    decoder = json.JSONDecoder()
    found: list[dict[str, Any]] = []
    at = text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
            found.append(value)
        except json.JSONDecodeError:
            end = at + 1
        except RecursionError:
            break
        at = text.find("{", end)
    return found


def _said(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])
    message = error["msg"].removeprefix("Value error, ")
    return f"{where}: {message}" if where else message
