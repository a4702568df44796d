"""Puts a run together: a set, what its questions are asked of, the assistant on it, and the circumstances to keep.

The composition root of evaluation, beside `api/wiring.py` and made of its parts. Does not know how anything is scored.
"""

import logging
import platform
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.wiring import Services
from eval.cases import Case
from eval.folders import EvaluationSet, open_documents, open_set
from eval.kept import Kept
from eval.replies import RecordedModel
from eval.runner import Ask, asking, carry_out, searching
from eval.runs import Run, begin, code_digest, digest, is_run, open_run
from eval.set_corpus import Held, held_documents, held_passages
from eval.set_files import Report
from eval.validation import Finding, validate
from eval.worlds import Progress, World, ingested, lacking, of_documents, of_passages
from ingestion.documents import sha256
from prompts.problems import Problem

if TYPE_CHECKING:
    from sqlalchemy import Engine

log = logging.getLogger("wenzheng")
PATIENCE = 180.0
"""Seconds to wait for a language model that is being loaded."""
ROOT = Path(__file__).resolve().parents[1]
_PACKAGES = ("prompts", "ingestion", "retrieval", "assistant", "eval", "api")
_VERSIONS = ("numpy", "torch", "openvino", "openvino-genai", "faiss-cpu", "tantivy", "sentence-transformers")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is made of."""

    set: EvaluationSet
    cases: tuple[Case, ...]
    """Those of the set that are asked, in order."""
    selection: Mapping[str, Any]
    """How they were chosen: limit, sample, slices."""
    retrieval_only: bool
    repeat: int = 0
    """Number of this repetition among runs of the same circumstances."""


def home(services: Services) -> Path:
    """Folder of all runs, and of the indexes that sets bring."""
    return services.settings.home / "evaluation"


def named_run(services: Services, name: Path) -> Run:
    """A run by its folder, or by its name among the runs of the home folder, or the beginning of one.

    Problem `no_run`, `several_runs`.
    """
    if is_run(name):
        return open_run(name)
    runs = kept_runs(services)
    found = [run for run in runs if run.folder.name == str(name)]
    found = found or [run for run in runs if run.folder.name.startswith(str(name))]
    if len(found) == 1:
        return found[0]
    known = ", ".join(run.folder.name for run in (found or runs)[:8]) or "–"
    raise Problem("several_runs" if found else "no_run", found=name, where=home(services) / "runs", known=known)


def kept_runs(services: Services) -> list[Run]:
    """The runs of the home folder, the newest first."""
    found = [folder for folder in (home(services) / "runs").glob("*") if is_run(folder)]
    return [open_run(folder) for folder in sorted(found, key=lambda f: (-f.stat().st_mtime, f.name))]


def plan_run(
    folder: Path,
    *,
    retrieval_only: bool,
    corpus: str | None = None,
    qrels: str | None = None,
    also: Sequence[Path] = (),
    across: bool = False,
    limit: int | None = None,
    sample: int | None = None,
    seed: int = 7,
    slices: Sequence[str] = (),
    repeat: int = 0,
) -> Plan:
    """Open a set and choose its cases: those of every slice (`kind=local`), of them a seeded sample, of them the first.

    Problem `bad_slice`, `no_cases_chosen`, and what `eval.folders.open_set` finds.
    """
    found = open_set(folder, corpus=corpus, qrels=qrels, also=also, cross_language=across)
    wanted = [_slice(text) for text in slices]
    kept = [c for c in found.cases if all(str(getattr(c, name)).lower() == value.lower() for name, value in wanted)]
    if sample is not None and sample < len(kept):
        drawn = {case.id for case in random.Random(seed).sample(sorted(kept, key=lambda c: c.id), sample)}  # noqa: S311
        kept = [case for case in kept if case.id in drawn]
    if not found.cases:
        raise Problem("no_questions", found=folder)
    if not kept:
        raise Problem("no_cases_chosen", found=len(found.cases))
    selection = {"limit": limit, "sample": sample, "seed": seed if sample else None, "slices": list(slices)}
    return Plan(found, tuple(kept[:limit]), selection, retrieval_only, repeat)


def carry_out_plan(
    services: Services,
    plan: Plan,
    out: Path | None,
    *,
    replay: bool = False,
    reuse: bool = False,
    progress: Callable[[str], Progress] = lambda title: lambda done, total, what: None,
) -> tuple[Run, int]:
    """Ask what is still to be asked into `out`, else a folder named by the circumstances; gives how many were asked.

    `progress` is given what is being done, and gives who is to be told how far it is. Problem `expected_missing` if the
    corpus holds none of the documents that the cases expect; where some are missing, that is logged.
    """
    world = open_world(services, plan, progress("Preparing"))
    expected = {place.document for case in plan.cases for place in case.expected}
    if missing := lacking(world, expected):
        listed = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
        problem = Problem("expected_missing", set=plan.set.name, found=listed, count=len(missing))
        if len(missing) == len(expected):
            raise problem
        log.warning("%s", problem)
    if not plan.retrieval_only and not replay:
        loading = progress("Loading the language model")
        services.await_model(PATIENCE, lambda seconds: loading(int(seconds), int(PATIENCE), ""))
    known = circumstances(services, plan, world)
    run = begin(out or home(services) / "runs" / f"{plan.set.name}-{digest(known)[:8]}", plan.cases, known)
    with asker(services, plan, world, replay=replay, reuse=reuse) as ask:
        return run, carry_out(run, ask, progress("Asking"))


def open_world(services: Services, plan: Plan, progress: Progress) -> World:
    """What the questions are asked of: built once from the set's own files, or the documents at hand."""
    found = plan.set
    files = [found.passages] if found.passages else [documents.folder for documents in found.documents]
    if not files:
        return World(services.corpus, services.indexes, any_time=False)
    folder = _world_folder(services, files)
    if found.passages:
        return of_passages(found.passages, services.embedder, folder, progress)
    from ingestion.corpus import Corpus

    return of_documents(found.documents, Corpus(_database(folder)), services.embedder, folder, progress)


