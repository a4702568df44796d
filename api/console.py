"""What commands say: one JSON document or plain lines on stdout, progress and remarks on stderr. Knows no command."""

import json
import os
import sys
import time
from dataclasses import asdict, is_dataclass
from typing import Annotated, Any

import typer

from api.errors import exit_code, problem_document
from prompts.problems import Problem

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
PATIENCE = 1.0
"""Seconds before a progress bar appears."""


def language() -> str:
    """`zh` or `en`, by the usual variables of the environment."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    return "en"


def show(document: Any, lines: str, as_json: bool) -> None:
    """Print the result, as a document or as lines."""
    print(json.dumps(document, ensure_ascii=False, indent=2, default=_plain) if as_json else lines)


def remark(text: str) -> None:
    """Say something beside the result."""
    print(text, file=sys.stderr)


def complain(problem: Problem, as_json: bool) -> int:
    """Say what is wrong, and give the exit code."""
    if as_json:
        show(problem_document(problem, "", language()), "", True)
    remark(f"wenzheng: {problem.text(language())}")
    return exit_code(problem)


class Progress:
    """A bar on a terminal for what takes longer than a second; nothing elsewhere. Call with (done, total, what)."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._begun = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def __call__(self, done: int, total: int, what: str = "") -> None:
        if not sys.stderr.isatty() or time.monotonic() - self._begun < PATIENCE:
            return
        if self._bar is None:
            from rich.console import Console
            from rich.progress import Progress as Bar

            self._bar = Bar(console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task(self._title)
        self._bar.update(self._task, completed=done, total=total, description=f"{self._title} {what[-40:]}")

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


def _plain(value: Any) -> Any:
    if isinstance(value, Problem):
        return {"code": value.code, "zh": value.text("zh"), "en": value.text("en")}
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return str(value)
