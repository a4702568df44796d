"""The parent's side of one child process that reads files: start it, talk to it, time it, find out why it died.

Speaks lengths and bytes over a socket pair; the answers are JSON (`ingestion.wire`). Linux sets all the limits;
elsewhere the memory limit may not bind, and time is what the clock on the wall says.
"""

import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingestion.documents import Reading
from ingestion.readers import in_megabytes
from ingestion.wire import read_answer
from prompts.problems import Problem

_LARGEST_ANSWER: Final = 512 * 1024 * 1024
_START: Final = 60.0
"""Seconds, or processor seconds, in which a child must have imported its reader."""
_KEPT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR", "SYSTEMROOT")
"""What a child sees of our environment; keys and addresses of services are none of its business."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may take: seconds a file, bytes of private memory, and which function it runs."""

    seconds: float
    memory: int
    reader: str


class Gone(Exception):
    """The child ended, or had to be ended, while it read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class Clock:
    """Time for one file: seconds that pass, or where others crowd the processor, seconds that the child got of it.

    So a file is not refused because the machine was busy; a child that sleeps is stopped on time, and none goes on for
    more than eight times its seconds.
    """

    def __init__(self, pid: int, seconds: float, stop: threading.Event) -> None:
        self._pid, self._seconds, self._stop = pid, seconds, stop
        self._begun = time.monotonic()
        self._used = _processor_seconds(pid)

    def wait(self) -> float:
        """Seconds to wait at most before asking again. Raises `TimeoutError` when time is up or nobody wants more."""
        passed = time.monotonic() - self._begun
        if self._stop.is_set():
            raise TimeoutError
        if passed >= self._seconds:
            got = _processor_seconds(self._pid) - self._used
            if got >= self._seconds or got < passed / 10 or passed >= 8 * self._seconds:
                raise TimeoutError
        return 0.2 if passed >= self._seconds else min(0.2, self._seconds - passed)


def _processor_seconds(pid: int) -> float:
    """User and system time of a process so far (proc(5), fields 14 and 15); 0 where there is no /proc."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class ReaderProcess:
    """One interpreter at the other end of a socket pair."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        ours, theirs = socket.socketpair()
        self._socket = ours
        environment = {key: os.environ[key] for key in _KEPT if key in os.environ}
        environment |= {"PYTHONPATH": os.pathsep.join(p or os.getcwd() for p in sys.path), "OMP_NUM_THREADS": "1"}
        program = "from ingestion.sandbox_child import main; main()"
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 our own interpreter and program
                [
                    sys.executable,
                    "-P",
                    "-c",
                    program,
                    *map(str, (theirs.fileno(), limits.memory, os.getpid())),
                    limits.reader,
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=environment,
                start_new_session=True,
            )

        self._is_ready = False
        # Linux hands the peak of the process that forked on to the child: below it nothing is known of the child's own.
        self._inherited = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def read(self, data: bytes, name: str, stop: threading.Event) -> Reading | Problem:
        """Have one file read. Raises `Gone` when this child cannot be used again."""
        label = name.encode("utf-8", "replace")
        self._await_start(stop)
        clock = Clock(self._process.pid, self._limits.seconds, stop)
        try:
            self._send(struct.pack("<IQ", len(label), len(data)) + label, clock)
            self._send(data, clock)
            (size,) = struct.unpack("<Q", self._receive(8, clock))
            if size > _LARGEST_ANSWER:
                raise ConnectionError
            answer = self._receive(size, clock)
        except TimeoutError:
            self.end()
            raise Gone(Problem("too_slow", limit=f"{self._limits.seconds:g}")) from None
        except (ConnectionError, struct.error):
            raise Gone(self._post_mortem()) from None
        outcome = read_answer(answer)
        if isinstance(outcome, Problem) and outcome.code == "too_much_memory":
            self.end()
            raise Gone(Problem("too_much_memory", limit=in_megabytes(self._limits.memory)))
        return outcome

    def _await_start(self, stop: threading.Event) -> None:
        """Let the interpreter start on its own time, not on that of the first file."""
        if self._is_ready:
            return
        try:
            self._is_ready = self._receive(1, Clock(self._process.pid, _START, stop)) == b"."
        except (TimeoutError, ConnectionError):
            self.end()
            if stop.is_set():
                raise Gone(Problem("too_slow", limit=f"{self._limits.seconds:g}")) from None
            raise RuntimeError(
                f"no child process could be started for {self._limits.reader}; see its message above"
            ) from None

    def end(self) -> None:
        """Kill it, with whatever it may have started, and wait until it is gone."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._socket.close()

    def _send(self, data: bytes, clock: "Clock") -> None:
        rest = memoryview(data)
        while rest:
            self._socket.settimeout(clock.wait())
            with suppress(TimeoutError):
                rest = rest[self._socket.send(rest) :]

    def _receive(self, size: int, clock: "Clock") -> bytes:
        parts = bytearray()
        while len(parts) < size:
            self._socket.settimeout(clock.wait())
            with suppress(TimeoutError):
                part = self._socket.recv(min(size - len(parts), 1 << 20))
                if not part:
                    raise ConnectionError
                parts += part
        return bytes(parts)

    def _post_mortem(self) -> Problem:
        """Why a child that no longer answers is gone: an abort close to its limit, or a kill not ours, was memory."""
        _, status, usage = os.wait4(self._process.pid, 0)
        code = self._process.returncode = os.waitstatus_to_exitcode(status)
        self._socket.close()
        peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        own_peak = peak if usage.ru_maxrss > self._inherited else 0
        if code == -signal.SIGKILL or (code != 0 and own_peak > self._limits.memory * 0.6):
            return Problem("too_much_memory", limit=in_megabytes(self._limits.memory))
        reason = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        return Problem("damaged", found=f"its reader ended with {reason}")
