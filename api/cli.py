"""The command line `wenzheng`. Each command reads like what it does; heavy parts are opened by `api/wiring.py` only
when a command uses them, so that `--help` answers at once.
"""

import logging
import sys

import typer

from api import (
    commands_corpus,
    commands_measure,
    commands_proof,
    commands_questions,
    commands_service,
    commands_staff,
    commands_training,
)
from api.console import complain
from api.storage import storage_problem
from prompts.problems import Problem

app = typer.Typer(
    name="wenzheng",
    help="Questions about government services, answered from the documents in force. 问政：依据有效文件作答。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(commands_corpus.ingest)
app.command()(commands_corpus.index)
app.command()(commands_questions.search)
app.command()(commands_questions.ask)
app.command()(commands_service.serve)
app.command()(commands_service.doctor)
app.command()(commands_corpus.verify)
app.command()(commands_staff.impact)
app.command("train-retriever")(commands_training.train_retriever)
app.command("train-support")(commands_training.train_support)
app.add_typer(commands_staff.approved_answers, name="approved")
app.add_typer(commands_measure.bench, name="bench")
app.add_typer(commands_proof.evaluations, name="eval")


def main() -> None:
    """Run a command. Exit 0: done; 1: ran, and the result is bad; 2: wrong use; 3: `ingest` refused some files."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    try:
        app()
    except Exception as error:
        problem = error if isinstance(error, Problem) else storage_problem(error)
        if problem is None:
            raise
        sys.exit(complain(problem, "--json" in sys.argv))


if __name__ == "__main__":
    main()
