"""Orders the best passages anew by a model that reads question and passage together (a cross-encoder).

Off unless a model is named: it costs a tenth of a second and more for each question. Exact hits stay first. When it
fails, the order stays as it was, and the state of the leg says so. The one home of cross-encoders. Does not know how
passages were found.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from prompts.problems import Problem
from retrieval.indexing import embedded_text
from retrieval.legs import Legs
from retrieval.opened import Generation
from retrieval.seams import Reranker

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

READ = 20
"""Passages that are read with the question; those below stay below."""

Scored = list[tuple[int, float]]
"""Positions and scores, best first."""


def rerank(reranker: Reranker, generation: Generation, legs: Legs, question: str, chosen: Scored) -> Scored:
    """The same positions, the best `READ` in the reranker's order. Scores stay in place, so that they still fall."""
    exact = legs.hits.get("exact", {})
    kept = [position for position, _ in chosen if position in exact]
    read = [position for position, _ in chosen if position not in exact][:READ]
    started = time.perf_counter()
    try:
        scores = reranker.scores(question, _texts(generation, read)).tolist() if read else []
        order = [read[i] for i in sorted(range(len(read)), key=lambda i: -scores[i])]
        legs.states["reranker"] = "ok"
    except Exception as error:  # it may fail in any way, and there is an order without it
        legs.states["reranker"] = f"down: {error if isinstance(error, Problem) else type(error).__name__}"
        return chosen
    finally:
        legs.seconds["reranker"] = time.perf_counter() - started
    moved = {*kept, *order}
    rest = [position for position, _ in chosen if position not in moved]
    return list(zip([*kept, *order, *rest], [score for _, score in chosen], strict=True))


class CrossEncoderReranker:
    """A cross-encoder of sentence-transformers. No model's own code is run; weights are read from safetensors only."""

    def __init__(self, name: str) -> None:
        """Open a folder, or a model by its name on the hub. One that cannot be opened is told by `scores`, so that
        there is an order without it, as when it fails later.
        """
        self._turn = Lock()
        self._model: CrossEncoder | Problem
        try:
            self._model = _opened(name)
        except Problem as problem:
            self._model = problem

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """One score a passage. Problem `reranker_not_found` if it could not be opened, or if the model gives several
        scores, as a classifier does.
        """
        if isinstance(self._model, Problem):
            raise self._model
        pairs = [(question, passage) for passage in passages]
        with self._turn:
            found = np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float32)
        if found.shape != (len(passages),) or not np.isfinite(found).all():
            raise Problem("reranker_not_found", found=self._model.__class__.__name__, why=f"scores {found.shape}")
        return found


def _opened(name: str) -> "CrossEncoder":
    from sentence_transformers import CrossEncoder

    folder = Path(name).expanduser()
    if folder.exists() and not (folder / "config.json").is_file():
        raise Problem("reranker_not_found", found=name, why="no config.json there")
    try:
        model: CrossEncoder = CrossEncoder(
            str(folder) if folder.is_dir() else name,
            local_files_only=folder.is_dir(),
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        why = str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
        raise Problem("reranker_not_found", found=name, why=why) from error
    return model


def _texts(generation: Generation, positions: Sequence[int]) -> list[str]:
    table = generation.table
    titles = [table.documents[table.document_of[position]].metadata.title for position in positions]
    return [embedded_text(title, chunk) for title, chunk in zip(titles, table.chunks(positions), strict=True)]
