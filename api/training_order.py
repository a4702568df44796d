"""Puts a training of the learned order together: a set's labels, what the search brings for them, and the comparison.

Beside `api/training.py`, with the same parts and the same rule of what is better. Does not know how weights are fitted.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from api.evaluating import Plan, open_world
from api.training import JUDGED_BY, Places, Told, improved, labelled_parts, searched
from api.wiring import Services
from eval.cases import Case
from eval.comparison import Comparison, compare
from eval.metrics import METRICS
from eval.runner import searching
from eval.scores import chosen
from eval.worlds import Progress, World
from ingestion.documents import sha256
from retrieval import generations, learned_order, question_encoders
from retrieval.candidate_features import FEATURES
from retrieval.embedders import open_embedder
from retrieval.learned_order import Matrix, Published
from retrieval.opened import Generation
from retrieval.searcher import Searcher

Shown = tuple[Matrix, Sequence[bool]]
"""Features of the candidates of a question, and which of them are expected."""


@dataclass(frozen=True, slots=True)
class OrderOutcome:
    """What came of a training."""

    name: str
    weights: dict[str, float]
    questions: int
    held_out: int
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
    publish: bool = True,
    told: Told = lambda title: lambda done, total, what: None,
) -> OrderOutcome:
    """Fit an order of candidates on four fifths of a set's questions and compare on the rest.

    The candidates to learn from are those that the embedder itself ranks, which has seen no question: a trained encoder
    ranks the questions it was trained on too well to learn from. Compared is the search as it is in use, with the
    encoder if one is published; when that was trained on this set, on the fifth that it had not seen, else on every
    fifth in turn, each with an order fitted to the others. Published is the first of them. Problem `too_few_to_train`.
    """
    world = open_world(services, plan, told("Preparing"))
    opened, _ = generations.find(world.indexes)
    encoder = question_encoders.current(services.models, services.embedder.fingerprint)
    taught = encoder is not None and encoder.facts.get("set_digest") == plan.set.digest
    seed = int(encoder.facts.get("seed", seed)) if encoder and taught else seed
    parts = labelled_parts(plan, Places(Generation.open(opened.folder, opened.facts), world), seed)
    judged = parts[:1] if taught else parts
    shown = _shown(services, plan, world, [case for part in parts for case in part], told("Reading candidates"))
    orders = [
        learned_order.fit(
            [shown[case.id] for other in parts if other is not part for case in other if case.id in shown]
        )
        for part in judged
    ]
    reader = open_embedder(str(encoder.folder), services.models) if encoder else None
    facts = {"set": plan.set.name, "set_digest": plan.set.digest, "seed": seed}
    found = Published(f"{plan.set.name}-{sha256(repr((facts, orders[0].weights)))[:8]}", orders[0], facts)
    seen = [case for part in judged for case in part]
    named = encoder.name if encoder else "untrained"
    plain = [(seen, Searcher(world.indexes, services.embedder, reader))]
    sides = [
        (part, Searcher(world.indexes, services.embedder, reader, order=order))
        for part, order in zip(judged, orders, strict=True)
    ]
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
        encoder=goes_with,
        comparison=comparison,
        published=found.name if better else None,
    )


@dataclass(slots=True)
class _Listening:
    """An order that changes nothing, and remembers what it was shown."""

    rows: Matrix = field(default_factory=lambda: np.empty((0, len(FEATURES))))

    def scores(self, rows: Matrix) -> Matrix:
        self.rows = rows
        return np.zeros(len(rows))


def _shown(services: Services, plan: Plan, world: World, cases: Sequence[Case], told: Progress) -> dict[str, Shown]:
    """What an order would see of each question; none for a question whose search failed."""
    listening = _Listening()
    searcher = Searcher(world.indexes, services.embedder, order=listening)
    languages = set(plan.set.languages.values())
    ask = searching(searcher, world.names, services.today(), any_time=world.any_time, languages=languages)
    shown: dict[str, Shown] = {}
    for done, case in enumerate(cases, start=1):
        listening.rows = listening.rows[:0]
        record, _ = ask(case)
        read = record.passages[: len(listening.rows)]
        good = [any(place.meets(p.document, p.labels) for place in case.expected) for p in read]
        if good and len(good) == len(listening.rows):
            shown[case.id] = listening.rows, good
        told(done, len(cases), case.id)
    return shown
