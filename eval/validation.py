"""What is wrong with an evaluation folder: every line that cannot be read, and every case that would mislead.

Never stops at the first. Does not know whether an answer is right, only whether the folder agrees with itself and with
its corpus.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from eval.cases import Case, Expected, case_rows
from eval.folders import is_ours, judgement_files, open_set, question_files, question_rows
from eval.near_texts import near, plain
from eval.set_corpus import Held
from eval.set_fields import ID_FIELDS, name_of
from eval.set_files import Judgement, Report, Row, read_judgements, wrong
from ingestion.jurisdictions import resolve
from prompts.problems import Problem

Severity = Literal["error", "warning"]
_SHOWN = 60
"""Characters of a question in a message."""
_WARNINGS = {
    "near_question",
    "leaked_cluster",
    "corpus_unknown",
    "missing_question",
    "listed_file_refused",
    "case_unscored",
}


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
    held: Callable[[Report], Held | None],
    *,
    also: Sequence[Path] = (),
    corpus: str | None = None,
    qrels: str | None = None,
    language: str = "en",
) -> list[Finding]:
    """All findings, by file and line. Errors make figures wrong; warnings are worth a look.

    `held` says what the questions are asked of, None if nobody knows; what it reports is a finding too. `also`,
    `corpus`, `qrels` as in `open_set`. Files inside the folder are named relative to it. No finding: nothing is wrong.
    """
    problems: list[Problem] = []
    report = problems.append
    try:
        questions = question_files(folder)
    except Problem as problem:
        return [_finding(problem, folder, language)]
    asked = list(_asked(folder, corpus, qrels, also, report))
    if not asked and not problems:
        problems.append(Problem("no_cases", file=questions[0]))
    if questions[0].name == "cases.jsonl" and is_ours(questions[0]):
        problems += _unusable(asked)
    problems += _twice(asked)
    problems += _leaks(asked)
    problems += _paraphrases(asked)
    judged = list(_judgements(folder, qrels, asked))
    problems += _unasked(folder, judged)
    known = held(report)
    if known is None:
        problems.append(Problem("corpus_unknown", file=questions[0]))
    else:
        problems += _missing(asked, known, {(j.query, j.document): j for j in judged})
    found = {_finding(problem, folder, language) for problem in problems}
    return sorted(found, key=lambda f: (str(f.file), f.line, f.code, f.message))


def _asked(
    folder: Path, corpus: str | None, qrels: str | None, also: Sequence[Path], report: Report
) -> Iterator[_Asked]:
    path = question_files(folder)[0]
    if path.name == "cases.jsonl" and is_ours(path):
        yield from (_Asked(row, case) for row, case in case_rows(path, report))
        return
    cases = {case.id: case for case in open_set(folder, corpus=corpus, qrels=qrels, also=also, report=report).cases}
    for row in question_rows(folder, lambda problem: None):
        try:
            name = name_of(row)
        except Problem:
            continue
        if name in cases:
            yield _Asked(row, cases[name])


def _unusable(asked: Iterable[_Asked]) -> Iterator[Problem]:
    """Cases of ours that can be read, and neither asked nor scored."""
    for one in asked:
        case = one.case
        if case.region is not None:
            try:
                resolve(case.region)
            except Problem:
                expected = "a code of GB/T 2260 or the name of a place 行政区划代码或地名"
                yield wrong(one.row, "region", case.region, expected)
        if case.answerable and not (case.expected or case.ideal_answer or case.nuggets or case.slots or case.outcome):
            yield _about(one, "case_unscored")


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


def _judgements(folder: Path, qrels: str | None, asked: Sequence[_Asked]) -> Iterator[Judgement]:
    """The judgements that the expected places come from; none where the cases name them themselves."""
    if not (asked and asked[0].row.file.name == "cases.jsonl"):
        for file in judgement_files(folder, qrels):
            yield from read_judgements(file, lambda problem: None)


def _unasked(folder: Path, judged: Iterable[Judgement]) -> Iterator[Problem]:
    """Judgements of questions that the set has not, each question once."""
    known = {str(row.values.get(name)) for row in question_rows(folder, lambda problem: None) for name in ID_FIELDS}
    for judgement in judged:
        if judgement.query not in known:
            known.add(judgement.query)
            yield Problem("missing_question", file=judgement.file, line=judgement.line, found=judgement.query)


def _missing(asked: Iterable[_Asked], held: Held, judged: Mapping[tuple[str, str], Judgement]) -> Iterator[Problem]:
    """Expected and forbidden places that are nowhere, told where they were written: in a judgement, or the question."""
    for one in asked:
        places: tuple[tuple[str, Sequence[Expected]], ...] = (
            ("expected", one.case.expected),
            ("must_not", one.case.must_not),
        )
        for name, listed in places:
            for place in listed:
                written = judged.get((one.case.id, place.name)) if name == "expected" else None
                at = {"field": "corpus-id", "file": written.file, "line": written.line} if written else {"field": name}
                if place.document not in held.documents:
                    yield _about(one, "missing_document", found=place.document, **at)
                elif not held.has(place):
                    yield _about(one, "missing_place", found=place.name, **at)


def _about(one: _Asked, code: str, **values: object) -> Problem:
    return Problem(code, **{"file": one.row.file, "line": one.row.line} | values)


def _finding(problem: Problem, folder: Path, language: str) -> Finding:
    file = Path(problem.values.get("file", folder))
    if file.is_relative_to(folder) and file != folder:
        file = file.relative_to(folder)
        problem = Problem(problem.code, **problem.values | {"file": str(file)})
    message, _, remedy = problem.text(language).partition("\n")
    return Finding(
        file=file,
        line=int(problem.values.get("line", 0)),
        field=problem.values.get("field", ""),
        severity="warning" if problem.code in _WARNINGS else "error",
        code=problem.code,
        message=message,
        remedy=remedy,
    )