def validate_set(
    services: Services,
    folder: Path,
    *,
    also: Sequence[Path] = (),
    corpus: str | None = None,
    qrels: str | None = None,
    language: str = "en",
    progress: Progress = lambda done, total, what: None,
) -> list[Finding]:
    """What is wrong with a set, and with what it expects of its documents: they are read as a run would read them."""

    def held(report: Report) -> Held | None:
        if documents := () if corpus else open_documents(folder, also, report):
            from ingestion.corpus import Corpus

            home = _world_folder(services, [each.folder for each in documents])
            texts = Corpus(_database(home))
            names = ingested(documents, texts, home, progress, report)
            return held_documents(texts.versions(), names)
        passages = folder / (corpus or "corpus.jsonl")
        if passages.is_file():
            return held_passages(passages, report)
        return held_documents(services.corpus.versions(), {}) if services.corpus.count() else None

    return validate(folder, held, also=also, corpus=corpus, qrels=qrels, language=language)


@contextmanager
def asker(services: Services, plan: Plan, world: World, *, replay: bool = False, reuse: bool = False) -> Iterator[Ask]:
    """How a case is asked: of the searcher alone, or of the assistant, whose model's replies are kept for a replay."""
    from retrieval.searcher import Searcher

    searcher = Searcher(
        world.indexes,
        services.embedder,
        services.question_reader,
        services.reranker,
        order=services.order,
        known=services.known_questions,
        unseen=True,
    )
    if plan.retrieval_only:
        languages = set(plan.set.languages.values())
        yield searching(searcher, world.names, services.today(), any_time=world.any_time, languages=languages)
        return
    from assistant.pipeline import Assistant
    from assistant.store import Store
    from assistant.store import metadata as tables

    engine = _database(home(services) / "conversations")
    tables.create_all(engine)
    replies = Kept(home(services) / "replies.sqlite")
    model = None
    if services.settings.model.kind != "quoting":
        own = None if replay else services.language_model
        model = RecordedModel(_model_name(services), own, replies, reuse=reuse)
    bundled = services.settings.embedder == "bundled"
    assistant = Assistant(
        searcher,
        model,
        Store(engine),
        world.corpus,
        services.today,
        similarity=services.similarity if bundled else None,
        calibrated=bundled,
    )
    try:
        yield asking(assistant, world.corpus, world.names, stop=model.require_whole if model else lambda: None)
    finally:
        replies.close()
        engine.dispose()


def circumstances(services: Services, plan: Plan, world: World) -> dict[str, Any]:
    """What two runs must share to be two runs of the same."""
    from eval.text_metrics import declared

    settings = services.settings.model_dump(mode="json", include={"embedder", "known_questions", "limits", "reranker"})
    return {
        "set": plan.set.name,
        "set_digest": plan.set.digest,
        "cases": len(plan.cases),
        "selection": dict(plan.selection),
        "retrieval_only": plan.retrieval_only,
        "corpus": world.corpus.state(),
        "embedder": services.embedder.fingerprint,
        "question_encoder": services.question_encoder.name if services.question_encoder else "its own",
        "learned_order": services.learned_order.name if services.learned_order else "its own",
        "model": "none" if plan.retrieval_only else _model_name(services),
        "prompts": code_digest(ROOT, ["prompts"]),
        "code": code_digest(ROOT, _PACKAGES),
        "settings": settings,
        "today": services.today().isoformat(),
        "text_metrics": declared(),
        "seed": 0,
        "repeat": plan.repeat,
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in _VERSIONS}},
    }


def _world_folder(services: Services, files: Sequence[Path]) -> Path:
    """Where the index of such files lies, so that they are read once for all sets and commands."""
    digest = sha256("".join(str(path.resolve()) for path in files))[:8]
    return home(services) / "worlds" / f"{files[0].parent.name}-{digest}"


def _model_name(services: Services) -> str:
    model = services.settings.model
    return model.spec if not model.base_url else f"{model.spec} at {model.base_url}"


def _database(folder: Path) -> "Engine":
    from ingestion.database import open_database
    from ingestion.tables import tables

    folder.mkdir(parents=True, exist_ok=True)
    engine = open_database(f"sqlite:///{folder / 'wenzheng.db'}")
    tables.create_all(engine)
    return engine


def _slice(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or name not in Case.model_fields:
        raise Problem(
            "bad_slice", found=text, known="language=zh, kind=local, answerable=false, split=dev, region=310000"
        )
    return name, value


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
