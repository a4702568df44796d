"""Embeds with OpenVINO on the processor: the encoder with its pooling as one graph, opened without torch.

A folder written by `convert` holds the graph (weights as float16), `tokenizer.json` and `embedder.json`. The graph runs
in bfloat16 where the processor has it, else in float32. Does not know where models come from.
"""

import json
import os
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np
import openvino
from numpy.typing import NDArray
from tokenizers import Tokenizer

from retrieval.seams import Vectors
from retrieval.wording import Wording

GRAPH, TOKENIZER, FACTS = "encoder.xml", "tokenizer.json", "embedder.json"

TOKENS_AT_ONCE = 2048
"""Tokens of one batch, padding included; found by trying 512 to 8192 on two cores."""
STEP = 16
"""Widths are rounded up to this, so that few shapes occur and each is prepared once."""
WINDOW = 4096
"""Texts sorted by length together; bounds the memory for a whole corpus."""


class OpenVinoEmbedder:
    """An encoder in OpenVINO. Several threads may call it; each stream of the processor runs one batch at a time."""

    def __init__(self, folder: Path, threads: int | None = None, precision: str = "auto") -> None:
        """Open a converted folder. `threads`: streams of one thread each; None takes the processors we may use."""
        facts = json.loads((folder / FACTS).read_text("utf-8"))
        cpu = openvino.Core()
        if "BF16" not in cpu.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
            precision = "f32"
        elif precision == "auto":
            precision = "bf16"
        streams = threads or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
        options = {
            "INFERENCE_PRECISION_HINT": precision,
            "INFERENCE_NUM_THREADS": str(streams),
            "NUM_STREAMS": str(streams),
            "ENABLE_CPU_PINNING": "NO",
        }
        with ThreadPoolExecutor(1) as beside:
            reading = beside.submit(Tokenizer.from_file, str(folder / TOKENIZER))
            compiled = cpu.compile_model(folder / GRAPH, "CPU", options)
            self._tokenizer = reading.result()
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._wording = Wording(facts["question"], facts["passage"])
        self._pad: int = facts["pad"]
        self._streams = streams
        self._free: SimpleQueue[Any] = SimpleQueue()
        for _ in range(streams + 2):
            self._free.put(compiled.create_infer_request())
        self.dimension: int = facts["dimension"]
        self.longest: int = facts["longest"]
        self.fingerprint: str = self._wording.fingerprint(facts["weights"], precision, self.longest)
        self._warm_up()

    def count(self, text: str) -> int:
        """Tokens of a passage, prefix and special tokens included, before anything is cut."""
        return len(self._tokenizer.encode(self._wording.passage + text).ids)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed what is searched; rows of unit length, in the order given. Fastest with hundreds of texts a call."""
        return self._prefixed(self._wording.passage, texts)

    def question(self, text: str) -> NDArray[np.float32]:
        """Embed what is asked."""
        row: NDArray[np.float32] = self.questions([text])[0]
        return row

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Embed many questions."""
        return self._prefixed(self._wording.question, texts)

    def _prefixed(self, prefix: str, texts: Sequence[str]) -> Vectors:
        rows = np.empty((len(texts), self.dimension), np.float32)
        for first in range(0, len(texts), WINDOW):
            self._embed([prefix + text for text in texts[first : first + WINDOW]], rows[first:])
        return rows

    def _warm_up(self) -> None:
        """Run the shapes of usual questions once on all streams: the first time costs fifty times the second."""
        requests = [self._free.get() for _ in range(self._streams + 2)]
        for width in (STEP, 2 * STEP):
            inputs = self._inputs([[self._pad] * min(width, self.longest)])
            for request in requests:
                request.start_async(inputs, share_inputs=False)
            for request in requests:
                request.wait()
        for request in requests:
            self._free.put(request)

    def _embed(self, texts: list[str], rows: Vectors) -> None:
        tokens = [self._cut(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(texts)]
        running: deque[tuple[Any, list[int]]] = deque()
        try:
            for batch in _batches([len(ids) for ids in tokens]):
                inputs = self._inputs([tokens[i] for i in batch])
                request = self._take(running, rows)
                request.start_async(inputs, share_inputs=False)
                running.append((request, batch))
        finally:
            while running:
                self._free.put(_finish(running, rows))

    def _take(self, running: deque[tuple[Any, list[int]]], rows: Vectors) -> Any:
        """Take a free request; wait for others only while holding none, so that two callers never block each other."""
        if not running:
            return self._free.get()
        if len(running) <= self._streams:
            try:
                return self._free.get_nowait()
            except Empty:
                pass
        return _finish(running, rows)

    def _cut(self, ids: list[int]) -> list[int]:
        return ids if len(ids) <= self.longest else [*ids[: self.longest - 1], ids[-1]]

    def _inputs(self, tokens: list[list[int]]) -> dict[str, NDArray[np.int32]]:
        longest = max(map(len, tokens))
        width = min(-(-longest // STEP) * STEP, self.longest)
        ids = np.full((len(tokens), width), self._pad, np.int32)
        mask = np.zeros((len(tokens), width), np.int32)
        for row, some in enumerate(tokens):
            ids[row, : len(some)] = some
            mask[row, : len(some)] = 1
        return {"input_ids": ids, "attention_mask": mask}


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """Positions, longest first, in batches of at most `TOKENS_AT_ONCE` padded tokens."""
    batch: list[int] = []
    room = 0
    for position in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batch and len(batch) == room:
            yield batch
            batch = []
        if not batch:
            room = max(1, TOKENS_AT_ONCE // (-(-lengths[position] // STEP) * STEP))
        batch.append(position)
    if batch:
        yield batch


def _finish(running: deque[tuple[Any, list[int]]], rows: Vectors) -> Any:
    request, batch = running.popleft()
    request.wait()
    rows[batch] = request.get_output_tensor(0).data
    return request


def convert(module: Any, example: Any, tokenizer: str, facts: dict[str, object], part: Path) -> None:
    """Write a torch module with inputs `input_ids` and `attention_mask` (batch, tokens) into the folder `part`."""
    inputs = [(name, openvino.PartialShape([-1, -1]), openvino.Type.i32) for name in example]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Tracing warns about every branch on a shape; the test compares the vectors.
        graph = openvino.convert_model(module, example_input=example, input=inputs)
    openvino.save_model(graph, part / GRAPH, compress_to_fp16=True)
    (part / TOKENIZER).write_text(tokenizer, encoding="utf-8")
    (part / FACTS).write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
