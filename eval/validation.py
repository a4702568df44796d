"""What is wrong with an evaluation folder: every line that cannot be read, and every case that would mislead.

Never stops at the first. Does not know whether an answer is right, only whether the folder agrees with itself and with
its corpus.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from eval.cases import Case, Expected
from eval.folders import is_ours, judgement_files, open_set, question_files, question_rows
from eval.near_texts import near, plain
from eval.set_corpus import Corpus, corpus_of
from eval.set_fields import ID_FIELDS, name_of, wrong_field
from eval.set_files import Report, Row, read_judgements, read_rows
from prompts.problems import Problem

Severity = Literal["error", "warning"]
_SHOWN = 60
"""Characters of a question in a message."""
_WARNINGS = {"near_question", "leaked_cluster", "corpus_unknown", "missing_question"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `line` counts from 1; 0 where it concerns the whole folder."""

    file: Path
    line: int
    field: str
    severity: Severity
    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """A case and where it stands."""

    row: Row
    case: Case

    @property
    def setting(self) -> tuple[object, ...]:
        """What a question is asked under: the same words in another place, day or conversation are another case."""
        return (self.case.region, self.case.as_of, tuple(turn.content for turn in self.case.history))


def validate(
    folder: Path,
    *,
    also: Sequence[Path] = (),
    documents: Collection[str] | None = None,
    corpus: str | None = None,
    qrels: str | None = None,
    language: str = "en",
) -> list[Finding]:
    """All findings, by file and line. Errors make figures wrong; warnings are worth a look.

    `also`, `corpus`, `qrels` as in `open_set`; `documents`: ids in the corpus that the questions will be asked of,
    where the folder has none of its own. An empty list: nothing is wrong.
    """
    problems: list[Problem] = []
    report = problems.append
    try:
        questions = question_files(folder)
    except Problem as problem:
        return [_finding(problem, folder, language)]
    asked = list(_asked(folder, corpus, qrels, also, report))
    problems += _twice(asked)
    problems += _leaks(asked)
    problems += _paraphrases(asked)
    problems += _unasked(folder, qrels, asked)
    known = corpus_of(folder, also, corpus, report) if documents is None else Corpus(frozenset(documents))
    if known is None:
        problems.append(Problem("corpus_unknown", file=questions[0]))
    else:
        problems += _missing(asked, known)
    found = {_finding(problem, folder, language) for problem in problems}
    return sorted(found, key=lambda f: (str(f.file), f.line, f.code, f.message))


def _asked(
    folder: Path, corpus: str | None, qrels: str | None, also: Sequence[Path], report: Report
) -> Iterator[_Asked]:
    path = question_files(folder)[0]
    if path.name == "cases.jsonl" and is_ours(path):
        for row in read_rows(path, report):
            try:
                case = Case.model_validate(row.values)
            except ValidationError as error:
                for at in range(error.error_count()):
                    report(wrong_field(row, error, at))
                continue
            if case.expected and not case.answerable:
                told = {"field": "answerable", "found": "false, though `expected` is given", "expected": "true"}
                report(Problem("line_with_wrong_field", file=path, line=row.line, **told))
            yield _Asked(row, case)
        return
    cases = {case.id: case for case in open_set(folder, corpus=corpus, qrels=qrels, also=also, report=report).cases}
    for row in question_rows(folder, lambda problem: None):
        try:
            name = name_of(row)
        except Problem:
            continue
        if name in cases:
            yield _Asked(row, cases[name])


def _twice(asked: Sequence[_Asked]) -> Iterator[Problem]:
    """Ids and questions that stand there for the second time, and those that nearly do."""
    ids: dict[str, _Asked] = {}
    texts: dict[tuple[object, ...], _Asked] = {}
    for one in asked:
        if one.case.id in ids:
            yield _about(one, "duplicate_id", found=one.case.id, first=ids[one.case.id].row.line)
        ids.setdefault(one.case.id, one)
    groups: dict[tuple[object, ...], list[_Asked]] = {}
    for one in asked:
        key = (*one.setting, plain(one.case.question))
        if key in texts:
            yield from _same(one, texts[key], 1.0)
        else:
            texts[key] = one
            groups.setdefault(one.setting, []).append(one)
    for group in groups.values():
        for later, earlier, similarity in near([plain(one.case.question) for one in group]):
            yield from _same(group[later], group[earlier], similarity)


def _same(one: _Asked, before: _Asked, similarity: float) -> Iterator[Problem]:
    words = " ".join(one.case.question.split())
    where = {"found": words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…", "first": before.row.line}
    if one.case.split != before.case.split:
        yield _about(one, "leaked_question", **where, split=one.case.split, other=before.case.split)
    elif (one.case.paraphrase_of or one.case.id) != (before.case.paraphrase_of or before.case.id):
        if similarity == 1:
            yield _about(one, "duplicate_question", **where)
        else:
            yield _about(one, "near_question", **where, similarity=f"{similarity:.2f}")


def _leaks(asked: Iterable[_Asked]) -> Iterator[Problem]:
    """Clusters that lie in two splits, each told once."""
    first: dict[str, _Asked] = {}
    told: set[str] = set()
    for one in asked:
        name = one.case.cluster_id
        before = first.setdefault(name, one)
        if before.case.split != one.case.split and name not in told:
            told.add(name)
            places = {"split": one.case.split, "other": before.case.split}
            yield _about(one, "leaked_cluster", found=name, first=before.row.line, **places)


def _paraphrases(asked: Sequence[_Asked]) -> Iterator[Problem]:
    ids = {one.case.id for one in asked}
    for one in asked:
        if one.case.paraphrase_of and one.case.paraphrase_of not in ids:
            yield _about(one, "missing_case", field="paraphrase_of", found=one.case.paraphrase_of)


def _unasked(folder: Path, qrels: str | None, asked: Sequence[_Asked]) -> Iterator[Problem]:
    """Judgements of questions that the set has not, each question once."""
    if asked and asked[0].row.file.name == "cases.jsonl":
        return
    known = {str(row.values.get(name)) for row in question_rows(folder, lambda problem: None) for name in ID_FIELDS}
    for file in judgement_files(folder, qrels):
        for judgement in read_judgements(file, lambda problem: None):
            if judgement.query not in known:
                known.add(judgement.query)
                yield Problem("missing_question", file=file, line=judgement.line, found=judgement.query)


def _missing(asked: Iterable[_Asked], corpus: Corpus) -> Iterator[Problem]:
    for one in asked:
        places: tuple[tuple[str, Sequence[Expected]], ...] = (
            ("expected", one.case.expected),
            ("must_not", one.case.must_not),
        )
        for name, listed in places:
            for place in listed:
                if place.document not in corpus.documents:
                    yield _about(one, "missing_document", field=name, found=place.document)
                elif not corpus.has(place):
                    yield _about(one, "missing_place", field=name, found=place.name)


def _about(one: _Asked, code: str, **values: object) -> Problem:
    return Problem(code, file=one.row.file, line=one.row.line, **values)


def _finding(problem: Problem, folder: Path, language: str) -> Finding:
    message, _, remedy = problem.text(language).partition("\n")
    values = problem.values
    return Finding(
        file=Path(values.get("file", folder)),
        line=int(values.get("line", 0)),
        field=values.get("field", ""),
        severity="warning" if problem.code in _WARNINGS else "error",
        code=problem.code,
        message=message,
        remedy=remedy,
    )
