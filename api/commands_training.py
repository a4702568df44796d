"""`train-support`, the small models that ship with the program, fitted again; `train-retriever`, one's own search.

Does not know how anything is fitted.
"""

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands_eval import Also, CorpusFile, Qrels
from api.commands_proof import DATA, Data
from api.console import Json, Progress, show
from api.settings import read_settings
from api.wiring import wire
from eval.cases import Apart
from prompts.problems import Problem

if TYPE_CHECKING:
    from eval.comparison import Comparison

Weights = Annotated[Path | None, typer.Option(help="File to write; default: the one that the support check reads.")]


class Parts(StrEnum):
    """What `train-retriever` trains."""

    BOTH = "both"
    ENCODER = "encoder"
    ORDER = "order"


def train_support(*, data: Data = DATA, out: Weights = None, as_json: Json = False) -> None:
    """Fit the scores of the support check to people's labels and mutated articles; three minutes on two cores.

    Prints what the folds say of questions that none of them had seen: by kind, by answer, coverage against error.
    """
    import assistant
    from assistant.support_model import WEIGHTS
    from eval.train_support import train

    if not data.is_dir():
        raise Problem("no_data", found=data)
    with Progress("Training"):
        report = train(data, out or Path(assistant.__file__).parent / WEIGHTS)
    lines = [f"{name}: {figures}" for name, figures in (report.slices | report.answers).items()]
    lines += [f"coverage and error, {name}: {points}" for name, points in report.curves.items()]
    show(report.as_plain(), "\n".join([*lines, f"{report.milliseconds:.1f} ms a sentence"]), as_json)


def train_retriever(
    folder: Annotated[Path | None, typer.Argument(help="Folder of a set with labelled questions.")] = None,
    *,
    also: Also = None,
    corpus: CorpusFile = None,
    qrels: Qrels = None,
    epochs: Annotated[int, typer.Option(min=1, help="Passes over the questions.")] = 6,
    rate: Annotated[float, typer.Option(min=1e-7, max=1e-3, help="Highest learning rate.")] = 5e-5,
    seed: Annotated[int, typer.Option(help="Of the parts, the order and the dropout.")] = 7,
    held_out: Annotated[
        int, typer.Option(min=1, max=5, help="Fifths held out in turn, each with a training of its own.")
    ] = 1,
    apart: Annotated[
        Apart, typer.Option(help="What held-out questions do not share with the others: their words, or an article.")
    ] = Apart.QUESTION,
    what: Annotated[
        Parts, typer.Option(help="The reading of questions (minutes), the order of what was found (seconds), or both.")
    ] = Parts.BOTH,
    publish: Annotated[
        bool, typer.Option("--publish/--no-publish", help="Use from now on what is significantly better.")
    ] = True,
    questions_to: Annotated[
        Path | None, typer.Option(help="Only add the labelled questions to this file of known ones, and train nothing.")
    ] = None,
    written_to: Annotated[
        Path | None, typer.Option(help="Only add the questions, as written for what they expect, to this file of such.")
    ] = None,
    order_to: Annotated[
        Path | None, typer.Option(help="Only write an order fitted to all labelled questions, and compare nothing.")
    ] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take back what was published, and do no more.")] = False,
    as_json: Json = False,
) -> None:
    """Train the search on a set's labels, compare on questions never seen, publish what is better.

    First the reading of questions, then the order of what the search brings, compared on top of it. The vectors of the
    passages stay: nothing is embedded or indexed again. Goes on where it was interrupted. Exit 1 if neither is
    significantly better.
    """
    if withdraw:
        _take_back(what, as_json)
        return
    if folder is None:
        raise typer.BadParameter("a folder of a set is needed")
    from api.evaluating import plan_run
    from api.training import labels_of
    from api.training import train_retriever as train
    from api.training_order import fit_order, train_order
    from retrieval import known_questions, written_questions
    from retrieval.learned_order import write_weights
    from retrieval.training import Recipe

    services = wire(read_settings())
    plan = plan_run(folder, retrieval_only=True, corpus=corpus, qrels=qrels, also=also or ())
    recipe = Recipe(epochs=epochs, rate=rate, seed=seed)
    plain: dict[str, Any] = {}
    lines: list[str] = []
    better = False
    with ExitStack() as shown:

        def told(title: str) -> Progress:
            return shown.enter_context(Progress(title))

        if questions_to:
            count = known_questions.add(questions_to, labels_of(services, plan, told), services.embedder)
            show({"questions": count}, f"{questions_to} holds {count} questions", as_json)
        if written_to:
            count = written_questions.add(written_to, labels_of(services, plan, told))
            show({"questions": count}, f"{written_to} holds {count} questions", as_json)
        if order_to:
            fitted = fit_order(services, plan, told)
            write_weights(order_to, fitted)
            show({"weights": fitted.weights}, f"{order_to} holds {len(fitted.weights)} weights", as_json)
        if questions_to or written_to or order_to:
            return
        if what != Parts.ORDER:
            outcome = train(services, plan, recipe, held_out=held_out, apart=apart, publish=publish, told=told)
            plain, better = outcome.as_plain(), outcome.better
            lines += [f"{outcome.questions} labelled questions, {outcome.held_out} held out by {apart}"]
            lines += [f"loss by epoch: {', '.join(f'{loss:.3f}' for loss in losses)}" for losses in outcome.losses]
            lines += _differences(outcome.comparison)
            lines.append(
                f"published: {outcome.published}" if outcome.published else f"not published: {outcome.encoders[0]}"
            )
        if what != Parts.ENCODER:
            order = train_order(services, plan, seed=seed, apart=apart, publish=publish, told=told)
            plain, better = plain | {"order": order.as_plain()}, better or order.better
            lines += [
                f"order of what was found: {order.questions} labelled questions, "
                f"{order.held_out} held out by {order.apart}"
            ]
            lines += _differences(order.comparison)
            lines.append(f"{'published' if order.published else 'not published'}: {order.name}")
    show(plain, "\n".join(lines), as_json)
    raise typer.Exit(0 if better else 1)


def _take_back(what: Parts, as_json: bool) -> None:
    from retrieval import learned_order, question_encoders

    models = wire(read_settings()).models
    done = [
        name
        for name, take_back in (("encoder", question_encoders.withdraw), ("order", learned_order.withdraw))
        if what in (Parts.BOTH, name) and take_back(models)
    ]
    lines = f"withdrawn: {', '.join(done)}" if done else "none was published"
    show({"withdrawn": bool(done), "parts": done}, lines, as_json)


def _differences(comparison: "Comparison") -> list[str]:
    return [
        f"{d.metric}: {d.a:.4f} → {d.b:.4f} ({d.difference:+.4f}; {d.low:+.4f} to {d.high:+.4f}), {d.verdict}"
        for d in comparison.differences
        if d.difference is not None and d.low is not None and d.high is not None
    ]
