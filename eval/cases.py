"""Evaluation questions, read from the `cases.jsonl` of a set. Does not know how they are answered or scored."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.set_files import Report, Row, read_rows, stop, wrong, wrong_field
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


class Apart(StrEnum):
    """What the parts do not share into which a set is cut, to be learned from and to be judged on."""

    QUESTION = "question"
    """The same words. Others may have asked about the same article, as citizens do."""
    CLUSTER = "cluster"
    """An expected article: how it is with what nobody has asked about."""


def read_cases(folder: Path) -> list[Case]:
    """All cases of a set of ours. Problem naming file and line for one that does not fit, `no_questions`."""
    path = folder / "cases.jsonl"
    if not path.is_file():
        raise Problem("no_questions", found=folder)
    cases: dict[str, Case] = {}
    lines: dict[str, int] = {}
    for row, case in case_rows(path):
        if (first := lines.setdefault(case.id, row.line)) != row.line:
            raise Problem("duplicate_id", file=path, line=row.line, found=case.id, first=first)
        cases[case.id] = case
    return list(cases.values())


def case_rows(path: Path, report: Report = stop) -> Iterator[tuple[Row, Case]]:
    """The cases of a file with where they stand; what is wrong with one goes to `report`."""
    for row in read_rows(path, report):
        try:
            case = Case.model_validate(row.values)
        except ValidationError as error:
            for at in range(error.error_count()):
                report(wrong_field(row, error, at))
            continue
        if case.expected and not case.answerable:
            report(wrong(row, "answerable", "false, `expected` […]", "true"))
        yield row, case


def _within(locator: str, place: str) -> bool:
    """`第九条` is not in `第九条之一`, nor `Article 9` in `Article 91`."""
    behind = "之|[0-9]" if locator[-1:].isdigit() else "之"
    return re.search(rf"{re.escape(locator)}(?!{behind})", place) is not None
