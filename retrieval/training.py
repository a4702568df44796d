"""Fits the side of an embedder that reads questions to labelled questions; the vectors of the passages stay.

Nothing is embedded again, so every passage of the index can be a negative at every step: what either leg of the search
puts too high, pays for it. The loss is the softmax over all of them, each relevant passage against all irrelevant ones
(multiple positives as in Karpukhin et al., "Dense Passage Retrieval", EMNLP 2020, section 3.2, with the corpus in place
of the batch). Word embeddings are frozen: a few thousand questions say nothing of the words that they lack.

After each epoch all that is needed to go on is on disk; a run that was interrupted gives the same weights as one that
was not. Does not know where questions come from, or whether the outcome is any better: `eval` says.
"""

import json
import math
import random
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer

from ingestion import durable
from ingestion.documents import sha256
from retrieval.model_folders import damage, write_whole
from retrieval.seams import Vectors
from retrieval.torch_embedder import open_model
from retrieval.wording import wording_of

Progress = Callable[[int, int, str], None]
"""(steps done, steps in all, what)."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question and the rows that answer it."""

    question: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How it is fitted. The defaults were found on citizens' questions about Chinese law, one core, ten minutes."""

    epochs: int = 6
    batch: int = 32
    rate: float = 5e-5
    """Highest learning rate, reached after a tenth of the steps; falls to 0 at the end."""
    temperature: float = 0.02
    longest: int = 256
    """Tokens of a question; the rest is cut."""
    seed: int = 7


@dataclass(slots=True)
class _State:
    """Where a training stands."""

    model: SentenceTransformer
    optimiser: torch.optim.AdamW
    named: Mapping[str, torch.nn.Parameter]
    epoch: int = 0
    losses: list[float] = field(default_factory=list)


def fit(
    source: str,
    vectors: Vectors,
    examples: Sequence[Example],
    folder: Path,
    facts: Mapping[str, Any],
    *,
    recipe: Recipe | None = None,
    progress: Progress = lambda done, total, what: None,
) -> list[float]:
    """Write a sentence-transformers folder that embeds questions; gives the mean loss of each epoch.

    `source`: folder or name of the model whose `vectors` (n, dimension) these are; `facts` go into the folder's
    manifest, and with the recipe decide whether a folder that is there, or half done, is of the same training.
    """
    recipe = recipe or Recipe()
    known = {**facts, "recipe": asdict(recipe), "source": source, "examples": _digest(examples)}
    losses = folder / "losses.json"
    if damage(folder, known) is None:
        return list(json.loads(losses.read_text("utf-8")))
    kept = folder.with_name(f"{folder.name}.epoch")
    state = _begin(source, recipe, kept, known)
    passages = torch.from_numpy(vectors)
    prefix = wording_of(state.model.prompts, source).question
    steps = math.ceil(len(examples) / recipe.batch)
    while state.epoch < recipe.epochs:
        # Seeded by epoch: one that goes on after an interruption draws what it would have drawn.
        torch.manual_seed(recipe.seed + state.epoch)
        order = random.Random(recipe.seed + state.epoch).sample(range(len(examples)), len(examples))  # noqa: S311
        total = 0.0
        for step in range(steps):
            some = [examples[i] for i in order[step * recipe.batch : (step + 1) * recipe.batch]]
            done = state.epoch * steps + step
            for group in state.optimiser.param_groups:
                group["lr"] = recipe.rate * _pace(done, recipe.epochs * steps)
            total += _step(state, some, prefix, passages, recipe) * len(some)
            progress(done + 1, recipe.epochs * steps, "training")
        state.epoch += 1
        state.losses.append(total / len(examples))
        _keep(kept, state, known)

    def write(part: Path) -> None:
        state.model.save(str(part), create_model_card=False)
        (part / losses.name).write_text(json.dumps(state.losses), encoding="utf-8")

    write_whole(folder, known, write)
    shutil.rmtree(kept, ignore_errors=True)
    return state.losses


