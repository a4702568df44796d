"""The one composition root: from settings to the parts, put together. Nobody else opens a database or a model.

A part is imported and made when it is first asked for, so that a command pays only for what it uses; `warm` makes
them all in the background of a server, and says why if one cannot be made. Does not know requests or commands.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from api.metrics import Metrics
from api.parts import Answering, Searching
from api.settings import Settings, check_model_address
from assistant.language_model import LanguageModel, open_language_model
from ingestion.sources import Originals
from prompts.problems import Problem
from retrieval.seams import Embedder, Reranker, Vectors

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from assistant.approved_store import ApprovedStore
    from assistant.store import Store
    from assistant.support import Similarity
    from ingestion.corpus import Corpus
    from retrieval.asked_before import AskedBefore
    from retrieval.learned_order import Order
    from retrieval.learned_order import Published as LearnedOrder
    from retrieval.question_encoders import Published

log = logging.getLogger("wenzheng")


class Services:
    """The parts of one process. A part given by name is used instead of being made, which is how tests bring fakes."""

    def __init__(self, settings: Settings, **parts: Any) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.turns = threading.BoundedSemaphore(settings.limits.answers)
        self._missing = {part: Problem("starting") for part in ("index", "answers")}
        self._model_was_ready = False
        self._model_trouble = ""
        self.preparing: Callable[[int, int], None] | None = None
        """Told how far the embedding model is, (done, all), while it is built on its first use."""
        vars(self).update(parts)

    # folders

    @property
    def models(self) -> Path:
        return self.settings.home / "models"

    @property
    def indexes(self) -> Path:
        return self.settings.home / "index"

    @property
    def embeddings(self) -> Path:
        """File of the vectors that were computed before."""
        return self.settings.home / "embeddings.sqlite"

    # parts

    @cached_property
    def engine(self) -> "Engine":
        from api.migrations import upgrade
        from ingestion.database import open_database

        engine = open_database(self.settings.database_url)
        upgrade(engine)
        return engine

    @cached_property
    def corpus(self) -> "Corpus":
        from ingestion.corpus import Corpus

        return Corpus(self.engine)

    @cached_property
    def store(self) -> "Store":
        from assistant.store import Store

        return Store(self.engine)

    @cached_property
    def approved(self) -> "ApprovedStore":
        from assistant.approved_store import ApprovedStore

        return ApprovedStore(self.engine)

    @cached_property
    def originals(self) -> Originals:
        return Originals(self.settings.home / "originals")

    @cached_property
    def embedder(self) -> Embedder:
        from retrieval.embedders import open_embedder

        return open_embedder(self.settings.embedder, self.models, progress=self.preparing)

    @cached_property
    def question_encoder(self) -> "Published | None":
        """The trained encoder of questions that was published for this embedder."""
        from retrieval.question_encoders import current

        return current(self.models, self.embedder.fingerprint)

    @cached_property
    def question_reader(self) -> Embedder | None:
        """It, opened."""
        from retrieval.embedders import open_embedder

        return open_embedder(str(self.question_encoder.folder), self.models) if self.question_encoder else None

    @cached_property
    def learned_order(self) -> "LearnedOrder | None":
        """The order of candidates that was published for this embedder and this encoder of questions."""
        from retrieval.learned_order import current

        encoder = self.question_encoder.name if self.question_encoder else None
        return current(self.models, self.embedder.fingerprint, encoder)

    @cached_property
    def bundled_questions(self) -> "AskedBefore | None":
        """The labelled questions that come with the program, unless the settings leave them out."""
        if self.settings.known_questions == "none":
            return None
        from retrieval.known_questions import bundled

        own = self.settings.embedder == "bundled"
        return bundled(self.embedder, self.models / "known-questions.sqlite", own=own)

    @cached_property
    def bundled_order(self) -> "Order | None":
        """The order that goes with them, as the bundled embedder ranks."""
        if self.settings.embedder != "bundled" or not self.bundled_questions:
            return None
        from retrieval.learned_order import bundled

        return bundled()

    @property
    def order(self) -> "Order | None":
        """The order of candidates in use."""
        return self.learned_order.order if self.learned_order else self.bundled_order

    @cached_property
    def known_questions(self) -> "tuple[AskedBefore, ...]":
        """Those, and the ones that the learned order was trained on."""
        own = self.learned_order.known if self.learned_order else None
        return tuple(known for known in (self.bundled_questions, own) if known)

    @cached_property
    def reranker(self) -> Reranker | None:
        """The cross-encoder that the settings name."""
        if not self.settings.reranker:
            return None
        from retrieval.reranking import CrossEncoderReranker

        return CrossEncoderReranker(self.settings.reranker)

    @cached_property
    def similarity(self) -> "Similarity":
        """Cosines of sentences, for the support check and for choosing quotes."""
        from assistant.support import by_embedder

        return by_embedder(self.embedder)

    @cached_property
    def searcher(self) -> Searching:
        from retrieval.current import CurrentSearch
        from retrieval.searcher import Searcher

        parts = self.embedder, self.question_reader, self.reranker
        searcher = Searcher(self.indexes, *parts, order=self.order, known=self.known_questions)
        return CurrentSearch(searcher, self.corpus.entry)

    @cached_property
    def language_model(self) -> LanguageModel:
        model = self.settings.model
        key = model.api_key.get_secret_value() if model.api_key else None
        return open_language_model(model.spec, models=self.models, base_url=model.base_url, api_key=key)

    def opened_model(self, spec: str, address: str | None = None) -> LanguageModel:
        """Another model than the one that answers: a judge, which is waited for. An address of its own gets no key."""
        model = self.settings.model
        check_model_address(spec, address or model.base_url)
        key = model.api_key.get_secret_value() if model.api_key and not address else None
        return open_language_model(
            spec, models=self.models, base_url=address or model.base_url, api_key=key, patience=180.0
        )

    @cached_property
    def language_model_or_none(self) -> LanguageModel | None:
        """The model, or none if it cannot be opened: then answers are made of quotes, and the operator is told."""
        try:
            return self.language_model
        except Problem as problem:
            self._model_trouble = problem.text("en")
            log.error("language model: %s", problem)
            return None

    @cached_property
    def assistant(self) -> Answering:
        from assistant.approved_answers import ApprovedAnswers
        from assistant.pipeline import Assistant

        bundled = self.settings.embedder == "bundled"  # whose cosines the thresholds were calibrated on
        return Assistant(
            self.searcher,
            self.language_model_or_none,
            self.store,
            self.corpus,
            self.today,
            similarity=self.similarity if bundled else None,
            calibrated=bundled,
            approved=ApprovedAnswers(self.approved, self.corpus),
        )

    # state

    def today(self) -> date:
        """The day that rules are looked up for."""
        return self.settings.today or datetime.now().astimezone().date()

    def warm(self) -> None:
        """Make what an answer needs, and note what cannot be made. Takes seconds: a server's background."""
        for part, make in (("index", lambda: self.searcher), ("answers", lambda: self.assistant)):
            try:
                make()
            except Problem as problem:
                self._missing[part] = problem
                log.error("%s: %s", part, problem)
            except Exception:  # the thread that warms ends here either way, and the reason must not be lost with it
                self._missing[part] = Problem("not_ready", found=part)
                log.exception("%s could not be opened", part)
            else:
                self._missing.pop(part, None)

    def missing(self) -> dict[str, Problem]:
        """Why no question can be answered, not even by quotes, by the part that is missing; empty when it can."""
        if self._missing:
            return dict(self._missing)
        for name, _, why in (fact.partition(": ") for fact in self.searcher.degraded()):
            if name == "no_index":
                return {"index": Problem("no_index", found=why)}
        return {}

    def reasons(self) -> list[str]:
        """Why this process should not be given questions yet. A language model that was ready once counts as ready:
        when it fails later, answers are made of quotes."""
        if missing := self.missing():
            return [f"{part}: {problem.text('en')}" for part, problem in missing.items()]
        self._model_was_ready = self._model_was_ready or self._model_is_ready()
        return [] if self._model_was_ready else [f"language model: {self.model_trouble() or 'still being loaded'}"]

    def model_trouble(self) -> str:
        """Why the language model will never write, however long one waits; empty if it writes, or loads."""
        model = self.language_model_or_none
        failure: Problem | None = getattr(model, "failure", None)  # only a model that loads in the background has it
        return self._model_trouble or (failure.text("en") if failure else "")

    def await_model(self, seconds: float, waiting: Callable[[float], None]) -> None:
        """Wait until the language model writes, or never will; `waiting` is told the seconds waited."""
        begun = time.monotonic()
        while not self._model_is_ready() and not self.model_trouble() and time.monotonic() - begun < seconds:
            waiting(time.monotonic() - begun)
            time.sleep(0.1)

    def _model_is_ready(self) -> bool:
        model = self.language_model_or_none
        return self.settings.model.kind == "quoting" or (model is not None and model.ready())

    def require_ready(self) -> None:
        """The problem that stands in the way, unless a question can be answered at least by quotes.

        `starting` while parts are being opened: a caller may wait and ask again.
        """
        if missing := list(self.missing().values()):
            raise next((problem for problem in missing if problem.code != "starting"), missing[0])

    def embedded(self, texts: Sequence[str], *, as_questions: bool) -> Vectors:
        """Vectors as search uses them."""
        if as_questions:
            return np.stack([self.embedder.question(text) for text in texts])
        return self.embedder.passages(texts)


def wire(settings: Settings) -> Services:
    """The parts that these settings ask for. Opens nothing yet."""
    return Services(settings)
