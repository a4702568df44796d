"""Folders of evaluation questions of every kind that people have, opened as cases and what they are asked of.

| kind | questions | what is right |
|---|---|---|
| ours | `cases.jsonl` with `question` | in the cases |
| BEIR, MTEB as files | `queries.jsonl` | `qrels.tsv`; `qrels/*.tsv`, `qrels/*.jsonl`: the test part if any, else all |
| MIRACL, MS MARCO | `topics*/*.tsv`, `topics*.tsv`, `queries*.tsv` | the same, also in TREC's four columns |
| a stranger's | `cases.jsonl` with `text`; `queries.jsonl` without judgements | fields of the question |

What the fields of a question mean is told in `eval/set_fields.py`.

What the questions are asked of: `documents`, folders of files that are ingested, their ids in `documents.jsonl` or
`guides.jsonl` {path, id} beside them or in a manifest among them; `passages`, a `corpus.jsonl` {id or _id, title,
text}; `wired`, whatever the assistant holds. Does not read the corpus, except for the languages of its passages.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Literal

from eval.cases import Case, read_cases
from eval.set_fields import Setting, case_of, name_of, says
from eval.set_files import Report, Row, read_judgements, read_rows, read_topics, split_of, stop
from eval.set_origins import licence_of
from ingestion.documents import sha256
from prompts.problems import Problem

Corpus = Literal["wired", "documents", "passages"]
Judged = Mapping[str, tuple[Mapping[str, int], str]]
"""Question → document → grade, and the split in which it was judged."""


@dataclass(frozen=True, slots=True)
class Documents:
    """A folder of files to ingest. `ids`: path below it → what the set calls the file; empty where a manifest says."""

    folder: Path
    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Questions, and what they are asked of."""

    name: str
    folder: Path
    cases: tuple[Case, ...]
    digest: str
    """SHA-256 over the files that the cases come from, and the choices made in opening them."""
    corpus: Corpus
    passages: Path | None = None
    documents: tuple[Documents, ...] = ()
    languages: Mapping[str, str] = field(default_factory=dict)
    """Passage → language, of a set opened across languages: a question is asked of the passages in other languages."""


def open_set(
    folder: Path,
    *,
    corpus: str | None = None,
    qrels: str | None = None,
    also: Sequence[Path] = (),
    cross_language: bool = False,
    report: Report = stop,
) -> EvaluationSet:
    """Open a folder.

    `corpus`: another file of passages than `corpus.jsonl` (`pages.jsonl`), or to take passages where there are
    documents too; `qrels`: the judgements to take (`qrels_pages.tsv`, `qrels/dev.tsv`); `also`: folders of other sets
    whose documents the questions need; `cross_language`: of what is expected, only what is in another language than
    the question. Problem `no_questions`, `no_such_part`, and of every line that does not fit, through `report`.
    """
    documents = () if corpus else open_documents(folder, also, report)
    passages = _part(folder, corpus) if corpus else folder / "corpus.jsonl"
    kind: Corpus = "documents" if documents else "passages" if passages.is_file() else "wired"
    files, cases = _cases(folder, qrels, kind != "passages", report)
    languages = languages_of(passages, report) if cross_language else {}
    if cross_language:
        cases = [case for case in (_abroad(case, languages) for case in cases) if case.expected or not case.answerable]
    choices = f"{kind} {passages.name if kind == 'passages' else ''} {cross_language}"
    contents = [f"{file.relative_to(folder)} {sha256(file.read_bytes())}" for file in sorted(files)]
    return EvaluationSet(
        name=folder.resolve().name,
        folder=folder,
        cases=tuple(cases),
        digest=sha256("\n".join([choices, *contents])),
        corpus=kind,
        passages=passages if kind == "passages" else None,
        documents=documents,
        languages=languages,
    )


def is_ours(path: Path) -> bool:
    """Whether a `cases.jsonl` has our fields; a stranger's has `text` for `question`."""
    first = next(read_rows(path, lambda problem: None), None)
    return first is None or "question" in first.values or "text" not in first.values


def question_rows(folder: Path, report: Report = stop) -> Iterable[Row]:
    """The questions of a stranger's set, as they stand. Problem `no_questions`."""
    return chain.from_iterable(
        read_rows(file, report) if file.suffix == ".jsonl" else read_topics(file, report)
        for file in question_files(folder)
    )


