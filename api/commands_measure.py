"""`bench …` and `eval …`: what `eval/` measures, as commands. Does not know how anything is measured."""

from pathlib import Path
from typing import Annotated

import typer

from api.console import Json, Progress, show
from api.settings import read_settings
from api.wiring import wire
from eval.cases import read_cases
from eval.runner import as_rows, run, summarise

bench = typer.Typer(help="Speed and quality of the parts, on data that is at hand.", no_args_is_help=True)
evaluations = typer.Typer(help="Questions of a set, asked as the public asks them.", no_args_is_help=True)

DEMO = Path(__file__).parents[1] / "eval" / "sets" / "demo"
SetFolder = Annotated[Path, typer.Argument(help="Folder with a cases.jsonl; default: the demonstration set.")]


@evaluations.command("run")
def run_set(folder: SetFolder = DEMO, as_json: Json = False) -> None:
    """Ask every question of a set, and print the figures. Exit 1 if a shown citation is not verbatim."""
    services = wire(read_settings())
    cases = read_cases(folder)
    assistant = services.assistant
    services.await_model(180.0, lambda seconds: None)
    with Progress("Asking") as progress:
        results = run(cases, assistant, services.corpus, progress)
    figures = summarise(results)
    show({"figures": figures, "results": as_rows(results)}, "\n".join(f"{k}: {v}" for k, v in figures.items()), as_json)
    raise typer.Exit(0 if all(result.verbatim == result.citations for result in results) else 1)


@bench.callback()
def describe() -> None:
    """Speed and quality of the parts, on data that is at hand."""
