"""The only way in: a question and a filter go in, passages come out, from one generation of the indexes.

Legs: vectors (meaning) and words (BM25), fused, with the best sentence of long passages; everyday, the words that rules
have where the question says it otherwise; titled, a further voice when the question puts a law in title marks; and
exact, the articles and document numbers that it names, which come first. Known questions bring two: asked before, the
passages that answered those like this one, and answered alike, what is most like these; and to whatever is of their
kind, written questions, the passages for which such a one was written. A leg that fails is recorded and the others
answer; its state is never hidden. Does not know who asks, or what becomes of it.
"""

import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from prompts.problems import Problem
from retrieval import filters as predicate
from retrieval import generations
from retrieval.asked_before import AskedBefore, Precedents
from retrieval.candidates import beside, best, strangers
from retrieval.everyday import in_rule_words, share_said
from retrieval.exact import Mentions
from retrieval.fusion import Ranking, fuse
from retrieval.learned_order import CANDIDATES, Order, reorder
from retrieval.legs import Legs, cosines_of, ranked, rankings, trust_in_words, with_the_known
from retrieval.measured import nearest, nearest_restated, own_cosines, unheld
from retrieval.opened import Generation
from retrieval.reranking import READ, rerank
from retrieval.seams import Embedder, Filters, Hits, Passage, Reranker, SearchResult

DEPTH = 200
"""How far down each leg is read; at least as far as passages are wanted."""

BESIDE_TRAINED = 0.35
"""What the words leg weighs beside an encoder trained on questions: that one has learned which words matter. Of .2,
.35, .5 and 1 it gave the best nDCG@10 on 247 unseen questions about Chinese law: .557, .559, .556, .534."""
NUMBERED = 3
"""Passages of a document named by its number that come first."""


