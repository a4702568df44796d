"""Puts a training of the retriever together: a set's labels, its index, the encoder, and the harness that judges it.

The composition root of training, made of `api/evaluating.py` and `api/wiring.py`. Does not know how anything is fitted.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.evaluating import Plan, circumstances, home, open_world
from api.wiring import Services
from eval.cases import Apart, Case
from eval.comparison import Comparison, compare
from eval.metrics import METRICS
from eval.runner import Ask, carry_out, searching
from eval.runs import Run, begin, digest
from eval.scores import chosen
from eval.scoring import Scored, score_run
from eval.worlds import World
from ingestion.documents import sha256
from prompts.problems import Problem
from retrieval import bundled, generations, question_encoders
from retrieval.asked_before import AskedBefore
from retrieval.embedders import open_embedder
from retrieval.opened import Generation
from retrieval.seams import Labels
from retrieval.searcher import Searcher

if TYPE_CHECKING:
    from retrieval.training import Example, Recipe

PARTS = 5
"""Parts into which the questions fall; each is held out once at most."""
LEAST = 20
"""Labelled questions that a training needs, and that its held-out part needs."""
JUDGED_BY = ("ndcg@10", "recall@100")
"""One must be significantly better, and none worse, for an encoder or an order to be published."""

Told = Callable[[str], Callable[[int, int, str], None]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a training."""

    encoders: tuple[Path, ...]
    """One for each part that was held out, in order."""
    questions: int
    held_out: int
    losses: tuple[tuple[float, ...], ...]
    comparison: Comparison
    """Untrained against trained, on questions that the encoder had not seen."""
    published: str | None

    @property
    def better(self) -> bool:
        """Whether it may be published."""
        return improved(self.comparison)

    def as_plain(self) -> dict[str, Any]:
        return {
            "encoders": [str(folder) for folder in self.encoders],
            "questions": self.questions,
            "held_out": self.held_out,
            "losses": self.losses,
            "differences": [asdict(difference) for difference in self.comparison.differences],
            "better": self.better,
            "published": self.published,
        }


def train_retriever(
    services: Services,
    plan: Plan,
    recipe: "Recipe",
    *,
    held_out: int = 1,
    apart: Apart = Apart.CLUSTER,
    publish: bool = True,
    told: Told = lambda title: lambda done, total, what: None,
) -> Outcome:
    """Train on four fifths of a set's questions and compare on the rest; with `held_out` 5, on every fifth in turn.

    Published is the encoder of the first part: the one that was measured, not another. Problem `too_few_to_train`.
    """
    from retrieval.training import fit

    world = open_world(services, plan, told("Preparing"))
    published, _ = generations.find(world.indexes)
    generation = Generation.open(published.folder, published.facts)
    places = Places(generation, world)
    parts = labelled_parts(plan, places, recipe.seed, apart)
    labelled = [case for case in plan.cases if places.rows(case)]
    vectors = generation.vectors.rows()
    models = services.models / question_encoders.FOLDER
    source = _source(services)
    facts = {"set": plan.set.name, "set_digest": plan.set.digest, "embedder": services.embedder.fingerprint}
    encoders, losses, before, after = [], [], [], []
    for number, part in enumerate(parts[:held_out]):
        unseen = {case.id for case in part}
        examples = [places.example(case) for case in labelled if case.id not in unseen]
        folder = models / f"{plan.set.name}-{sha256(repr((facts, recipe, number, apart, len(examples))))[:8]}"
        progress = told(f"Training {number + 1} of {held_out}")
        kept_facts = facts | {"part": number, "apart": apart}
        losses.append(tuple(fit(source, vectors, examples, folder, kept_facts, recipe=recipe, progress=progress)))
        encoders.append(folder)
        reader = open_embedder(str(folder), services.models)
        known = without_part([services.bundled_questions], part)
        order = services.bundled_order
        before.append((part, Searcher(world.indexes, services.embedder, order=order, known=known)))
        after.append((part, Searcher(world.indexes, services.embedder, reader, order=order, known=known)))
    seen = [case for part in parts[:held_out] for case in part]
    untrained = searched(services, plan, world, before, encoder="untrained", told=told("Before"))
    trained = searched(services, plan, world, after, encoder=encoders[0].name, told=told("After"))
    comparison = compare(seen, chosen(METRICS, list(JUDGED_BY)), untrained.side, trained.side)
    name = encoders[0].name if publish and improved(comparison) else None
    if name:
        kept_facts = facts | {"seed": recipe.seed, "apart": apart}
        question_encoders.publish(services.models, name, services.embedder.fingerprint, kept_facts)
    return Outcome(tuple(encoders), len(labelled), len(seen), tuple(losses), comparison, name)


def measure_known(
    services: Services, plan: Plan, counts: Sequence[int], told: Told = lambda title: lambda done, total, what: None
) -> dict[int, dict[str, float]]:
    """The search on a set with so many known questions each, drawn with a fixed seed; the mean of each of `JUDGED_BY`.

    A question's own label is left out, as in every evaluation. The weights of the order are the shipped ones, fitted to
    all labels, from the first known question on; with none there is no order. Problem `no_known_questions`.
    """
    known = services.bundled_questions
    if not known:
        raise Problem("no_known_questions")
    world = open_world(services, plan, told("Preparing"))
    drawn = random.Random(7).sample(known.questions, len(known.questions))  # noqa: S311
    figures = {}
    for count in sorted({min(count, len(drawn)) for count in counts}):
        kept = [known.without(drawn[count:])] if count else []
        order = services.bundled_order if count else None
        searcher = Searcher(world.indexes, services.embedder, order=order, known=kept, unseen=True)
        side = [(plan.cases, searcher)]
        scored = searched(services, plan, world, side, encoder=f"known-{count}", told=told(f"{count} known questions"))
        figures[count] = {h.metric: h.estimate.mean for h in scored.summary.headlines if h.estimate.mean is not None}
    return figures


