"""The lines of a stranger's evaluation files: JSON objects, questions in columns, judgements in three layouts.

What does not fit is reported with file and line, and reading goes on. Does not know what the fields mean.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from prompts.problems import Problem

Report = Callable[[Problem], None]
"""Takes a problem; returns to go on with the next line."""

_EXPECTED = {
    "string": "text 文本",
    "bool": "true, false",
    "int": "a whole number 整数",
    "date": "YYYY-MM-DD",
    "tuple": "a list 列表",
    "list": "a list 列表",
    "dict": "an object 对象",
    "mapping": "an object 对象",
    "model": "an object 对象",
    "greater_than_equal": "1, 2, …",
}
"""Beginning of a kind of error → what should stand there."""
_SPLITS = {"train": "train", "dev": "dev", "validation": "dev", "valid": "dev", "test": "test"}
_COLUMNS = (("query-id", "query_id", "qid"), ("corpus-id", "corpus_id", "docid"), ("score", "relevance"))
"""Names of a judgement's fields in JSON Lines."""


@dataclass(frozen=True, slots=True)
class Row:
    """A JSON object and where it stands."""

    file: Path
    line: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How relevant a document is to a question, and where that is said."""

    file: Path
    line: int
    query: str
    document: str
    grade: int
    split: str
    """Of its file's name (`qrels/dev.tsv`); empty where it says none."""


def stop(problem: Problem) -> NoReturn:
    """The report of a reader that wants all or nothing."""
    raise problem


def read_rows(path: Path, report: Report = stop) -> Iterator[Row]:
    """The objects of a JSON Lines file."""
    for line, text in _lines(path, report):
        try:
            values = json.loads(text)
        except json.JSONDecodeError as error:
            report(Problem("line_not_an_object", file=path, line=line, found=error.msg))
            continue
        if isinstance(values, dict):
            yield Row(path, line, values)
        else:
            report(Problem("line_not_an_object", file=path, line=line, found=type(values).__name__))


def read_topics(path: Path, report: Report = stop) -> Iterator[Row]:
    """Questions of a `.tsv`, id and text a line, as MIRACL and MS MARCO have them; as rows with `id` and `text`."""
    for line, text in _lines(path, report):
        name, tab, question = text.partition("\t")
        if tab and question.strip():
            yield Row(path, line, {"id": name.strip(), "text": question.strip()})
        else:
            report(Problem("line_without_field", file=path, line=line, field="text", known="id<tab>text"))


def read_judgements(path: Path, report: Report = stop) -> Iterator[Judgement]:
    """Judgements of a qrels file: BEIR's three columns under a header, TREC's four without one, or JSON Lines."""
    split = split_of(path)
    if path.suffix == ".jsonl":
        for row in read_rows(path, report):
            fields = [next((row.values[n] for n in names if n in row.values), "") for names in _COLUMNS]
            yield from _judgement(path, row.line, [str(field) for field in fields], split, report)
        return
    for line, text in _lines(path, report):
        fields = text.split("\t") if "\t" in text else text.split()
        if line == 1 and fields[0].strip().casefold().startswith(("query", "qid")):
            continue
        yield from _judgement(path, line, [*fields[:1], *fields[-2:]] if len(fields) in (3, 4) else [], split, report)


def split_of(path: Path) -> str:
    """`qrels/dev.tsv`, `zh.qrels.dev.tsv` → `dev`; empty if the name says none."""
    words = re.findall(r"[a-z]+", path.stem.casefold())
    return next((_SPLITS[word] for word in reversed(words) if word in _SPLITS), "")


def wrong_field(row: Row, error: ValidationError, at: int = 0) -> Problem:
    """One of the things that a model of ours does not accept."""
    first = error.errors()[at]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return Problem("line_without_field", file=row.file, line=row.line, field=where, known="required 必填")
    if first["type"] == "extra_forbidden":
        return Problem("line_with_unknown_field", file=row.file, line=row.line, field=where)
    expected = next((said for kind, said in _EXPECTED.items() if first["type"].startswith(kind)), first["msg"])
    return wrong(row, where, f"{first.get('input')!r}"[:80], expected)


def wrong(row: Row, name: str, found: str, expected: str) -> Problem:
    """A field that is not as it should be."""
    return Problem("line_with_wrong_field", file=row.file, line=row.line, field=name, found=found, expected=expected)


def _judgement(path: Path, line: int, fields: list[str], split: str, report: Report) -> Iterator[Judgement]:
    query, document, grade = (field.strip() for field in fields) if fields else ("", "", "")
    if query and document and re.fullmatch(r"-?\d+(\.0+)?", grade):
        yield Judgement(path, line, query, document, int(float(grade)), split)
    else:
        found = " ".join(fields) if fields else "another number of columns"
        report(Problem("line_not_a_judgement", file=path, line=line, found=found))


def _lines(path: Path, report: Report) -> Iterator[tuple[int, str]]:
    """Lines with something on them, counted from 1; split at line feeds alone, as JSON Lines are."""
    with path.open("rb") as lines:
        for line, raw in enumerate(lines, start=1):
            try:
                text = raw.decode("utf-8-sig" if line == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError:
                report(Problem("line_not_text", file=path, line=line))
                continue
            if text.strip():
                yield line, text