class Searcher:
    """Searches the current generation, and takes up a new one between two requests. For any number of threads."""

    def __init__(
        self,
        indexes: Path,
        embedder: Embedder,
        reader: Embedder | None = None,
        reranker: Reranker | None = None,
        *,
        order: Order | None = None,
        known: Sequence[AskedBefore] = (),
        unseen: bool = False,
    ) -> None:
        """`reader`: an encoder of questions that was trained for the embedder's passages; it ranks in its stead.
        `order`: learned from labels, orders what the legs brought. `reranker`: reads the best passages together with
        the question, and orders them anew. `known`: collections of labelled questions that lead those of their like and
        teach how they are read; of several the one speaks that holds the most alike. `unseen` takes each question as
        one that is none of them, which an evaluation on labelled questions needs."""
        self._indexes = indexes
        self._embedder = embedder
        self._reader = reader
        self._reranker = reranker
        self._order = order
        self._known = tuple(known)
        self._unseen = unseen
        self._lock = threading.Lock()
        self._generation: Generation | None = None
        self._precedents: dict[str, tuple[Precedents, ...]] = {}
        self._seen: tuple[int, int, int] | None = None
        self._notes: tuple[str, ...] = ()
        self._why = "not opened yet"
        self.refresh()

    @property
    def generation(self) -> str | None:
        """Name of the generation in use; None before the first is published."""
        return self._generation.name if self._generation else None

    def degraded(self) -> tuple[str, ...]:
        """What an operator should know, as short facts; empty when all is well."""
        if self._generation is None:
            return (f"no_index: {self._why}",)
        mismatch = self._mismatch(self._generation)
        return (*self._notes, f"vectors: {mismatch}") if mismatch else self._notes

    def refresh(self) -> bool:
        """Take up the current generation if it is another; gives whether it was. Costs one `stat` when it is not.

        A generation that does not verify or open is not taken: what is in use stays, and `degraded` says so.
        """
        seen = generations.stamp(self._indexes)
        if self._generation is not None and seen == self._seen:
            return False
        # While one thread opens the new generation, the others go on with the old one.
        if not self._lock.acquire(blocking=self._generation is None):
            return False
        try:
            if self._generation is not None and seen == self._seen:
                return False
            self._seen = seen
            return self._take_up()
        finally:
            self._lock.release()

    def search(self, question: str, filters: Filters, count: int = 10) -> SearchResult:
        """The `count` best passages that the filter lets through.

        Raises Problem `no_index` before anything was published, and `search_down` when vectors and words both failed.
        """
        self.refresh()
        generation = self._generation
        if generation is None:
            raise Problem("no_index", found=self._why)
        started = time.perf_counter()
        legs = Legs()
        depth = max(DEPTH, count)
        mentions = generation.names.mentions(question)
        self._run_legs(legs, generation, question, filters, depth)
        if all(legs.states[name].startswith("down") for name in ("vectors", "words")):
            raise Problem("search_down", found="; ".join(f"{n} {legs.states[n]}" for n in ("vectors", "words")))
        if phrases := in_rule_words(question):
            conditions = predicate.conditions(filters)
            legs.run("everyday", lambda: generation.words.nearest(phrases, depth, conditions))
        if mentions.titled:
            legs.run("titled", lambda: self._within(generation, mentions.titled, question, filters))
        if mentions:
            legs.run("exact", lambda: ranked(self._named(generation, mentions, question, filters)))
        cosines = cosines_of(generation, legs)
        heard = self._heard(generation, legs, question, cosines, depth)
        read = max(count, READ if self._reranker else 0, CANDIDATES if self._order else 0)
        chosen = led = best(generation, fuse(heard), legs, filters, read)
        votes = legs.votes if legs.votes and legs.votes.akin else None
        if votes:
            led = best(generation, fuse(with_the_known(generation, votes, legs, cosines, heard)), legs, filters, read)
        if self._order:
            led = reorder(self._order, generation, legs, question, led)
        chosen = beside(chosen, led, strangers(generation, votes, chosen)) if votes else led
        if self._reranker:
            chosen = rerank(self._reranker, generation, legs, question, chosen)
            legs.likelihoods = {}
        chosen = chosen[:count]
        positions = [position for position, _ in chosen]
        if legs.own is not None and legs.asked is not legs.own:
            cosines = own_cosines(generation, legs.own, positions)
        passages = _passages(generation, chosen, legs, cosines)
        worded = not legs.states["words"].startswith("down")
        near = nearest(generation, legs, filters)
        if legs.own is not None:
            near = max(near, nearest_restated(generation, self._embedder, question, positions))
        strange = unheld(generation, question) if worded else frozenset[str]()
        legs.seconds["all"] = time.perf_counter() - started
        familiar = votes.sure if votes and legs.hits.get("asked before") else 0.0
        return SearchResult(passages, generation.name, legs.states, filters, legs.seconds, strange, familiar, near)

    def _heard(
        self, generation: Generation, legs: Legs, question: str, cosines: Mapping[int, float], depth: int
    ) -> dict[str, Ranking]:
        sentences = generation.sentences.best(legs.asked, list(cosines)) if legs.asked is not None else {}
        trust = trust_in_words(generation, legs, question)
        words = BESIDE_TRAINED if self._reader else 1.0
        return rankings(legs, cosines, sentences, depth=depth, trust=trust, words=words, said=share_said(question))

    def _ask_the_known(self, legs: Legs, generation: Generation, question: str, filters: Filters, depth: int) -> None:
        """Let the questions that were asked before vote, take what they lead to, and read the question as they are."""
        allowed = generation.allowed(filters)

        def answered() -> Hits:
            assert legs.own is not None
            but = question if self._unseen else None
            said = [(known.votes(legs.own, but), known) for known in self._precedents_in(generation)]
            legs.votes, known = max(said, key=lambda each: each[0].nearest)
            if self._reader is None:
                legs.asked = known.read(legs.own, legs.votes, but)
            legs.as_written = known.read_as_written(legs.own, legs.votes, but)
            return legs.votes.answered(allowed, depth)

        legs.run("asked before", answered)
        if votes := legs.votes:
            legs.run("answered alike", lambda: votes.alike(generation.vectors, allowed, depth))
        if votes and votes.akin and legs.as_written is not None:
            as_written = legs.as_written
            legs.run("written questions", lambda: generation.written.led_to(as_written, allowed, depth))

    def _precedents_in(self, generation: Generation) -> tuple[Precedents, ...]:
        """Worked out once a generation."""
        if generation.name not in self._precedents:
            kept = self._indexes / f"reading-{generation.name}"
            parts = generation.table, generation.vectors, generation.written, kept
            self._precedents[generation.name] = tuple(Precedents(known, *parts) for known in self._known)
        return self._precedents[generation.name]

    def _prepare(self, generation: Generation) -> None:
        """Work them out before a question has to wait for it, and forget those of generations that nobody reads."""
        with suppress(Exception):  # what is wrong is said by the leg, to every question
            for known in () if self._unseen else self._precedents_in(generation):
                known.prepare(passages=self._reader is None)
        self._precedents = {n: p for n, p in self._precedents.items() if n in (generation.name, self.generation)}
        for kept in self._indexes.glob("reading-gen-*.npz"):
            if not (self._indexes / "-".join(kept.name.split("-")[1:3])).exists():
                kept.unlink(missing_ok=True)

    def _take_up(self) -> bool:
        try:
            published, wrong = generations.find(self._indexes)
            if self._generation is not None and published.name == self._generation.name and not wrong:
                self._notes = ()
                return False
            if wrong and self._generation is not None:
                self._notes = (f"index_rollback: {wrong}",)
                return False
            opened = Generation.open(published.folder, published.facts)
            self._prepare(opened)
            self._generation = opened
            self._notes = (f"index_rollback: {wrong}",) if wrong else ()
        except Problem as problem:
            self._why = problem.values.get("found", problem.code)
            if self._generation is not None:
                self._notes = (f"index_rollback: {self._why}",)
            return False
        except OSError as error:  # too many open files, a disk that does not answer: it may pass, so it is tried again
            self._seen = None
            self._why = error.strerror or type(error).__name__
            self._notes = (f"index_rollback: {self._why}",) if self._generation is not None else ()
            return False
        return True

    def _mismatch(self, generation: Generation) -> str | None:
        if generation.facts["embedder"] != self._embedder.fingerprint:
            return "the index was built with another embedding model; run wenzheng index"
        return None

    def _run_legs(self, legs: Legs, generation: Generation, question: str, filters: Filters, depth: int) -> None:
        def vectors() -> Hits:
            mismatch = self._mismatch(generation)
            if mismatch:
                raise Problem("search_down", found=mismatch)
            if not question.strip():
                return ranked([])
            legs.own = legs.asked = self._embedder.question(question)
            if self._known:
                self._ask_the_known(legs, generation, question, filters, depth)
            if self._reader:
                legs.asked = self._reader.question(question)
            return generation.vectors.nearest(legs.asked, depth, generation.allowed(filters))

        legs.run("vectors", vectors)
        legs.run("words", lambda: generation.words.nearest(question, depth, predicate.conditions(filters)))

    def _named(self, generation: Generation, mentions: Mentions, question: str, filters: Filters) -> list[int]:
        """What the question names, as far as the filter lets it be seen: numbered documents, then articles."""
        seen = generation.allowed_documents(filters)
        found: list[int] = []
        for row in mentions.numbered:
            found += self._within(generation, (row,), question, filters)[0].tolist()[:NUMBERED]
        for rows, key in mentions.articles:
            for row in sorted((row for row in rows if seen[row]), key=lambda r: -generation.table.columns["start"][r]):
                found += generation.table.article(row, key)
        return list(dict.fromkeys(found))

    def _within(self, generation: Generation, rows: Sequence[int], question: str, filters: Filters) -> Hits:
        """Chunks of these documents, by their words; in reading order if the words say nothing."""
        seen = [row for row in rows if generation.allowed_documents(filters)[row]]
        if not seen:
            return ranked([])
        narrow = replace(filters, documents=tuple(generation.table.documents[row].id for row in seen))
        in_order = generation.table.positions(seen)[:DEPTH].tolist()
        try:
            by_words = generation.words.nearest(question, DEPTH, predicate.conditions(narrow))
        except Exception:  # the state of that leg is already on record
            return ranked(in_order)
        return by_words if len(by_words[0]) else ranked(in_order)


def _passages(
    generation: Generation, chosen: Sequence[tuple[int, float]], legs: Legs, cosines: Mapping[int, float]
) -> tuple[Passage, ...]:
    table = generation.table
    chunks = table.chunks([position for position, _ in chosen])
    ranks = {name: {position: rank for rank, position in enumerate(hits, start=1)} for name, hits in legs.hits.items()}
    return tuple(
        Passage(
            chunk=chunk,
            metadata=table.documents[table.document_of[position]].metadata,
            score=score,
            rank=rank,
            found_by={name: where[position] for name, where in ranks.items() if position in where},
            cosine=cosines.get(position),
            likelihood=legs.likelihoods.get(position),
        )
        for rank, ((position, score), chunk) in enumerate(zip(chosen, chunks, strict=True), start=1)
    )
