"""Puts a training of the learned order together: a set's labels, what the search brings for them, and the comparison.

Beside `api/training.py`, with the same parts and the same rule of what is better. Does not know how weights are fitted.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from api.evaluating import Plan, open_world
from api.training import JUDGED_BY, Places, Told, improved, labelled_parts, searched, without_part
from api.wiring import Services
from eval.cases import Apart, Case
from eval.comparison import Comparison, compare
from eval.metrics import METRICS
from eval.runner import Ask, searching
from eval.scores import chosen
from eval.worlds import Progress, World
from ingestion.documents import sha256
from retrieval import generations, learned_order, question_encoders
from retrieval.asked_before import AskedBefore
from retrieval.candidate_features import FEATURES
from retrieval.embedders import open_embedder
from retrieval.learned_order import LinearOrder, Matrix, Published
from retrieval.opened import Generation
from retrieval.searcher import Searcher


@dataclass(frozen=True, slots=True)
class OrderOutcome:
    """What came of a training."""

    name: str
    weights: dict[str, float]
    questions: int
    held_out: int
    apart: Apart
    """What the held-out questions do not share with the others."""
    encoder: str | None
    """The trained encoder of questions that it goes with, if any."""
    comparison: Comparison
    """Without it against with it, on questions that neither it nor the encoder had seen."""
    published: str | None

    @property
    def better(self) -> bool:
        """Whether it may be published."""
        return improved(self.comparison)

    def as_plain(self) -> dict[str, Any]:
        known = asdict(self) | {"comparison": None}
        known["differences"] = [asdict(difference) for difference in self.comparison.differences]
        return {name: value for name, value in known.items() if name != "comparison"} | {"better": self.better}


def train_order(
    services: Services,
    plan: Plan,
    *,
    seed: int,
    apart: Apart = Apart.CLUSTER,
    publish: bool = True,
    told: Told = lambda title: lambda done, total, what: None,
) -> OrderOutcome:
    """Fit an order of candidates on four fifths of a set's questions and compare on the rest.

    The candidates to learn from are those that the embedder itself ranks, which has seen no question: a trained encoder
    ranks the questions it was trained on too well to learn from; and of the questions asked before, all but the one in
    question. Compared is the search as it is in use, with the encoder if one is published; when that was trained on
    this set, on the fifth that it had not seen, else on every fifth in turn, each with an order fitted to the others.
    Published are the weights of the first of them with all labelled questions. Problem `too_few_to_train`.
    """
    world = open_world(services, plan, told("Preparing"))
    opened, _ = generations.find(world.indexes)
    encoder = question_encoders.current(services.models, services.embedder.fingerprint)
    taught = encoder is not None and encoder.facts.get("set_digest") == plan.set.digest
    if encoder and taught:
        seed, apart = int(encoder.facts.get("seed", seed)), Apart(encoder.facts.get("apart", apart))
    places = Places(Generation.open(opened.folder, opened.facts), world)
    parts = labelled_parts(plan, places, seed, apart)
    judged = parts[:1] if taught else parts
    reading = told("Reading questions")
    every = _asked_before(services, places, [case for part in parts for case in part], reading)
    listening = _Listening()
    reader = open_embedder(str(encoder.folder), services.models) if encoder else None
    orders, plain, sides = [], [], []
    for number, part in enumerate(judged, start=1):
        others = [case for other in parts if other is not part for case in other]
        heard = without_part([services.bundled_questions, every], part)
        shows = Searcher(world.indexes, services.embedder, order=listening, known=heard, unseen=True)
        reading_on = told(f"Reading candidates, {number} of {len(judged)}")
        order = learned_order.fit(_shown(others, listening, _asking(services, plan, world, shows), reading_on))
        orders.append(order)
        without = without_part([services.bundled_questions], part)
        shipped = services.bundled_order
        plain.append((part, Searcher(world.indexes, services.embedder, reader, order=shipped, known=without)))
        sides.append((part, Searcher(world.indexes, services.embedder, reader, order=order, known=heard)))
    facts = {"set": plan.set.name, "set_digest": plan.set.digest, "seed": seed, "apart": apart}
    name = f"{plan.set.name}-{sha256(repr((facts, orders[0].weights)))[:8]}"
    found = Published(name, orders[0], every, facts)
    seen = [case for part in judged for case in part]
    named = encoder.name if encoder else "untrained"
    before = searched(services, plan, world, plain, encoder=named, told=told("Before"))
    after = searched(services, plan, world, sides, encoder=named, order=found.name, told=told("After"))
    comparison = compare(seen, chosen(METRICS, list(JUDGED_BY)), before.side, after.side)
    better = publish and improved(comparison)
    goes_with = encoder.name if encoder else None
    if better:
        learned_order.publish(services.models, found, services.embedder.fingerprint, goes_with)
    return OrderOutcome(
        name=found.name,
        weights=dict(zip(FEATURES, found.order.weights, strict=True)),
        questions=sum(map(len, parts)),
        held_out=len(seen),
        apart=apart,
        encoder=goes_with,
        comparison=comparison,
        published=found.name if better else None,
    )


def fit_order(services: Services, plan: Plan, told: Told) -> LinearOrder:
    """An order fitted to all labelled questions of a set, each led by the others; nothing is compared."""
    world = open_world(services, plan, told("Preparing"))
    opened, _ = generations.find(world.indexes)
    places = Places(Generation.open(opened.folder, opened.facts), world)
    cases = [case for case in plan.cases if places.rows(case)]
    known = _asked_before(services, places, cases, told("Reading questions"))
    listening = _Listening()
    shows = Searcher(world.indexes, services.embedder, order=listening, known=[known], unseen=True)
    return learned_order.fit(
        _shown(cases, listening, _asking(services, plan, world, shows), told("Reading candidates"))
    )


@dataclass(slots=True)
class _Listening:
    """An order that changes nothing, and remembers what it was shown."""

    rows: Matrix = field(default_factory=lambda: np.empty((0, len(FEATURES))))

    def scores(self, rows: Matrix) -> Matrix:
        self.rows = rows
        return np.zeros(len(rows))


def _asked_before(services: Services, places: Places, cases: Sequence[Case], told: Progress) -> AskedBefore:
    vectors = []
    for done, case in enumerate(cases, start=1):
        vectors.append(services.embedder.question(case.question))
        told(done, len(cases), case.id)
    return AskedBefore(
        tuple(case.question for case in cases), tuple(places.words(case) for case in cases), np.stack(vectors)
    )


def _asking(services: Services, plan: Plan, world: World, searcher: Searcher) -> Ask:
    languages = set(plan.set.languages.values())
    return searching(searcher, world.names, services.today(), any_time=world.any_time, languages=languages)


def _shown(
    cases: Sequence[Case], listening: _Listening, ask: Ask, told: Progress
) -> list[tuple[Matrix, Sequence[bool]]]:
    """The features of each question's candidates, and which are expected; none for a question whose search failed."""
    shown: list[tuple[Matrix, Sequence[bool]]] = []
    for done, case in enumerate(cases, start=1):
        listening.rows = listening.rows[:0]
        record, _ = ask(case)
        read = record.passages[: len(listening.rows)]
        good = [any(place.meets(p.document, p.labels) for place in case.expected) for p in read]
        if good and len(good) == len(listening.rows):
            shown.append((listening.rows, good))
        told(done, len(cases), case.id)
    return shown
