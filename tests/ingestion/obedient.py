"""A reader that does what the file says; it runs in a child of the sandbox."""

import os
import signal
import tempfile
import time
from pathlib import Path

from ingestion.documents import Block, Reading


def obey(data: bytes, name: str) -> Reading:
    order = data.decode()
    if order == "tell":
        Path(tempfile.gettempdir(), "hanging").touch()
    if order in ("hang", "tell"):
        time.sleep(60)
    if order == "spin":
        while True:
            pass
    if order == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if order == "exit":
        os._exit(3)
    if order == "hoard":
        return Reading("x", (Block("x" * len(bytearray(1 << 31))),))
    if order == "raise":
        raise ValueError("broken")
    if order == "print":
        print("not an answer", flush=True)
    if order == "environment":
        return Reading("x", (Block(os.environ.get("OPENAI_API_KEY", "none")),))
    return Reading(
        "text/plain", (Block(order, "heading", 2, 7),), {"文号": "一号"}, {"a": "b"}, "题", "https://x", 3, ("n",)
    )
