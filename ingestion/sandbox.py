"""Reads many files in child processes, so that one bad file costs its own refusal and nothing else.

A child gets bytes through a socket pair and answers with JSON; it has no open files of ours, little environment, lower
priority, a limit on memory and a clock that the parent keeps. A child that hangs, dies or runs out of memory is
replaced, and its file gets a `Problem`. Nothing that comes back is executed or unpickled.
Does not isolate the network or the file system: a reader that is broken into runs with the rights of this user.
"""

import os
import queue
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from ingestion.documents import Reading, sha256
from ingestion.readers import LARGEST
from ingestion.sandbox_process import Gone, Limits, ReaderProcess
from ingestion.sources import bytes_of
from prompts.problems import Problem

MEMORY: Final = 3 * 1024**3
"""Bytes of private memory that one child may have; recognising a scan of six pages takes between two and three GiB."""
_READER: Final = "ingestion.readers:read"

_AHEAD: Final = 64
"""Files handed out or read before the caller asks, so that children work while the caller does."""

Outcome = tuple[str, str, Reading | Problem]
"""Name, SHA-256 of the bytes (empty when they could not be had), and what became of them."""


def read_files(
    files: Iterable[tuple[str, Path]],
    *,
    workers: int | None = None,
    seconds: float = 60,
    memory: int = MEMORY,
    limit: int = LARGEST,
    reader: str = _READER,
) -> Iterator[Outcome]:
    """Read `(name, path)` pairs in `workers` children (default: one a core), and yield as they complete.

    `files` is taken from in this thread, some way ahead; every file of it yields exactly once, and its own errors are
    raised here. `seconds` is counted as `sandbox_process.Clock` tells; `limit` is the largest file in bytes; `reader`
    is `module:function` taking `(data, name)`. Leaving the loop early, also by Ctrl-C, ends the children.
    """
    crew = _Crew(workers or os.cpu_count() or 1, Limits(seconds, memory, reader), limit)
    source = iter(files)
    waiting = 0
    try:
        while True:
            while waiting < _AHEAD and (taken := next(source, None)) is not None:
                crew.tasks.put(taken)
                waiting += 1
            if not waiting:
                return
            outcome = crew.results.get()
            if isinstance(outcome, Exception):
                raise outcome
            waiting -= 1
            yield outcome
    finally:
        crew.dismiss()


class _Crew:
    """Threads that each look after one child at a time."""

    def __init__(self, workers: int, limits: Limits, largest: int) -> None:
        self.tasks: queue.SimpleQueue[tuple[str, Path] | None] = queue.SimpleQueue()
        self.results: queue.SimpleQueue[Outcome | Exception] = queue.SimpleQueue()
        self._limits, self._largest = limits, largest
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._work, name=f"reader {n}", daemon=True) for n in range(workers)]
        for thread in self._threads:
            thread.start()

    def dismiss(self) -> None:
        """End the children and wait for the threads."""
        self._stop.set()
        for _ in self._threads:
            self.tasks.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        child: ReaderProcess | None = None
        try:
            while (taken := self.tasks.get()) is not None and not self._stop.is_set():
                name, path = taken
                digest = ""
                outcome: Reading | Problem
                try:
                    data = bytes_of(path, self._largest)
                    digest = sha256(data)
                    child = child or ReaderProcess(self._limits)
                    outcome = child.read(data, name, self._stop)
                except Problem as problem:
                    outcome = problem
                except Gone as gone:
                    outcome, child = gone.problem, None
                self.results.put((name, digest, outcome))
        except Exception as error:  # no process could be started, or a mistake of ours: raised in the caller's thread
            self.results.put(error)
        finally:
            if child is not None:
                child.end()
