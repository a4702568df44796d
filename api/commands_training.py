"""`train-support`: the small models that ship with the program, fitted again from the evaluation data.

Does not know how anything is fitted.
"""

from pathlib import Path
from typing import Annotated

import typer

from api.commands_proof import DATA, Data
from api.console import Json, Progress, show
from prompts.problems import Problem

Weights = Annotated[Path | None, typer.Option(help="File to write; default: the one that the support check reads.")]


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
