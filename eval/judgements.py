"""What somebody, a person or a model, said of one thing in a case; and the file that keeps what models said.

The file is addressed by content: the key is a digest of everything that the reply depends on, so asking the same again
is answered from the file, and a changed prompt, model or parameter never is. Does not know any model or metric.
"""

import hashlib
import json
import sqlite3
import threading
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Self

from prompts.problems import Problem

_TABLE = """CREATE TABLE IF NOT EXISTS judgements (
    key TEXT PRIMARY KEY, judge TEXT NOT NULL, prompt TEXT NOT NULL, kept TEXT NOT NULL, at TEXT NOT NULL
) WITHOUT ROWID"""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One label for one thing. Two of the same `key` answer the same question to the same judge."""

    case: str
    aspect: str
    """What was asked: `citation`, `nugget`."""
    target: str
    """Which thing in the case: `sentence 2`, `nugget 1`."""
    value: str | float
    reason: str
    by: str
    """Label of a model, or name of a person."""
    prompt: str
    """Label and version of the prompt (`judge_entailment.zh/1`), or of the guideline that a person worked by."""
    at: str = ""
    """When, in ISO form; empty where nobody wrote it down. No part of the key."""

    @property
    def key(self) -> str:
        return digest(case=self.case, aspect=self.aspect, target=self.target, by=self.by, prompt=self.prompt)


class Parameters(NamedTuple):
    """How a model is asked; see `LanguageModel.complete`."""

    max_tokens: int
    temperature: float
    seed: int


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that a model's reply depends on; what the file is addressed by."""

    judge: str
    prompt: str
    parameters: Parameters
    metric: str
    """Name and version of what the reply is read as: a change of reading asks anew."""
    input: tuple[tuple[str, str], ...]
    """The messages, (role, text)."""

    @property
    def key(self) -> str:
        return digest(
            judge=self.judge,
            prompt=self.prompt,
            parameters=self.parameters._asdict(),
            metric=self.metric,
            input=self.input,
        )


def digest(**values: object) -> str:
    """SHA-256, in hex, of values that JSON can hold, whatever order they are named in."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


class JudgementCache(AbstractContextManager["JudgementCache"]):
    """An SQLite file of replies, each written once and never changed; safe to use from several threads and processes.

    What `put` returned is on the disk: a process killed right after loses nothing. With `replay`, asking for what is
    not there is Problem `judgement_missing`. Problem `judgement_file_broken` for a file that is something else.
    """

    def __init__(self, path: Path, *, replay: bool = False) -> None:
        self.path = path
        self.replay = replay
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise Problem("judgement_file_broken", file=path, found=error) from error
        try:
            for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", _TABLE):
                self._connection.execute(statement)
        except sqlite3.Error as error:
            self._connection.close()
            raise Problem("judgement_file_broken", file=path, found=error) from error

    def get(self, question: Question) -> Any | None:
        """What was kept, None if nothing was; with `replay` that is Problem `judgement_missing`."""
        kept = self._kept(question)
        if kept is None and self.replay:
            raise Problem("judgement_missing", file=self.path, judge=question.judge, prompt=question.prompt)
        return None if kept is None else json.loads(kept)

    def put(self, question: Question, value: object) -> Any:
        """Keep a value that JSON can hold, and return what is kept now: the first one, if another was faster."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        row = (question.key, question.judge, question.prompt, json.dumps(value), now)
        self._run("INSERT OR IGNORE INTO judgements VALUES (?, ?, ?, ?, ?)", row)
        return json.loads(self._kept(question) or "null")

    def __contains__(self, question: Question) -> bool:
        return self._kept(question) is not None

    def __len__(self) -> int:
        return int(self._run("SELECT count(*) FROM judgements") or 0)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _kept(self, question: Question) -> str | None:
        return self._run("SELECT kept FROM judgements WHERE key = ?", (question.key,))

    def _run(self, statement: str, values: tuple[str, ...] = ()) -> Any | None:
        """Run a statement and return the first column of the first row, if there is one."""
        try:
            with self._lock, closing(self._connection.execute(statement, values)) as rows:
                first = rows.fetchone()
        except sqlite3.Error as error:
            raise Problem("judgement_file_broken", file=self.path, found=error) from error
        return first[0] if first else None
