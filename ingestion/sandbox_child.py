"""The inside of a child process: takes files from a socket, one after another, and answers with JSON.

Started by `ingestion.sandbox_process` only. Its standard streams lead nowhere once it has started, so that a library
that prints cannot be mistaken for an answer.
"""

import ctypes
import os
import resource
import signal
import socket
import struct
import sys
from importlib import import_module

from ingestion.wire import write_answer
from prompts.problems import Problem

_DIE_WITH_PARENT = 1
"""`PR_SET_PDEATHSIG` of prctl(2)."""


def main() -> None:
    """Serve; `argv` is: number of the socket, bytes of memory, process id of the parent, `module:function`."""
    number, memory, parent = map(int, sys.argv[1:4])
    dotted = sys.argv[4]
    _restrain(memory, parent)
    module, function = dotted.split(":")
    read = getattr(import_module(module), function)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    with socket.socket(fileno=number) as channel:
        channel.sendall(b".")
        while header := channel.recv(12, socket.MSG_WAITALL):
            label_size, size = struct.unpack("<IQ", header)
            label = channel.recv(label_size, socket.MSG_WAITALL).decode("utf-8", "replace")
            answer = _answer(read, channel, size, label)
            channel.sendall(struct.pack("<Q", len(answer)) + answer)


def _answer(read: object, channel: socket.socket, size: int, label: str) -> bytes:
    try:
        data = bytearray(size)
        view = memoryview(data)
        while view:
            received = channel.recv_into(view)
            if not received:
                sys.exit()
            view = view[received:]
        return write_answer(read(bytes(data), label))  # type: ignore[operator]
    except Problem as problem:
        return write_answer(problem)
    except MemoryError:
        return write_answer(Problem("too_much_memory", limit=""))
    except Exception as error:  # whatever a library raises on a broken file is a broken file
        return write_answer(Problem("damaged", found=f"{type(error).__name__}: {str(error)[:200]}"))


def _restrain(memory: int, parent: int) -> None:
    """Limits of memory and core files, lower priority, room for deep nesting, and death together with the parent."""
    limits = [("RLIMIT_DATA", memory), ("RLIMIT_CORE", 0)]
    for name, value in limits:
        if kind := getattr(resource, name, None):
            resource.setrlimit(kind, (value, value))
    sys.setrecursionlimit(20_000)
    os.nice(5)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
