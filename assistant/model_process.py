"""The process that runs the packaged model: `python -m assistant.model_process <weights.gguf>`.

A process of its own, because the engine holds Python's lock for the length of a step (seconds, while it reads a
prompt), because a crash or an out-of-memory kill of native code must not take the service along, and because its
memory goes back to the system when it ends. One JSON object a line: requests on stdin, `ready`, `piece`, `done` and
`failed` on stdout; it ends when stdin closes, so it never outlives its parent.

Several requests are written at once (continuous batching); a prompt that begins like an earlier one is read from
where they part (prefix cache). Does not know prompts, questions or who asks.
"""

import ctypes
import json
import os
import queue
import shutil
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from assistant.writing import Writing

TOKENS_HELD = 16_384
"""Tokens of the key-value cache, in blocks of 32: about 240 MB at 8 bits. Shared by running requests and prefixes."""
AT_ONCE = 4
COPIED, ALIKE = 5, 3
"""Answers repeat their sources: where the last `ALIKE` tokens stand in the prompt, the `COPIED` that follow there are
tried at once. The text stays the same; a token took 104 ms instead of 255 on the same busy machine."""
LONGEST_PROMPT = 6_000
"""Tokens. A longer prompt is refused: it would take over twenty seconds to read on two cores."""


class Engine:
    """The pipeline and the requests it is writing."""

    def __init__(self, folder: Path, out: TextIO) -> None:
        import openvino_genai as genai

        self.genai = genai
        self.out = out
        limits = genai.SchedulerConfig()
        limits.enable_prefix_caching = True
        limits.num_kv_blocks = TOKENS_HELD // 32
        limits.max_num_seqs = AT_ONCE
        self.tokenizer = genai.Tokenizer(str(folder))
        self.pipeline = genai.ContinuousBatchingPipeline(str(folder), self.tokenizer, limits, "CPU", prompt_lookup=True)
        self.running: dict[int, tuple[Any, Writing, list[int], int]] = {}

    def begin(self, request: dict[str, Any]) -> None:
        *before, last = request["messages"]
        begun = last["content"] if last["role"] == "assistant" else ""
        messages = before if begun else request["messages"]
        prompt = self.tokenizer.apply_chat_template(messages, add_generation_prompt=True) + begun
        tokens = self.tokenizer.encode(prompt, add_special_tokens=False).input_ids
        length = int(tokens.shape[1])
        if length > LONGEST_PROMPT:
            self.say(
                "failed", id=request["id"], code="model_prompt_long", values={"found": length, "limit": LONGEST_PROMPT}
            )
            return
        wish = self.genai.GenerationConfig()
        wish.max_new_tokens = request["max_tokens"]
        wish.do_sample = request["temperature"] > 0
        wish.num_assistant_tokens, wish.max_ngram_size = COPIED, ALIKE
        if wish.do_sample:
            wish.temperature = request["temperature"]
            wish.rng_seed = request["seed"] or 0
        handle = self.pipeline.add_request(request["id"], tokens, wish)
        self.running[request["id"]] = (handle, Writing(request["stop"]), [], length)

    def end(self, number: int) -> None:
        if number in self.running:
            self.running.pop(number)[0].cancel()

    def step(self) -> None:
        """Read the next piece of prompts, or write one token of each text."""
        self.pipeline.step()
        for number, (handle, writing, tokens, length) in list(self.running.items()):
            while handle.can_read():
                for output in handle.read().values():
                    tokens.extend(output.generated_ids)
            status = self.genai.GenerationStatus
            last = handle.get_status() != status.RUNNING
            if handle.get_status() == status.IGNORED:
                self.running.pop(number)
                found = "the key-value cache is full"
                self.say("failed", id=number, code="model_reply_broken", values={"found": found})
                continue
            piece = writing.grown(self.tokenizer.decode(tokens) if tokens else "", last=last)
            if piece:
                self.say("piece", id=number, text=piece)
            if last or writing.ended:
                if not last:
                    handle.stop()
                self.running.pop(number)
                self.say("done", id=number, prompt_tokens=length, completion_tokens=len(tokens))

    def say(self, kind: str, **values: object) -> None:
        self.out.write(json.dumps({"is": kind, **values}) + "\n")
        self.out.flush()


def engine_folder(weights: Path) -> Path:
    """Where the engine's own form of weights and tokenizer lies; its name carries the engine's version."""
    import openvino_genai as genai

    return weights.parent / f"openvino-{genai.__version__.split('-')[0]}"


def convert(weights: Path, folder: Path) -> None:
    """Write the engine's own form of weights and tokenizer (1.3 GB), once; forms of other versions are removed.

    Reading the GGUF itself takes 3.7 GB for a moment, and seven seconds for the tokenizer alone; this form is mapped
    from the disk, takes a third less, and its tokenizer a fifth of a second. The caller replaces the process
    afterwards, so that the memory is given back.
    """
    import openvino_genai as genai

    working = weights.parent / f".converting-{os.getpid()}"
    shutil.rmtree(working, ignore_errors=True)
    working.mkdir()
    linked = working / weights.name
    linked.symlink_to(weights.resolve())
    genai.ContinuousBatchingPipeline(str(linked), genai.SchedulerConfig(), "CPU", {"enable_save_ov_model": True})
    genai.Tokenizer(str(linked), enable_save_ov_model=True)
    linked.unlink()
    for path in (*working.iterdir(), working):
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    for old in weights.parent.glob("openvino-*"):
        shutil.rmtree(old)
    working.rename(folder)


def main() -> None:
    """Load, say `ready`, then write what is asked until stdin closes."""
    private = os.dup(1)
    os.set_inheritable(private, False)
    os.dup2(2, 1)  # native libraries print to stdout; our lines must stay whole
    weights = Path(sys.argv[1])
    folder = engine_folder(weights)
    if not all((folder / f"openvino_{part}.xml").is_file() for part in ("model", "tokenizer")):
        convert(weights, folder)
        os.dup2(private, 1)
        os.execv(sys.executable, [sys.executable, "-m", "assistant.model_process", *sys.argv[1:]])  # noqa: S606 - our own module
    asked: queue.Queue[dict[str, Any] | None] = queue.Queue()
    with os.fdopen(private, "w", encoding="ascii") as out:
        engine = Engine(folder, out)
        threading.Thread(target=_listen, args=(asked,), daemon=True).start()
        engine.say("ready")
        while True:
            while engine.running and asked.empty():
                engine.step()
            request = asked.get()
            if request is None:
                return
            if request["do"] == "write":
                engine.begin(request)
            elif request["do"] == "stop":
                engine.end(request["id"])
            else:
                give_back(folder)


def give_back(folder: Path) -> None:
    """Let the system drop what was read of the weights: the engine has repacked them, and reads on from disk if not.

    Takes 1 GB off the resident memory; 90 MB of it come back. The mapping is shared and read-only, so dropping its
    pages loses nothing (madvise(2), MADV_DONTNEED). Where the system is not Linux, nothing happens.
    """
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None)
    for line in Path("/proc/self/maps").read_text().splitlines():
        if line.endswith(f"{folder.name}/openvino_model.bin"):
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            library.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), 4)


def _listen(asked: "queue.Queue[dict[str, Any] | None]") -> None:
    for line in sys.stdin:
        asked.put(json.loads(line))
    asked.put(None)


if __name__ == "__main__":
    main()
