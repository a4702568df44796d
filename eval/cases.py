"""Evaluation questions, read from the `cases.jsonl` of a set. Does not know how they are answered or scored."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from prompts.problems import Problem


class Expected(BaseModel):
    """A place in a document that answers the question; grade 2 decides it, 1 helps."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: str
    locator: str = ""
    """An article (`第九条`) or heading; empty: anywhere in the document."""
    grade: int = Field(default=2, ge=1, le=2)


class Case(BaseModel):
    """One question with what a right answer rests on. `expected` is empty exactly when it cannot be answered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    cluster_id: str
    """Cases about the same document or rule share it; statistics resample by it."""
    question: str
    language: str = "zh"
    history: tuple[str, ...] = ()
    region: str | None = None
    as_of: date | None = None
    answerable: bool
    expected: tuple[Expected, ...] = ()
    ideal_answer: str | None = None
    split: str = "test"
    source: str
    licence: str


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
        if case.answerable != bool(case.expected):
            raise Problem("bad_case", file=path, line=line, found="`answerable` and `expected` contradict each other")
        yield line, case