def labels_of(services: Services, plan: Plan, told: Told) -> Labels:
    """A set's questions, each with digests of the words that it expects; none of which its corpus holds nothing."""
    world = open_world(services, plan, told("Preparing"))
    published, _ = generations.find(world.indexes)
    places = Places(Generation.open(published.folder, published.facts), world)
    labels = {case.question: places.words(case) for case in plan.cases}
    return {question: words for question, words in labels.items() if words}


def improved(comparison: Comparison) -> bool:
    """Whether one measure is significantly better, corrected for their number, and none worse."""
    verdicts = {difference.verdict for difference in comparison.differences}
    return "better" in verdicts and "worse" not in verdicts


def cut(cases: Sequence[Case], seed: int, apart: Apart) -> list[list[Case]]:
    """`PARTS` parts of about one size, cases that share what is held apart all in one."""

    def shared(case: Case) -> str:
        return case.cluster_id if apart == Apart.CLUSTER else case.question

    ordered = sorted(cases, key=lambda case: (shared(case), case.id))
    clusters = [list(some) for _, some in groupby(ordered, key=shared)]
    random.Random(seed).shuffle(clusters)  # noqa: S311
    parts: list[list[Case]] = [[] for _ in range(PARTS)]
    for cluster in clusters:
        min(parts, key=len).extend(cluster)
    return parts


def without_part(known: Sequence[AskedBefore | None], part: Sequence[Case]) -> list[AskedBefore]:
    """Known questions without those of a part that is held out."""
    return [each.without([case.question for case in part]) for each in known if each]


def labelled_parts(plan: Plan, places: "Places", seed: int, apart: Apart) -> list[list[Case]]:
    """The cases whose expected places the index holds, cut into parts. Problem `too_few_to_train`."""
    labelled = [case for case in plan.cases if places.rows(case)]
    parts = cut(labelled, seed, apart)
    if len(labelled) < PARTS * LEAST or min(map(len, parts)) < LEAST:
        raise Problem("too_few_to_train", found=len(labelled), least=PARTS * LEAST, set=plan.set.name)
    return parts


class Places:
    """Where in an index the places that a case expects are."""

    def __init__(self, generation: Generation, world: World) -> None:
        self._table = generation.table
        self._row = {
            world.names.get(document.id, document.id): row for row, document in enumerate(self._table.documents)
        }
        self._labels: dict[str, list[tuple[int, tuple[str, ...]]]] = {}

    def example(self, case: Case) -> "Example":
        from retrieval.training import Example

        return Example(case.question, self.rows(case))

    def rows(self, case: Case) -> tuple[int, ...]:
        """Positions of the chunks that hold what is expected, of any grade."""
        found: dict[int, None] = {}
        for place in case.expected:
            if place.document not in self._row:
                continue
            found |= {p: None for p, labels in self._held(place.document) if place.meets(place.document, labels)}
        return tuple(found)

    def _held(self, document: str) -> list[tuple[int, tuple[str, ...]]]:
        """Positions and labels of the chunks of a document, read once."""
        if document not in self._labels:
            positions = self._table.positions([self._row[document]]).tolist()
            chunks = self._table.chunks(positions)
            self._labels[document] = [(p, chunk.labels) for p, chunk in zip(positions, chunks, strict=True)]
        return self._labels[document]

    def words(self, case: Case) -> tuple[str, ...]:
        """Digests of the words of those chunks."""
        return tuple(dict.fromkeys(map(self._table.words, self.rows(case))))


def searched(
    services: Services,
    plan: Plan,
    world: World,
    sides: Sequence[tuple[Sequence[Case], Searcher]],
    *,
    encoder: str,
    order: str = "none",
    told: Callable[[int, int, str], None],
) -> Scored:
    """A run of the search over questions, each part with its own searcher, scored by `JUDGED_BY`.

    `encoder`, `order`: names of what the searchers use, for the circumstances of the run.
    """
    cases = [case for part, _ in sides for case in part]
    known = circumstances(services, replace(plan, cases=tuple(cases)), world)
    known |= {"question_encoder": encoder, "learned_order": order}
    named = encoder if order == "none" else order
    run: Run = begin(home(services) / "runs" / f"{plan.set.name}-{named}-{digest(known)[:8]}", cases, known)
    languages = set(plan.set.languages.values())
    asks: dict[str, Ask] = {}
    for part, searcher in sides:
        ask = searching(searcher, world.names, services.today(), any_time=world.any_time, languages=languages)
        asks |= {case.id: ask for case in part}
    carry_out(run, lambda case: asks[case.id](case), told)
    return score_run(run, chosen(METRICS, list(JUDGED_BY)))


def _source(services: Services) -> str:
    """Folder or name of the model that made the vectors."""
    name = services.settings.embedder
    return str(services.models / bundled.NAME) if name == "bundled" else name
