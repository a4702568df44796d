"""Evaluation questions, read from the `cases.jsonl` of a set. Does not know how they are answered or scored."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from prompts.problems import Problem


class Expected(BaseModel):
    """A place in a document that answers the question; grade 2 decides it, 1 helps."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: str
    locator: str = ""
    """An article (`第九条`) or heading; empty: anywhere in the document."""
    grade: int = Field(default=2, ge=1)

    @property
    def name(self) -> str:
        """As in qrels: `residence-permit-2015#第九条`."""
        return f"{self.document}#{self.locator}" if self.locator else self.document

    def meets(self, document: str, places: Iterable[str]) -> bool:
        """Whether a place is this one. `第九条第二款` lies in `第九条`; `第九条之一` does not."""
        if document != self.document:
            return False
        return not self.locator or any(_within(self.locator, place) for place in places)


class Nugget(BaseModel):
    """One fact that a right answer holds: `vital` ones must be there, `okay` ones may (TREC RAG 2024)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    importance: Literal["vital", "okay"] = "vital"


class Said(BaseModel):
    """An earlier turn."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: Literal["user", "assistant"]
    content: str


Slot = str | tuple[str, ...]
"""Expected value of one field of a service guide, as written there; materials and the like are lists."""


class Case(BaseModel):
    """One question with what a right answer rests on; answerable without `expected`: scored by its text alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    cluster_id: str
    """Cases about the same document or rule share it; statistics resample by it."""
    question: str
    language: str = "zh"
    kind: str = ""
    """Type of question, for slices: `single`, `needs_place`, `past`, …"""
    history: tuple[Said, ...] = ()
    region: str | None = None
    as_of: date | None = None
    answerable: bool
    outcome: str | None = None
    """The one outcome that is right, where the case knows it: `needs_clarification`, `referred`, …"""
    expected: tuple[Expected, ...] = ()
    must_not: tuple[Expected, ...] = ()
    """Places that must not be cited as the rule: a sibling's, a repealed wording."""
    ideal_answer: str | None = None
    nuggets: tuple[Nugget, ...] = ()
    slots: Mapping[str, Slot] = Field(default_factory=dict)
    """Field of a service guide (`materials`, `time_limit`, `fee`, `phone`, …) → its value."""
    missing_slots: tuple[str, ...] = ()
    """Fields that are asked for and that the guide does not state: the answer must say so."""
    paraphrase_of: str | None = None
    """Id of the case that asks the same in other words or another language."""
    split: str = "test"
    source: str = ""
    licence: str = ""


def read_cases(folder: Path) -> list[Case]:
    """All cases of a set. Problem naming file and line for one that does not fit."""
    path = folder / "cases.jsonl"
    if not path.is_file():
        raise Problem("no_cases", found=folder)
    cases = list(_parse(path))
    seen: set[str] = set()
    for line, case in cases:
        if case.id in seen:
            raise Problem("bad_case", file=path, line=line, found=f"id {case.id!r} for the second time")
        seen.add(case.id)
    return [case for _, case in cases]


def _parse(path: Path) -> Iterator[tuple[int, Case]]:
    for line, text in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not text.strip():
            continue
        try:
            case = Case.model_validate(json.loads(text))
        except json.JSONDecodeError as error:
            raise Problem("bad_case", file=path, line=line, found=f"not JSON ({error.msg})") from None
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise Problem("bad_case", file=path, line=line, found=f"{where}: {first['msg']}") from None
        if case.expected and not case.answerable:
            raise Problem("bad_case", file=path, line=line, found="`expected` is given, but `answerable` is false")
        yield line, case


def _within(locator: str, place: str) -> bool:
    """`第九条` is not in `第九条之一`, nor `Article 9` in `Article 91`."""
    behind = "之|[0-9]" if locator[-1:].isdigit() else "之"
    return re.search(rf"{re.escape(locator)}(?!{behind})", place) is not None