def _begin(source: str, recipe: Recipe, kept: Path, known: Mapping[str, Any]) -> _State:
    """A fresh state, or the one after the last whole epoch of the same training."""
    model = open_model(source, "cpu", None)
    inside: Any = model[0]
    for parameter in inside.auto_model.get_input_embeddings().parameters():
        parameter.requires_grad = False
    named = {name: p for name, p in model.named_parameters() if p.requires_grad}
    state = _State(model, torch.optim.AdamW(named.values(), lr=recipe.rate, weight_decay=0.01), named)
    place, tensors = kept / "state.json", kept / "state.safetensors"
    if not place.is_file() or not tensors.is_file():
        return state
    said = json.loads(place.read_text("utf-8"))
    if said["facts"] != json.loads(json.dumps(known)) or said["bytes"] != tensors.stat().st_size:
        return state
    held = load_file(tensors)
    with torch.no_grad():
        for name, parameter in named.items():
            if f"weights.{name}" not in held:
                continue
            parameter.copy_(held[f"weights.{name}"])
            state.optimiser.state[parameter] = {
                "step": torch.tensor(float(said["steps"])),
                "exp_avg": held[f"first.{name}"],
                "exp_avg_sq": held[f"second.{name}"],
            }
    state.epoch, state.losses = said["epoch"], said["losses"]
    return state


def _step(state: _State, some: Sequence[Example], prefix: str, passages: torch.Tensor, recipe: Recipe) -> float:
    state.model.train()
    inputs = state.model.tokenizer(
        [prefix + example.question for example in some],
        padding=True,
        truncation=True,
        max_length=recipe.longest,
        return_tensors="pt",
    )
    with torch.autocast("cpu", torch.bfloat16):
        given = state.model(dict(inputs))["sentence_embedding"]
    asked = torch.nn.functional.normalize(given.float(), dim=-1)
    loss = softmax_loss(asked @ passages.T / recipe.temperature, [example.rows for example in some])
    state.optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(state.named.values(), 1.0)
    state.optimiser.step()
    return float(loss.detach())


def softmax_loss(scores: torch.Tensor, rows: Sequence[Sequence[int]]) -> torch.Tensor:
    """Mean over questions of -log p(row) over their rows, each against all rows that are not the question's.

    `scores`: (questions, rows of the index), divided by the temperature.
    """
    question = torch.tensor([q for q, some in enumerate(rows) for _ in some])
    row = torch.tensor([r for some in rows for r in some])
    relevant = torch.zeros_like(scores, dtype=torch.bool)
    relevant[question, row] = True
    against = torch.logsumexp(scores.masked_fill(relevant, -torch.inf), dim=1)
    right = scores[question, row]
    share = torch.tensor([1 / len(some) for some in rows for _ in some])
    return ((torch.logaddexp(right, against[question]) - right) * share).sum() / len(rows)


def _pace(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / (0.1 * steps)) * max(0.0, 1 - step / steps)


def _keep(kept: Path, state: _State, known: Mapping[str, Any]) -> None:
    """Tensors first; `state.json` names their size, so that the two are of one epoch or are not taken."""
    kept.mkdir(parents=True, exist_ok=True)
    tensors: dict[str, torch.Tensor] = {}
    for name, parameter in state.named.items():
        moments = state.optimiser.state[parameter]
        if not moments:
            continue  # has no part in the outcome, as a pooling layer that nobody reads
        tensors[f"weights.{name}"] = parameter.detach().clone()
        tensors[f"first.{name}"], tensors[f"second.{name}"] = moments["exp_avg"], moments["exp_avg_sq"]
    steps = max(int(moments["step"]) for moments in state.optimiser.state.values() if moments)
    (kept / "state.json").unlink(missing_ok=True)
    save_file(tensors, kept / "state.safetensors")
    durable.fsync(kept / "state.safetensors")
    said = {
        "facts": known,
        "epoch": state.epoch,
        "losses": state.losses,
        "steps": steps,
        "bytes": (kept / "state.safetensors").stat().st_size,
    }
    durable.write(kept / "state.json", json.dumps(said).encode())


def _digest(examples: Sequence[Example]) -> str:
    return sha256(json.dumps([[example.question, *example.rows] for example in examples], ensure_ascii=False))