def question_files(folder: Path) -> list[Path]:
    """The files that hold the questions. Problem `no_questions`."""
    for name in ("cases.jsonl", "queries.jsonl"):
        if (folder / name).is_file():
            return [folder / name]
    found = sorted(chain.from_iterable(folder.glob(p) for p in ("topics*.tsv", "topics*/*.tsv", "queries*.tsv")))
    if not found:
        raise Problem("no_questions", found=folder)
    return found


def judgement_files(folder: Path, qrels: str | None = None) -> list[Path]:
    """The files that hold the judgements: those named, else `qrels.tsv`, else the test part, else all; maybe none."""
    if qrels:
        return [_part(folder, qrels)]
    if (folder / "qrels.tsv").is_file():
        return [folder / "qrels.tsv"]
    found = sorted(chain.from_iterable(folder.glob(p) for p in ("qrels*.tsv", "qrels/*.tsv", "qrels/*.jsonl")))
    twice = {file.with_suffix("") for file in found if file.suffix == ".tsv"}
    found = [file for file in found if file.suffix == ".tsv" or file.with_suffix("") not in twice]
    return [file for file in found if split_of(file) == "test"] or found


def languages_of(path: Path, report: Report = stop) -> dict[str, str]:
    """Passage → language, where a corpus says it."""
    return {name_of(row): str(row.values["lang"]) for row in read_rows(path, report) if row.values.get("lang")}


def _cases(folder: Path, qrels: str | None, articles: bool, report: Report) -> tuple[list[Path], list[Case]]:
    """The files read and the cases made of them."""
    questions = question_files(folder)
    if questions[0].name == "cases.jsonl" and is_ours(questions[0]):
        return questions, read_cases(folder)
    judgements = judgement_files(folder, qrels)
    judged = _judged(judgements, report)
    guides = folder / "guides.jsonl"
    beside = [path for path in (guides, folder / "README.md") if path.is_file()]
    setting = Setting(
        source=folder.resolve().name,
        licence=licence_of(folder),
        articles=articles,
        guides={name_of(row): row.values for row in read_rows(guides, report)} if guides.is_file() else {},
    )
    cases: list[Case] = []
    lines: dict[str, int] = {}
    for row in question_rows(folder, report):
        try:
            if (first := lines.setdefault(name_of(row), row.line)) != row.line:
                raise Problem("duplicate_id", file=row.file, line=row.line, found=name_of(row), first=first)
            grades, split = judged.get(name_of(row), ({}, ""))
            case = case_of(row, grades if judgements else None, split, setting)
            if judgements and not grades and says(row.values) == (None, None):
                continue  # of another part of the set
            cases.append(case)
        except Problem as problem:
            report(problem)
    return [*questions, *judgements, *beside], cases


def _judged(files: Iterable[Path], report: Report) -> Judged:
    judged: dict[str, tuple[dict[str, int], str]] = {}
    for file in files:
        for judgement in read_judgements(file, report):
            grades, _ = judged.setdefault(judgement.query, ({}, judgement.split))
            grades[judgement.document] = judgement.grade
    return judged


def open_documents(folder: Path, also: Sequence[Path], report: Report) -> tuple[Documents, ...]:
    """Folders of files to ingest: the set's own, where their ids are known, and those of other sets."""
    own = [folder] if _listing(folder) or (folder / "cases.jsonl").is_file() else []
    found = []
    for home in (*own, *also):
        files = home / "documents"
        if files.is_dir():
            listing = _listing(home)
            found.append(Documents(files, dict(_listed(listing, report)) if listing else {}))
        elif home in also:
            raise Problem("no_such_part", found="documents", folder=home, known=", ".join(_names(home)))
    return tuple(found)


def _listed(listing: Path, report: Report) -> Iterator[tuple[str, str]]:
    for row in read_rows(listing, report):
        if missing := next((name for name in ("path", "id") if not row.values.get(name)), None):
            report(Problem("line_without_field", file=listing, line=row.line, field=missing, known=missing))
        else:
            yield str(row.values["path"]).removeprefix("documents/"), str(row.values["id"])


def _listing(folder: Path) -> Path | None:
    return next((p for p in (folder / "documents.jsonl", folder / "guides.jsonl") if p.is_file()), None)


def _abroad(case: Case, languages: Mapping[str, str]) -> Case:
    kept = tuple(e for e in case.expected if languages.get(e.document, case.language) != case.language)
    return case.model_copy(update={"expected": kept})


def _part(folder: Path, name: str) -> Path:
    if not (folder / name).is_file():
        raise Problem("no_such_part", found=name, folder=folder, known=", ".join(_names(folder)))
    return folder / name


def _names(folder: Path) -> Collection[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
